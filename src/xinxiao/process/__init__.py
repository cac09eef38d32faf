"""Process (GSBPM 5): what was reported becomes totals, with what is not known of them, and what may be shown of them."""
