"""Figures of the account: the level over time, what it is made of, the places."""

from __future__ import annotations

from xinxiao.entry.portal import figures, provenance
from xinxiao.entry.portal.account.series import latest, levels, products
from xinxiao.entry.portal.figure_table import Figure
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.rows import Row
from xinxiao.model.account import MEASURED_CHANGES
from xinxiao.model.scope import TOTAL
from xinxiao.publish import charts


def level(request: PageRequest, area: str, scope: str) -> Figure | None:
    """The level with its interval: over time, or where no change is measured the last year alone, by product.

    None where nothing is known.
    """
    rows = levels(request, area, scope)
    if not rows:
        return None
    if not any(row["METHOD"] in MEASURED_CHANGES for row in rows):
        return _last(request, area, scope, rows[-1])
    title = request.words.t("account.level", area=request.words.area(area))
    return figures.trend(request, "level", title, "account", rows)


def _last(request: PageRequest, area: str, scope: str, last: Row) -> Figure:
    """The last level of a place with its interval, by product, and why its growth is not told."""
    w, year = request.words, last["TIME_PERIOD"]
    rows = [last]
    for product in products(request, scope):
        rows += [r for r in levels(request, area, scope, product) if r["TIME_PERIOD"] == year]
    factor, unit = figures.axis(request, rows)
    bars = [
        charts.Bar(
            w.coded("account", "PRODUCT", r["PRODUCT"]),
            r["OBS_VALUE"] * factor,
            w.plain(r["OBS_VALUE"] * factor, decimals=figures.decimals(r["OBS_VALUE"] * factor)),
            None if r["LOWER"] is None else r["LOWER"] * factor,
            None if r["UPPER"] is None else r["UPPER"] * factor,
        )
        for r in rows
    ]
    told = w.t(
        "account.last_sentence",
        area=w.area(area),
        year=w.period(year),
        value=w.value(last),
        interval=w.interval(last) or w.t("absent"),
    )
    return Figure(
        "level",
        w.t("account.last", area=w.area(area), year=w.period(year)),
        told,
        figures.raw(rows),
        lambda f: charts.bars(f, bars, unit=unit),
        provenance.notes(request, "account", rows, REF_AREA=area, SCOPE=scope),
    )


def split(request: PageRequest, area: str, scope: str) -> Figure | None:
    """The products year by year, with the share of the last one in words; None where no change is measured."""
    w, parts = request.words, products(request, scope)
    if not any(row["METHOD"] in MEASURED_CHANGES for row in levels(request, area, scope)):
        return None
    by = {p: {r["TIME_PERIOD"]: r for r in levels(request, area, scope, p)} for p in parts}
    years = sorted(set.intersection(*(set(held) for held in by.values()))) if by else []
    if len(parts) < 2 or not years:
        return None
    rows = [by[p][y] for y in years for p in parts]
    factor, unit = figures.axis(request, rows)
    name = w.coded("account", "PRODUCT", parts[-1])
    shares = {y: w.percent(_share([by[p][y] for p in parts])) for y in years}
    bars = [
        charts.Stack(
            y,
            tuple(
                charts.Part(w.coded("account", "PRODUCT", p), max(by[p][y]["OBS_VALUE"], 0) * factor)
                for p in parts
            ),
            w.t("account.last_part", name=name, share=shares[y]),
        )
        for y in years
    ]
    first, last = years[0], years[-1]
    told = w.t(
        "account.split_sentence",
        name=name,
        first=w.period(first),
        start=shares[first],
        last=w.period(last),
        end=shares[last],
    )
    return Figure(
        "split",
        w.t("account.split", area=w.area(area), unit=unit),
        told,
        figures.raw(rows),
        lambda f: charts.stacks(f, bars),
        provenance.notes(request, "account", rows, REF_AREA=area, SCOPE=scope),
    )


def _share(rows: list[Row]) -> float:
    """The share of the last row in the sum of all."""
    total = sum(row["OBS_VALUE"] for row in rows)
    return float(rows[-1]["OBS_VALUE"] / total) if total else 0.0


def places(request: PageRequest, scope: str) -> Figure | None:
    """Levels of the provinces with their share of their sum."""
    w = request.words
    year, held = latest(request, scope)
    if not held:
        return None
    total = sum(r["OBS_VALUE"] for r in held.values())
    order = sorted(held, key=lambda a: (-held[a]["OBS_VALUE"], a))
    rows = [held[a] for a in order]
    factor, unit = figures.axis(request, rows)
    decimals = figures.decimals(rows[0]["OBS_VALUE"] * factor)
    bars = [_bar(request, row, factor, decimals, total) for row in rows]
    told = w.t(
        "account.shares_sentence",
        year=w.period(year),
        places=w.join([w.area(a) for a in order[:3]]),
        share=w.percent(sum(r["OBS_VALUE"] for r in rows[:3]) / total if total else 0.0),
    )
    return Figure(
        "places",
        w.t("account.shares", year=w.period(year)),
        told,
        figures.raw(rows),
        lambda f: charts.bars(f, bars, unit=unit),
        provenance.notes(request, "account", rows, SCOPE=scope, PRODUCT=TOTAL, TIME_PERIOD=year),
    )


def _bar(request: PageRequest, row: Row, factor: float, decimals: int, total: float) -> charts.Bar:
    w, value = request.words, row["OBS_VALUE"]
    low, high = (None if row[end] is None else row[end] * factor for end in ("LOWER", "UPPER"))
    words = w.t(
        "account.bar",
        value=w.plain(value * factor, decimals=decimals) + w.mark(row),
        share=w.percent(value / total if total else 0.0, 1),
    )
    return charts.Bar(w.area(row["REF_AREA"], "short"), value * factor, words, low, high)
