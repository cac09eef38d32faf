"""Nouns of oversight: workflows and cases, clocks, lists, subjects, draws."""
