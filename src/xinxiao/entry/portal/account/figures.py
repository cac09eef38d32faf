"""Figures of the account: the level over time, what it is made of, the places."""

from __future__ import annotations

from xinxiao.entry.portal import figures, provenance
from xinxiao.entry.portal.account.series import latest, levels, products
from xinxiao.entry.portal.figure_table import Figure
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.rows import Row
from xinxiao.model.scope import TOTAL
from xinxiao.publish import charts


def level(request: PageRequest, area: str, scope: str) -> Figure | None:
    """The level over time, with intervals; None where nothing is known."""
    rows = levels(request, area, scope)
    if not rows:
        return None
    title = request.words.t("account.level", area=request.words.area(area))
    return figures.trend(request, "level", title, "account", rows)


def split(request: PageRequest, area: str, scope: str) -> Figure | None:
    """The products year by year, with the share of the last one in words."""
    w, parts = request.words, products(request, scope)
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
        value=w.plain(value * factor, decimals=decimals),
        share=w.percent(value / total if total else 0.0, 1),
    )
    return charts.Bar(w.area(row["REF_AREA"], "short"), value * factor, words, low, high)
