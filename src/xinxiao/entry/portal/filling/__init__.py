"""Filling in: what is due, the grid of a report, workbooks, submitting, receipts and history."""
