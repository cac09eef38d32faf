"""About: what this is, who makes it, how to reach them."""
