"""Sheets to Arrow: one fast pass for clean files, one slow pass that says what is wrong on which line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from xinxiao.files.sheet import (
    Opened,
    Sheet,
    capped,
    each_row,
    line_ends,
    number,
    number_fault,
    open_sheet,
    written,
)
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding

PIECE = 8_000_000
"""Characters of a sheet that are looked at together."""
LOT = 50_000
"""Rows that are made a table together."""
DIGITS = 38
"""Digits an exact number is kept with, before and after its point."""
Places = Mapping[str, pa.Array | pa.ChunkedArray]
_EXACT = r"^[-+]?[0-9]+(\.[0-9]+)?$"


def schema(sheet: Sheet, header: Sequence[str]) -> pa.Schema:
    """The Arrow schema of a sheet with this header: exact numbers, binary numbers, and everything else as text."""

    def kind(name: str) -> pa.DataType:
        if name in sheet.decimals:
            return pa.decimal128(DIGITS, sheet.decimals[name])
        return pa.float64() if name in sheet.numbers else pa.string()

    return pa.schema([pa.field(name, kind(name)) for name in header])


def places(name: str) -> str:
    """The column beside a column of exact numbers that says how many places each was written with."""
    return f"{name}.PLACES"


def read_table(file: str, content: bytes, sheet: Sheet) -> tuple[pa.Table, list[Finding]]:
    """The rows of a CSV (or ``.csv.gz``) file that are without fault, and the findings on all others.

    The table has the sheet's columns (absent optional ones are empty), for each column of exact numbers
    its :func:`places`, and LINE, the row's line.
    """
    opened, found = open_sheet(file, content, sheet)
    if opened is None:
        header = (*sheet.all,)
        empty = schema(sheet, header).empty_table()
        none = {name: pa.array([], pa.int32()) for name in sheet.decimals}
        return _shaped(empty, sheet, np.zeros(0, np.int32), none), found
    table = _fast(opened, sheet)
    if table is None:
        found, lots = list(found), list(_slow(file, opened, sheet))
        table = pa.concat_tables([lot for lot, _ in lots])
        found += [item for _, faults in lots for item in faults]
    table, faults = _filled(file, table, sheet)
    return table, capped(file, found + faults)


class Reading(msgspec.Struct, frozen=True):
    """A sheet that is read piece by piece: the columns it has, and its rows as :func:`read_table` gives them, each piece with
    all findings of its rows."""

    header: tuple[str, ...]
    pieces: Iterator[tuple[pa.Table, list[Finding]]]


def read_pieces(
    file: str, content: bytes, sheet: Sheet, size: int = PIECE
) -> tuple[Reading | None, list[Finding]]:
    """The rows of a CSV file too long to be one table while it is looked at; None with findings when it cannot be read.

    Pieces have about ``size`` characters. They are cut at line ends outside of quotes; once a quotation mark stands alone in a
    piece, what follows is read row by row, as only that can tell where a row ends.
    """
    opened, found = open_sheet(file, content, sheet)
    if opened is None:
        return None, found
    return Reading(opened.header, _pieces(file, opened, sheet, size)), found


def _pieces(file: str, opened: Opened, sheet: Sheet, size: int) -> Iterator[tuple[pa.Table, list[Finding]]]:
    text, start, line = opened.text, opened.rows, opened.line
    while start < len(text):
        end = text.find("\n", start + size) + 1 or len(text)
        if text.count('"', start, end) % 2:
            end = len(text)
        piece = Opened(text[start:end], opened.header, 0, line)
        table = _fast(piece, sheet)
        if table is not None:
            yield table, []
        else:
            yield from _slow(file, piece, sheet)
        start, line = end, line + line_ends(piece.text)


def _fast(opened: Opened, sheet: Sheet) -> pa.Table | None:
    """The table, when every physical line after the header is one whole row; otherwise None."""
    text = opened.body
    if set(sheet.numbers) & set(opened.header):
        return None  # Arrow takes what is too small for zero, and what is too large for the largest
    if text.count('"') % 2 or text.count("\r") != text.count("\r\n"):
        return None  # quotes that never close, line ends of another kind: let the slow pass say where
    lines = text.count("\n") + (not text.endswith("\n"))
    wanted = schema(sheet, opened.header)
    read = pa.schema([f.with_type(pa.string()) if f.name in sheet.decimals else f for f in wanted])
    options = arrow_csv.ConvertOptions(
        column_types=read, null_values=[""], strings_can_be_null=False, check_utf8=False
    )
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(text.encode()),
            read_options=arrow_csv.ReadOptions(use_threads=False, column_names=opened.header),
            convert_options=options,
        )
    except pa.ArrowInvalid:
        return None
    if table.num_rows != lines:
        return None
    numbers = np.arange(opened.line, opened.line + lines, dtype=np.int32)
    blank = _blank(table)
    if blank.any():
        table, numbers = table.filter(pa.array(~blank)), numbers[~blank]
    written: dict[str, pa.Array] = {}
    for name in opened.header:
        if name in sheet.decimals:
            exact = _exact(table.column(name), wanted.field(name).type)
            if exact is None:
                return None
            table = table.set_column(opened.header.index(name), name, exact[0])
            written[name] = exact[1]
        elif (pc.max(pc.utf8_length(table.column(name))).as_py() or 0) > sheet.longest(name):
            return None
    return _shaped(table, sheet, numbers, written)


def _blank(table: pa.Table) -> np.ndarray:
    """Which rows are nothing but blanks, Boolean (N,)."""
    blank = np.ones(table.num_rows, dtype=bool)
    for column in table.columns:
        if not blank.any():
            break
        blank &= np.asarray(pc.equal(pc.utf8_trim_whitespace(column), ""), dtype=bool)
    return blank


def _exact(column: pa.ChunkedArray, kind: pa.DataType) -> tuple[pa.ChunkedArray, pa.ChunkedArray] | None:
    """Texts as exact numbers and the places each is written with; None when one of them needs a closer look."""
    empty = pc.equal(column, "")
    if not pc.all(pc.or_(empty, pc.match_substring_regex(column, _EXACT))).as_py():
        return None
    texts = pc.if_else(empty, pa.scalar(None, pa.string()), column)
    try:
        values = texts.cast(kind)
    except pa.ArrowInvalid:
        return None
    point = pc.find_substring(texts, ".")
    after = pc.subtract(pc.subtract(pc.utf8_length(texts), point), 1)
    written = pc.if_else(pc.less(point, 0), 0, after).cast(pa.int32())
    return None if pc.any(pc.greater(written, kind.scale)).as_py() else (values, written)


def _slow(file: str, opened: Opened, sheet: Sheet) -> Iterator[tuple[pa.Table, list[Finding]]]:
    """The rows one by one, in lots, at least one; each with what is wrong with its rows."""
    found: list[Finding] = []
    rows = each_row(file, opened, sheet, found)
    while True:
        lot = list(islice(rows, LOT))
        told, found[:] = list(found), []
        yield _lot(file, opened, sheet, lot, told), told
        if len(lot) < LOT:
            return


def _lot(
    file: str, opened: Opened, sheet: Sheet, rows: Sequence[tuple[int, list[str]]], found: list[Finding]
) -> pa.Table:
    wanted = schema(sheet, opened.header)
    columns: list[list[object]] = [[] for _ in opened.header]
    written: dict[str, list[int | None]] = {n: [] for n in sheet.decimals if n in opened.header}
    lines: list[int] = []
    for line, row in rows:
        cells: list[object] = list(row)
        wrong = [
            problem
            for i, name in enumerate(opened.header)
            if name in sheet.numbers or name in sheet.decimals
            if (problem := _number(file, line, name, row[i], cells, i, sheet)) is not None
        ]
        found += wrong
        if not wrong:
            lines.append(line)
            for column, cell in zip(columns, cells, strict=True):
                column.append(cell)
            for name, places_ in written.items():
                value = cells[opened.header.index(name)]
                places_.append(_places(value) if isinstance(value, Decimal) else None)
    arrays = [pa.array(column, type=kind.type) for column, kind in zip(columns, wanted, strict=True)]
    table = pa.Table.from_arrays(arrays, schema=wanted)
    counts = {name: pa.array(values, pa.int32()) for name, values in written.items()}
    return _shaped(table, sheet, np.array(lines, dtype=np.int32), counts)


def _number(
    file: str, line: int, name: str, text: str, cells: list[object], at: int, sheet: Sheet
) -> Finding | None:
    """Put the number of a cell in its place; what is wrong with it, if anything."""
    if not text:
        cells[at] = None
        return None
    if name not in sheet.decimals:
        cells[at] = value = number(text)
        return number_fault(file, line, name, text) if value is None else None
    if written(text) is None:
        return number_fault(file, line, name, text)
    exact, most = Decimal(text.strip()), sheet.decimals[name]
    if _places(exact) > most or exact.adjusted() >= DIGITS - most:
        return fault(
            file, line, "CSV_DECIMALS", column=name, value=text[:40], places=most, digits=DIGITS - most
        )
    cells[at] = exact
    return None


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _shaped(table: pa.Table, sheet: Sheet, lines: np.ndarray, written: Places) -> pa.Table:
    for name in sheet.optional:
        if name not in table.column_names:
            usual = pa.scalar(None, pa.float64()) if name in sheet.numbers else pa.scalar("", pa.string())
            table = table.append_column(name, pa.repeat(usual, table.num_rows))
    extra = [name for name in table.column_names if name not in sheet.all]
    table = table.select([*sheet.all, *extra])
    for name, counts in written.items():
        table = table.append_column(places(name), counts)
    return table.append_column("LINE", pa.array(lines))


def _filled(file: str, table: pa.Table, sheet: Sheet) -> tuple[pa.Table, list[Finding]]:
    """Drop rows with an empty cell where none may be."""
    found: list[Finding] = []
    keep = np.ones(table.num_rows, dtype=bool)
    exact = (*sheet.numbers, *sheet.decimals)
    for name in (*sheet.filled, *(n for n in exact if n in sheet.columns)):
        column = table.column(name)
        empty = pc.is_null(column) if name in exact else pc.equal(column, "")
        gaps = np.asarray(empty.combine_chunks().to_numpy(zero_copy_only=False), dtype=bool)
        if gaps.any():
            keep &= ~gaps
            for line in table.column("LINE").to_numpy()[gaps].tolist():
                found.append(fault(file, line, "CSV_EMPTY", column=name))
    return (table if keep.all() else table.filter(pa.array(keep))), found
