"""Indicators: a list, and for each its definition, sources, figures over time and by place, and vintages."""

from __future__ import annotations

from typing import Any

from xinxiao.entry.portal import draw, provenance
from xinxiao.entry.portal.book import Row
from xinxiao.entry.portal.exhibits import ABSENT, Cell, Exhibit, Grid, columns
from xinxiao.entry.portal.page import Ask, Page
from xinxiao.errors import NotFound
from xinxiao.model.programme import Indicator
from xinxiao.publish import charts

FLOW, FIGURES = "IC_INDICATORS", "IC_FIGURES"
KINDS = ("level", "per_head", "share", "growth", "ratio")


def overview(ask: Ask) -> Page:
    """All indicators, or those whose name has some words, or of a kind."""
    w, all_ = ask.words, ask.book.programme.indicators
    q, kind = ask.get("q").lower(), ask.choice("kind", KINDS)
    shown = [
        i
        for i in all_.values()
        if (not kind or i.kind == kind) and (not q or q in f"{i.id} {i.name.zh} {i.name.en}".lower())
    ]
    lines = tuple(_line(ask, i) for i in shown)
    heads = columns(
        ("INDICATOR", w.t("col.INDICATOR")),
        ("KIND", w.t("indicator.kind")),
        ("TIME_PERIOD", w.t("col.TIME_PERIOD")),
        ("OBS_VALUE", w.t("indicator.latest", area=w.area(ask.book.nation)), "number"),
        ("SPARK", w.t("trend.head")),
    )
    grid = Grid("indicators", w.t("indicators.caption", count=len(shown), all=len(all_)), heads, lines)
    context = {
        "filters": (
            {"name": "q", "label": w.t("search.words"), "value": q, "options": None},
            {
                "name": "kind",
                "label": w.t("indicator.kind"),
                "value": kind,
                "options": [(k, w.t(f"kind.{k}")) for k in KINDS],
            },
        )
    }
    return Page(
        "listing.html", w.t("nav.indicators"), "indicators", w.t("indicators.summary"), context, (grid,)
    )


def _line(ask: Ask, spec: Indicator) -> tuple[Cell, ...]:
    w = ask.words
    rows = national(ask, spec.id)
    last = rows[-1] if rows else None
    scope = last["SCOPE"] if last else ""
    line = [(float(r["TIME_PERIOD"][:4]), r["OBS_VALUE"]) for r in rows if r["SCOPE"] == scope]
    return (
        Cell(w.say(spec.name), spec.id, ask.url(f"indicators/{spec.id}")),
        Cell(w.t(f"kind.{spec.kind}"), spec.kind),
        Cell(w.period(last["TIME_PERIOD"]) if last else "", last["TIME_PERIOD"] if last else None),
        Cell(w.value(last), last["OBS_VALUE"], explain=ask.explain(FLOW, last), flags=tuple(w.flags(last)))
        if last
        else ABSENT,
        Cell("", svg=charts.spark(line) if len(line) > 2 else ""),
    )


def national(ask: Ask, code: str) -> list[Row]:
    """Annual values of the nation, oldest first, all scopes."""
    rows = ask.book.find(FLOW, INDICATOR=code, REF_AREA=ask.book.nation, FREQ="A")
    return sorted(
        (r for r in rows if r["OBS_VALUE"] is not None), key=lambda r: (r["TIME_PERIOD"], r["SCOPE"])
    )


def one(ask: Ask) -> Page:
    """One indicator. Raises ``NotFound``."""
    w, code = ask.words, ask.args["indicator"]
    spec = ask.book.programme.indicators.get(code)
    if spec is None:
        near = [i for i in ask.book.programme.indicators if code.upper()[:4] in i][:6]
        raise NotFound(code, hint=w.join(near))
    rows = ask.book.find(FLOW, INDICATOR=code)
    exhibits: list[Exhibit] = []
    nation = sorted(national(ask, code), key=lambda r: (r["SCOPE"], r["TIME_PERIOD"]))
    if len(nation) > 1:
        exhibits.append(
            draw.trend(
                ask,
                "trend",
                w.t("indicator.trend", name=w.say(spec.name), area=w.area(ask.book.nation)),
                FLOW,
                nation,
            )
        )
    places = [
        r
        for r in rows
        if r["REF_AREA"] in ask.book.places and r["OBS_VALUE"] is not None and r["FREQ"] == "A"
    ]
    if places:
        year = max(r["TIME_PERIOD"] for r in places)
        latest = [r for r in places if r["TIME_PERIOD"] == year]
        exhibits.append(
            draw.tile_map(
                ask, "map", w.t("indicator.map", name=w.say(spec.name), year=w.period(year)), FLOW, latest
            )
        )
    exhibits += [g for g in (table(ask, spec, rows), others(ask, rows), vintages(ask, code)) if g]
    sources = [
        ask.book.programme.sources[s]
        for s in provenance.sources_of(ask, [code])
        if s in ask.book.programme.sources
    ]
    context: dict[str, Any] = {
        "spec": spec,
        "sources": [
            {"line": w.source(s.id), "grade": s.grade, "seen": s.seen, "licence": s.licence} for s in sources
        ],
        "scopes": [s for s in sorted({r["SCOPE"] for r in rows}) if w.scope(s)],
        "domain": w.code("CL_DOMAIN", spec.domain),
        "formula": formula(ask, spec),
    }
    return Page(
        "indicator.html", w.say(spec.name), "indicators", w.say(spec.definition), context, tuple(exhibits)
    )


