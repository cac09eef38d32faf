"""What may be shown of tables of sums: neither half of the house owns it, for both withhold by it, each before it publishes."""
