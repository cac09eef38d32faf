"""Figures of an indicator: the nation over time, and the places."""

from __future__ import annotations

from xinxiao.entry.portal import figures
from xinxiao.entry.portal.figure_table import Figure
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.rows import Row
from xinxiao.model.programme import Indicator


def national(request: PageRequest, code: str) -> list[Row]:
    """Annual values of the nation, oldest first, all scopes."""
    rows = request.view.find("indicators", INDICATOR=code, REF_AREA=request.view.nation, FREQ="A")
    return sorted(
        (r for r in rows if r["OBS_VALUE"] is not None), key=lambda r: (r["TIME_PERIOD"], r["SCOPE"])
    )


def trend(request: PageRequest, spec: Indicator) -> Figure | None:
    """The nation over time, scope by scope; None with less than two values."""
    w = request.words
    rows = sorted(national(request, spec.id), key=lambda r: (r["SCOPE"], r["TIME_PERIOD"]))
    if len(rows) < 2:
        return None
    title = w.t("indicator.trend", name=w.say(spec.name), area=w.area(request.view.nation))
    return figures.trend(request, "trend", title, "indicators", rows)


def tile_map(request: PageRequest, spec: Indicator, rows: list[Row]) -> Figure | None:
    """The places in the last year that any of them has a value for."""
    w = request.words
    places = [
        r
        for r in rows
        if r["REF_AREA"] in request.view.places and r["OBS_VALUE"] is not None and r["FREQ"] == "A"
    ]
    if not places:
        return None
    year = max(r["TIME_PERIOD"] for r in places)
    latest = [r for r in places if r["TIME_PERIOD"] == year]
    title = w.t("indicator.map", name=w.say(spec.name), year=w.period(year))
    return figures.tile_map(request, "map", title, "indicators", latest)
