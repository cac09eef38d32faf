"""Collection (GSBPM Collect): pure functions over what units report and how they are registered."""
