"""The doors: command line and portal. They parse, call one function, and render."""
