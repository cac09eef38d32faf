"""The development index: ranking with its uncertainty, comparison, framework."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xinxiao.entry.portal import draw, provenance
from xinxiao.entry.portal.book import Row
from xinxiao.entry.portal.exhibits import ABSENT, Cell, Figure, Grid, columns
from xinxiao.entry.portal.page import Ask, Page
from xinxiao.publish import charts

FLOW = "IC_INDEX"
COMPARED = 5


def top(ask: Ask) -> str:
    """The code of the index itself."""
    return ask.book.tree.top if ask.book.tree else ""


def years(ask: Ask) -> list[str]:
    """Years the index is published for."""
    if not ask.book.has(FLOW) or ask.book.tree is None:
        return []
    return ask.book.rows(FLOW).distinct("TIME_PERIOD", INDICATOR=top(ask), MEASURE="SCORE")


def by_area(ask: Ask, measure: str, year: str, node: str = "") -> dict[str, Row]:
    """Rows of one measure of one node and year, by place."""
    rows = ask.book.find(FLOW, INDICATOR=node or top(ask), MEASURE=measure, TIME_PERIOD=year)
    return {r["REF_AREA"]: r for r in rows if r["OBS_VALUE"] is not None}


def value(rows: Mapping[str, Row], area: str) -> float | None:
    """The value for a place, if there is one."""
    return rows[area]["OBS_VALUE"] if area in rows else None


def ranked(ask: Ask, year: str) -> list[dict[str, Any]]:
    """Places in order of rank, with score, intervals and probabilities."""
    held = {m: by_area(ask, m, year) for m in _MEASURES}
    score, rank = held["SCORE"], held["RANK"]
    order = sorted(score, key=lambda a: (value(rank, a) or 1e9, -score[a]["OBS_VALUE"], a))
    return [{"area": a, "row": score[a], **{m: value(held[m], a) for m in _MEASURES}} for a in order]


_MEASURES = (
    "SCORE",
    "RANK",
    "SCORE_LOWER",
    "SCORE_UPPER",
    "RANK_LOWER",
    "RANK_UPPER",
    "RANK_MEDIAN",
    "P_TOP",
    "P_RISE",
)


def leaders(ask: Ask, year: str, count: int = 5) -> list[dict[str, Any]]:
    """The first places, with the interval of their rank."""
    w = ask.words
    return [
        {
            "name": w.area(x["area"]),
            "href": ask.url(f"areas/{x['area']}"),
            "rank": w.plain(x["RANK"], decimals=0),
            "score": w.plain(x["SCORE"], decimals=1),
            "between": rank_interval(ask, x),
            "explain": ask.explain(FLOW, x["row"]),
        }
        for x in ranked(ask, year)[:count]
    ]


def rank_interval(ask: Ask, x: Mapping[str, Any]) -> str:
    """The interval of a rank, if known."""
    if x["RANK_LOWER"] is None or x["RANK_UPPER"] is None:
        return ""
    low, high = sorted((x["RANK_LOWER"], x["RANK_UPPER"]))
    return ask.words.t("span", low=ask.words.plain(low, decimals=0), high=ask.words.plain(high, decimals=0))


def map_of(ask: Ask, year: str) -> Figure:
    """The tile map of the index."""
    w = ask.words
    rows = list(by_area(ask, "SCORE", year).values())
    title = w.t("index.map", name=w.node(top(ask)), year=w.period(year))
    return draw.tile_map(ask, "map", title, FLOW, rows, notes_of(ask, rows, year))


def notes_of(ask: Ask, rows: list[Row], year: str) -> tuple[Any, ...]:
    """Provenance of index figures, leading to the year's rows."""
    return provenance.notes(ask, FLOW, rows, INDICATOR=top(ask), TIME_PERIOD=year)


