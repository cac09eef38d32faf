"""Tables of an indicator: places by years, months, and what was known when."""

from __future__ import annotations

from xinxiao.entry.portal import provenance
from xinxiao.entry.portal.figure_table import Cell, Grid, columns
from xinxiao.entry.portal.observed import observed, plain
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.rows import Row
from xinxiao.model.programme import Indicator

VINTAGES = 400
"""How many vintages are listed."""


def table(request: PageRequest, spec: Indicator, rows: list[Row]) -> Grid | None:
    """Places by years; the scope with most places when there are several."""
    w, view = request.words, request.view
    annual = [r for r in rows if r["FREQ"] == "A" and r["OBS_VALUE"] is not None]
    if not annual:
        return None
    scopes = sorted({r["SCOPE"] for r in annual}, key=lambda s: (-sum(r["SCOPE"] == s for r in annual), s))
    held = {(r["REF_AREA"], r["SCOPE"], r["TIME_PERIOD"]): r for r in annual}
    years = sorted({r["TIME_PERIOD"] for r in annual})
    lines = []
    for scope in scopes:
        for area in [view.nation, *view.places]:
            if any((area, scope, y) in held for y in years):
                name = w.area(area) + (
                    w.t("paren", words=w.scope(scope)) if w.scope(scope) and len(scopes) > 1 else ""
                )
                cells = [Cell(name, area, request.url(f"areas/{area}") if area in view.places else "")]
                lines.append((*cells, *(_cell(request, held.get((area, scope, y))) for y in years)))
    heads = columns(("REF_AREA", w.column("REF_AREA")), *((y, y, "number") for y in years))
    where = {"INDICATOR": spec.id}
    caption = w.t("indicator.table", name=w.say(spec.name), unit=w.unit_name(spec.unit))
    return Grid(
        "table", caption, heads, tuple(lines), provenance.notes(request, "indicators", annual, **where)
    )


def _cell(request: PageRequest, row: Row | None) -> Cell:
    return plain(request, "indicators", row)


def others(request: PageRequest, rows: list[Row]) -> Grid | None:
    """Values of half-years, quarters and months."""
    w = request.words
    told = [r for r in rows if r["FREQ"] != "A" and r["OBS_VALUE"] is not None]
    if not told:
        return None
    lines = tuple(
        (
            Cell(w.period(r["TIME_PERIOD"]), r["TIME_PERIOD"]),
            Cell(w.area(r["REF_AREA"]), r["REF_AREA"]),
            Cell(w.scope(r["SCOPE"]), r["SCOPE"]),
            observed(request, "indicators", r),
        )
        for r in told
    )
    heads = columns(
        ("TIME_PERIOD", w.column("TIME_PERIOD")),
        ("REF_AREA", w.column("REF_AREA")),
        ("SCOPE", w.column("SCOPE")),
        ("OBS_VALUE", w.column("OBS_VALUE"), "number"),
    )
    return Grid("months", w.t("indicator.months"), heads, lines)


def vintages(request: PageRequest, code: str) -> Grid | None:
    """Figures that were published more than once: what was known when."""
    w = request.words
    seen: dict[tuple[str, ...], list[Row]] = {}
    for r in request.view.find("figures", INDICATOR=code):
        seen.setdefault((r["REF_AREA"], r["SCOPE"], r["TIME_PERIOD"]), []).append(r)
    lines = []
    for rows in seen.values():
        if len(rows) < 2:
            continue
        for r in sorted(rows, key=lambda r: str(r["VINTAGE"])):
            lines.append(
                (
                    Cell(w.period(r["TIME_PERIOD"]), r["TIME_PERIOD"]),
                    Cell(w.area(r["REF_AREA"]), r["REF_AREA"]),
                    Cell(w.period(r["VINTAGE"]), r["VINTAGE"]),
                    observed(request, "figures", r),
                    Cell(w.stage(r)),
                    Cell(w.source(r["SOURCE"]), r["SOURCE"], cited=w.cited(r["SOURCE"])),
                )
            )
    heads = columns(
        ("TIME_PERIOD", w.column("TIME_PERIOD")),
        ("REF_AREA", w.column("REF_AREA")),
        ("VINTAGE", w.column("VINTAGE")),
        ("OBS_VALUE", w.column("OBS_VALUE"), "number"),
        ("STAGE", w.t("indicator.stage")),
        ("SOURCE", w.column("SOURCE")),
    )
    return Grid("vintages", w.t("indicator.vintages"), heads, tuple(lines[:VINTAGES])) if lines else None
