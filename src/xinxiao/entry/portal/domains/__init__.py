"""Domains: what the policy names as its fields, class by class: what is measured, how much of it, and what is not."""
