"""Search over names of indicators, places, tasks, targets and scopes, in both languages."""
