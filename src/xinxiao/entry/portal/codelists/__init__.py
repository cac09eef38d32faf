"""Code lists: every list with its codes, what they are called, how they hang together and who uses them."""
