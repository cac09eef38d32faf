"""The frame: rows of a file held against the programme, and against the units that are known."""
