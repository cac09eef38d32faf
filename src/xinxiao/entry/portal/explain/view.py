"""The page of an explanation: an observation, its formula, and its inputs as a tree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from xinxiao.entry.portal.code_names import code_name
from xinxiao.entry.portal.data.codes import key_parts
from xinxiao.entry.portal.explain.tree import shown
from xinxiao.entry.portal.page import Page
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.release.explain import Bundle, Node
from xinxiao.uses.explain import explain as ways_back

TELLING = ("INDICATOR", "TARGET", "TASK", "EFFECT", "PRODUCT", "MEASURE", "SECTOR", "ROW", "COL")
"""Dimensions that say what an observation is, besides place and period."""


def explain(request: PageRequest) -> Page:
    """The tree of one observation. Raises ``NotFound``."""
    w, view, key = request.words, request.view, request.args["key"]
    flow = view.flow(view.step(request.args["flow"]))
    found = ways_back(request.call, flow.id, key_parts(flow, key), view.id)
    root = node(request, found.root, shown(found.root))
    context = {
        "root": root,
        "flow": flow.id,
        "key": key,
        "file": request.file(f"/explain/{flow.id}/{quote(key)}.json?release={view.id}"),
    }
    title = w.t("explain.title", what=root["what"])
    return Page("explain.html", title, "data", w.t("explain.summary"), context)


def node(request: PageRequest, part: Node | Bundle, counts: Mapping[int, int]) -> dict[str, Any]:
    """One observation, or many together, for the template; the first of its inputs, by ``counts``."""
    if isinstance(part, Bundle):
        return bundle(request, part)
    w, seen, count = request.words, part.observation, counts.get(id(part), 0)
    row, source = {**seen, "OBS_VALUE": part.value}, str(seen.get("SOURCE") or "")
    return {
        "kind": "node",
        "what": what(request, part),
        "dims": dims(request, part),
        "value": w.value(row),
        "interval": w.interval(row),
        "flags": w.flags(row),
        "grade": seen.get("GRADE", ""),
        "formula": part.formula,
        "method": w.method(part.method) if part.method else "",
        "source": w.cited(source) if source else None,
        "seen": getattr(request.view.programme.sources.get(source), "seen", ""),
        "vintage": w.period(seen.get("VINTAGE")),
        "stage": w.stage(seen) if {"INDICATOR", "TIME_PERIOD", "VINTAGE"} <= seen.keys() else "",
        "comment": seen.get("COMMENT", ""),
        "role": role(request, part.role),
        "weight": "" if part.weight is None else w.plain(part.weight, decimals=4),
        "cut": w.t(f"explain.cut.{part.cut}") if part.cut else "",
        "more": len(part.inputs) - count,
        "href": request.url(f"explain/{part.dataflow}/{part.key}"),
        "inputs": [node(request, below, counts) for below in part.inputs[:count]],
    }


def dims(request: PageRequest, part: Node) -> list[tuple[str, str]]:
    """The dimensions of an observation in words, and the wording of its scope where it has one."""
    w, seen = request.words, part.observation
    flow = request.view.structure(part.dataflow)
    names = (*flow.dimensions, "WORDING") if flow else ()
    return [(w.column(name), named(request, name, part)) for name in names if seen.get(name)]


def bundle(request: PageRequest, part: Bundle) -> dict[str, Any]:
    """Many observations that went in together."""
    w, view = request.words, request.view
    flow = view.structure(part.dataflow)
    names = flow.dimensions if flow else ()
    where = {n: v for n, v in zip(names, part.key.split("."), strict=False) if v}
    held = part.dataflow in view.flows
    what = (w.say(flow.name) if flow else "") or part.dataflow
    return {
        "kind": "bundle",
        "what": w.t("explain.bundle", count=f"{part.cells:,}", flow=what),
        "dims": [(w.column(n), v) for n, v in where.items()],
        "total": "" if part.total is None else w.plain(float(part.total)),
        "role": role(request, part.role),
        "weight": "" if part.weight is None else w.plain(part.weight, decimals=4),
        "href": request.data(view.step(part.dataflow), **where) if held else "",
        "inputs": [],
    }


def role(request: PageRequest, code: str) -> str:
    """What an input is to what is made of it: its name as an indicator, or the part it plays."""
    if code in request.view.programme.indicators:
        return request.words.indicator(code)
    return request.words.known(f"web.in.{code.upper()}") or code


def named(request: PageRequest, name: str, part: Node) -> str:
    """A dimension's value in words."""
    value = str(part.observation[name])
    flow = request.view.structure(part.dataflow)
    column = next((c for c in flow.components if c.id == name), None) if flow else None
    if column is None or column.kind in ("period", "date"):
        return request.words.period(value) if column else value
    return code_name(request.words, column, value) or value


def what(request: PageRequest, part: Node) -> str:
    """The observation in a few words: indicator, place, period."""
    seen, w = part.observation, request.words
    names = [named(request, name, part) for name in TELLING if seen.get(name)]
    names += [w.area(str(seen["REF_AREA"]))] if seen.get("REF_AREA") else []
    return w.t("list.dot").join([*names, w.period(seen.get("TIME_PERIOD"))])
