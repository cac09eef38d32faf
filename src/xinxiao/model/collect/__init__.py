"""Nouns of collecting (GSBPM phase 4): forms, their calendar, what respondents report on them, and the people who do."""
