"""Places: a list, and for each its profile: index, strengths and weaknesses, account, indicators."""

from __future__ import annotations

from typing import Any

from xinxiao.entry.portal import draw, provenance
from xinxiao.entry.portal.book import Row
from xinxiao.entry.portal.exhibits import ABSENT, Cell, Figure, Grid, columns
from xinxiao.entry.portal.page import Ask, Page
from xinxiao.entry.portal.pages import account, index, rises
from xinxiao.entry.portal.sections import offered
from xinxiao.errors import NotFound
from xinxiao.publish import charts

EXTREMES = 5


def overview(ask: Ask) -> Page:
    """All places."""
    w, book = ask.words, ask.book
    years = index.years(ask)
    told = {x["area"]: x for x in index.ranked(ask, years[-1])} if years else {}
    held = account.latest(ask, account.scopes(ask)[0])[1] if book.has("IC_ACCOUNT") else {}
    lines = []
    for code in book.places:
        x = told.get(code)
        cells = [Cell(w.area(code), code, ask.url(f"areas/{code}"))]
        if told:
            cells += [Cell(w.plain(x["RANK"], decimals=0), x["RANK"]) if x else ABSENT]
            cells += [Cell(index.rank_interval(ask, x)) if x else ABSENT]
            cells += [Cell(w.plain(x["SCORE"], decimals=1), x["SCORE"]) if x else ABSENT]
        if held:
            cells += [
                Cell(
                    w.value(held[code]),
                    held[code]["OBS_VALUE"],
                    explain=ask.explain("IC_ACCOUNT", held[code]),
                )
                if code in held
                else ABSENT
            ]
        lines.append(tuple(cells))
    heads = columns(
        ("REF_AREA", w.t("col.REF_AREA")),
        *(
            (
                ("RANK", w.t("index.rank"), "number"),
                ("RANK_INTERVAL", w.t("index.rank_interval"), "number"),
                ("SCORE", w.t("index.score"), "number"),
            )
            if told
            else ()
        ),
        *((("ACCOUNT", w.t("nav.account"), "number"),) if held else ()),
    )
    grid = Grid("areas", w.t("areas.caption"), heads, tuple(lines))
    chart = (index.map_of(ask, years[-1]),) if years else ()
    return Page(
        "plain.html",
        w.t("nav.areas"),
        "areas",
        w.t("areas.summary"),
        {"lead": w.t("areas.summary")},
        (*chart, grid),
    )


def one(ask: Ask) -> Page:
    """The profile of a place. Raises ``NotFound``."""
    w, book, code = ask.words, ask.book, ask.args["area"]
    if code not in book.places:
        raise NotFound(code, hint=w.t("areas.hint"))
    years = index.years(ask)
    year = ask.choice("year", years, years[-1] if years else "")
    x = next((x for x in index.ranked(ask, year) if x["area"] == code), None) if year else None
    exhibits: list[Figure | Grid | None] = []
    if x:
        exhibits += [
            pillars(ask, code, year),
            contributions(ask, code, year),
            index.trajectories(ask, [code]),
        ]
    if book.has("IC_ACCOUNT"):
        rows = account.levels(ask, code, account.scopes(ask)[0])
        exhibits += [account.level(ask, rows, code, account.scopes(ask)[0])] if rows else []
    exhibits += [indicators(ask, code)]
    order = list(book.places)
    place = order.index(code)
    context: dict[str, Any] = {
        "code": code,
        "year": year,
        "facts": facts(ask, x, year) if x else [],
        "profile": profile(ask, code, year) if x else None,
        "filters": (
            {
                "name": "year",
                "label": w.t("index.year"),
                "value": year,
                "options": [(y, w.period(y)) for y in years],
                "all": "",
            },
        )
        if years
        else (),
        "before": order[place - 1] if place else "",
        "after": order[place + 1] if place + 1 < len(order) else "",
        "account": offered(book, "account"),
    }
    return Page(
        "area.html",
        w.area(code),
        "areas",
        w.t("areas.one", name=w.area(code)),
        context,
        tuple(e for e in exhibits if e is not None),
    )


