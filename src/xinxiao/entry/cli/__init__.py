"""The command line. Each command parses, calls one function of the application, and renders."""

from xinxiao.entry.cli.main import main

__all__ = ["main"]
