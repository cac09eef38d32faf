"""Quality reports of dataflows, under the headings of SIMS."""
