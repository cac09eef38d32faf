"""Tables of scopes: rival levels side by side, and what the labels beside figures mean."""

from __future__ import annotations

from xinxiao.entry.portal import provenance
from xinxiao.entry.portal.figure_table import ABSENT, Cell, Grid, columns
from xinxiao.entry.portal.observed import observed
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.rows import Row
from xinxiao.entry.portal.steps import Step
from xinxiao.model.scope import TOTAL

LEVELS: tuple[Step, ...] = ("account", "figures")
"""Steps that give levels; where two give one for the same scope and period, the later of these is shown."""
FREQUENCIES = frozenset("ASQM")
"""Years, half-years, quarters and months."""


def rivals(request: PageRequest) -> Grid | None:
    """National levels that different scopes give for the same years, in one table with a column each."""
    w, view = request.words, request.view
    held: dict[tuple[str, str], tuple[Step, Row]] = {}
    for step in LEVELS:
        rows = [row for s in view.programme.scopes for row in view.find(step, SCOPE=s, REF_AREA=view.nation)]
        for row in sorted(rows, key=lambda r: str(r.get("VINTAGE") or "")):
            if _is_level(request, row):
                held[row["TIME_PERIOD"], row["SCOPE"]] = (step, row)
    scopes = [s for s in view.programme.scopes if any(s == scope for _, scope in held)]
    if len(scopes) < 2:
        return None
    lines = tuple(
        (Cell(w.period(period), period), *(_cell(request, held.get((period, s))) for s in scopes))
        for period in sorted({period for period, _ in held})
    )
    heads = columns(("TIME_PERIOD", w.column("TIME_PERIOD")), *((s, w.scope(s), "number") for s in scopes))
    published = [row for step, row in held.values() if step == "figures"]
    notes = provenance.notes(request, None, published)
    return Grid("rivals", w.t("scopes.rivals"), heads, lines, notes)


def _cell(request: PageRequest, found: tuple[Step, Row] | None) -> Cell:
    if found is None:
        return ABSENT
    step, row = found
    return observed(request, step, row)


def _is_level(request: PageRequest, row: Row) -> bool:
    """Money amounts only: shares and growth rates are not rival levels."""
    return (
        row["OBS_VALUE"] is not None
        and request.words.money(row["UNIT_MEASURE"]) is not None
        and row.get("PRODUCT", TOTAL) == TOTAL
        and row["FREQ"] in FREQUENCIES
    )


def flags(request: PageRequest) -> Grid | None:
    """What the labels beside figures mean: statuses and grades."""
    w, view = request.words, request.view
    parts = [
        part for name in ("OBS_STATUS", "GRADE") if (part := view.component("figures", name)) is not None
    ]
    lines = [
        (Cell(w.column(part.id)), Cell(code.id), Cell(w.say(code.name)), Cell(w.say(code.note)))
        for part in parts
        if part.codelist in view.programme.codelists
        for code in view.programme.codelists[part.codelist].codes
    ]
    heads = columns(
        ("LIST", w.t("flags.list")),
        ("CODE", w.t("flags.code")),
        ("NAME", w.t("flags.name")),
        ("NOTE", w.t("flags.note")),
    )
    return Grid("labels", w.t("flags.caption"), heads, tuple(lines)) if lines else None
