"""Indicators: a list, and for each its definition, sources, figures over time and by place, and vintages."""
