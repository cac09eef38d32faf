"""Faults planted at random in programmes, and how many of them the checks find."""
