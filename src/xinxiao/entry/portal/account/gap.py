"""The page of the gap: what somebody publishes, what the account explains of it, and the rest, which is laid to no cause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from xinxiao.entry.portal import figures, provenance
from xinxiao.entry.portal.figure_table import Cell, Figure, Grid, columns
from xinxiao.entry.portal.observed import observed
from xinxiao.entry.portal.page import Page
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.rows import Row
from xinxiao.errors import NotFound
from xinxiao.model.account import Gap
from xinxiao.model.growth import mean_growth
from xinxiao.publish import charts

Held = Mapping[str, Mapping[str, Row]]
"""National observations by indicator and year."""


def gap(request: PageRequest) -> Page:
    """The published figure against the account, year by year. Raises ``NotFound`` for a programme without one."""
    spec = declared(request)
    if spec is None:
        raise NotFound(request.path)
    w, held = request.words, _held(request, spec)
    whole = (spec.published, *spec.parts, spec.rest, spec.rest_share)
    shown = (
        _parts(request, spec, held),
        _years(request, "years", whole, held),
        _years(request, "divided", spec.split, held),
        _growth(request, spec, held),
    )
    exhibits = tuple(exhibit for exhibit in shown if exhibit is not None)
    context = {"note": w.say(spec.note) if spec.note else "", "known": bool(exhibits)}
    return Page("gap.html", w.say(spec.name), "account", w.t("gap.summary"), context, exhibits)


def declared(request: PageRequest) -> Gap | None:
    """The gap that the programme declares."""
    account = request.view.programme.account
    return account.gap if account is not None else None


def _held(request: PageRequest, spec: Gap) -> Held:
    view, found = request.view, dict[str, dict[str, Row]]()
    for name in spec.indicators:
        rows = view.find("indicators", INDICATOR=name, REF_AREA=view.nation, FREQ="A")
        found[name] = {row["TIME_PERIOD"]: row for row in rows if row["OBS_VALUE"] is not None}
    return found


def compared(spec: Gap, held: Held) -> list[str]:
    """Years with a published figure, its parts, the rest and its share."""
    names = (spec.published, *spec.parts, spec.rest, spec.rest_share)
    return sorted(set.intersection(*(set(held[name]) for name in names)))


def _amount(request: PageRequest, row: Row) -> float | None:
    """The value in yuan, so that rows told in different units can stand on one another; None for what is no money, or
    less than none, which no bar can show."""
    yuan = request.words.money(row["UNIT_MEASURE"])
    return None if yuan is None or row["OBS_VALUE"] < 0 else float(row["OBS_VALUE"] * yuan)


def _parts(request: PageRequest, spec: Gap, held: Held) -> Figure | None:
    """Parts and rest on one another, in the years in which all of them can be drawn."""
    w, names = request.words, (*spec.parts, spec.rest)
    amounts = {year: [_amount(request, held[name][year]) for name in names] for year in compared(spec, held)}
    drawn = {year: [a for a in own if a is not None] for year, own in amounts.items() if None not in own}
    if not drawn:
        return None
    size, word = w.scale(max(sum(own) for own in drawn.values()))
    shares = {year: w.percent(held[spec.rest_share][year]["OBS_VALUE"] / 100.0) for year in drawn}
    bars = [
        charts.Stack(
            year,
            tuple(charts.Part(w.indicator(n), amount / size) for n, amount in zip(names, own, strict=True)),
            w.t("gap.unexplained", share=shares[year]),
        )
        for year, own in drawn.items()
    ]
    rows = [held[name][year] for year in drawn for name in names]
    first, *_, last = (*drawn, *drawn)
    places = {"first": w.period(first), "last": w.period(last), "start": shares[first], "end": shares[last]}
    return Figure(
        "parts",
        w.t("gap.parts", unit=word),
        w.t("gap.parts_sentence", name=w.indicator(spec.published), **places),
        figures.raw(rows),
        lambda f: charts.stacks(f, bars),
        provenance.notes(request, "indicators", rows),
    )


def _years(request: PageRequest, ident: str, names: Sequence[str], held: Held) -> Grid | None:
    """The years in which the first of some indicators has a value."""
    w, years = request.words, sorted(held[names[0]]) if names else []
    if not years:
        return None
    heads = columns(
        ("TIME_PERIOD", w.column("TIME_PERIOD")), *((name, w.indicator(name), "number") for name in names)
    )
    lines = tuple(
        (
            Cell(w.period(year), year),
            *(observed(request, "indicators", held[name].get(year)) for name in names),
        )
        for year in years
    )
    rows = [held[name][year] for name in names for year in years if year in held[name]]
    return Grid(ident, w.t(f"gap.{ident}"), heads, lines, provenance.notes(request, "indicators", rows))


def _growth(request: PageRequest, spec: Gap, held: Held) -> Grid | None:
    """Growth a year between the years that tables measure: of the published figure, and of the account's first part."""
    w, own = request.words, held[spec.parts[0]]
    years = [year for year in compared(spec, held) if year in _measured(request)]
    spans = [
        (a, b)
        for a, b in _spans(years)
        if own[a]["OBS_VALUE"] > 0 and held[spec.published][a]["OBS_VALUE"] > 0
    ]
    if not spans:
        return None
    heads = columns(
        ("SPAN", w.t("gap.span")),
        *((name, w.indicator(name), "number") for name in (spec.published, spec.parts[0])),
    )
    series = (held[spec.published], own)
    lines = tuple(_span(request, series, a, b) for a, b in spans)
    rows = [one[year] for one in series for span in spans for year in span]
    notes = provenance.notes(request, "indicators", rows)
    return Grid("growth", w.t("gap.growth"), heads, lines, notes, w.t("gap.growth_reading"))


def _span(
    request: PageRequest, series: Sequence[Mapping[str, Row]], first: str, last: str
) -> tuple[Cell, ...]:
    w, cells = request.words, list[Cell]()
    for own in series:
        rate = mean_growth(own[first]["OBS_VALUE"], own[last]["OBS_VALUE"], int(last) - int(first))
        flags = tuple(dict.fromkeys((*w.flags(own[first]), *w.flags(own[last]))))
        cells.append(Cell(w.percent(rate / 100.0, 1), rate, flags=flags))
    return (Cell(f"{w.period(first)}–{w.period(last)}", f"{first}/{last}"), *cells)


def _spans(years: Sequence[str]) -> list[tuple[str, str]]:
    """Neighbouring years, and the first with the last where there are more than two."""
    spans = list(pairwise(years))
    return [*spans, (years[0], years[-1])] if len(years) > 2 else spans


def _measured(request: PageRequest) -> set[str]:
    """Years of national tables."""
    view = request.view
    rows = view.find("account", REF_AREA=view.nation, METHOD="ACCOUNT_BENCHMARK")
    return {str(row["TIME_PERIOD"]) for row in rows}
