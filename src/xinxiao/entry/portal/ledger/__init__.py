"""The ledger as the public sees it: where its chains stood at the end of each day."""
