"""The development index: ranking with its uncertainty, comparison, framework."""
