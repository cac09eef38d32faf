"""Tables of what is collected, and of the people who do it."""
