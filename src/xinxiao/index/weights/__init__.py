"""Weights of a group's children: given, by statistics, by judgement, by optimisation."""
