"""What cells of an xlsx workbook hold beside values, found in its XML: formulas nobody computed and errors.

Readers of workbooks give an empty cell for both, and an empty cell means that nothing is known.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from pyexpat import ExpatError, ParserCreate
from typing import Literal

import msgspec

PIECE = 1 << 20
MISSING = "#N/A"
"""The error that says that a value is not available: an empty cell to us."""
_MAGIC = b"PK\x03\x04"
Kind = Literal["formula", "error", "date", "merged"]


class Mark(msgspec.Struct, frozen=True):
    """Something about a cell, by row and column from 0; ``text`` is the error, the date or the merged range."""

    row: int
    column: int
    kind: Kind
    text: str = ""


def marks(content: bytes) -> dict[str, list[Mark]]:
    """Sheet name -> what its cells hold beside values; empty for a workbook that is no xlsx. The size is not looked at."""
    if not content.startswith(_MAGIC):
        return {}
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        try:
            return {name: _of_sheet(book, part) for name, part in _parts(book)}
        except (KeyError, ExpatError):
            return {}


def reference(row: int, column: int) -> str:
    """A cell as spreadsheets name it: (0, 0) is A1."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def _parts(book: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """(name, part) of each sheet."""
    targets: dict[str, str] = {}
    names: list[tuple[str, str]] = []

    def relation(tag: str, given: dict[str, str]) -> None:
        if tag == "Relationship" and given.get("Type", "").endswith("/worksheet"):
            targets[given["Id"]] = posixpath.normpath(posixpath.join("/xl", given["Target"])).lstrip("/")

    def sheet(tag: str, given: dict[str, str]) -> None:
        if tag == "sheet":
            names.append((given["name"], next(v for k, v in given.items() if k.endswith(":id"))))

    _walk(book, "xl/_rels/workbook.xml.rels", relation)
    _walk(book, "xl/workbook.xml", sheet)
    yield from ((name, targets[number]) for name, number in names if number in targets)


def _walk(book: zipfile.ZipFile, part: str, start: object) -> None:
    parser = ParserCreate()
    parser.StartElementHandler = lambda tag, given: start(_local(tag), given)  # type: ignore[operator]
    with book.open(part) as stream:
        parser.ParseFile(stream)


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


class _Cells:
    """The cells of one sheet as they pass by."""

    def __init__(self) -> None:
        self.found: list[Mark] = []
        self._row, self._column = -1, -1
        self._kind = self._tag = ""
        self._formula = self._value = False
        self._text = ""

    def start(self, tag: str, given: dict[str, str]) -> None:
        """Something opens."""
        self._tag = _local(tag)
        if self._tag == "row":
            self._row = int(given["r"]) - 1 if given.get("r", "").isdecimal() else self._row + 1
            self._column = -1
        elif self._tag == "c":
            self._column = column_of(given["r"]) if "r" in given else self._column + 1
            self._kind, self._formula, self._value, self._text = given.get("t", ""), False, False, ""
        elif self._tag == "f":
            self._formula = True

    def text(self, data: str) -> None:
        """Text of a value."""
        if self._tag in ("v", "t") and data:
            self._value = True
            self._text += data

    def end(self, tag: str) -> None:
        """Something closes."""
        if _local(tag) == "c":
            if self._formula and not self._value and self._kind != "str":
                self.found.append(Mark(self._row, self._column, "formula"))
            elif self._kind == "e" and self._text != MISSING:
                self.found.append(Mark(self._row, self._column, "error", self._text[:20]))
        self._tag = ""


def column_of(place: str) -> int:
    """The column of a cell as spreadsheets name it, from 0: A1 is in 0."""
    found = 0
    for letter in place:
        if "A" <= letter <= "Z":
            found = found * 26 + ord(letter) - 64
    return found - 1


def _of_sheet(book: zipfile.ZipFile, part: str) -> list[Mark]:
    cells, parser = _Cells(), ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = cells.start
    parser.CharacterDataHandler = cells.text
    parser.EndElementHandler = cells.end
    with book.open(part) as stream:
        parser.ParseFile(stream)
    return cells.found
