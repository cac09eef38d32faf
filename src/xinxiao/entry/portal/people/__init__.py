"""Coming in and going out, the own account, and the people of this installation."""