def ranking(ask: Ask) -> Page:
    """The ranking of one year."""
    w, all_ = ask.words, years(ask)
    year = ask.choice("year", all_, all_[-1])
    told = ranked(ask, year)
    before = by_area(ask, "RANK", str(int(year) - 1)) if year.isdigit() else {}
    context = {
        "year": year,
        "filters": (
            {
                "name": "year",
                "label": w.t("index.year"),
                "value": year,
                "options": [(y, w.period(y)) for y in all_],
                "all": "",
            },
        ),
        "pillars": [{"code": p, "name": w.node(p), "share": share(ask, p)} for p in pillars(ask)],
        "note": _uncertain(ask, told),
    }
    title = w.t("index.title", name=w.node(top(ask)), year=w.period(year))
    return Page(
        "index.html",
        title,
        "index",
        w.t("index.summary"),
        context,
        (dots(ask, told, year), map_of(ask, year), table(ask, told, before, year)),
    )


def share(ask: Ask, node: str) -> str:
    """The weight of a node among its siblings, in per cent."""
    return ask.words.percent(ask.book.tree.share(node)) if ask.book.tree else ""


def pillars(ask: Ask) -> tuple[str, ...]:
    """Codes right below the index."""
    return ask.book.tree.children(ask.book.tree.top) if ask.book.tree else ()


