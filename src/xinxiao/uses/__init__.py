"""What the product is used for, one module a use: the functions behind a command, a page and a route alike."""
