"""How sure is it? Assumptions varied, replicates, intervals, sensitivity."""
