"""Tables of the account: every place and year, and the measured error."""

from __future__ import annotations

from xinxiao.entry.portal import provenance
from xinxiao.entry.portal.figure_table import Cell, Grid, columns
from xinxiao.entry.portal.observed import observed
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.rows import Row
from xinxiao.model.scope import TOTAL

MEASURES = {"ACTUAL": 0, "PREDICTED": 1, "ERROR": 2}
"""The order of what an error is told by."""
RECORD = (
    *("COVERED", "DEPENDENCE", "RELIABILITY", "COVERED_HELD_OUT"),
    *("MISSED_BELIEVED", "MISSED_TABLE", "MISSED_NATION"),
)
"""What was measured of the whole method, not of one benchmark."""


def levels(request: PageRequest, scope: str) -> Grid:
    """Every place and year of the scope."""
    w, view = request.words, request.view
    found = view.find("account", SCOPE=scope, PRODUCT=TOTAL)
    rows = {(r["REF_AREA"], r["TIME_PERIOD"]): r for r in found}
    years = sorted({y for _, y in rows})
    areas = [a for a in (view.nation, *view.places) if any((a, y) in rows for y in years)]
    unit = next((r["UNIT_MEASURE"] for r in found), None)
    lines = tuple(
        (
            Cell(w.area(a), a, request.url(f"areas/{a}") if a in view.places else ""),
            *(_level(request, rows.get((a, y)), unit) for y in years),
        )
        for a in areas
    )
    heads = columns(("REF_AREA", w.column("REF_AREA")), *((y, y, "number") for y in years))
    notes = provenance.notes(request, "account", found, SCOPE=scope, PRODUCT=TOTAL)
    return Grid("levels", w.t("account.table", unit=w.unit_name(unit)), heads, lines, notes)


def _level(request: PageRequest, row: Row | None, unit: str | None) -> Cell:
    text = request.words.plain(row["OBS_VALUE"], unit, 0) if row is not None else ""
    return observed(request, "account", row, text)


def errors(request: PageRequest, scope: str, area: str) -> Grid | None:
    """Each benchmark dropped in turn and predicted: what the method would have said, and what the table says."""
    w, view = request.words, request.view
    rows = view.find("account_error", SCOPE=scope, REF_AREA=area)
    area = area if rows else view.nation
    rows = rows or view.find("account_error", SCOPE=scope, REF_AREA=area)
    rows = [r for r in rows if r["MEASURE"] not in RECORD]
    if not rows:
        return None
    held = {(r["REF_AREA"], r["TIME_PERIOD"], r["PRODUCT"], r["MEASURE"]): r for r in rows}
    measures = sorted({r["MEASURE"] for r in rows}, key=lambda m: (MEASURES.get(m, 9), m))
    lines = tuple(
        (
            Cell(w.period(y), y),
            Cell(w.coded("account", "PRODUCT", p), p),
            *(_error(request, held.get((a, y, p, m))) for m in measures),
        )
        for a, y, p in dict.fromkeys(key[:3] for key in held)
    )
    heads = columns(
        ("TIME_PERIOD", w.t("account.benchmark")),
        ("PRODUCT", w.column("PRODUCT")),
        *((m, w.coded("account_error", "MEASURE", m), "number") for m in measures),
    )
    notes = provenance.notes(request, "account_error", rows, SCOPE=scope)
    return Grid("errors", w.t("account.errors", area=w.area(area)), heads, lines, notes)


def record(request: PageRequest, scope: str) -> Grid | None:
    """How the intervals would have held, and how far a province's table is believed."""
    w, view = request.words, request.view
    rows = view.find("account_error", SCOPE=scope, REF_AREA=view.nation)
    held = {(r["MEASURE"], r["PRODUCT"]): r for r in rows if r["MEASURE"] in RECORD}
    if not held:
        return None
    parts = sorted({product for _, product in held})
    lines = tuple(
        (
            Cell(w.coded("account_error", "MEASURE", measure), measure),
            *(_error(request, held.get((measure, product))) for product in parts),
        )
        for measure in RECORD
        if any(one == measure for one, _ in held)
    )
    heads = columns(
        ("MEASURE", w.column("MEASURE")),
        *((product, w.coded("account", "PRODUCT", product), "number") for product in parts),
    )
    notes = provenance.notes(request, "account_error", list(held.values()), SCOPE=scope)
    return Grid("record", w.t("account.record"), heads, lines, notes)


def _error(request: PageRequest, row: Row | None) -> Cell:
    """One measured error, or what it was measured from."""
    return observed(request, "account_error", row)
