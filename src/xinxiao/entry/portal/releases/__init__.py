"""Releases: the list, each one's manifest and hashes, and what a later one revised and why."""
