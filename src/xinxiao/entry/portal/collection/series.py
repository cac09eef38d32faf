"""One item of one unit over all periods, across the versions of its form."""

from __future__ import annotations

from xinxiao.entry.portal.collection import said
from xinxiao.entry.portal.collection.exhibits import files_of
from xinxiao.entry.portal.desk import DeskVisit
from xinxiao.entry.portal.figure_table import ABSENT, Cell, Grid, columns
from xinxiao.entry.portal.page import Page
from xinxiao.model.collect.content import number_of
from xinxiao.uses.collect.series import Point, Series
from xinxiao.uses.collect.series import series as series_of


def series(visit: DeskVisit) -> Page:
    """What a unit reported of one item, for every period, across the versions of the form."""
    w = visit.words
    found = series_of(visit.call, visit.args["form"], visit.args["unit"], visit.args["item"])
    form = found.bundle.form
    cumulative = found.item.flow == "cumulative"
    heads = columns(
        ("TIME_PERIOD", w.t("collection.series.period"), "period"),
        ("VERSION", w.t("collection.series.version")),
        ("ITEM", w.t("collection.item")),
        ("STATE", w.t("collection.state.head")),
        ("VALUE", w.t("collection.series.value"), "number"),
        ("COMPARABLE", w.t("collection.series.comparable")),
        *(_months(visit) if cumulative else ()),
    )
    by_period = {point.report.period: point for point in found.points}
    cells = tuple(
        (*_line(visit, found, point), *(_month(point, by_period) if cumulative else ()))
        for point in found.points
    )
    says = w.t("collection.series.cumulative" if cumulative else "collection.series.says")
    grid = Grid("series", w.say(found.item.name), heads, cells, says=says)
    title = w.t(
        "collection.series.title",
        unit=found.name or found.unit,
        form=w.say(form.name),
        item=w.say(found.item.name),
    )
    measure = said.unit(visit, found.bundle, found.item)
    context: dict[str, object] = {"told": measure, "more": "", "trail": (), "filters": (), "hidden": {}}
    context["file"] = files_of(visit)
    return Page("collection_list.html", title, "findings", context=context, exhibits=(grid,))


def _line(visit: DeskVisit, found: Series, point: Point) -> tuple[Cell, ...]:
    w, report = visit.words, point.report
    value = said.cell(point.value)
    if point.mark:
        value = Cell(w.t(f"collection.mark.{point.mark}"), point.mark)
    fits = "yes" if point.comparable else "no" if point.item else "none"
    return (
        Cell(w.period(report.period), report.period),
        Cell(point.version),
        Cell(point.item or ABSENT.text, point.item),
        Cell(w.t(f"collection.state.{report.state}"), report.state),
        value,
        Cell(w.t(f"collection.series.fits.{fits}"), fits),
    )


def _months(visit: DeskVisit) -> tuple[tuple[str, str, str], ...]:
    w = visit.words
    names = ("first", "now", "revision", "first_change", "now_change")
    return tuple((f"MONTH_{name.upper()}", w.t(f"collection.series.{name}"), "number") for name in names)


def _month(point: Point, by_period: dict[str, Point]) -> tuple[Cell, ...]:
    """The part of the period and its change on the year before: as first reported, and as known now; never one with the other."""
    year = by_period.get(f"{int(point.report.period[:4]) - 1}{point.report.period[4:]}")
    own, before = point.month, year.month if year else None
    texts = [
        number_of(f"{value:f}") if value is not None else None
        for month in (own, before)
        for value in ((month.derived, month.revised, month.revision) if month else (None, None, None))
    ]
    first, now, revision, first_before, now_before, _ = texts
    return (
        *(said.cell(text) for text in (first, now, revision)),
        said.change(first, first_before),
        said.change(now, now_before),
    )
