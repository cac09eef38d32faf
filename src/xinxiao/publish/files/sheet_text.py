"""Text in a CSV that people open with a spreadsheet: never a formula.

A spreadsheet runs a cell that begins with ``=``, ``+``, ``-`` or ``@`` (OWASP, "CSV Injection"). Such a text gets an
apostrophe before it, which the spreadsheet takes for "this is text". Numbers are left as they are.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

STARTS = ("=", "+", "-", "@", "\t", "\r")
_START = r"^([=+\-@\t\r])"


def as_text(value: Any) -> Any:
    """A value as it may stand in such a CSV; anything but text comes back unchanged."""
    return f"'{value}" if isinstance(value, str) and value.startswith(STARTS) else value


def as_texts(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The same for a whole column of text."""
    return pc.replace_substring_regex(column, _START, r"'\1")
