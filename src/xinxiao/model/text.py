"""What all nouns of a programme share: being frozen and strict, texts in two languages, ids, dates, versions."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

Id = Annotated[str, Meta(pattern=r"^[A-Z0-9_]+$", description="UPPER_SNAKE id, unique in its file")]
Version = Annotated[str, Meta(pattern=r"^\d+\.\d+\.\d+$", description="major.minor.patch")]
Date = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$", description="calendar date, YYYY-MM-DD")]
Period = Annotated[
    str,
    Meta(
        pattern=r"^\d{4}(-(S[12]|Q[1-4]|\d{2}))?$", description="SDMX period: 2018, 2018-S1, 2018-Q3, 2018-08"
    ),
]
Year = Annotated[int, Meta(ge=1900, le=2100)]


class Noun(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of all programme nouns: frozen, and strict about unknown fields."""


class Text(Noun, frozen=True, kw_only=True):
    """One text in the two languages; both are needed."""

    zh: Annotated[str, Meta(min_length=1)]
    en: Annotated[str, Meta(min_length=1)]
