"""Oversight in the portal: what is public of it, and the desk of who handles it."""
