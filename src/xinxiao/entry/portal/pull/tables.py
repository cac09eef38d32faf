"""Tables of the pull effect: every total of a place and year, its parts beside each other, and what other final uses call for."""

from __future__ import annotations

from collections.abc import Sequence

from xinxiao.entry.portal import provenance
from xinxiao.entry.portal.figure_table import Cell, Column, Grid, columns
from xinxiao.entry.portal.observed import plain
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.rows import Row
from xinxiao.model.account import PARTS
from xinxiao.model.scope import TOTAL

_LINE = ("SCOPE", "EFFECT", "MEASURE", "MULTIPLIER_TYPE")


def totals(request: PageRequest, rows: list[Row], area: str, year: str) -> tuple[Grid, ...]:
    """Every total of the place and year: levels and multipliers with their parts as columns; and in a table of its own, where
    there are any, the levels that final uses other than the consumption call for."""
    w = request.words
    whole = [row for row in rows if row["SECTOR"] == TOTAL]
    parts = [row for row in whole if _split(row)[1] in PARTS]
    others = [row for row in whole if _split(row)[1] not in PARTS]
    heads = [Column(part, w.t(f"pull.parts.{part}"), "number") for part in PARTS]
    found = [_grid(request, "totals", (area, year), parts, heads)]
    uses = dict.fromkeys(_split(row)[1] for row in others)
    if uses:
        heads = [Column(use, w.coded("pull", "MEASURE", f"LEVEL_{use}"), "number") for use in uses]
        found.append(_grid(request, "exogenous", (area, year), others, heads))
    return tuple(found)


def _split(row: Row) -> tuple[str, str]:
    """What is measured, and which part of it (or which final use calls for it)."""
    kind, _, part = row["MEASURE"].partition("_")
    return kind, part or "TOTAL"


def _grid(
    request: PageRequest, name: str, place: tuple[str, str], rows: Sequence[Row], heads: Sequence[Column]
) -> Grid:
    w, (area, year) = request.words, place
    lines: dict[tuple[str, ...], dict[str, Row]] = {}
    for row in rows:
        kind, part = _split(row)
        lines.setdefault((row["SCOPE"], row["EFFECT"], kind, row["MULTIPLIER_TYPE"]), {})[part] = row
    cells = tuple(
        (*_line(request, line, held), *(plain(request, "pull", held.get(head.id)) for head in heads))
        for line, held in lines.items()
    )
    notes = provenance.notes(request, "pull", list(rows), REF_AREA=area, TIME_PERIOD=year)
    title = w.t(f"pull.{name}", area=w.area(area), year=w.period(year))
    first = columns(*((column, w.column(column)) for column in _LINE))
    return Grid(name, title, (*first, *heads), cells, notes, stacks=True)


def _line(request: PageRequest, line: tuple[str, ...], held: dict[str, Row]) -> tuple[Cell, ...]:
    """What a line is about, the unit of its numbers with it."""
    w, (scope, effect, kind, model) = request.words, line
    unit = w.unit_name(next(iter(held.values()))["UNIT_MEASURE"])
    said = w.t("pull.measured", measure=w.coded("pull", "MEASURE", kind), unit=unit)
    return (
        Cell(w.scope(scope), scope),
        Cell(w.coded("pull", "EFFECT", effect), effect),
        Cell(said, kind),
        Cell(w.t(f"short.{model}"), model),
    )
