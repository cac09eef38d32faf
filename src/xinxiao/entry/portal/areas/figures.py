"""Figures of a place: its pillars beside the median, and what its score is made of."""

from __future__ import annotations

from xinxiao.entry.portal import figures, provenance
from xinxiao.entry.portal.areas.standing import standing
from xinxiao.entry.portal.figure_table import Figure
from xinxiao.entry.portal.index import scores
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.rows import Row
from xinxiao.publish import charts


def pillars(request: PageRequest, code: str, year: str) -> Figure | None:
    """Scores of the pillars beside the median of all places."""
    w = request.words
    marks, rows, told = [], [], []
    for node in scores.pillars(request):
        own, median, rank, count = standing(request, code, year, node, "SCORE")
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
        request,
        "index",
        list(scores.by_area(request, "SCORE", year).values()),
        REF_AREA=code,
        TIME_PERIOD=year,
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


def contributions(request: PageRequest, code: str, year: str) -> Figure | None:
    """How many points of the score each indicator gives."""
    w, tree = request.words, request.tree
    rows = {
        r["INDICATOR"]: r for r in request.index_rows(REF_AREA=code, MEASURE="CONTRIBUTION", TIME_PERIOD=year)
    }
    leaves = [
        leaf
        for leaf in (tree.leaves(tree.top) if tree else ())
        if leaf in rows and rows[leaf]["OBS_VALUE"] is not None
    ]
    if not leaves:
        return None
    groups = scores.pillars(request)
    colour = {leaf: i for i, p in enumerate(groups) for leaf in (tree.leaves(p) if tree else ())}
    order = sorted(leaves, key=lambda leaf: (-rows[leaf]["OBS_VALUE"], leaf))
    bars = [
        charts.Bar(
            w.node(leaf),
            rows[leaf]["OBS_VALUE"],
            w.plain(rows[leaf]["OBS_VALUE"], decimals=1) + w.mark(rows[leaf]),
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
    notes = provenance.notes(request, "index", shown, REF_AREA=code, TIME_PERIOD=year, MEASURE="CONTRIBUTION")
    return Figure(
        "contributions",
        w.t("areas.contributions", year=w.period(year)),
        told,
        figures.raw(shown),
        lambda f: charts.bars(f, bars, key=[w.node(p) for p in groups]),
        notes,
    )
