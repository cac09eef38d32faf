"""Looking back at an index: where scores come from, what if, and the audit of it all."""
