"""Draws for anybody: all of them by number, what was committed and drawn of one, one's own ticket, and the annual plans."""