def formula(ask: Ask, spec: Indicator) -> list[tuple[str, str]]:
    """The formula in pieces, indicator ids with the page they lead to."""
    out = []
    for piece in provenance.pieces(spec.formula or ""):
        out.append((piece, ask.url(f"indicators/{piece}") if piece in ask.book.programme.indicators else ""))
    return out


def table(ask: Ask, spec: Indicator, rows: list[Row]) -> Grid | None:
    """Places by years; the scope with most places when there are several."""
    w, book = ask.words, ask.book
    annual = [r for r in rows if r["FREQ"] == "A" and r["OBS_VALUE"] is not None]
    if not annual:
        return None
    scopes = sorted({r["SCOPE"] for r in annual}, key=lambda s: (-sum(r["SCOPE"] == s for r in annual), s))
    held = {(r["REF_AREA"], r["SCOPE"], r["TIME_PERIOD"]): r for r in annual}
    years = sorted({r["TIME_PERIOD"] for r in annual})
    lines = []
    for scope in scopes:
        for area in [book.nation, *book.places]:
            if any((area, scope, y) in held for y in years):
                name = w.area(area) + (
                    w.t("paren", words=w.scope(scope)) if w.scope(scope) and len(scopes) > 1 else ""
                )
                cells = [Cell(name, area, ask.url(f"areas/{area}") if area in book.places else "")]
                lines.append((*cells, *(_cell(ask, held.get((area, scope, y))) for y in years)))
    heads = columns(("REF_AREA", w.t("col.REF_AREA")), *((y, y, "number") for y in years))
    where = {"INDICATOR": spec.id}
    caption = w.t("indicator.table", name=w.say(spec.name), unit=w.unit_name(spec.unit))
    return Grid("table", caption, heads, tuple(lines), provenance.notes(ask, FLOW, annual, **where))


def _cell(ask: Ask, row: Row | None) -> Cell:
    if row is None:
        return ABSENT
    w = ask.words
    flags = tuple(w.flags(row))
    text = w.plain(row["OBS_VALUE"], row["UNIT_MEASURE"])
    return Cell(text, row["OBS_VALUE"], explain=ask.explain(FLOW, row), flags=flags)


def others(ask: Ask, rows: list[Row]) -> Grid | None:
    """Values of half-years, quarters and months."""
    w = ask.words
    told = [r for r in rows if r["FREQ"] != "A" and r["OBS_VALUE"] is not None]
    if not told:
        return None
    lines = tuple(
        (
            Cell(w.period(r["TIME_PERIOD"]), r["TIME_PERIOD"]),
            Cell(w.area(r["REF_AREA"]), r["REF_AREA"]),
            Cell(w.scope(r["SCOPE"]), r["SCOPE"]),
            Cell(w.value(r), r["OBS_VALUE"], explain=ask.explain(FLOW, r), flags=tuple(w.flags(r))),
        )
        for r in told
    )
    heads = columns(
        ("TIME_PERIOD", w.t("col.TIME_PERIOD")),
        ("REF_AREA", w.t("col.REF_AREA")),
        ("SCOPE", w.t("col.SCOPE")),
        ("OBS_VALUE", w.t("col.OBS_VALUE"), "number"),
    )
    return Grid("months", w.t("indicator.months"), heads, lines)


def vintages(ask: Ask, code: str) -> Grid | None:
    """Figures that were published more than once: what was known when."""
    w = ask.words
    seen: dict[tuple[str, ...], list[Row]] = {}
    for r in ask.book.find(FIGURES, INDICATOR=code):
        seen.setdefault((r["REF_AREA"], r["SCOPE"], r["TIME_PERIOD"]), []).append(r)
    lines = []
    for rows in seen.values():
        if len(rows) < 2:
            continue
        for r in sorted(rows, key=lambda r: str(r["VINTAGE"])):
            lines.append(
                (
                    Cell(w.period(r["TIME_PERIOD"]), r["TIME_PERIOD"]),
                    Cell(w.area(r["REF_AREA"]), r["REF_AREA"]),
                    Cell(w.period(r["VINTAGE"]), r["VINTAGE"]),
                    Cell(
                        w.value(r), r["OBS_VALUE"], explain=ask.explain(FIGURES, r), flags=tuple(w.flags(r))
                    ),
                    Cell(w.source(r["SOURCE"]), r["SOURCE"]),
                )
            )
    heads = columns(
        ("TIME_PERIOD", w.t("col.TIME_PERIOD")),
        ("REF_AREA", w.t("col.REF_AREA")),
        ("VINTAGE", w.t("col.VINTAGE")),
        ("OBS_VALUE", w.t("col.OBS_VALUE"), "number"),
        ("SOURCE", w.t("col.SOURCE")),
    )
    return Grid("vintages", w.t("indicator.vintages"), heads, tuple(lines[:400])) if lines else None
