"""Pages of places: all of them, and the profile of one."""

from __future__ import annotations

from typing import Any

from xinxiao.entry.portal.account import figures as account_figures
from xinxiao.entry.portal.account.series import latest, scopes
from xinxiao.entry.portal.areas import tables
from xinxiao.entry.portal.areas.figures import contributions, pillars
from xinxiao.entry.portal.areas.standing import facts, profile
from xinxiao.entry.portal.figure_table import Exhibit
from xinxiao.entry.portal.filters import chosen
from xinxiao.entry.portal.index import scores
from xinxiao.entry.portal.index.figures import map_of, trajectories
from xinxiao.entry.portal.index.view import about, index_filters
from xinxiao.entry.portal.page import Page
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.sections import offered
from xinxiao.errors import NotFound


def overview(request: PageRequest) -> Page:
    """All places."""
    w, year = request.words, scores.last_year(request)
    told = {x["area"]: x for x in scores.ranked(request, year)} if year else {}
    held = latest(request, scopes(request)[0])[1] if request.view.has("account") else {}
    chart = (map_of(request, year),) if year else ()
    lead = w.t("areas.summary")
    shown = (*chart, tables.places(request, told, held))
    return Page("plain.html", w.t("nav.areas"), "areas", lead, {"lead": lead}, shown)


def one(request: PageRequest) -> Page:
    """The profile of a place. Raises ``NotFound``."""
    w, view, code, year = request.words, request.view, request.args["area"], request.get("year")
    if code not in view.places:
        raise NotFound(code, hint=w.t("areas.hint"))
    x = next((x for x in scores.ranked(request, year) if x["area"] == code), None) if year else None
    order = list(view.places)
    place = order.index(code)
    context: dict[str, Any] = {
        "code": code,
        "facts": facts(request, x, year) if x else [],
        "profile": profile(request, code, year) if x else None,
        "filters": (*index_filters(request), chosen(request, "year", w.t("index.year"), w.period))
        if year
        else (),
        "about": about(request),
        "before": order[place - 1] if place else "",
        "after": order[place + 1] if place + 1 < len(order) else "",
        "account": offered(view, "account"),
    }
    shown = _exhibits(request, code, year if x else "")
    return Page("area.html", w.area(code), "areas", w.t("areas.one", name=w.area(code)), context, shown)


def _exhibits(request: PageRequest, code: str, year: str) -> tuple[Exhibit, ...]:
    """What is drawn of a place; ``year`` is empty for a place that the index does not rank."""
    found: list[Exhibit | None] = []
    if year:
        found += [pillars(request, code, year), contributions(request, code, year)]
        found += [trajectories(request, [code])]
    if request.view.has("account"):
        found += [account_figures.level(request, code, scopes(request)[0])]
    found += [tables.indicators(request, code)]
    return tuple(exhibit for exhibit in found if exhibit is not None)
