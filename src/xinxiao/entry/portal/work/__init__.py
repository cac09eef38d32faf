"""The work that happens without anyone asking."""
