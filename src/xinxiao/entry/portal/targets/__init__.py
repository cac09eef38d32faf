"""Targets: what was asked, the path, what came out, the verdict and its reason, the evidence."""