def facts(ask: Ask, x: dict[str, Any], year: str) -> list[dict[str, str]]:
    """Rank, score, chance of having risen; each with its explanation."""
    w = ask.words
    since = index.years(ask)[0]
    change = index.significant(ask, x["area"], index.top(ask), since, year)
    out = [
        {
            "head": w.t("index.rank"),
            "value": w.plain(x["RANK"], decimals=0),
            "note": w.t("areas.rank_note", between=index.rank_interval(ask, x))
            if index.rank_interval(ask, x)
            else "",
        },
        {"head": w.t("index.score"), "value": w.plain(x["SCORE"], decimals=1), "note": _score_note(ask, x)},
    ]
    if year != since:
        out.append(
            {
                "head": w.t("areas.since", year=w.period(since)),
                "value": change,
                "note": w.t("areas.since_note"),
            }
        )
    if x["P_RISE"] is not None:
        out.append(
            {"head": w.t("index.rise"), "value": w.chance(x["P_RISE"]), "note": w.t("areas.rise_note")}
        )
    last = rises.last_change(ask, x["area"], year)
    out += [last] if last else []
    out[1]["href"] = ask.explain(index.FLOW, x["row"])
    return out


def _score_note(ask: Ask, x: dict[str, Any]) -> str:
    w = ask.words
    if x["SCORE_LOWER"] is None or x["SCORE_UPPER"] is None:
        return ""
    return w.t(
        "areas.score_note",
        low=w.plain(x["SCORE_LOWER"], decimals=1),
        high=w.plain(x["SCORE_UPPER"], decimals=1),
    )


def _scores(ask: Ask, code: str, year: str, node: str, measure: str) -> tuple[float | None, float, int, int]:
    """Of a node: the place's value, the median of all places, its rank and how many there are."""
    held = {
        a: r["OBS_VALUE"] for a, r in index.by_area(ask, measure, year, node).items() if a in ask.book.places
    }
    ordered = sorted(held.values())
    if not ordered:
        return None, 0.0, 0, 0
    half = len(ordered) // 2
    median = ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
    own = held.get(code)
    rank = 0 if own is None else 1 + sum(v > own for v in ordered)
    return own, median, rank, len(ordered)


def pillars(ask: Ask, code: str, year: str) -> Figure | None:
    """Scores of the pillars beside the median of all places."""
    w = ask.words
    marks, rows, told = [], [], []
    for node in index.pillars(ask):
        own, median, rank, count = _scores(ask, code, year, node, "SCORE")
        if own is None:
            continue
        text = w.t("areas.rank_of", rank=rank, count=count)
        marks.append(charts.Dot(w.node(node), own, text, min(own, median), max(own, median)))
        rows.append(
            {
                "NODE": node,
                "NAME": w.node(node),
                "TIME_PERIOD": year,
                "SCORE": own,
                "MEDIAN": median,
                "RANK": rank,
            }
        )
        told.append(w.t("areas.pillar", name=w.node(node), score=w.plain(own, decimals=1), rank=rank))
    if not marks:
        return None
    sentence = w.t("areas.pillars_sentence", name=w.area(code), parts=w.t("list.semicolon").join(told))
    notes = provenance.notes(
        ask, index.FLOW, list(index.by_area(ask, "SCORE", year).values()), REF_AREA=code, TIME_PERIOD=year
    )
    unit = w.t("areas.pillars_axis")
    return Figure(
        "pillars",
        w.t("areas.pillars", year=w.period(year)),
        sentence,
        tuple(rows),
        lambda f: charts.dots(f, marks, unit=unit, base="zero"),
        notes,
    )


def profile(ask: Ask, code: str, year: str) -> dict[str, list[dict[str, Any]]] | None:
    """Indicators in which the place stands best and worst among all places."""
    w, tree = ask.words, ask.book.tree
    found: list[dict[str, Any]] = []
    for leaf in tree.leaves(tree.top) if tree else ():
        own, median, rank, count = _scores(ask, code, year, leaf, "NORMALISED")
        if own is not None and count > 1:
            found.append(
                {
                    "name": w.node(leaf),
                    "href": ask.url(f"indicators/{leaf}"),
                    "own": own,
                    "rank": rank,
                    "count": count,
                    "gap": own - median,
                }
            )
    if not found:
        return None
    order = sorted(found, key=lambda x: (x["rank"], -x["gap"], x["name"]))
    for x in order:
        x["text"] = w.t("areas.strength", rank=x["rank"], count=x["count"], gap=index.signed(ask, x["gap"]))
    return {"strong": order[:EXTREMES], "weak": order[::-1][:EXTREMES]}


