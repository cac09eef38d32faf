"""What a long test measured is told at the end, whether it passed or failed."""

from __future__ import annotations

from typing import Any


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print the tables that tests gave as their property."""
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            for name, value in report.user_properties:
                if name == "table" and report.when == "call":
                    terminalreporter.write_line(f"\n{report.nodeid}\n{value}")
