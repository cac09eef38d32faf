"""Where a number comes from: formula, inputs with values, back to figures with source, grade and vintage."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from xinxiao.entry.portal.page import Ask, Page
from xinxiao.entry.portal.pages.data import code_name
from xinxiao.errors import NotFound
from xinxiao.model.dataflows import DATAFLOWS
from xinxiao.release.explain import Bundle, Node


def explain(ask: Ask) -> Page:
    """The tree of one observation. Raises ``NotFound``."""
    w, flow, key = ask.words, ask.args["flow"], ask.args["key"]
    if flow not in ask.book.flows:
        raise NotFound(flow, hint=", ".join(ask.book.flows))
    names = DATAFLOWS[flow].dimensions
    places = key.split(".")
    if len(places) != len(names):
        raise NotFound(key, hint=".".join(names))
    where = {name: value for name, value in zip(names, places, strict=True) if value}
    found = ask.book.house.explain(flow, where, ask.book.id)
    root = node(ask, found.root)
    context = {
        "root": root,
        "flow": flow,
        "key": key,
        "file": f"/explain/{flow}/{quote(key)}.json?release={ask.book.id}",
    }
    return Page(
        "explain.html", w.t("explain.title", what=root["what"]), "data", w.t("explain.summary"), context
    )


def node(ask: Ask, part: Node | Bundle) -> dict[str, Any]:
    """One observation, or many together, for the template."""
    if isinstance(part, Bundle):
        return bundle(ask, part)
    w, seen = ask.words, part.observation
    flow = DATAFLOWS[part.dataflow]
    dims = [
        (w.t(f"col.{c.id}"), _named(ask, c.id, part))
        for c in flow.components
        if c.role == "dimension" and seen.get(c.id)
    ]
    source = seen.get("SOURCE")
    row = {"OBS_VALUE": None, "UNIT_MEASURE": None, "OBS_STATUS": None, "GRADE": None, **seen}
    return {
        "kind": "node",
        "flow": part.dataflow,
        "what": what(ask, part),
        "dims": dims,
        "value": w.value(row),
        "interval": w.interval(row),
        "flags": w.flags(row),
        "grade": seen.get("GRADE", ""),
        "formula": part.formula,
        "method": w.method(part.method) if part.method else "",
        "source": w.source(source) if source else "",
        "seen": getattr(ask.book.programme.sources.get(str(source)), "seen", "") if source else "",
        "vintage": w.period(seen.get("VINTAGE")),
        "comment": seen.get("COMMENT", ""),
        "role": _role(ask, part.role),
        "weight": "" if part.weight is None else w.plain(part.weight, decimals=4),
        "cut": w.t(f"explain.cut.{part.cut}") if part.cut else "",
        "href": ask.url(f"explain/{part.dataflow}/{quote(part.key, safe='.')}"),
        "inputs": [node(ask, child) for child in part.inputs],
    }


def bundle(ask: Ask, part: Bundle) -> dict[str, Any]:
    """Many observations that went in together."""
    w = ask.words
    names = DATAFLOWS[part.dataflow].dimensions if part.dataflow in DATAFLOWS else ()
    where = {n: v for n, v in zip(names, part.key.split("."), strict=False) if v}
    return {
        "kind": "bundle",
        "flow": part.dataflow,
        "what": w.t("explain.bundle", count=f"{part.cells:,}", flow=w.t(f"flow.{part.dataflow}")),
        "dims": [(w.t(f"col.{n}"), v) for n, v in where.items()],
        "total": "" if part.total is None else w.plain(part.total),
        "role": _role(ask, part.role),
        "weight": "" if part.weight is None else w.plain(part.weight, decimals=4),
        "href": ask.data(part.dataflow, **where),
        "inputs": [],
    }


def _role(ask: Ask, role: str) -> str:
    if role in ask.book.programme.indicators:
        return ask.words.indicator(role)
    return ask.words.known(f"web.in.{role.upper()}") or role


def _named(ask: Ask, name: str, part: Node) -> str:
    value = str(part.observation[name])
    if name in {"TIME_PERIOD", "VINTAGE"}:
        return ask.words.period(value)
    item = next(c for c in DATAFLOWS[part.dataflow].components if c.id == name)
    return code_name(ask, item, value) or value


def what(ask: Ask, part: Node) -> str:
    """The observation in a few words: indicator, place, period."""
    seen, w = part.observation, ask.words
    tell = [
        name
        for name in ("INDICATOR", "TARGET", "TASK", "EFFECT", "PRODUCT", "MEASURE", "SECTOR")
        if seen.get(name)
    ]
    names = [_named(ask, name, part) for name in tell] + (
        [w.area(str(seen["REF_AREA"]))] if seen.get("REF_AREA") else []
    )
    return w.t("list.dot").join([*names, w.period(seen.get("TIME_PERIOD"))])
