"""CSV to rows of text, each with its line: the one reader of sheets. Faults become findings, rows without fault stay.

:mod:`xinxiao.files.table` makes Arrow tables of the same sheets, by a faster way where a file is clean.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from xinxiao.files.decode import decode
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.model.ranges import LARGEST, SMALLEST

if TYPE_CHECKING:
    from _csv import Reader as CsvReader

MOST_UNPACKED = 256 * 1024 * 1024
MOST_COLUMNS, MOST_LINES, MOST_CELLS = 5_000, 1_000_000, 20_000_000
"""Of one sheet: more would fill the memory before anybody could read what is wrong."""
LONGEST_CELL = 1_000
"""Letters of a cell in a column whose length nobody declares."""
MOST_FINDINGS = 50
"""Findings of one code told for one file; the rest is counted."""
LINE_END = re.compile(r"\r\n|\r|\n")
"""What ends a row: not form feeds, separators and the other marks at which Python also splits lines."""
NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,3})?")
LONGEST_NUMBER = 60
RANGE = f"0, \u00b1{SMALLEST:g} .. \u00b1{LARGEST:g}"
"""The numbers a sheet may hold."""


class Sheet(msgspec.Struct, frozen=True):
    """The columns a CSV file has: those needed, those allowed, which hold numbers, which may not be empty.

    ``decimals`` gives, for columns of exact numbers, how many places they are kept with; ``numbers`` are the
    columns of binary ones. ``lengths`` says how long the text of a column may be, where it is not ``LONGEST_CELL``.
    An ``open`` sheet may have any further columns. ``names`` are further headers of columns, ``lines`` how many it may have, where they
    are not ``MOST_LINES``.
    """

    columns: tuple[str, ...]
    optional: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    decimals: Mapping[str, int] = msgspec.field(default_factory=dict)
    filled: tuple[str, ...] = ()
    lengths: Mapping[str, int] = msgspec.field(default_factory=dict)
    open: bool = False
    names: Mapping[str, str] = msgspec.field(default_factory=dict)
    lines: int = 0

    @property
    def all(self) -> tuple[str, ...]:
        """Needed columns, then optional ones."""
        return (*self.columns, *self.optional)

    def longest(self, column: str) -> int:
        """Letters a cell of a column may have."""
        return self.lengths.get(column, LONGEST_CELL)


class Rows(msgspec.Struct, frozen=True):
    """The rows of a sheet as text: ``cells`` has as many texts a row as ``header`` has names, ``lines`` where each begins."""

    header: tuple[str, ...]
    cells: Sequence[Sequence[str]] = ()
    lines: Sequence[int] = ()

    def records(self) -> Iterator[tuple[int, dict[str, str]]]:
        """(line, cells by column) of each row."""
        for line, row in zip(self.lines, self.cells, strict=True):
            yield line, dict(zip(self.header, row, strict=True))


def read_rows(file: str, content: bytes, sheet: Sheet) -> tuple[Rows | None, list[Finding]]:
    """The rows of a CSV (or ``.csv.gz``) file that are whole; None with findings when it cannot be read at all.

    Rows of nothing but blanks are passed over, as spreadsheets write them below a table.
    """
    opened, found = open_sheet(file, content, sheet)
    if opened is None:
        return None, found
    rows = whole_rows(file, opened, sheet, found)
    return rows, capped(file, found)


class Opened(msgspec.Struct, frozen=True):
    """The text of a sheet and its column names, found in order: where its rows begin, and on which line. Also a piece of one."""

    text: str
    header: tuple[str, ...]
    rows: int = 0
    line: int = 2

    @property
    def body(self) -> str:
        """The rows alone."""
        return self.text[self.rows :] if self.rows else self.text


def open_sheet(file: str, content: bytes, sheet: Sheet) -> tuple[Opened | None, list[Finding]]:
    """Unpack and decode a sheet and look at its first line."""
    unpacked, found = _unpack(file, content)
    text, faults = decode(file, unpacked) if unpacked is not None else (None, [])
    found += faults
    if text is None:
        return None, found
    header, faults = _header(file, text, sheet)
    found += faults
    if header is None:
        return None, found
    large = _too_large(file, text, len(header), sheet.lines or MOST_LINES)
    if large is not None:
        return None, [*found, large]
    if not text.endswith(("\n", "\r")):
        found.append(fault(file, text.count("\n") + 1, "CSV_NO_LINE_END"))
    end = LINE_END.search(text)
    return Opened(text, header, end.end() if end else len(text)), found


def line_ends(text: str) -> int:
    """How often a line ends, in whichever way."""
    return text.count("\n") + text.count("\r") - text.count("\r\n")


def _too_large(file: str, text: str, columns: int, most: int) -> Finding | None:
    lines = line_ends(text)
    if lines > most:
        return fault(file, 0, "CSV_LINES", count=lines, most=most)
    cells = max(MOST_CELLS, most * (MOST_CELLS // MOST_LINES))
    if lines * columns > cells:
        return fault(file, 0, "CSV_CELLS", lines=lines, columns=columns, most=cells)
    return None


def whole_rows(file: str, opened: Opened, sheet: Sheet, found: list[Finding]) -> Rows:
    """The rows below the header that have a cell for each column, none too long; what is wrong with others goes to
    ``found``."""
    cells: list[list[str]] = []
    lines: list[int] = []
    for line, row in each_row(file, opened, sheet, found):
        cells.append(row)
        lines.append(line)
    return Rows(opened.header, cells, lines)


def each_row(
    file: str, opened: Opened, sheet: Sheet, found: list[Finding]
) -> Iterator[tuple[int, list[str]]]:
    """The same rows one by one, each with its line."""
    longest = [sheet.longest(name) for name in opened.header]
    width = len(opened.header)
    for line, row in _split(file, opened, found):
        if len(row) == width:
            long = [i for i in range(width) if len(row[i]) > longest[i]]
            for i in long:
                places = {"column": opened.header[i], "size": len(row[i]), "most": longest[i]}
                found.append(fault(file, line, "CSV_CELL", **places))
            if not long:
                yield line, row
        elif any(cell.strip() for cell in row):
            found.append(fault(file, line, "CSV_COLUMNS", found=len(row), expected=width))


def _reader(lines: Iterable[str], *, strict: bool) -> CsvReader:
    """Rows of any length: how long a cell may be is for us to tell, not for the limit that this process happens to have."""
    csv.field_size_limit(MOST_UNPACKED)
    return csv.reader(lines, strict=strict)


def _split(file: str, opened: Opened, found: list[Finding]) -> Iterator[tuple[int, list[str]]]:
    reader = _reader(io.StringIO(opened.body, newline=""), strict=True)
    line = 0
    try:
        for row in reader:
            line, first = reader.line_num, line
            if any(cell.strip() for cell in row):
                yield opened.line + first, row
    except csv.Error as problem:
        found.append(fault(file, opened.line + line, "CSV_QUOTES", problem=problem))


def number(text: str) -> float | None:
    """A number as sheets may write it: digits with a decimal point, perhaps an exponent. None for anything else.

    Neither blanks between digits, nor thousands separators, nor digits of other scripts, nor ``nan`` and ``inf``; nor what
    is larger than ``LARGEST``, or smaller than ``SMALLEST`` without being zero.
    """
    value = written(text)
    return value if value is not None and in_range(text, value) else None


def written(text: str) -> float | None:
    """A number of any size, infinite where it is beyond all numbers; None for what is none."""
    text = text.strip()
    if len(text) > LONGEST_NUMBER or not text.isascii() or not NUMBER.fullmatch(text):
        return None
    return float(text)


def in_range(text: str, value: float) -> bool:
    """Whether a number is zero because it is written so, or has a size that can be computed with."""
    if value == 0:
        return not any(digit in "123456789" for digit in text.lower().partition("e")[0])
    return SMALLEST <= abs(value) <= LARGEST


def number_fault(file: str, line: int, column: str, text: str) -> Finding:
    """What is wrong with a cell that :func:`number` gives None for."""
    code = "CSV_NUMBER" if written(text) is None else "CSV_RANGE"
    return fault(file, line, code, column=column, value=text.strip()[:40], range=RANGE)


def capped(file: str, found: list[Finding]) -> list[Finding]:
    """At most ``MOST_FINDINGS`` findings of each code; of the rest, how many there are."""
    kept: list[Finding] = []
    counts: dict[str, int] = {}
    for item in found:
        counts[item.code] = counts.get(item.code, 0) + 1
        if counts[item.code] <= MOST_FINDINGS:
            kept.append(item)
    more = {code: count - MOST_FINDINGS for code, count in counts.items() if count > MOST_FINDINGS}
    return kept + [fault(file, 0, "FINDINGS_MORE", of=code, count=count) for code, count in more.items()]


def _unpack(file: str, content: bytes) -> tuple[bytes | None, list[Finding]]:
    if not file.endswith(".gz"):
        return content, []
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as stream:
            unpacked = stream.read(MOST_UNPACKED + 1)
    except (OSError, EOFError, zlib.error) as problem:
        return None, [fault(file, 0, "GZIP_BROKEN", problem=problem)]
    if len(unpacked) > MOST_UNPACKED:
        return None, [fault(file, 0, "GZIP_TOO_LARGE", most=MOST_UNPACKED)]
    return unpacked, []


def _header(file: str, text: str, sheet: Sheet) -> tuple[tuple[str, ...] | None, list[Finding]]:
    first = LINE_END.split(text.lstrip("\r\n"), maxsplit=1)[:1]
    if not first[0]:
        return None, [fault(file, 1, "FILE_EMPTY")]
    if text[0] in "\r\n":
        return None, [fault(file, 1, "CSV_HEADER", missing=", ".join(sheet.columns))]
    if first[0].count(",") >= MOST_COLUMNS:
        return None, [fault(file, 1, "CSV_WIDE", count=first[0].count(",") + 1, most=MOST_COLUMNS)]
    try:
        header = tuple(next(_reader(first, strict=False), []))
    except csv.Error as problem:
        return None, [fault(file, 1, "CSV_QUOTES", problem=problem)]
    header = tuple(sheet.names.get(name.strip(), name) for name in header)
    found = header_faults(file, 1, header, sheet)
    return (None if found else header), found


def header_faults(file: str, line: int, header: Sequence[str], sheet: Sheet) -> list[Finding]:
    """What is wrong with the names of the columns: too long, missing, given twice, unknown."""
    found = [
        fault(file, line, "CSV_CELL", column=f"{name[:40]}...", size=len(name), most=LONGEST_CELL)
        for name in header
        if len(name) > LONGEST_CELL
    ]
    missing = [name for name in sheet.columns if name not in header]
    doubles = sorted(name for name, count in Counter(map(str.strip, header)).items() if count > 1)
    unknown = [] if sheet.open else [name for name in header if name not in sheet.all]
    if missing:
        found.append(fault(file, line, "CSV_HEADER", missing=", ".join(missing)))
    if doubles:
        found.append(fault(file, line, "CSV_HEADER_DOUBLE", columns=", ".join(doubles)[:400]))
    if unknown:
        names = ", ".join(name[:40] for name in unknown)[:400]
        found.append(fault(file, line, "CSV_HEADER_UNKNOWN", columns=names, known=", ".join(sheet.all)))
    return found
