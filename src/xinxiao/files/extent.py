"""How large a workbook becomes, found before it is read: a few bytes may stand for gigabytes of XML or billions of cells.

Readers of workbooks make a full rectangle of every sheet. So the parts of the archive are unpacked piece by piece and thrown
away, up to a limit, and of each sheet only the place of its last cell is kept.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pyexpat import ExpatError, ParserCreate

from xinxiao.errors import DataFault

LARGEST_BOOK = 64 * 1024 * 1024
"""Bytes of a workbook."""
MOST_UNPACKED = 256 * 1024 * 1024
"""Bytes of all its parts, unpacked."""
MOST_PARTS = 1_000
MOST_CELLS = 5_000_000
"""Cells of the rectangles of all its sheets."""
PIECE = 1 << 20
_CELL = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["']""")
_LONGEST = 64
_MAGIC = b"PK\x03\x04"


def demand_extent(content: bytes) -> None:
    """Raise DataFault for a workbook that has or becomes more than the limits above, naming the limit.

    Of the formats that are no archive (xls), only the bytes are limited here: they say every cell they have.
    """
    if len(content) > LARGEST_BOOK:
        raise _large(f"{len(content)} bytes", f"{LARGEST_BOOK} bytes")
    if not content.startswith(_MAGIC):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            _demand(book)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ExpatError, OSError) as problem:
        raise DataFault(f"no workbook: {problem}", hint="give an xlsx, xlsm, xls or ods file") from problem


def _large(found: str, most: str) -> DataFault:
    return DataFault(f"a workbook of {found}: at most {most} are read", hint="give the sheets as CSV files")


def _demand(book: zipfile.ZipFile) -> None:
    parts = book.infolist()
    if len(parts) > MOST_PARTS:
        raise _large(f"{len(parts)} parts", f"{MOST_PARTS} parts")
    unpacked = cells = 0
    for part in parts:
        if part.filename.endswith(".bin") and "worksheets" in part.filename:
            raise DataFault("no workbook: binary sheets", hint="give an xlsx, xlsm, xls or ods file")
        extent = _Extent(part.filename)
        for piece in _pieces(book, part):
            unpacked += len(piece)
            if unpacked > MOST_UNPACKED:
                raise _large(f"more than {MOST_UNPACKED} bytes, unpacked", f"{MOST_UNPACKED} bytes")
            extent.take(piece)
            if cells + extent.cells > MOST_CELLS:
                raise _large(f"{cells + extent.cells} cells ({part.filename})", f"{MOST_CELLS} cells")
        cells += extent.cells


def _pieces(book: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    with book.open(part) as stream:
        while piece := stream.read(PIECE):
            yield piece


class _Extent:
    """The cells of the rectangles that a part of a workbook stands for, as far as it was taken in."""

    def __init__(self, name: str) -> None:
        self._sheet = name.startswith("xl/worksheets/")
        self._rest = b""
        self._row = self._column = 0
        self._tables = _Tables() if name == "content.xml" else None

    @property
    def cells(self) -> int:
        """How many cells."""
        return self._row * self._column if self._tables is None else self._tables.cells

    def take(self, piece: bytes) -> None:
        """Look at a further piece of the part."""
        if self._tables is not None:
            self._tables.parser.Parse(piece)
        elif self._sheet:
            text = self._rest + piece
            for letters, digits in _CELL.findall(text):
                self._row = max(self._row, int(digits))
                self._column = max(self._column, _number(letters))
            self._rest = text[-_LONGEST:]


def _number(letters: bytes) -> int:
    found = 0
    for letter in letters:
        found = found * 26 + letter - 64
    return found


class _Tables:
    """The tables of an OpenDocument spreadsheet: repeated rows and columns count as often as they stand for."""

    def __init__(self) -> None:
        self.cells = 0
        self._before = 0
        self._row = self._last_row = self._column = self._last_column = self._repeated = 0
        self.parser = ParserCreate()
        self.parser.StartElementHandler = self._start

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            self._before = self.cells
            self._row = self._last_row = self._last_column = 0
        elif name == "table:table-row":
            self._repeated = _count(attributes, "table:number-rows-repeated")
            self._row += self._repeated
            self._column = 0
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self._column += _count(attributes, "table:number-columns-repeated")
            if any(key.startswith("office:") for key in attributes):
                self._last_row = self._row
                self._last_column = max(self._last_column, self._column)
                self.cells = self._before + self._last_row * self._last_column


def _count(attributes: dict[str, str], name: str) -> int:
    given = attributes.get(name, "1")
    return int(given) if given.isdecimal() and len(given) < 10 else 10**9 if given.isdecimal() else 1
