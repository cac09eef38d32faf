"""The steps of an index on plain arrays: denominate, impute, screen, treat, normalise, aggregate."""
