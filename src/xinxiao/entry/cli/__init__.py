"""The command line. Each command parses, calls one function of the application, and renders."""

from xinxiao.entry.cli.main import app, main

__all__ = ["app", "main"]
