"""Text in a CSV that people open with a spreadsheet: never a formula.

A spreadsheet runs a cell that begins with ``=``, ``+``, ``-`` or ``@`` (OWASP, "CSV Injection"). Such a text gets an
apostrophe before it, as in files of dataflows. Numbers are left as they are.
"""

from __future__ import annotations

from typing import Any

from xinxiao.publish.files.csv import guarded


def as_text(value: Any) -> Any:
    """A value as it may stand in such a CSV; anything but text comes back unchanged."""
    return guarded(value) if isinstance(value, str) else value
