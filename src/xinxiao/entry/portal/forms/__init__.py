"""The forms of a programme: what is asked of whom, what each item means, and when it is due."""
