"""The range of every field that a file gives: how large a number, how long a text, how many items.

Shapes of files name these kinds and no bare ``str``, ``int``, ``float``, ``tuple`` or ``dict``; a test walks over all of them.
The reader of a file tells what lies outside with its value, its range and its line, and ``docs/reference`` is made from them.
Ends are far outside what can be meant and well inside what can be computed: squares, products and sums of numbers of
``LARGEST`` stay far from the end of binary numbers.
"""

from __future__ import annotations

from typing import Annotated, TypeVar

from msgspec import Meta

T = TypeVar("T")
K = TypeVar("K", bound=str)

LARGEST = 1e18
"""The size of a number in a file."""
SMALLEST = 1e-300
"""The size of a number that is not zero: what is smaller would become zero without anybody saying so."""
FIRST_YEAR, LAST_YEAR = 1900, 2100
MOST_LEVELS = 50
"""Levels a tree may have; what is deeper is a mistake in its parents."""

Number = Annotated[float, Meta(ge=-LARGEST, le=LARGEST)]
Size = Annotated[float, Meta(ge=0.0, le=LARGEST)]
Positive = Annotated[float, Meta(ge=1e-15, le=LARGEST)]
"""What is divided by."""
Weight = Annotated[float, Meta(ge=0.0, le=1e9)]
Share = Annotated[float, Meta(ge=0.0, le=1.0)]
Inside = Annotated[float, Meta(gt=0.0, lt=1.0)]
"""A share that is neither nothing nor all."""
Year = Annotated[int, Meta(ge=FIRST_YEAR, le=LAST_YEAR)]
Horizon = Annotated[int, Meta(ge=1, le=50)]
"""Years ahead."""
Decimals = Annotated[int, Meta(ge=0, le=18)]
Ordinal = Annotated[int, Meta(ge=1, le=9_999)]
Level = Annotated[int, Meta(ge=1, le=MOST_LEVELS)]
Seed = Annotated[int, Meta(ge=0, le=2**63 - 1)]
Tile = Annotated[int, Meta(ge=0, le=999)]
"""A row or column of a tile map."""

_END = r"(?!\n)$"  # `$` alone also matches before a line end, in Python though not in JSON Schema
_YEAR = r"(19[0-9]{2}|20[0-9]{2}|2100)"
_DAY = r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
SPELT = {
    "S": r"S[12]",
    "Q": r"Q[1-4]",
    "M": r"0[1-9]|1[0-2]",
    "W": r"W(0[1-9]|[1-4][0-9]|5[0-3])",
    "D": _DAY,
}
"""Frequency -> how a period that is less than a year is spelt after its year (SDMX; weeks and days as in ISO 8601)."""
_PART = f"({'|'.join(SPELT[name] for name in ('S', 'Q', 'M'))})"
PERIOD = rf"^{_YEAR}(-{_PART})?{_END}"
"""An SDMX period: a year, half-year, quarter or month."""
DATE = rf"^{_YEAR}-{_DAY}{_END}"
YEAR = rf"^{_YEAR}{_END}"

Id = Annotated[
    str, Meta(pattern=rf"^[A-Z0-9_]+{_END}", max_length=64, description="UPPER_SNAKE id, unique in its file")
]
Code = Annotated[str, Meta(pattern=rf"^[A-Za-z0-9_-]+{_END}", max_length=64)]
"""A code of a list; it becomes a part of a key."""
Codes = Annotated[str, Meta(max_length=2_000)]
"""Codes in one cell, separated by semicolons."""
Slug = Annotated[str, Meta(pattern=rf"^[a-z0-9-]+{_END}", max_length=64)]
Url = Annotated[
    str,
    Meta(
        pattern=rf"^https?://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]{{1,5}})?(?:/[!-~]*)?{_END}",
        max_length=1_000,
        description="address on the web: http or https, a host in small letters, a path in ASCII (RFC 3986)",
    ),
]
Prefix = Annotated[str, Meta(pattern=rf"^[A-Z]+{_END}", max_length=16)]
Version = Annotated[
    str,
    Meta(
        pattern=rf"^[0-9]+\.[0-9]+\.[0-9]+{_END}",
        min_length=5,
        max_length=20,
        description="major.minor.patch",
    ),
]
Date = Annotated[str, Meta(pattern=DATE, max_length=10, description="calendar date, YYYY-MM-DD")]
Digest = Annotated[
    str, Meta(pattern=rf"^[0-9a-f]{{64}}{_END}", max_length=64, description="SHA-256, 64 hexadecimal digits")
]
Clock = Annotated[
    str, Meta(pattern=rf"^([01][0-9]|2[0-3]):[0-5][0-9]{_END}", max_length=5, description="HH:MM")
]
ZoneName = Annotated[str, Meta(pattern=rf"^[A-Za-z][A-Za-z0-9_+/-]*{_END}", max_length=64)]
"""A zone of the IANA database, such as Asia/Shanghai."""
Period = Annotated[
    str, Meta(pattern=PERIOD, max_length=7, description="SDMX period: 2018, 2018-S1, 2018-Q3, 2018-08")
]
YearText = Annotated[str, Meta(pattern=YEAR, max_length=4)]
Word = Annotated[str, Meta(max_length=100)]
"""A code or name of any script, perhaps empty."""
Line = Annotated[str, Meta(max_length=500)]
"""A title, a name, a place in a document; perhaps empty."""
Prose = Annotated[str, Meta(max_length=5_000)]
"""What is told in sentences; perhaps empty."""
Written = Annotated[str, Meta(min_length=1, max_length=5_000)]
"""The same, and needed."""
Expression = Annotated[str, Meta(min_length=1, max_length=400)]
"""A formula, or a regular expression."""
Meaning = Annotated[str, Meta(min_length=1, max_length=60)]
"""What a unit of measure means."""
Mark = Annotated[str, Meta(max_length=1_000)]
"""A cell of a column nobody declares."""

Few = Annotated[tuple[T, ...], Meta(max_length=200)]
"""What one noun has of another."""
Many = Annotated[tuple[T, ...], Meta(max_length=5_000)]
"""The nouns of a file."""
Listed = Annotated[tuple[T, ...], Meta(max_length=100_000)]
"""The codes of a list."""
Named = Annotated[dict[K, T], Meta(max_length=5_000)]
"""Values by a code."""
