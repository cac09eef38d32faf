"""SDMX REST: data and what data there are, in the dialects 2.2 and 1.5 of the specification."""
