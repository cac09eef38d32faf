"""Pages of the data: all dataflows, and one with filters, a preview and downloads of exactly that."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from typing import Any
from urllib.parse import urlencode

from xinxiao.entry.portal import parameters
from xinxiao.entry.portal.catalogue.described import linked
from xinxiao.entry.portal.code_names import code_name
from xinxiao.entry.portal.data.codes import LISTED, codes_of, known
from xinxiao.entry.portal.data.pivot import Pivot
from xinxiao.entry.portal.data.tables import column, dataflows, preview, same
from xinxiao.entry.portal.data.words import NAMES, Spelling
from xinxiao.entry.portal.figure_table import Grid
from xinxiao.entry.portal.filters import Filter, chosen
from xinxiao.entry.portal.page import Page
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.steps import Step
from xinxiao.model.structure import Component, Dataflow
from xinxiao.publish.files.jsonstat import MOST as MOST_CELLS

SHOWN = 50
"""Rows on a page that shows them one by one."""
LAYOUTS = ("wide", "long")
LAYOUT = parameters.choice("layout", lambda request: LAYOUTS, lambda request: LAYOUTS[0])
"""Whether periods stand side by side, or rows below each other."""
WINDOW = parameters.count("window", 10_000)
"""Which stretch of periods, the last ones first."""


def catalogue(request: PageRequest) -> Page:
    """All dataflows."""
    w = request.words
    flows = [(step, request.view.flow(step).id) for step in request.view.steps]
    links = [
        (w.say(request.view.flow(step).name), flow, downloads(request, request.view.flow(step), {}))
        for step, flow in flows
    ]
    context = {"links": links}
    return Page("data.html", w.t("nav.data"), "data", w.t("data.summary"), context, (dataflows(request),))


def dataflow(request: PageRequest) -> Page:
    """One dataflow: filters, values by period or row by row, downloads of exactly that. Raises ``NotFound``."""
    w, view = request.words, request.view
    step = view.step(request.args["flow"])
    flow, where = view.flow(step), conditions(request, step)
    wide = request.get(LAYOUT.name) == "wide" and bool(flow.time)
    shown, pages, context = _by_period(request, step, where) if wide else _by_row(request, step, where)
    page = int(request.get("page"))
    context |= {
        "flow": flow,
        "what": w.say(flow.name) or flow.id,
        "about": w.say(flow.description),
        "filters": _filters(request, step, where),
        "files": downloads(request, flow, where),
        "before": request.here(page=str(page - 1)) if page > 1 else "",
        "after": request.here(page=str(page + 1)) if page < pages else "",
        "components": [component(request, c) for c in flow.components],
        "wide": wide,
        "layout_other": request.here(layout="long" if wide else "wide", page="", window=""),
    }
    return Page(
        "dataflow.html", flow.id, "data", context["what"], context, (shown,), linked=linked(request, flow)
    )


def _by_period(request: PageRequest, step: Step, where: dict[str, str]) -> tuple[Grid, int, dict[str, Any]]:
    """The table by period, how many pages it has, and what is said above it."""
    page, window = int(request.get("page")), int(request.get("window"))
    found = Pivot(request, step, where, page, window).shown()
    _within("page", page, found.pages)
    if len(found.grid.columns) == 1 and window > 1:
        raise parameters.wrong("parameter_count", "window", str(window), most=window - 1)
    here = request.here
    context = {
        "same": found.same,
        "frequency": found.frequency,
        "others": [(words, here(FREQ=code, page="", window="")) for code, words in found.others],
        "vintages": found.vintages,
        "earlier": here(window=str(window + 1), page="") if found.earlier else "",
        "later": here(window=str(window - 1), page="") if found.later else "",
    }
    return found.grid, found.pages, context


def _by_row(request: PageRequest, step: Step, where: dict[str, str]) -> tuple[Grid, int, dict[str, Any]]:
    """The table of rows, how many pages it has, and what is said above it."""
    page, spelling = int(request.get("page")), Spelling(request)
    before = (page - 1) * SHOWN
    rows, total = request.view.rows(step).stretch(before, SHOWN, **where)
    pages = max(1, -(-total // SHOWN))
    _within("page", page, pages)
    told = [(spelling.head(p), spelling.word(p, str(rows[0][p.id]))) for p in same(request, step, rows)]
    context = dict.fromkeys(("frequency", "earlier", "later"), "") | {
        "others": [],
        "vintages": False,
        "same": told,
    }
    return preview(request, step, rows, before, total), pages, context


def _within(name: str, given: int, most: int) -> None:
    if given > most:
        raise parameters.wrong("parameter_count", name, str(given), most=most)


def _filters(request: PageRequest, step: Step, where: dict[str, str]) -> list[Filter]:
    """The form above the table: a filter for each dimension, the layout, and how codes are written."""
    w, flow = request.words, request.view.flow(step)
    dimensions = [filter_of(request, step, c, where) for c in flow.components if c.id in flow.dimensions]
    layout = chosen(request, LAYOUT.name, w.t("data.layout"), lambda code: w.t(f"data.layouts.{code}"))
    names = chosen(request, NAMES.name, w.t("data.spelling"), lambda code: w.t(f"data.spellings.{code}"))
    return [*dimensions, layout, names]


def downloads(
    request: PageRequest, flow: Dataflow, where: dict[str, str]
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Kinds of files with the words and address of each: labelled ones first, then those for programs."""
    w = request.words
    query = {**where, "lang": request.lang}

    def href(form: str, **more: str) -> str:
        asked = urlencode({**(where if not more else query), **more})
        path = f"/releases/{request.view.id}/data/{flow.id}.{form}"
        return request.file(f"{path}?{asked}" if asked else path)

    labelled = [
        (w.t(f"data.forms.{form}_{layout}"), href(form, layout=layout))
        for form, layout in (("xlsx", "wide"), ("xlsx", "long"), ("csv", "wide"), ("csv", "long"))
        if layout != "wide" or flow.time
    ]
    labelled.append((w.t("data.forms.csv_bom"), href("csv", layout="long", bom="yes")))
    if _cells(request, flow, where) <= MOST_CELLS:  # else its address would answer that it is too large
        labelled.append((w.t("data.forms.jsonstat"), href("jsonstat", layout="cube")))
    package = f"/releases/{request.view.id}/data/{flow.id}.zip?lang={request.lang}"
    labelled.append((w.t("data.forms.zip"), request.file(package)))
    machine = [(w.t(f"data.forms.{form}"), href(form)) for form in ("csv", "json", "parquet")]
    return [(w.t("data.labelled"), labelled), (w.t("data.machine"), machine)]


