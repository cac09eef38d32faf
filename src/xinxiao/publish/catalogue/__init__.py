"""The catalogue of what is published, and of what other bodies hold: as nouns, as DCAT-AP, as schema.org."""
