"""Tables and charts of domains: all of them side by side, and the indicators and interval of a class."""

from __future__ import annotations

from collections.abc import Mapping

from xinxiao.entry.portal import figures, provenance
from xinxiao.entry.portal.domains import series
from xinxiao.entry.portal.figure_table import ABSENT, Cell, Exhibit, Figure, Grid, columns
from xinxiao.entry.portal.observed import bound, bounds, observed
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.rows import Row
from xinxiao.model.codelist import Code

YEARS = 3
"""A line needs at least so many points."""


def whole(request: PageRequest) -> Grid:
    """Every domain and class: how many indicators, how much of them is there and observed, and the last interval."""
    w = request.words
    heads = columns(
        ("DOMAIN", w.column("DOMAIN")),
        ("CLASS", w.t("domain.class")),
        ("INDICATORS", w.t("domain.indicators"), "number"),
        (series.COVERAGE, w.t("domain.coverage"), "number"),
        (series.OBSERVED, w.t("domain.observed"), "number"),
        (series.INTERVAL, w.t("domain.interval"), "number"),
        ("TASKS", w.t("nav.tasks")),
    )
    codes = series.codes(request)
    lines = tuple(_line(request, code) for code in codes)
    rows = [row for code in codes for row in request.view.find("domains", DOMAIN=code.id)[:1]]
    notes = provenance.notes(request, "domains", rows)
    return Grid("domains", w.t("domain.caption"), heads, lines, notes, w.t("domain.reading"))


def _line(request: PageRequest, code: Code) -> tuple[Cell, ...]:
    w, own = request.words, series.declared(request, code.id)
    top = code.parent or code.id
    name = w.code(series.spec_of(request).codelist, top)
    whole = code.parent is None
    href = request.url(f"domains/{top}")
    count = len(series.below(request, code.id))
    rows = series.interval_rows(request, code.id)
    interval = bounds(request, "domains", rows[-1]) if rows else _no_interval(request, code)
    tasks = w.join([str(task) for task in own.tasks])
    return (
        Cell(name, top, href if whole else ""),
        Cell(w.t("domain.whole") if whole else w.say(code.name), code.id, f"{href}#{code.id}"),
        Cell(str(count), count),
        latest_cell(request, code.id, series.COVERAGE),
        latest_cell(request, code.id, series.OBSERVED),
        interval,
        Cell(tasks or "–", ";".join(str(task) for task in own.tasks)),
    )


def _no_interval(request: PageRequest, code: Code) -> Cell:
    declared = series.declared(request, code.id).not_measurable is not None
    return Cell(request.words.t("domain.not_measurable")) if declared else ABSENT


def latest_cell(request: PageRequest, code: str, measure: str) -> Cell:
    """The last national value of a measure of a class, with its year."""
    row = series.latest(request, code, measure)
    if row is None:
        return ABSENT
    w = request.words
    text = w.t(
        "domain.of_year", value=w.number(row["OBS_VALUE"], row["UNIT_MEASURE"], 0), year=row["TIME_PERIOD"]
    )
    return observed(request, "domains", row, text)


def exhibits(request: PageRequest, code: str) -> tuple[Exhibit, ...]:
    """The table of a class's indicators, a chart of each that has enough points, and its interval."""
    held = series.national(request, code)
    found: list[Exhibit | None] = [_indicators(request, code, held) if held else None]
    for number, (name, rows) in enumerate(held.items(), 1):
        if len(rows) >= YEARS:
            found.append(_trend(request, f"{code}-{number}", name, rows))
    found.append(_interval(request, code))
    return tuple(exhibit for exhibit in found if exhibit is not None)


def _trend(request: PageRequest, ident: str, name: str, rows: list[Row]) -> Figure:
    return figures.trend(request, ident, request.words.indicator(name), "indicators", rows)


def _indicators(request: PageRequest, code: str, held: Mapping[str, list[Row]]) -> Grid:
    w = request.words
    heads = columns(
        ("INDICATOR", w.column("INDICATOR")),
        ("TIME_PERIOD", w.column("TIME_PERIOD")),
        ("OBS_VALUE", w.t("indicator.latest", area=w.area(request.view.nation)), "number"),
    )
    lines = tuple(_indicator(request, name, rows) for name, rows in held.items())
    shown = [rows[-1] for rows in held.values() if rows]
    caption = w.t("domain.indicators_of", name=w.code(series.spec_of(request).codelist, code))
    notes = provenance.notes(request, "indicators", shown) if shown else ()
    return Grid(f"{code}-indicators", caption, heads, lines, notes)


def _indicator(request: PageRequest, name: str, rows: list[Row]) -> tuple[Cell, ...]:
    w, last = request.words, rows[-1] if rows else None
    return (
        Cell(w.indicator(name), name, request.url(f"indicators/{name}")),
        Cell(w.period(last["TIME_PERIOD"]), last["TIME_PERIOD"]) if last else ABSENT,
        observed(request, "indicators", last) if last else Cell(w.t("domain.no_value")),
    )


def _interval(request: PageRequest, code: str) -> Grid | None:
    w, rows = request.words, series.interval_rows(request, code)
    if not rows:
        return None
    heads = columns(
        ("TIME_PERIOD", w.column("TIME_PERIOD")),
        ("LOWER", w.column("LOWER"), "number"),
        ("UPPER", w.column("UPPER"), "number"),
    )
    lines = tuple(
        (
            Cell(w.period(row["TIME_PERIOD"]), row["TIME_PERIOD"]),
            bound(request, "domains", row, "LOWER"),
            bound(request, "domains", row, "UPPER"),
        )
        for row in rows
    )
    caption = w.t("domain.interval_of", name=w.code(series.spec_of(request).codelist, code))
    notes = provenance.notes(request, "domains", rows, DOMAIN=code)
    return Grid(f"{code}-interval", caption, heads, lines, notes, w.method(rows[-1]["METHOD"]))
