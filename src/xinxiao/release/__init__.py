"""Releases: sealed, verified, compared, explained."""