def _uncertain(ask: Ask, told: list[dict[str, Any]]) -> str:
    wide = [
        x["RANK_UPPER"] - x["RANK_LOWER"]
        for x in told
        if x["RANK_UPPER"] is not None and x["RANK_LOWER"] is not None
    ]
    if not wide:
        return ""
    middle = sorted(abs(x) for x in wide)[len(wide) // 2]
    return ask.words.t(
        "index.uncertain", width=f"{middle:.0f}", sure=sum(x == 0 for x in wide), count=len(wide)
    )


def dots(ask: Ask, told: list[dict[str, Any]], year: str) -> Figure:
    """Scores with intervals, in order of rank."""
    w = ask.words
    marks = [
        charts.Dot(
            w.area(x["area"], "short"),
            x["SCORE"],
            w.plain(x["SCORE"], decimals=1),
            x["SCORE_LOWER"],
            x["SCORE_UPPER"],
            w.plain(x["RANK"], decimals=0),
        )
        for x in told
    ]
    first, last = told[0], told[-1]
    sentence = w.t(
        "index.sentence",
        year=w.period(year),
        first=w.area(first["area"]),
        high=w.plain(first["SCORE"], decimals=1),
        between=rank_interval(ask, first) or "1",
        last=w.area(last["area"]),
        low=w.plain(last["SCORE"], decimals=1),
    )
    unit = w.t("index.axis")
    rows = tuple(
        {
            "REF_AREA": x["area"],
            "NAME": w.area(x["area"]),
            "TIME_PERIOD": year,
            **{m: x[m] for m in _MEASURES},
        }
        for x in told
    )
    return Figure(
        "ranking",
        w.t("index.dots", year=w.period(year)),
        sentence,
        rows,
        lambda frame: charts.dots(frame, marks, unit=unit),
        notes_of(ask, [x["row"] for x in told], year),
    )


def table(ask: Ask, told: list[dict[str, Any]], before: Mapping[str, Row], year: str) -> Grid:
    """The ranking as a table, with pillars and probabilities."""
    w, nodes = ask.words, pillars(ask)
    scores = {p: by_area(ask, "SCORE", year, p) for p in nodes}
    with_rise = any(x["P_RISE"] is not None for x in told)
    lines = []
    for x in told:
        area = x["area"]
        cells = [
            Cell(w.area(area), area, ask.url(f"areas/{area}")),
            Cell(w.plain(x["RANK"], decimals=0), x["RANK"]),
            Cell(rank_interval(ask, x)),
            Cell(
                w.plain(x["SCORE"], decimals=1),
                x["SCORE"],
                explain=ask.explain(FLOW, x["row"]),
                flags=tuple(w.flags(x["row"])),
            ),
            moved(ask, x["RANK"], value(before, area)),
        ]
        cells += [Cell(w.chance(x["P_RISE"]), x["P_RISE"])] if with_rise else []
        cells += [Cell(w.plain(value(scores[p], area), decimals=1), value(scores[p], area)) for p in nodes]
        lines.append(tuple(cells))
    heads = columns(
        ("REF_AREA", w.t("col.REF_AREA")),
        ("RANK", w.t("index.rank"), "number"),
        ("RANK_INTERVAL", w.t("index.rank_interval"), "number"),
        ("SCORE", w.t("index.score"), "number"),
        ("MOVED", w.t("index.moved"), "number"),
        *((("P_RISE", w.t("index.rise"), "number"),) if with_rise else ()),
        *((p, w.node(p), "number") for p in nodes),
    )
    notes = notes_of(ask, [x["row"] for x in told], year)
    return Grid("table", w.t("index.caption", year=w.period(year)), heads, tuple(lines), notes)


def moved(ask: Ask, now: float | None, then: float | None) -> Cell:
    """The change of a rank in words: up two, down one, unchanged."""
    if now is None or then is None:
        return ABSENT
    change = int(then - now)
    key = "up" if change > 0 else "down" if change < 0 else "same"
    return Cell(ask.words.t(f"index.{key}", count=abs(change)), change)


def compare(ask: Ask) -> Page:
    """Some places over the years, and two years of them side by side."""
    w, all_, places = ask.words, years(ask), list(ask.book.places)
    chosen = [a for i in range(1, COMPARED) if (a := ask.choice(f"area{i}", places))]
    if not chosen:
        chosen = [x["area"] for x in ranked(ask, all_[-1])[:2]]
    chosen = list(dict.fromkeys(chosen))
    to = ask.choice("to", all_, all_[-1])
    since = ask.choice("from", all_, all_[0])
    options = [(a, w.area(a)) for a in places]
    filters = [
        {
            "name": f"area{i}",
            "label": w.t("index.place", n=i),
            "value": chosen[i - 1] if i <= len(chosen) else "",
            "options": options,
            "blank": w.t("absent"),
        }
        for i in range(1, COMPARED)
    ]
    filters += [
        {
            "name": name,
            "label": w.t(f"index.{name}"),
            "value": year,
            "options": [(y, w.period(y)) for y in all_],
            "all": "",
        }
        for name, year in (("from", since), ("to", to))
    ]
    exhibits = (trajectories(ask, chosen), between(ask, chosen, since, to))
    return Page(
        "compare.html",
        w.t("index.compare"),
        "index",
        w.t("index.compare_summary"),
        {"filters": filters},
        exhibits,
    )


def trajectories(ask: Ask, chosen: list[str]) -> Figure:
    """Scores of some places over the years, with intervals."""
    w = ask.words
    rows = [r for a in chosen for r in ask.book.find(FLOW, INDICATOR=top(ask), MEASURE="SCORE", REF_AREA=a)]
    ends = {
        (r["REF_AREA"], r["TIME_PERIOD"], m): r["OBS_VALUE"]
        for m in ("SCORE_LOWER", "SCORE_UPPER")
        for a in chosen
        for r in ask.book.find(FLOW, INDICATOR=top(ask), MEASURE=m, REF_AREA=a)
    }
    told: list[Row] = [
        {
            **r,
            "LOWER": ends.get((r["REF_AREA"], r["TIME_PERIOD"], "SCORE_LOWER")),
            "UPPER": ends.get((r["REF_AREA"], r["TIME_PERIOD"], "SCORE_UPPER")),
        }
        for r in rows
    ]
    return draw.trend(
        ask, "trajectories", w.t("index.over_time", name=w.node(top(ask))), FLOW, told, by="REF_AREA"
    )


def between(ask: Ask, chosen: list[str], since: str, to: str) -> Grid:
    """Scores of the index and its pillars in two years; whether the intervals part is said for the index."""
    w, lines = ask.words, []
    for area in chosen:
        for node in (top(ask), *pillars(ask)):
            old, new = (
                value(by_area(ask, "SCORE", since, node), area),
                value(by_area(ask, "SCORE", to, node), area),
            )
            change = None if old is None or new is None else new - old
            lines.append(
                (
                    Cell(w.area(area), area, ask.url(f"areas/{area}")),
                    Cell(w.node(node), node),
                    Cell(w.plain(old, decimals=1), old),
                    Cell(w.plain(new, decimals=1), new),
                    Cell(signed(ask, change), change),
                    Cell(significant(ask, area, node, since, to)),
                )
            )
    heads = columns(
        ("REF_AREA", w.t("col.REF_AREA")),
        ("NODE", w.t("index.node")),
        ("FROM", w.period(since), "number"),
        ("TO", w.period(to), "number"),
        ("CHANGE", w.t("index.change"), "number"),
        ("SIGNIFICANT", w.t("index.significant")),
    )
    return Grid("between", w.t("index.between", since=w.period(since), to=w.period(to)), heads, tuple(lines))


def signed(ask: Ask, change: float | None) -> str:
    """A change with its sign."""
    return (
        ask.words.t("absent")
        if change is None
        else ("+" if change > 0 else "") + ask.words.plain(change, decimals=1)
    )


def significant(ask: Ask, area: str, node: str, since: str, to: str) -> str:
    """Whether the intervals of two years part: a careful test that needs no more than the published intervals."""
    held = {
        (m, y): value(by_area(ask, m, y, node), area)
        for m in ("SCORE_LOWER", "SCORE_UPPER")
        for y in (since, to)
    }
    if any(v is None for v in held.values()):
        return ask.words.t("absent")
    up = (held["SCORE_LOWER", to] or 0) > (held["SCORE_UPPER", since] or 0)
    down = (held["SCORE_UPPER", to] or 0) < (held["SCORE_LOWER", since] or 0)
    return ask.words.t("index.rose" if up else "index.fell" if down else "index.unclear")


def framework(ask: Ask) -> Page:
    """The tree of the index: weights, units, goalposts."""
    w, tree = ask.words, ask.book.tree
    assert tree is not None
    lines = []
    for code, depth in _walk(ask, tree.top, 0):
        node = tree.nodes[code]
        leaf = not tree.children(code)
        lines.append(
            (
                Cell(
                    "\u2003" * depth + w.node(code),
                    code,
                    ask.url(f"indicators/{code}") if leaf and code in ask.book.programme.indicators else "",
                ),
                Cell(w.percent(tree.share(code), 1), tree.share(code)),
                Cell(w.unit_name(node.unit) if leaf else ""),
                Cell(w.t("index.less" if node.direction.startswith("-") else "index.more") if leaf else ""),
                Cell(node.lower),
                Cell(node.upper),
            )
        )
    heads = columns(
        ("NODE", w.t("index.node")),
        ("WEIGHT", w.t("index.weight"), "number"),
        ("UNIT_MEASURE", w.t("col.UNIT_MEASURE")),
        ("DIRECTION", w.t("index.direction")),
        ("LOWER", w.t("index.lower"), "number"),
        ("UPPER", w.t("index.upper"), "number"),
    )
    grid = Grid("framework", w.t("index.framework_caption"), heads, tuple(lines))
    return Page(
        "plain.html",
        w.t("index.framework"),
        "index",
        w.t("index.framework_lead"),
        {"lead": w.t("index.framework_lead")},
        (grid,),
    )


def _walk(ask: Ask, code: str, depth: int) -> list[tuple[str, int]]:
    tree = ask.book.tree
    below = tree.children(code) if tree else ()
    return [(code, depth), *(x for child in below for x in _walk(ask, child, depth + 1))]
