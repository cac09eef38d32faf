"""Data resources of other bodies: who holds what, how it is shared, and whether the public may read it."""
