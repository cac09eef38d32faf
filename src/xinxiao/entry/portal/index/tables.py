"""Tables of the index: the ranking, two years side by side, the framework."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xinxiao.entry.portal.figure_table import Cell, Grid, columns
from xinxiao.entry.portal.index import changes
from xinxiao.entry.portal.index.figures import notes_of
from xinxiao.entry.portal.index.scores import (
    by_area,
    pillars,
    rank_interval,
    signed,
    top,
    value,
    years,
)
from xinxiao.entry.portal.observed import observed
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.rows import Row
from xinxiao.entry.portal.tree import Tree


def ranking(request: PageRequest, told: list[dict[str, Any]], before: Mapping[str, Row], year: str) -> Grid:
    """The ranking as a table, with pillars and probabilities."""
    w, nodes = request.words, pillars(request)
    scores = {p: by_area(request, "SCORE", year, p) for p in nodes}
    rises = any(x["P_RISE"] is not None for x in told)
    lines = []
    for x in told:
        area = x["area"]
        cells = [*_standing(request, x), moved(request, x["RANK"], value(before, area))]
        cells += [Cell(w.chance(x["P_RISE"]), x["P_RISE"])] if rises else []
        cells += [score(request, scores[p].get(area)) for p in nodes]
        lines.append(tuple(cells))
    heads = columns(
        ("REF_AREA", w.column("REF_AREA")),
        ("RANK", w.t("index.rank"), "number"),
        ("RANK_INTERVAL", w.t("index.rank_interval"), "number"),
        ("SCORE", w.t("index.score"), "number"),
        ("MOVED", w.t("index.moved"), "number"),
        *((("P_RISE", w.t("index.rise"), "number"),) if rises else ()),
        *((p, w.t("index.score_of", name=w.node(p)), "number") for p in nodes),
    )
    notes = notes_of(request, [x["row"] for x in told], year)
    return Grid("table", w.t("index.caption", year=w.period(year)), heads, tuple(lines), notes)


def _standing(request: PageRequest, x: Mapping[str, Any]) -> list[Cell]:
    w = request.words
    return [
        Cell(w.area(x["area"]), x["area"], request.url(f"areas/{x['area']}")),
        Cell(w.plain(x["RANK"], decimals=0), x["RANK"], flags=tuple(w.flags(x["row"]))),
        Cell(rank_interval(request, x)),
        observed(request, "index", x["row"], w.plain(x["SCORE"], decimals=1)),
    ]


def score(request: PageRequest, row: Row | None) -> Cell:
    """The score of a node, or that none was computed."""
    w = request.words
    if row is None:
        return Cell(w.t("absence.not_computed"))
    return observed(request, "index", row, w.plain(row["OBS_VALUE"], decimals=1))


def moved(request: PageRequest, now: float | None, then: float | None) -> Cell:
    """The change of a rank in words: up two, down one, unchanged."""
    if now is None or then is None:
        return Cell(request.words.t("absence.not_applicable"))
    change = int(then - now)
    key = "up" if change > 0 else "down" if change < 0 else "same"
    return Cell(request.words.t(f"index.{key}", count=abs(change)), change)


def between(request: PageRequest, chosen: list[str], since: str, to: str) -> Grid:
    """Scores of the index and its pillars in two years; between neighbouring ones also whether the index itself
    changed significantly, of which the release holds the chance."""
    w, known = request.words, years(request)
    neighbours = to in known[1:] and known[known.index(to) - 1] == since
    lines: list[tuple[Cell, ...]] = []
    nodes = (top(request), *pillars(request))
    held = {(node, year): by_area(request, "SCORE", year, node) for node in nodes for year in (since, to)}
    for area in chosen:
        for node in nodes:
            old, new = value(held[node, since], area), value(held[node, to], area)
            change = None if old is None or new is None else new - old
            cells = (
                Cell(w.area(area), area, request.url(f"areas/{area}")),
                Cell(w.node(node), node),
                score(request, held[node, since].get(area)),
                score(request, held[node, to].get(area)),
                Cell(signed(request, change), change),
            )
            judged = (
                Cell(changes.word(request, area, to))
                if node == nodes[0]
                else Cell(w.t("absence.not_computed"))
            )
            lines.append((*cells, judged) if neighbours else cells)
    heads = columns(
        ("REF_AREA", w.column("REF_AREA")),
        ("NODE", w.t("index.node")),
        ("FROM", w.t("index.score_in", year=w.period(since)), "number"),
        ("TO", w.t("index.score_in", year=w.period(to)), "number"),
        ("CHANGE", w.t("index.change"), "number"),
        *((("SIGNIFICANT", w.t("index.significant")),) if neighbours else ()),
    )
    caption = w.t("index.between", since=w.period(since), to=w.period(to))
    return Grid("between", caption, heads, tuple(lines), says=w.t("index.judged"))


def framework(request: PageRequest, tree: Tree) -> Grid:
    """The tree of the index: weights, units, goalposts."""
    w = request.words
    lines = tuple(_node(request, tree, code, depth) for code, depth in _walk(tree, tree.top, 0))
    heads = columns(
        ("NODE", w.t("index.node")),
        ("WEIGHT", w.t("index.weight"), "number"),
        ("UNIT_MEASURE", w.column("UNIT_MEASURE")),
        ("DIRECTION", w.t("index.direction")),
        ("LOWER", w.t("index.lower"), "number"),
        ("UPPER", w.t("index.upper"), "number"),
    )
    return Grid("framework", w.t("index.framework_caption"), heads, lines)


def _node(request: PageRequest, tree: Tree, code: str, depth: int) -> tuple[Cell, ...]:
    w, node = request.words, tree.nodes[code]
    leaf = not tree.children(code)
    known = leaf and code in request.view.programme.indicators
    return (
        Cell("\u2003" * depth + w.node(code), code, request.url(f"indicators/{code}") if known else ""),
        Cell(w.percent(tree.share(code), 1), tree.share(code)),
        Cell(w.unit_name(node.unit) if leaf else ""),
        Cell(w.t("index.less" if node.direction.startswith("-") else "index.more") if leaf else ""),
        Cell(node.lower),
        Cell(node.upper),
    )


def _walk(tree: Tree, code: str, depth: int) -> list[tuple[str, int]]:
    return [(code, depth), *(x for child in tree.children(code) for x in _walk(tree, child, depth + 1))]
