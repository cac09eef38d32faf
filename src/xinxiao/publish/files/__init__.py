"""Rows of a release as files, written as streams: memory does not grow with the rows.

Each form has one or more layouts. ``codes`` is for machines: the dataflow's SDMX columns, in CSV then ``RELEASE``; ``long`` is
labelled, with the same columns in the same order in every form (:mod:`xinxiao.publish.files.long`); ``wide`` has the periods
side by side; ``cube`` is that of JSON-stat. Files of an invented programme say so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from xinxiao.errors import DataFault, told
from xinxiao.model.extract import Extract
from xinxiao.publish.files import csv, json, jsonstat, parquet, xlsx
from xinxiao.publish.files.labels import Labels
from xinxiao.publish.files.long import Long
from xinxiao.publish.files.wide import Wide

Format = Literal["csv", "json", "parquet", "xlsx", "jsonstat"]
FORMATS: tuple[Format, ...] = get_args(Format)
Layout = Literal["codes", "long", "wide", "cube"]
LAYOUTS: Mapping[str, tuple[Layout, ...]] = {
    "csv": ("codes", "long", "wide"),
    "json": ("codes", "long"),
    "parquet": ("codes", "long"),
    "xlsx": ("long", "wide"),
    "jsonstat": ("cube",),
}
"""The layouts of each form, the one that is meant where none is named first."""
BINARY: frozenset[str] = frozenset({"parquet", "xlsx"})
"""Forms that are not text."""
MEDIA: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonstat": "application/json",
}
"""Media types."""
ENDINGS: Mapping[str, str] = {form: form for form in FORMATS} | {"jsonstat": "jsonstat.json"}
"""How names of files end."""


@dataclass(frozen=True)
class Manner:
    """How rows are written: in which layout (the form's first where empty), and whether a CSV begins with a byte order mark."""

    layout: str = ""
    bom: bool = False


PLAIN = Manner()
"""As it is where nothing else is asked for."""
_CODES: Mapping[str, Callable[[Extract, Labels], Iterator[bytes]]] = {
    "csv": lambda extract, _: csv.stream(extract),
    "json": json.stream,
    "parquet": parquet.stream,
}
_LONG: Mapping[str, Callable[[Long], Iterator[bytes]]] = {
    "csv": csv.long,
    "json": json.long,
    "parquet": parquet.long,
    "xlsx": xlsx.long,
    "jsonstat": jsonstat.stream,
}
_WIDE: Mapping[str, Callable[[Wide], Iterator[bytes]]] = {"csv": csv.wide, "xlsx": xlsx.wide}


def layout_of(form: str, asked: str = "") -> Layout:
    """The layout asked for, or the one that is meant. Raises :class:`DataFault` for a form, or a layout of it, not known."""
    if form not in LAYOUTS:
        raise DataFault(f"format {form}", told("bad_format", value=form, known=", ".join(FORMATS)))
    found = next((layout for layout in LAYOUTS[form] if layout == (asked or layout)), None)
    if found is None:
        known = ", ".join(LAYOUTS[form])
        raise DataFault(f"layout {asked}", told("bad_layout", value=asked, form=form, known=known))
    return found


def export(extract: Extract, form: str, labels: Labels, manner: Manner = PLAIN) -> Iterator[bytes]:
    """The rows as a file in pieces. ``labels`` are those of the programme the rows are from.

    Raises :class:`DataFault` for a form or layout not known, and :class:`TooLarge` for more rows than the form holds, both
    before anything is written.
    """
    layout = layout_of(form, manner.layout)
    if layout == "wide":
        if not extract.dataflow.time:
            raise DataFault("no periods", told("no_periods", dataflow=extract.dataflow.id))
        table = Wide(extract, labels)
        table.check()
        pieces = _WIDE[form](table)
    else:
        pieces = _CODES[form](extract, labels) if layout == "codes" else _LONG[form](Long(extract, labels))
    return _marked(pieces) if manner.bom and form == "csv" else pieces


def _marked(pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield csv.BOM
    yield from pieces
