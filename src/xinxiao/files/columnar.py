"""Parquet to the same pieces that a sheet is read in (:mod:`xinxiao.files.table`): texts by column, held to the rules of cells."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from mmap import mmap

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from xinxiao.files.decode import CONTROL
from xinxiao.files.sheet import MOST_LINES, Sheet, header_faults
from xinxiao.files.table import Reading
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding

ROWS = 65_536
"""Rows of a piece."""
_TEXTS = (pa.types.is_string, pa.types.is_large_string, pa.types.is_null)


def read_columns(file: str, content: bytes | mmap, sheet: Sheet) -> tuple[Reading | None, list[Finding]]:
    """The rows of a Parquet file; None with findings when it cannot be read. LINE is the number of a row, from 1.

    Columns hold text, or nothing: a number has lost the zeros before it. A missing value is an empty cell.
    """
    try:
        held = parquet.ParquetFile(pa.BufferReader(content))
        own = held.schema_arrow
        count = held.metadata.num_rows
    except (pa.ArrowException, OSError) as problem:
        return None, [fault(file, 0, "FILE_UNREADABLE", problem=_first(problem))]
    header = tuple(sheet.names.get(name.strip(), name) for name in own.names)
    found = header_faults(file, 0, header, sheet)
    found += [
        fault(file, 0, "PARQUET_TYPE", column=name, kind=part.type)
        for name, part in zip(header, own, strict=True)
        if name in sheet.all and not _is_text(part.type)
    ]
    most = sheet.lines or MOST_LINES
    if count > most:
        found.append(fault(file, 0, "CSV_LINES", count=count, most=most))
    if found or not header:
        return None, found or [fault(file, 0, "FILE_EMPTY")]
    wanted = [name for name, column in zip(own.names, header, strict=True) if column in sheet.all]
    # read as lists of different texts, so that one long text that is meant a million times stays one
    coded = parquet.ParquetFile(pa.BufferReader(content), read_dictionary=wanted)
    return Reading(header, _pieces(file, coded, wanted, sheet)), []


def _is_text(kind: pa.DataType) -> bool:
    own = kind.value_type if pa.types.is_dictionary(kind) else kind
    return any(test(own) for test in _TEXTS)


def _pieces(
    file: str, held: parquet.ParquetFile, wanted: list[str], sheet: Sheet
) -> Iterator[tuple[pa.Table, list[Finding]]]:
    line = 1
    batches = held.iter_batches(ROWS, columns=wanted, use_threads=False)
    while True:
        try:
            batch = next(batches)
        except StopIteration:
            return
        except (pa.ArrowException, OSError) as problem:
            yield (
                pa.table({"LINE": pa.array([], pa.int32())}),
                [fault(file, line, "FILE_UNREADABLE", problem=_first(problem))],
            )
            return
        lines = pa.array(range(line, line + batch.num_rows), pa.int32())
        line += batch.num_rows
        found: list[Finding] = []
        keep, columns = pa.repeat(pa.scalar(True), batch.num_rows), {}
        for name, column in zip(wanted, batch.columns, strict=True):
            own = sheet.names.get(name.strip(), name)
            columns[own], sound = _texts(file, own, column, lines, sheet.longest(own), found)
            keep = pc.and_(keep, sound)
        yield pa.table({**columns, "LINE": lines}).filter(keep), found


def _texts(
    file: str, name: str, column: pa.Array, lines: pa.Array, most: int, found: list[Finding]
) -> tuple[pa.Array, pa.Array]:
    """A column as texts, and which of them a cell may hold. Its different texts are looked at once."""
    if pa.types.is_null(column.type):
        return pa.repeat(pa.scalar("", pa.string()), len(column)), pa.repeat(pa.scalar(True), len(column))
    coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    words = coded.dictionary.cast(pa.large_string())
    long = pc.greater(pc.utf8_length(words), most).to_pylist()
    kept: list[str] = ["" if large else text for text, large in zip(words.to_pylist(), long, strict=True)]
    strange = [CONTROL.search(text) for text in kept]
    composed = [unicodedata.normalize("NFC", text) for text in kept]
    codes = coded.indices.fill_null(len(kept))
    for i, text in enumerate(kept):
        places: dict[str, object] = {}
        if long[i]:
            code, places = "CSV_CELL", {"column": name, "size": pc.utf8_length(words)[i], "most": most}
        elif (mark := strange[i]) is not None:
            code, places = "FILE_CONTROL", {"character": f"U+{ord(mark[0]):04X}"}
        elif composed[i] != text:
            code = "FILE_NFC"
        else:
            continue
        found += [fault(file, line, code, **places) for line in lines.filter(pc.equal(codes, i)).to_pylist()]
    sound = pa.array([not (large or mark) for large, mark in zip(long, strange, strict=True)] + [True])
    texts = pa.array([*composed, ""], pa.string())
    return texts.take(codes), sound.take(codes)


def _first(problem: Exception) -> str:
    return str(problem).partition("\n")[0]
