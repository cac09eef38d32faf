"""The audit of the index as a page, and as a PDF."""
