"""Analyse (GSBPM phase 6): account, pull effect, indicators, index, targets and tasks. Verbs from Dataset to Dataset."""
