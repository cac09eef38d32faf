"""Tables of the data: the list of dataflows, and rows of one as they are."""

from __future__ import annotations

from xinxiao.entry.portal.data.codes import FREE, code_name
from xinxiao.entry.portal.figure_table import Cell, Grid, columns
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.rows import Row
from xinxiao.entry.portal.steps import Step
from xinxiao.model.structure import DECIMALS, Component


def dataflows(request: PageRequest) -> Grid:
    """All dataflows with their size."""
    w, view = request.words, request.view
    lines = []
    for step in view.steps:
        name = view.flow(step).id
        part = view.release.datasets[name]
        lines.append(
            (
                Cell(name, href=request.url(f"data/{name}")),
                Cell(w.say(view.flow(step).name)),
                Cell(f"{part.rows:,}", part.rows),
                Cell(f"{part.bytes / 1e3:,.0f} kB", part.bytes),
            )
        )
    heads = columns(
        ("DATAFLOW", w.t("data.flow")),
        ("NAME", w.t("data.what")),
        ("ROWS", w.t("data.rows"), "number"),
        ("BYTES", w.t("data.size"), "number"),
    )
    return Grid("dataflows", w.t("data.caption"), heads, tuple(lines))


def preview(request: PageRequest, step: Step, rows: list[Row], before: int, total: int) -> Grid:
    """Rows as they are, of ``total`` those after the ones ``before`` them; columns that hold nothing fall out."""
    w, flow = request.words, request.view.flow(step)
    used = [c for c in flow.components if c.id in flow.dimensions or any(r[c.id] is not None for r in rows)]
    lines = tuple(tuple(cell(request, step, c, r) for c in used) for r in rows)
    heads = columns(*((c.id, column(request, c), _set(c)) for c in used))
    first, last = (before + 1, before + len(rows)) if rows else (0, 0)
    return Grid("preview", w.t("data.preview", first=first, last=last, total=f"{total:,}"), heads, lines)


def _set(part: Component) -> str:
    """How a column is set."""
    return "number" if part.is_number else "long" if part.id in FREE else "text"


def column(request: PageRequest, part: Component) -> str:
    """The name of a column, its id beside it."""
    return request.words.t("data.column", name=request.words.say(part.name) or part.id, id=part.id)


def cell(request: PageRequest, step: Step, part: Component, row: Row) -> Cell:
    """A value as it is, its code's name beside it."""
    value, w = row[part.id], request.words
    if value is None:
        return Cell("")
    if part.is_number:
        explained = request.explain(step, row) if part.place == "measure" else ""
        places = row.get(DECIMALS) if part.place == "measure" else None
        shown = w.plain(value, row.get("UNIT_MEASURE"), None if places is None else int(places))
        return Cell(shown, value, explain=explained)
    name = code_name(w, part, str(value))
    return Cell(w.t("data.code", name=name, code=value) if name and name != value else str(value), value)
