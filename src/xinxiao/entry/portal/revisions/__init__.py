"""Revisions: how large they were, series by series, and the triangle of each."""
