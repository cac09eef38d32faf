"""GSBPM Collect: what is held against a report, and what is worked out from several; pure functions over nouns."""
