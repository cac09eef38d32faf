"""The stores: the lake (immutable bytes), the ledger (what was sealed when) and the engines that query the lake."""
