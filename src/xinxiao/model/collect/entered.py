"""What is entered for an item, as people write it: read exactly, or kept as it was written with the name of what is wrong.

One reading for every door: fields of a page, cells of a workbook, rows of a file, a firm's own system. ``static/entered.js`` does
the same in the browser; a test holds the two against each other.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from xinxiao.model.codelist import Code
from xinxiao.model.collect.content import Mark, number_of
from xinxiao.model.collect.form import Item
from xinxiao.texts import LANGUAGES, text

Fault = Literal["", "number", "code"]


@dataclass(frozen=True)
class Entered:
    """A value, or a mark, or neither (blank). ``fault`` names what is wrong with a value that stayed as it was written;
    ``changed``: the number reads otherwise than it was written."""

    value: str = ""
    mark: Mark | Literal[""] = ""
    fault: Fault = ""
    changed: bool = False


@cache
def mark_words() -> dict[str, Mark]:
    """The words for marks in either language, in small letters."""
    marks: tuple[Mark, ...] = ("M", "L")
    return {
        word.strip().lower(): mark
        for mark in marks
        for lang in LANGUAGES
        for word in text(lang, f"filling.mark_words.{mark}").split("|")
    }


def entered(item: Item, written: str, codes: Sequence[Code] = ()) -> Entered:
    """What a text means for an item; ``codes``: those of its list."""
    plain = unicodedata.normalize("NFC", written).strip()
    if not plain:
        return Entered()
    mark = mark_words().get(unicodedata.normalize("NFKC", plain).lower())
    if mark:
        return Entered(mark=mark)
    if item.type == "number":
        value = number_of(plain)
        return Entered(plain, fault="number") if value is None else Entered(value, changed=value != plain)
    if item.type == "code":
        found = next((code.id for code in codes if plain in _spellings(code)), None)
        return Entered(plain, fault="code") if found is None else Entered(found)
    words = unicodedata.normalize("NFC", written).replace("\r\n", "\n").replace("\r", "\n")
    return Entered(words)


def _spellings(code: Code) -> tuple[str, ...]:
    names = (code.name.zh, code.name.en)
    return (code.id, *names, *(f"{code.id} {name}" for name in names))
