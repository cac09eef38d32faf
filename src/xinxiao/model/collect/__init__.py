"""Nouns of collecting (GSBPM phase 4): forms, their calendar, and what respondents report on them."""
