"""The account: levels with intervals, what they are made of, shares, and its measured error."""
