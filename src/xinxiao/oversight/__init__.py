"""Oversight without a store: what is decided, what facts fold to, when something is due, how a draw is made and verified."""
