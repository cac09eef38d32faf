"""What people do in oversight: act on cases, and look after what these hold of people."""
