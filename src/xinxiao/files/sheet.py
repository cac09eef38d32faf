"""CSV to Arrow: one fast pass for clean files, one slow pass that says what is wrong on which line."""

from __future__ import annotations

import csv
import gzip
import io
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from xinxiao.files.decode import decode
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding

MOST_UNPACKED = 256 * 1024 * 1024
MOST_FINDINGS = 50
"""Findings of one code told for one file; the rest is counted."""
_LINE_END = re.compile(r"\r\n|\r|\n")
"""What ends a row: not form feeds, separators and the other marks at which Python also splits lines."""
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,3})?")


@dataclass(frozen=True)
class Sheet:
    """The columns a CSV file has: those needed, those allowed, which hold numbers, which may not be empty."""

    columns: tuple[str, ...]
    optional: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    filled: tuple[str, ...] = ()
    open: bool = False

    def schema(self, header: Sequence[str]) -> pa.Schema:
        """The Arrow schema of a file with this header: numbers as float64, everything else as text."""
        types = {name: pa.float64() if name in self.numbers else pa.string() for name in header}
        return pa.schema([pa.field(name, kind) for name, kind in types.items()])

    @property
    def all(self) -> tuple[str, ...]:
        """Needed columns, then optional ones."""
        return (*self.columns, *self.optional)


def read_sheet(file: str, content: bytes, sheet: Sheet) -> tuple[pa.Table, list[Finding]]:
    """The rows of a CSV (or ``.csv.gz``) file that are without fault, and the findings on all others.

    The table has the sheet's columns (absent optional ones are empty text) and LINE, the row's line.
    """
    empty = _shaped(sheet.schema(sheet.all).empty_table(), sheet, np.zeros(0, dtype=np.int32))
    unpacked, found = _unpack(file, content)
    text, faults = decode(file, unpacked) if unpacked is not None else (None, [])
    found += faults
    if text is None:
        return empty, found
    header, faults = _header(file, text, sheet)
    found += faults
    if header is None:
        return empty, found
    table = _fast(text, sheet, header)
    if table is None:
        table, faults = _slow(file, text, sheet, header)
        found += faults
    table, faults = _filled(file, table, sheet)
    if text and not text.endswith(("\n", "\r")):
        found.append(fault(file, text.count("\n") + 1, "CSV_NO_LINE_END"))
    return table, _capped(file, found + faults)


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


def _header(file: str, text: str, sheet: Sheet) -> tuple[list[str] | None, list[Finding]]:
    first = _LINE_END.split(text.lstrip("\r\n"), maxsplit=1)[:1]
    if not first[0]:
        return None, [fault(file, 1, "FILE_EMPTY")]
    if text[0] in "\r\n":
        return None, [fault(file, 1, "CSV_HEADER", missing=", ".join(sheet.columns))]
    header = next(csv.reader(first), [])
    found = []
    missing = [name for name in sheet.columns if name not in header]
    doubles = sorted({name for name in header if header.count(name) > 1})
    unknown = [] if sheet.open else [name for name in header if name not in sheet.all]
    if missing:
        found.append(fault(file, 1, "CSV_HEADER", missing=", ".join(missing)))
    if doubles:
        found.append(fault(file, 1, "CSV_HEADER_DOUBLE", columns=", ".join(doubles)))
    if unknown:
        names = ", ".join(name[:40] for name in unknown)
        found.append(fault(file, 1, "CSV_HEADER_UNKNOWN", columns=names, known=", ".join(sheet.all)))
    return (None if found else header), found


