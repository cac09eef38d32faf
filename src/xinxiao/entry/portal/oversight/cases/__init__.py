"""The desk of cases: what is due, search, how many stand where, one case with what may be done, and the acts."""
