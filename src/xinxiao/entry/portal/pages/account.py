"""The account: levels with intervals, goods and services, shares, and its measured error."""

from __future__ import annotations

from typing import Any

from xinxiao.entry.portal import draw, provenance
from xinxiao.entry.portal.book import Row
from xinxiao.entry.portal.exhibits import ABSENT, Cell, Figure, Grid, columns
from xinxiao.entry.portal.page import Ask, Page
from xinxiao.publish import charts

FLOW, ERRORS = "IC_ACCOUNT", "IC_ACCOUNT_ERROR"
TOTAL = "_T"
MEASURES = {"ACTUAL": 0, "PREDICTED": 1, "ERROR": 2}


def scopes(ask: Ask) -> list[str]:
    """Scopes the account is kept in, in the programme's order."""
    spec = ask.book.programme.account
    declared = [s.scope for s in spec.scopes] if spec else []
    held = ask.book.rows(FLOW).distinct("SCOPE")
    return [s for s in declared if s in held] + [s for s in held if s not in declared]


def levels(ask: Ask, area: str, scope: str, product: str = TOTAL) -> list[Row]:
    """A series of the account."""
    rows = ask.book.find(FLOW, REF_AREA=area, SCOPE=scope, PRODUCT=product)
    return [r for r in rows if r["OBS_VALUE"] is not None]


def summary(ask: Ask) -> dict[str, Any] | None:
    """The account in one line for the home page."""
    w = ask.words
    scope = next(iter(scopes(ask)), "")
    rows = levels(ask, ask.book.nation, scope)
    if not rows:
        return None
    last = rows[-1]
    parts = [
        w.t("account.part", name=w.code("CL_PRODUCT", p), value=w.value(r))
        for p in ("G", "S")
        if (
            r := next(
                (
                    x
                    for x in levels(ask, ask.book.nation, scope, p)
                    if x["TIME_PERIOD"] == last["TIME_PERIOD"]
                ),
                None,
            )
        )
    ]
    return {
        "value": w.value(last),
        "interval": w.interval(last),
        "period": w.period(last["TIME_PERIOD"]),
        "scope": w.scope(scope),
        "parts": w.join(parts),
        "explain": ask.explain(FLOW, last),
        "href": ask.url("account"),
        "flags": w.flags(last),
    }


def account(ask: Ask) -> Page:
    """The account of one place in one scope."""
    w, book = ask.words, ask.book
    known = scopes(ask)
    scope = ask.choice("scope", known, known[0])
    held = book.rows(FLOW).distinct("REF_AREA", SCOPE=scope)
    order = [book.nation, *book.places]
    areas = [a for a in order if a in held] + [a for a in held if a not in order]
    area = ask.choice("area", areas, areas[0])
    rows = levels(ask, area, scope)
    exhibits = [level(ask, rows, area, scope), split(ask, area, scope), shares(ask, scope), table(ask, scope)]
    exhibits += [errors(ask, scope, area)]
    spec = book.programme.account
    context = {
        "filters": (
            {
                "name": "scope",
                "label": w.t("col.SCOPE"),
                "value": scope,
                "options": [(s, w.scope(s)) for s in known],
                "all": "",
            },
            {
                "name": "area",
                "label": w.t("col.REF_AREA"),
                "value": area,
                "options": [(a, w.area(a)) for a in areas],
                "all": "",
            },
        ),
        "note": w.say(spec.note) if spec and spec.note else "",
        "name": w.say(spec.name) if spec else "",
        "scope": book.programme.scopes.get(scope),
    }
    title = w.say(spec.name) if spec else w.t("nav.account")
    return Page(
        "account.html",
        title,
        "account",
        w.t("account.summary"),
        context,
        tuple(e for e in exhibits if e is not None),
    )


def level(ask: Ask, rows: list[Row], area: str, scope: str) -> Figure:
    """The level over time, with 90 % intervals."""
    w = ask.words
    title = w.t("account.level", area=w.area(area))
    return draw.trend(ask, "level", title, FLOW, rows)


def split(ask: Ask, area: str, scope: str) -> Figure | None:
    """Goods and services, year by year."""
    w = ask.words
    by = {p: {r["TIME_PERIOD"]: r for r in levels(ask, area, scope, p)} for p in ("G", "S")}
    years = sorted(set(by["G"]) & set(by["S"]))
    if not years:
        return None
    rows = [by[p][y] for y in years for p in ("G", "S")]
    factor, unit = draw.axis(ask, rows)
    bars = [
        charts.Stack(
            y,
            tuple(
                charts.Part(w.code("CL_PRODUCT", p), max(by[p][y]["OBS_VALUE"], 0) * factor)
                for p in ("G", "S")
            ),
            w.t("account.services", share=w.percent(services(by["G"][y], by["S"][y]))),
        )
        for y in years
    ]
    first, last = years[0], years[-1]
    told = w.t(
        "account.split_sentence",
        first=w.period(first),
        start=w.percent(services(by["G"][first], by["S"][first])),
        last=w.period(last),
        end=w.percent(services(by["G"][last], by["S"][last])),
    )
    title = w.t("account.split", area=w.area(area), unit=unit)
    return Figure(
        "split",
        title,
        told,
        draw.raw(rows),
        lambda f: charts.stacks(f, bars),
        provenance.notes(ask, FLOW, rows, REF_AREA=area, SCOPE=scope),
    )


