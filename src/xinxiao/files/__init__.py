"""Files to values: bytes, YAML and sheets are read here and nowhere else; faults become findings with file and line."""
