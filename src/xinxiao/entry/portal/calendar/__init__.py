"""The release calendar: what is to come, what was planned, and whether it was kept."""
