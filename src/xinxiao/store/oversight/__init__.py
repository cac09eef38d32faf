"""Tables of oversight, what is kept encrypted, and the keys it is encrypted with."""
