"""Tasks: who is responsible then and now, what is measured, what is on record, how far it went."""
