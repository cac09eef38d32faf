"""Pages of indicators: all of them, and one with everything known of it."""

from __future__ import annotations

from typing import Any, get_args

from xinxiao.entry.portal import provenance
from xinxiao.entry.portal.figure_table import Cell, Grid, columns
from xinxiao.entry.portal.filters import chosen, typed
from xinxiao.entry.portal.indicators import tables
from xinxiao.entry.portal.indicators.figures import national, tile_map, trend
from xinxiao.entry.portal.observed import observed
from xinxiao.entry.portal.page import Page
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.sections import offered
from xinxiao.errors import NotFound
from xinxiao.model.programme import Indicator, Kind
from xinxiao.publish import charts

KINDS: tuple[Kind, ...] = get_args(Kind)


def overview(request: PageRequest) -> Page:
    """All indicators, or those whose name has some words, or of a kind."""
    w, all_ = request.words, request.view.programme.indicators
    q, kind = request.get("q").lower(), request.get("kind")
    shown = [
        i
        for i in all_.values()
        if (not kind or i.kind == kind) and (not q or q in f"{i.id} {i.name.zh} {i.name.en}".lower())
    ]
    heads = columns(
        ("INDICATOR", w.column("INDICATOR")),
        ("KIND", w.t("indicator.kind")),
        ("TIME_PERIOD", w.column("TIME_PERIOD")),
        ("OBS_VALUE", w.t("indicator.latest", area=w.area(request.view.nation)), "number"),
        ("SPARK", w.t("trend.head")),
    )
    caption = w.t("indicators.caption", count=len(shown), all=len(all_))
    grid = Grid("indicators", caption, heads, tuple(_line(request, i) for i in shown))
    context = {
        "filters": (
            typed(request, "q", w.t("search.words")),
            chosen(request, "kind", w.t("indicator.kind"), lambda k: w.t(f"kind.{k}"), w.t("all")),
        )
    }
    lead = w.t("indicators.summary")
    return Page("listing.html", w.t("nav.indicators"), "indicators", lead, context, (grid,))


def _line(request: PageRequest, spec: Indicator) -> tuple[Cell, ...]:
    w = request.words
    rows = national(request, spec.id)
    last = rows[-1] if rows else None
    scope = last["SCOPE"] if last else ""
    line = [(float(r["TIME_PERIOD"][:4]), r["OBS_VALUE"]) for r in rows if r["SCOPE"] == scope]
    return (
        Cell(w.say(spec.name), spec.id, request.url(f"indicators/{spec.id}")),
        Cell(w.t(f"kind.{spec.kind}"), spec.kind),
        Cell(w.period(last["TIME_PERIOD"]) if last else "", last["TIME_PERIOD"] if last else None),
        observed(request, "indicators", last),
        Cell("", svg=charts.spark(line) if len(line) > 2 else ""),
    )


def one(request: PageRequest) -> Page:
    """One indicator. Raises ``NotFound``."""
    w, view, code = request.words, request.view, request.args["indicator"]
    spec = view.programme.indicators.get(code)
    if spec is None:
        near = [i for i in view.programme.indicators if code.upper()[:4] in i][:6]
        raise NotFound(code, hint=w.join(near))
    rows = view.find("indicators", INDICATOR=code)
    shown = (
        trend(request, spec),
        tile_map(request, spec, rows),
        tables.table(request, spec, rows),
        tables.others(request, rows),
        tables.vintages(request, code),
    )
    context: dict[str, Any] = {
        "spec": spec,
        "sources": sources(request, code),
        "scopes": [s for s in sorted({r["SCOPE"] for r in rows}) if w.scope(s)],
        "domain": w.code("CL_DOMAIN", spec.domain),
        "domain_page": _domain_page(request, spec),
        "formula": formula(request, spec),
    }
    exhibits = tuple(exhibit for exhibit in shown if exhibit is not None)
    return Page("indicator.html", w.say(spec.name), "indicators", w.say(spec.definition), context, exhibits)


def _domain_page(request: PageRequest, spec: Indicator) -> str:
    """The page of the domain that an indicator belongs to, at its class; empty where there is none."""
    if spec.domain is None or not offered(request.view, "domains"):
        return ""
    code = request.view.codes.get(("CL_DOMAIN", spec.domain))
    top = code.parent if code is not None and code.parent else spec.domain
    return request.url(f"domains/{top}") + f"#{spec.domain}"


def sources(request: PageRequest, code: str) -> list[dict[str, Any]]:
    """The sources of an indicator, as its page lists them."""
    known = request.view.programme.sources
    found = [known[s] for s in provenance.sources_of(request, [code]) if s in known]
    return [
        {"cited": request.words.cited(s.id), "grade": s.grade, "seen": s.seen, "licence": s.licence}
        for s in found
    ]


def formula(request: PageRequest, spec: Indicator) -> list[tuple[str, str]]:
    """The formula in pieces, indicator ids with the page they lead to."""
    out = []
    for piece in provenance.pieces(spec.formula or ""):
        out.append(
            (piece, request.url(f"indicators/{piece}") if piece in request.view.programme.indicators else "")
        )
    return out
