"""Pages of the index: the ranking of a year, some places compared, the framework."""

from __future__ import annotations

from typing import Any

from xinxiao.entry.portal.figure_table import Grid
from xinxiao.entry.portal.filters import Filter, chosen
from xinxiao.entry.portal.index import tables
from xinxiao.entry.portal.index.editions import earlier
from xinxiao.entry.portal.index.figures import dots, map_of, trajectories
from xinxiao.entry.portal.index.scores import by_area, last_year, name, pillars, ranked
from xinxiao.entry.portal.page import Page
from xinxiao.entry.portal.page_request import INDEX, PageRequest
from xinxiao.errors import NotFound

COMPARED = tuple(f"area{i}" for i in range(1, 5))
"""Parameters that name the places to compare."""


def year_filter(request: PageRequest) -> Filter:
    """The choice of a year."""
    return chosen(request, "year", request.words.t("index.year"), request.words.period)


def index_filters(request: PageRequest) -> tuple[Filter, ...]:
    """The choice of an index; none where there is only one."""
    if len(request.view.heads) < 2:
        return ()
    return (chosen(request, INDEX, request.words.t("index.which"), lambda code: name(request, code)),)


def about(request: PageRequest) -> str:
    """What a reader must know of the index."""
    head = request.view.heads.get(request.index)
    return request.words.say(head.note) if head is not None else ""


def ranking(request: PageRequest) -> Page:
    """The ranking of one year."""
    w, year = request.words, request.get("year")
    told = ranked(request, year)
    before = by_area(request, "RANK", str(int(year) - 1)) if year.isdigit() else {}
    context = {
        "filters": (*index_filters(request), year_filter(request)),
        "about": about(request),
        "editions": earlier(request),
        "pillars": [{"code": p, "name": w.node(p), "share": share(request, p)} for p in pillars(request)],
        "note": _uncertain(request, told),
    }
    title = w.t("index.title", name=name(request), year=w.period(year))
    exhibits = (
        dots(request, told, year),
        map_of(request, year),
        tables.ranking(request, told, before, year),
    )
    return Page("index.html", title, "index", summary(request, told), context, exhibits)


def summary(request: PageRequest, told: list[dict[str, Any]]) -> str:
    """How to read the scores: with the intervals where there are any."""
    known = any(x["SCORE_LOWER"] is not None for x in told)
    return request.words.t("index.summary" if known else "index.summary_plain")


def share(request: PageRequest, node: str) -> str:
    """The weight of a node among its siblings, in per cent."""
    return request.words.percent(request.tree.share(node)) if request.tree else ""


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
    places = list(dict.fromkeys(area for parameter in COMPARED if (area := request.get(parameter))))
    if not places:
        places = [x["area"] for x in ranked(request, last_year(request))[:2]]
    since, to = request.get("from"), request.get("to")
    options = tuple((area, w.area(area)) for area in request.view.places)
    filters = [*index_filters(request)]
    filters += [
        Filter(
            parameter,
            w.t("index.place", n=i + 1),
            places[i] if i < len(places) else "",
            options,
            w.t("index.no_place"),
        )
        for i, parameter in enumerate(COMPARED)
    ]
    filters += [chosen(request, end, w.t(f"index.{end}"), w.period) for end in ("from", "to")]
    exhibits = (trajectories(request, places), tables.between(request, places, since, to))
    lead = w.t("index.compare_summary")
    return Page("compare.html", w.t("index.compare"), "index", lead, {"filters": filters}, exhibits)


def framework(request: PageRequest) -> Page:
    """The tree of the index: weights, units, goalposts."""
    w, tree = request.words, request.tree
    if tree is None:
        raise NotFound(request.path)
    grid: Grid = tables.framework(request, tree)
    lead = w.t("index.framework_lead")
    return Page(
        "compare.html", w.t("index.framework"), "index", lead, {"filters": index_filters(request)}, (grid,)
    )
