"""The processes of a portal beside the one that was started: further ones that answer, and those for heavy work."""
