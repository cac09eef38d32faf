"""Data: every dataflow with its columns, a preview with filters, and files of exactly that."""