def services(goods: Row, services_: Row) -> float:
    """The share of services."""
    total = goods["OBS_VALUE"] + services_["OBS_VALUE"]
    return float(services_["OBS_VALUE"] / total) if total else 0.0


def latest(ask: Ask, scope: str) -> tuple[str, dict[str, Row]]:
    """The last year with provinces, and its total by place."""
    rows = [
        r
        for r in ask.book.find(FLOW, SCOPE=scope, PRODUCT=TOTAL)
        if r["REF_AREA"] in ask.book.places and r["OBS_VALUE"] is not None
    ]
    year = max((r["TIME_PERIOD"] for r in rows), default="")
    return year, {r["REF_AREA"]: r for r in rows if r["TIME_PERIOD"] == year}


def shares(ask: Ask, scope: str) -> Figure | None:
    """Levels of the provinces with their share of the nation."""
    w = ask.words
    year, held = latest(ask, scope)
    if not held:
        return None
    total = sum(r["OBS_VALUE"] for r in held.values())
    order = sorted(held, key=lambda a: (-held[a]["OBS_VALUE"], a))
    factor, unit = draw.axis(ask, list(held.values()))
    decimals = draw.decimals(held[order[0]]["OBS_VALUE"] * factor)
    bars = []
    for a in order:
        row = held[a]
        low, high = row["LOWER"], row["UPPER"]
        words = w.t(
            "account.bar",
            value=w.plain(row["OBS_VALUE"] * factor, decimals=decimals),
            share=w.percent(row["OBS_VALUE"] / total, 1),
        )
        bars.append(
            charts.Bar(
                w.area(a, "short"),
                row["OBS_VALUE"] * factor,
                words,
                None if low is None else low * factor,
                None if high is None else high * factor,
            )
        )
    told = w.t(
        "account.shares_sentence",
        year=w.period(year),
        places=w.join([w.area(a) for a in order[:3]]),
        share=w.percent(sum(held[a]["OBS_VALUE"] for a in order[:3]) / total),
    )
    rows = [held[a] for a in order]
    return Figure(
        "places",
        w.t("account.shares", year=w.period(year)),
        told,
        draw.raw(rows),
        lambda f: charts.bars(f, bars, unit=unit),
        provenance.notes(ask, FLOW, rows, SCOPE=scope, PRODUCT=TOTAL, TIME_PERIOD=year),
    )


def table(ask: Ask, scope: str) -> Grid:
    """Every place and year of the scope."""
    w, book = ask.words, ask.book
    rows = {(r["REF_AREA"], r["TIME_PERIOD"]): r for r in book.find(FLOW, SCOPE=scope, PRODUCT=TOTAL)}
    years = sorted({y for _, y in rows})
    areas = [a for a in (book.nation, *book.places) if any((a, y) in rows for y in years)]
    unit = next((r["UNIT_MEASURE"] for r in rows.values()), None)
    lines = tuple(
        (
            Cell(w.area(a), a, ask.url(f"areas/{a}") if a in book.places else ""),
            *(
                Cell(
                    w.plain(rows[a, y]["OBS_VALUE"], unit, 0),
                    rows[a, y]["OBS_VALUE"],
                    explain=ask.explain(FLOW, rows[a, y]),
                )
                if (a, y) in rows
                else ABSENT
                for y in years
            ),
        )
        for a in areas
    )
    heads = columns(("REF_AREA", w.t("col.REF_AREA")), *((y, y, "number") for y in years))
    notes = provenance.notes(ask, FLOW, list(rows.values()), SCOPE=scope, PRODUCT=TOTAL)
    return Grid("levels", w.t("account.table", unit=w.unit_name(unit)), heads, lines, notes)


def errors(ask: Ask, scope: str, area: str) -> Grid | None:
    """Each benchmark dropped in turn and predicted: what the method would have said, and what the table says."""
    w = ask.words
    rows = ask.book.find(ERRORS, SCOPE=scope, REF_AREA=area) or ask.book.find(
        ERRORS, SCOPE=scope, REF_AREA=ask.book.nation
    )
    if not rows:
        return None
    held = {(r["REF_AREA"], r["TIME_PERIOD"], r["PRODUCT"], r["MEASURE"]): r for r in rows}
    measures = sorted({r["MEASURE"] for r in rows}, key=lambda m: (MEASURES.get(m, 9), m))
    lines = tuple(
        (
            Cell(w.period(y), y),
            Cell(w.code("CL_PRODUCT", p), p),
            *(error(ask, held.get((a, y, p, m))) for m in measures),
        )
        for a, y, p in dict.fromkeys(key[:3] for key in held)
    )
    heads = columns(
        ("TIME_PERIOD", w.t("account.benchmark")),
        ("PRODUCT", w.t("col.PRODUCT")),
        *((m, w.code("CL_MEASURE", m), "number") for m in measures),
    )
    return Grid(
        "errors", w.t("account.errors"), heads, lines, provenance.notes(ask, ERRORS, rows, SCOPE=scope)
    )


def error(ask: Ask, row: Row | None) -> Cell:
    """One measured error, or what it was measured from."""
    if row is None:
        return ABSENT
    return Cell(ask.words.value(row), row["OBS_VALUE"], explain=ask.explain(ERRORS, row))
