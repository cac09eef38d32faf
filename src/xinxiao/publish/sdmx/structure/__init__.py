"""SDMX structures of a programme: its artefacts, how they refer to each other, and messages that hold them."""
