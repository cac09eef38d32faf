"""What an index is, as data: its tree, its method, its assumptions, its numbers. Nothing here computes."""
