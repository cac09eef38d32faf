"""Pages of the index: the ranking of a year, some places compared, the framework."""

from __future__ import annotations

from typing import Any

from xinxiao.entry.portal.figure_table import Grid
from xinxiao.entry.portal.filters import Filter, chosen
from xinxiao.entry.portal.index import tables
from xinxiao.entry.portal.index.figures import dots, map_of, trajectories
from xinxiao.entry.portal.index.scores import by_area, last_year, pillars, ranked, top
from xinxiao.entry.portal.page import Page
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.errors import NotFound

COMPARED = tuple(f"area{i}" for i in range(1, 5))
"""Parameters that name the places to compare."""


def year_filter(request: PageRequest) -> Filter:
    """The choice of a year."""
    return chosen(request, "year", request.words.t("index.year"), request.words.period)


def ranking(request: PageRequest) -> Page:
    """The ranking of one year."""
    w, year = request.words, request.get("year")
    told = ranked(request, year)
    before = by_area(request, "RANK", str(int(year) - 1)) if year.isdigit() else {}
    context = {
        "filters": (year_filter(request),),
        "pillars": [{"code": p, "name": w.node(p), "share": share(request, p)} for p in pillars(request)],
        "note": _uncertain(request, told),
    }
    title = w.t("index.title", name=w.node(top(request)), year=w.period(year))
    exhibits = (
        dots(request, told, year),
        map_of(request, year),
        tables.ranking(request, told, before, year),
    )
    return Page("index.html", title, "index", w.t("index.summary"), context, exhibits)


def share(request: PageRequest, node: str) -> str:
    """The weight of a node among its siblings, in per cent."""
    return request.words.percent(request.view.tree.share(node)) if request.view.tree else ""


def _uncertain(request: PageRequest, told: list[dict[str, Any]]) -> str:
    wide = [
        abs(x["RANK_UPPER"] - x["RANK_LOWER"])
        for x in told
        if x["RANK_UPPER"] is not None and x["RANK_LOWER"] is not None
    ]
    if not wide:
        return ""
    middle = sorted(wide)[len(wide) // 2]
    sure = sum(x == 0 for x in wide)
    return request.words.t("index.uncertain", width=f"{middle:.0f}", sure=sure, count=len(wide))


def compare(request: PageRequest) -> Page:
    """Some places over the years, and two years of them side by side."""
    w = request.words
    places = list(dict.fromkeys(area for name in COMPARED if (area := request.get(name))))
    if not places:
        places = [x["area"] for x in ranked(request, last_year(request))[:2]]
    since, to = request.get("from"), request.get("to")
    options = tuple((area, w.area(area)) for area in request.view.places)
    filters = [
        Filter(
            name,
            w.t("index.place", n=i + 1),
            places[i] if i < len(places) else "",
            options,
            w.t("absent"),
        )
        for i, name in enumerate(COMPARED)
    ]
    filters += [chosen(request, name, w.t(f"index.{name}"), w.period) for name in ("from", "to")]
    exhibits = (trajectories(request, places), tables.between(request, places, since, to))
    lead = w.t("index.compare_summary")
    return Page("compare.html", w.t("index.compare"), "index", lead, {"filters": filters}, exhibits)


def framework(request: PageRequest) -> Page:
    """The tree of the index: weights, units, goalposts."""
    w, tree = request.words, request.view.tree
    if tree is None:
        raise NotFound(request.path)
    grid: Grid = tables.framework(request, tree)
    lead = w.t("index.framework_lead")
    return Page("plain.html", w.t("index.framework"), "index", lead, {"lead": lead}, (grid,))