def _cells(request: PageRequest, flow: Dataflow, where: Mapping[str, str]) -> int:
    """Cells of the cube of what is chosen, at the most."""
    rows = request.view.rows(request.view.step(flow.id))
    return prod(len(rows.distinct(name)) for name in flow.dimensions if name not in where)


def conditions(request: PageRequest, step: Step) -> dict[str, str]:
    """The filters given, by dimension. Raises ``WrongRequest`` for another name, or a code nobody knows."""
    view = request.view
    dimensions = {c.id: c for c in view.flow(step).components if c.place == "dimension"}
    own = {parameter.name for parameter in request.parameters}
    where: dict[str, str] = {}
    for name in request.query.names():
        if name in own:
            continue
        value = request.query.get(name)
        if name not in dimensions:
            raise parameters.wrong("parameter_unknown", name, value, known=", ".join([*dimensions, *own]))
        parameters.one_of(name, value, known(view, step, dimensions[name]))
        where[name] = value
    return where


def filter_of(request: PageRequest, step: Step, part: Component, where: dict[str, str]) -> Filter:
    """A filter: a list of codes where they are few, else a field to type in."""
    label, value = column(request, part), where.get(part.id, "")
    codes = codes_of(request.view, step, part.id)
    if len(codes) > LISTED:
        return Filter(part.id, label, value)
    options = tuple((code, code_name(request.words, part, code) or code) for code in codes)
    return Filter(part.id, label, value, options, request.words.t("all"))


def component(request: PageRequest, part: Component) -> dict[str, str]:
    """A column in words."""
    w = request.words
    return {
        "id": part.id,
        "name": w.say(part.name) or part.id,
        "role": w.t(f"role.{part.place}"),
        "codelist": part.codelist or "",
    }
