"""Where a number comes from: formula, inputs with values, back to figures with source, grade and vintage."""
