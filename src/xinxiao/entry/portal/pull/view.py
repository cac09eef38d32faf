"""The pull effect's page: multipliers and levels of one place and year."""

from __future__ import annotations

from xinxiao.entry.portal.filters import chosen
from xinxiao.entry.portal.page import Page
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.pull.figures import multipliers, readings, sectors
from xinxiao.entry.portal.pull.tables import totals
from xinxiao.entry.portal.targets.figures import pulled


def areas(request: PageRequest) -> list[str]:
    """Places with a pull effect, the nation first."""
    view = request.view
    held = view.rows("pull").distinct("REF_AREA")
    order = [view.nation, *view.places]
    return [a for a in order if a in held] + [a for a in held if a not in order]


def years(request: PageRequest) -> list[str]:
    """Years any place has a pull effect for."""
    return request.view.rows("pull").distinct("TIME_PERIOD")


def fullest(request: PageRequest) -> str:
    """The latest year in which the chosen place has multipliers; levels may go on longer."""
    rows, area = request.view.rows("pull"), request.get("area")
    told = rows.distinct("TIME_PERIOD", REF_AREA=area, MEASURE="MULTIPLIER")
    told = told or rows.distinct("TIME_PERIOD", REF_AREA=area)
    return told[-1] if told else ""


def pull(request: PageRequest) -> Page:
    """Multipliers and levels of one place and year."""
    w, view, area, year = request.words, request.view, request.get("area"), request.get("year")
    found = view.find("pull", REF_AREA=area, TIME_PERIOD=year)
    rows = [row for row in found if row["OBS_VALUE"] is not None]
    judged = [target for target in view.programme.targets if target.kind == "pull"]
    exhibits = (
        multipliers(request, area, year, rows),
        readings(request, area, year, rows),
        *totals(request, rows, area, year),
        sectors(request, area, year, rows),
        *(pulled(request, target, view.find("targets", TARGET=target.id)) for target in judged),
    )
    spec = view.programme.pull
    context = {
        "filters": (
            chosen(request, "area", w.column("REF_AREA"), w.area),
            chosen(request, "year", w.t("index.year"), w.period),
        ),
        "note": w.say(spec.note) if spec and spec.note else "",
        "targets": judged,
    }
    title = w.say(spec.name) if spec else w.t("nav.pull")
    shown = tuple(e for e in exhibits if e is not None)
    return Page("pull.html", title, "pull", w.t("pull.summary"), context, shown)