def _fast(text: str, sheet: Sheet, header: list[str]) -> pa.Table | None:
    """The table, when every physical line after the header is one whole row; otherwise None."""
    if text.count('"') % 2:
        return None  # quotes that never close: let the slow pass say where
    lines = text.count("\n") + (not text.endswith("\n"))
    schema = sheet.schema(header)
    options = arrow_csv.ConvertOptions(
        column_types=schema, null_values=[""], strings_can_be_null=False, check_utf8=False
    )
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(text.encode()),
            read_options=arrow_csv.ReadOptions(use_threads=False),
            convert_options=options,
        )
    except pa.ArrowInvalid:
        return None
    if table.num_rows != lines - 1 or table.column_names != header:
        return None
    for name in sheet.numbers:
        if name in header and not pc.all(pc.is_finite(table.column(name).drop_null())).as_py():
            return None
    return _shaped(table, sheet, np.arange(2, lines + 1, dtype=np.int32))


def _slow(file: str, text: str, sheet: Sheet, header: list[str]) -> tuple[pa.Table, list[Finding]]:
    found: list[Finding] = []
    rows: list[list[object]] = []
    lines: list[int] = []
    numbers = {i: name for i, name in enumerate(header) if name in sheet.numbers}
    for line, row in _rows(file, text, found):
        if len(row) != len(header):
            found.append(fault(file, line, "CSV_COLUMNS", found=len(row), expected=len(header)))
            continue
        cells: list[object] = list(row)
        wrong = False
        for i, name in numbers.items():
            cells[i] = _number(row[i])
            if cells[i] is None and row[i]:
                found.append(fault(file, line, "CSV_NUMBER", column=name, value=row[i][:40]))
                wrong = True
        if not wrong:
            rows.append(cells)
            lines.append(line)
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(header)
    schema = sheet.schema(header)
    arrays = [pa.array(column, type=kind.type) for column, kind in zip(columns, schema, strict=True)]
    return _shaped(pa.Table.from_arrays(arrays, schema=schema), sheet, np.array(lines, dtype=np.int32)), found


def _rows(file: str, text: str, found: list[Finding]) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 0
    try:
        for row in reader:
            line, first = reader.line_num, line + 1
            if row and first > 1:
                yield first, row
    except csv.Error as problem:
        found.append(fault(file, line + 1, "CSV_QUOTES", problem=problem))


def _number(text: str) -> float | None:
    if len(text) > 60 or not _NUMBER.fullmatch(text.strip()) or not text.isascii():
        return None
    value = float(text)
    return value if abs(value) < 1e300 else None


def _shaped(table: pa.Table, sheet: Sheet, lines: np.ndarray) -> pa.Table:
    for name in sheet.optional:
        if name not in table.column_names:
            table = table.append_column(name, pa.array([""] * table.num_rows, pa.string()))
    extra = [name for name in table.column_names if name not in sheet.all]
    return table.select([*sheet.all, *extra]).append_column("LINE", pa.array(lines))


def _filled(file: str, table: pa.Table, sheet: Sheet) -> tuple[pa.Table, list[Finding]]:
    """Drop rows with an empty cell where none may be."""
    found: list[Finding] = []
    keep = np.ones(table.num_rows, dtype=bool)
    for name in (*sheet.filled, *(n for n in sheet.numbers if n in sheet.columns)):
        column = table.column(name)
        empty = pc.is_null(column) if name in sheet.numbers else pc.equal(column, "")
        gaps = np.asarray(empty.combine_chunks().to_numpy(zero_copy_only=False), dtype=bool)
        if gaps.any():
            keep &= ~gaps
            for line in table.column("LINE").to_numpy()[gaps].tolist():
                found.append(fault(file, line, "CSV_EMPTY", column=name))
    return (table if keep.all() else table.filter(pa.array(keep))), found


def _capped(file: str, found: list[Finding]) -> list[Finding]:
    kept: list[Finding] = []
    counts: dict[str, int] = {}
    for item in found:
        counts[item.code] = counts.get(item.code, 0) + 1
        if counts[item.code] <= MOST_FINDINGS:
            kept.append(item)
    more = {code: count - MOST_FINDINGS for code, count in counts.items() if count > MOST_FINDINGS}
    return kept + [fault(file, 0, "FINDINGS_MORE", of=code, count=count) for code, count in more.items()]
