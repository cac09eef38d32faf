"""What anybody may see of oversight: what it is, how many results are public, and each of these while it is."""
