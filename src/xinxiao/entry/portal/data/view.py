"""Pages of the data: all dataflows, and one with filters, a preview and downloads of exactly that."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from xinxiao.entry.portal import parameters
from xinxiao.entry.portal.data.codes import LISTED, code_name, codes_of, known
from xinxiao.entry.portal.data.tables import column, dataflows, preview
from xinxiao.entry.portal.filters import Filter
from xinxiao.entry.portal.page import Page
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.steps import Step
from xinxiao.model.structure import Component
from xinxiao.publish.files import FORMATS

SHOWN = 50
"""Rows on a page of a preview."""


def catalogue(request: PageRequest) -> Page:
    """All dataflows."""
    w = request.words
    context = {"forms": FORMATS, "flows": request.view.flows}
    return Page("data.html", w.t("nav.data"), "data", w.t("data.summary"), context, (dataflows(request),))


def dataflow(request: PageRequest) -> Page:
    """One dataflow: filters, preview, downloads. Raises ``NotFound``."""
    w, view = request.words, request.view
    step = view.step(request.args["flow"])
    flow, where = view.flow(step), conditions(request, step)
    page = int(request.get("page"))
    before = (page - 1) * SHOWN
    rows, total = view.rows(step).stretch(before, SHOWN, **where)
    last = max(1, -(-total // SHOWN))
    if page > last:
        raise parameters.wrong("parameter_count", "page", str(page), most=last)
    pinned = request.pinned or view.id
    context: dict[str, Any] = {
        "flow": flow,
        "what": w.say(flow.name) or flow.id,
        "about": w.say(flow.description),
        "filters": [filter_of(request, step, c, where) for c in flow.components if c.id in flow.dimensions],
        "files": [
            (form, request.file(f"/data/{flow.id}.{form}?{urlencode({**where, 'release': pinned})}"))
            for form in FORMATS
        ],
        "before": request.here(page=str(page - 1)) if page > 1 else "",
        "after": request.here(page=str(page + 1)) if page < last else "",
        "components": [component(request, c) for c in flow.components],
    }
    shown = (preview(request, step, rows, before, total),)
    return Page("dataflow.html", flow.id, "data", context["what"], context, shown)


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
