"""Disseminate (GSBPM): seal a release, compare releases, verify one, and say where a number comes from."""
