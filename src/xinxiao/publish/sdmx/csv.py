"""SDMX-CSV 1.0 and 2.0 (sdmx-twg/sdmx-csv, data message field guide), row after row of a batch at once.

A value there is none of is an empty cell: OBS_STATUS says why. Nothing is added to a text for the sake of spreadsheets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.model.structure import Component
from xinxiao.model.text import Text
from xinxiao.publish.sdmx.cells import alone, mapped, texts
from xinxiao.publish.sdmx.message import DataMessage, DataSet

Version = Literal["1.0", "2.0"]
BETWEEN = ": "
"""What stands between a code and its name."""
DOT = "."
END = "\r\n"
"""What ends a line: the end of the one before is written with each row, so that cells are joined in one go."""


def stream(message: DataMessage, version: Version) -> Iterator[bytes]:
    """The message in pieces, the header row first."""
    yield ",".join(_quoted(name) for name in _head(message, version)).encode()
    for one in message.sets:
        for batch in one.batches():
            yield _rows(message, one, batch, version)
    yield END.encode()


def _head(message: DataMessage, version: Version) -> Iterator[str]:
    named = message.labels == "name" and version == "2.0"
    if version == "1.0":
        yield "DATAFLOW"
    else:
        yield from ("STRUCTURE", "STRUCTURE_ID", *(["STRUCTURE_NAME"] if named else []), "ACTION")
        yield from _keys(message)
    for part in message.parts:
        name = message.say(part.name) or part.id
        yield f"{part.id}{BETWEEN}{name}" if message.labels == "both" else part.id
        if named:
            yield name


def _keys(message: DataMessage) -> Iterator[str]:
    if message.keys in ("series", "both"):
        yield "SERIES_KEY"
    if message.keys in ("obs", "both"):
        yield "OBS_KEY"


def _rows(message: DataMessage, one: DataSet, batch: pa.RecordBatch, version: Version) -> bytes:
    cells: list[pa.Array | pa.Scalar] = [pa.scalar(END + ",".join(_identity(message, one, version)))]
    if version == "2.0":
        for key in _keys(message):
            parts = one.dimensions if key == "OBS_KEY" else one.series or one.dimensions
            cells.append(_key(batch, parts))
    for part in message.parts:
        cells += _cells(message, one.flow.by_id.get(part.id, part), batch, version)
    return alone(pc.binary_join_element_wise(*cells, ",", null_handling="replace", null_replacement=""))


def _identity(message: DataMessage, one: DataSet, version: Version) -> Iterator[str]:
    name = message.say(one.flow.name) or one.flow.id
    urn = f"{one.flow.urn}{BETWEEN}{name}" if message.labels == "both" else one.flow.urn
    said = [urn] if version == "1.0" else ["dataflow", urn]
    if version == "2.0":
        said += [name] if message.labels == "name" else []
        said.append(one.action[0])
    yield from map(_quoted, said)


def _key(batch: pa.RecordBatch, parts: tuple[Component, ...]) -> pa.Array:
    joined = pc.binary_join_element_wise(*(batch.column(part.id) for part in parts), DOT)
    return mapped(joined, _quoted)


def _cells(
    message: DataMessage, part: Component, batch: pa.RecordBatch, version: Version
) -> Iterator[pa.Array | pa.Scalar]:
    """The cells of a column, and of its names where they have one of their own."""
    own = message.labels == "name" and version == "2.0"
    if part.id not in batch.schema.names:
        yield from [pa.scalar("")] * (2 if own else 1)
        return
    column = texts(batch, part.id)
    if part.is_number:
        yield column
        if own:
            yield pa.scalar("")
        return
    names = message.names(part.codelist) if part.codelist and message.labels != "id" else {}
    if message.labels == "both":
        yield mapped(column, lambda code: _quoted(_both(message, names, code)))
        return
    yield mapped(column, _quoted)
    if own:
        yield mapped(column, lambda code: _quoted(message.say(names.get(code))))


def _both(message: DataMessage, names: Mapping[str, Text], code: str) -> str:
    name = message.say(names.get(code))
    return f"{code}{BETWEEN}{name}" if name else code


def _quoted(text: str) -> str:
    """A cell in quotation marks where need be (RFC 4180)."""
    if any(mark in text for mark in ',"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text
