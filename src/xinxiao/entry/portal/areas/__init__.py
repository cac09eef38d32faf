"""Places: a list, and for each its profile: index, strengths and weaknesses, account, indicators."""
