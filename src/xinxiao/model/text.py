"""What all nouns of a programme share: being frozen and strict, and texts in two languages."""

from __future__ import annotations

import msgspec

from xinxiao.model.ranges import Written


class Noun(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of all programme nouns: frozen, and strict about unknown fields."""


class Text(Noun, frozen=True, kw_only=True):
    """One text in the two languages; both are needed."""

    zh: Written
    en: Written