def contributions(ask: Ask, code: str, year: str) -> Figure | None:
    """How many points of the score each indicator gives."""
    w, tree = ask.words, ask.book.tree
    rows = {
        r["INDICATOR"]: r
        for r in ask.book.find(index.FLOW, REF_AREA=code, MEASURE="CONTRIBUTION", TIME_PERIOD=year)
    }
    leaves = [
        leaf
        for leaf in (tree.leaves(tree.top) if tree else ())
        if leaf in rows and rows[leaf]["OBS_VALUE"] is not None
    ]
    if not leaves:
        return None
    groups = index.pillars(ask)
    colour = {leaf: i for i, p in enumerate(groups) for leaf in (tree.leaves(p) if tree else ())}
    order = sorted(leaves, key=lambda leaf: (-rows[leaf]["OBS_VALUE"], leaf))
    bars = [
        charts.Bar(
            w.node(leaf),
            rows[leaf]["OBS_VALUE"],
            w.plain(rows[leaf]["OBS_VALUE"], decimals=1),
            colour=colour.get(leaf, 0),
        )
        for leaf in order
    ]
    total = sum(rows[leaf]["OBS_VALUE"] for leaf in leaves)
    told = w.t(
        "areas.contributions_sentence",
        total=w.plain(total, decimals=1),
        parts=w.join([w.node(leaf) for leaf in order[:3]]),
    )
    shown: list[Row] = [rows[leaf] for leaf in order]
    notes = provenance.notes(ask, index.FLOW, shown, REF_AREA=code, TIME_PERIOD=year, MEASURE="CONTRIBUTION")
    return Figure(
        "contributions",
        w.t("areas.contributions", year=w.period(year)),
        told,
        draw.raw(shown),
        lambda f: charts.bars(f, bars, key=[w.node(p) for p in groups]),
        notes,
    )


def indicators(ask: Ask, code: str) -> Grid:
    """The latest value of each indicator, the nation's value beside it, and the line over time."""
    w, book = ask.words, ask.book
    groups: dict[tuple[str, str], list[Row]] = {}
    for r in book.find("IC_INDICATORS", REF_AREA=code, FREQ="A"):
        if r["OBS_VALUE"] is not None:
            groups.setdefault((r["INDICATOR"], r["SCOPE"]), []).append(r)
    lines = []
    for (name, scope), rows in groups.items():
        last = max(rows, key=lambda r: str(r["TIME_PERIOD"]))
        nation = book.one(
            "IC_INDICATORS",
            REF_AREA=book.nation,
            INDICATOR=name,
            SCOPE=scope,
            TIME_PERIOD=last["TIME_PERIOD"],
        )
        line = [
            (float(str(r["TIME_PERIOD"])[:4]), r["OBS_VALUE"])
            for r in sorted(rows, key=lambda r: str(r["TIME_PERIOD"]))
        ]
        lines.append(
            (
                Cell(w.indicator(name), name, ask.url(f"indicators/{name}")),
                Cell(w.period(last["TIME_PERIOD"]), last["TIME_PERIOD"]),
                Cell(
                    w.value(last),
                    last["OBS_VALUE"],
                    explain=ask.explain("IC_INDICATORS", last),
                    flags=tuple(w.flags(last)),
                ),
                Cell(w.value(nation) if nation else w.t("absent"), nation["OBS_VALUE"] if nation else None),
                Cell("", line[-1][1], svg=charts.spark(line)),
            )
        )
    heads = columns(
        ("INDICATOR", w.t("col.INDICATOR")),
        ("TIME_PERIOD", w.t("col.TIME_PERIOD")),
        ("OBS_VALUE", w.area(code), "number"),
        ("NATION", w.area(book.nation), "number"),
        ("SPARK", w.t("trend.head")),
    )
    return Grid("indicators", w.t("areas.indicators", name=w.area(code)), heads, tuple(lines))
