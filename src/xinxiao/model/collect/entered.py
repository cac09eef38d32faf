"""What is entered for an item, as people write it: read exactly, or kept as it was written with the name of what is wrong.

One reading for every door: fields of a page, cells of a workbook, rows of a file, a firm's own system. ``static/entered.js`` does
the same in the browser; a test holds the two against each other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from xinxiao.model.codelist import Code
from xinxiao.model.collect.content import Mark, number_of
from xinxiao.model.collect.form import Item
from xinxiao.texts import LANGUAGES, text

Fault = Literal["", "number", "code", "garbled"]
_GARBLED = re.compile("\ufffd|锟斤拷|烫烫烫|[\u00c2-\u00f4][\u0080-\u00bf]")
"""Marks of text that went through the wrong encoding: the replacement character, what UTF-8 makes of it in GBK, and letters of
UTF-8 read as Latin-1."""
_LATIN = "cp1252"


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
    return Entered(words, fault="garbled" if is_garbled(words) else "")


def _spellings(code: Code) -> tuple[str, ...]:
    names = (code.name.zh, code.name.en)
    return (code.id, *names, *(f"{code.id} {name}" for name in names))


def is_garbled(words: str) -> bool:
    """Whether a text shows the marks of having been read in the wrong encoding (mojibake)."""
    if not _GARBLED.search(words):
        return False
    if "\ufffd" in words or "锟斤拷" in words or "烫烫烫" in words:
        return True
    for encoding in ("latin-1", _LATIN):
        try:
            back = words.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
        return back != words
    return False
