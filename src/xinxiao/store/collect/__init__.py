"""What collection keeps in the database of the ledger: rows that events vouch for."""
