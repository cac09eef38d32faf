"""The pull effect: multipliers, what a scope's consumption pulls, and in which sectors."""
