"""Rows of a release as files."""
