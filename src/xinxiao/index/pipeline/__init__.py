"""A method checked and run, stage by stage, each stage kept by its content."""
