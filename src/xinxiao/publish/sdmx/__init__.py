"""SDMX: structures, and messages of data, as the standard writes them."""
