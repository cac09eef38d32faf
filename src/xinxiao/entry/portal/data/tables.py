"""Tables of the data: the list of dataflows, and rows of one as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xinxiao.entry.portal.code_names import is_source
from xinxiao.entry.portal.data.codes import FREE
from xinxiao.entry.portal.data.words import Spelling
from xinxiao.entry.portal.figure_table import Cell, Grid, columns
from xinxiao.entry.portal.observed import is_withheld, observed
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.rows import Row
from xinxiao.entry.portal.steps import Step
from xinxiao.model import doubt
from xinxiao.model.doubt import DOUBT
from xinxiao.model.structure import DECIMALS, OBS_VALUE, Component, Dataflow


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
    return Grid("dataflows", w.t("data.caption"), heads, tuple(lines), stacks=True)


def same(request: PageRequest, step: Step, rows: Sequence[Row]) -> tuple[Component, ...]:
    """The columns that hold one and the same in all of these rows, numbers left out."""
    if not rows:
        return ()
    parts = [part for part in request.view.flow(step).components if not part.is_number]
    return tuple(
        p for p in parts if rows[0][p.id] is not None and all(r[p.id] == rows[0][p.id] for r in rows)
    )


def preview(request: PageRequest, step: Step, rows: Sequence[Row], before: int, total: int) -> Grid:
    """Rows as they are, of ``total`` those after the ones ``before`` them: what each is about, its period, its value, then the
    rest. What is the same in all of them falls out (:func:`same` has it), and so do columns that hold nothing."""
    w, flow, spelling = request.words, request.view.flow(step), Spelling(request)
    told = {part.id for part in same(request, step, rows)}
    used = [c for c in flow.components if c.id not in told and any(_says(c, row) for row in rows)]
    about = tuple(c for c in used if c.place == "dimension" and c.kind not in ("period", "date"))
    own = [c for c in used if c not in about and _stands_alone(request, c)]
    rest = [c for c in used if c not in about and c not in own and c.id != DOUBT]  # which stands at the value
    lines = tuple(
        (
            Cell(spelling.together(about, row) or w.period(row[flow.time])),
            *(cell(request, step, c, row) for c in own),
            *([_together(request, step, rest, row)] if rest else []),
        )
        for row in rows
    )
    heads = columns(
        ("ABOUT", spelling.heads(about) or spelling.head(flow.by_id[flow.time])),
        *((c.id, spelling.head(c), _set(c)) for c in own),
        *([("REST", w.t("data.rest"), "long")] if rest else []),
    )
    first, last = (before + 1, before + len(rows)) if rows else (0, 0)
    caption = w.t("data.preview", first=first, last=last, total=f"{total:,}")
    return Grid("preview", caption, heads, lines, stacks=True, data=tuple(_record(flow, row) for row in rows))


def _says(part: Component, row: Row) -> bool:
    """Whether a column says something in a row: that a value is withheld, too."""
    return row[part.id] is not None or (part.place == "measure" and is_withheld(row))


def _stands_alone(request: PageRequest, part: Component) -> bool:
    """Whether a column is one on the page too: periods and days, values, their unit, their source."""
    measured = part.place == "measure" or part.id in ("LOWER", "UPPER", "UNIT_MEASURE")
    return measured or part.kind in ("period", "date") or is_source(request.view, part)


def _together(request: PageRequest, step: Step, rest: Sequence[Component], row: Row) -> Cell:
    """What else is said of a row, each thing after the name of its column."""
    w, spelling = request.words, Spelling(request)
    said = [(spelling.head(part), cell(request, step, part, row).text) for part in rest if row[part.id]]
    return Cell(w.t("list.semicolon").join(w.t("data.said", head=head, words=words) for head, words in said))


def _record(flow: Dataflow, row: Row) -> Mapping[str, Any]:
    """A row as data: every column of the dataflow, and the doubts of its value."""
    return {**{name: row[name] for name in flow.columns}, f"{OBS_VALUE}_{DOUBT}": " ".join(doubt.of_row(row))}


def _set(part: Component) -> str:
    """How a column is set."""
    if part.kind == "period":
        return "period"
    return "number" if part.is_number else "long" if part.id in FREE else "text"


def column(request: PageRequest, part: Component) -> str:
    """The name of a column, its id beside it."""
    return request.words.t("data.column", name=request.words.say(part.name) or part.id, id=part.id)


def cell(request: PageRequest, step: Step, part: Component, row: Row) -> Cell:
    """A value as it is; a code as the reader wants it."""
    value, w = row[part.id], request.words
    if value is None:
        return observed(request, step, row) if part.place == "measure" and is_withheld(row) else Cell("")
    if part.is_number:
        places = row.get(DECIMALS) if part.place == "measure" else None
        shown = w.plain(value, row.get("UNIT_MEASURE"), None if places is None else int(places))
        return observed(request, step, row, shown) if part.place == "measure" else Cell(shown, value)
    word = Spelling(request).word(part, str(value))
    return Cell(word, value, href=w.cited(str(value)).href if is_source(request.view, part) else "")
