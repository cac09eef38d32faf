"""What an index says: ranks with their intervals, scores, where they lie, what they are made of, how they moved."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from xinxiao.errors import ProgrammeFault
from xinxiao.index import Audit, Uncertainty
from xinxiao.index.analysis.decompose import contributions
from xinxiao.publish import charts
from xinxiao.publish.charts.tiles import classes, step_of
from xinxiao.publish.documents import cells
from xinxiao.publish.documents.document import Cell, Column, Figure, Section, Table
from xinxiao.publish.documents.voice import Voice, first

Array = NDArray[np.float64]
NAMED = 8
"""Tracks that are named; the others are a background."""


def results(made: Audit, voice: Voice, grid: Mapping[str, tuple[int, int]]) -> Section:
    """The last period first, then how it came about."""
    facts = voice.facts(("period", voice.period(made.time)), ("places", str(len(made.result.units))))
    return voice.section(
        "results",
        facts,
        _intervals(made.uncertainty, voice) if made.uncertainty else None,
        _ranking(made, voice),
        _map(made, voice, grid) if grid else None,
        _contributions(made, voice),
        _imputed(made, voice),
        _trajectories(made, voice) if len(made.result.times) > 1 else None,
    )


def last(made: Audit, code: str) -> Array:
    """Values (N,) of a node in the last period."""
    values: Array = made.result.of(code).reshape(-1, len(made.result.units))[-1]
    return values


def decimals(made: Audit) -> int:
    """Decimals that tell scores apart: one on a scale of tens, two on a narrow one."""
    scores = last(made, made.result.framework.top)
    known = scores[~np.isnan(scores)]
    return 2 if known.size and np.ptp(known) < 10 else 1


def by_rank(units: tuple[str, ...], rank: Array) -> list[int]:
    """Places of the units, best first, equal ranks by code, those without a rank last."""
    return sorted(range(len(units)), key=lambda i: (rank[i] != rank[i], rank[i], units[i]))


def _order(made: Audit) -> list[int]:
    ranks = made.result.rank_of(made.result.framework.top).reshape(-1, len(made.result.units))[-1]
    return by_rank(made.result.units, ranks)


def _intervals(doubt: Uncertainty, voice: Voice) -> Figure:
    """Ranks as published with median and interval, rank 1 at the right."""
    ranked = [i for i in by_rank(doubt.units, doubt.rank[-1]) if doubt.rank[-1, i] == doubt.rank[-1, i]]
    marks, rows = [], []
    for i in first(ranked):
        rank, middle, low, high = (
            float(a[-1, i]) for a in (doubt.rank, doubt.rank_median, doubt.rank_low, doubt.rank_high)
        )
        between = voice.span(cells.plain(low, 0), cells.plain(high, 0))
        marks.append(charts.Dot(voice.brief(doubt.units[i]), rank, between, low, high, mark=middle))
        rows.append(
            {
                "REF_AREA": doubt.units[i],
                "RANK": rank,
                "RANK_MEDIAN": middle,
                "RANK_LOWER": low,
                "RANK_UPPER": high,
            }
        )
    unit = voice.say("block.intervals.axis")
    key = tuple(voice.say(f"block.intervals.{sign}") for sign in ("dot", "bar", "mark"))
    return voice.figure(
        "intervals",
        tuple(rows),
        lambda frame: charts.dots(frame, marks, unit=unit, direction="down", key=key),
        total=len(ranked),
        time=voice.period(doubt.times[-1] if doubt.times else ""),
        level=cells.percent(doubt.level),
    )


def _ranking(made: Audit, voice: Voice) -> Table:
    """Rank, score, its interval, and the scores of the groups one level down."""
    result, doubt, digits = made.result, made.uncertainty, decimals(made)
    top, children = result.framework.top, result.framework.children_of(result.framework.top)
    ranks = result.rank_of(top).reshape(-1, len(result.units))[-1]
    scores = [last(made, code) for code in (top, *children)]
    place = {u: i for i, u in enumerate(doubt.units)} if doubt else {}
    ends = (doubt.score_low[-1], doubt.score_high[-1]) if doubt else ()
    lines = []
    for i in _order(made):
        unit = result.units[i]
        score, *parts = (cells.number(own[i], digits) for own in scores)
        between = (cells.number(e[place[unit]], digits) if unit in place else cells.GAP for e in ends)
        lines.append((voice.unit_cell(unit), cells.number(ranks[i], 0), score, *between, *parts))
    columns = (
        *voice.columns(ref_area="unit"),
        *voice.numbers("rank", "score", *(("score_low", "score_high") if doubt else ())),
        *(Column(c, voice.node(c), "number") for c in children),
    )
    time = voice.period(made.time)
    if doubt is None:
        return voice.table("ranking", columns, lines, time=time)
    return voice.table("ranking", columns, lines, says="level", time=time, level=cells.percent(doubt.level))


def _map(made: Audit, voice: Voice, grid: Mapping[str, tuple[int, int]]) -> Figure:
    """Scores on a grid of equal squares."""
    scores = dict(zip(made.result.units, last(made, made.result.framework.top).tolist(), strict=True))
    known = {u: s for u, s in sorted(scores.items()) if s == s and u in grid}
    bounds = classes(list(known.values()))
    words = {u: cells.plain(s, decimals(made)) for u, s in known.items()}
    tiles = [
        charts.Tile(
            voice.brief(unit),
            column,
            row,
            step_of(known[unit], bounds) if unit in known else None,
            words.get(unit, "–"),
        )
        for unit, (row, column) in sorted(grid.items())
    ]
    ends = [cells.plain(x, decimals(made)) for x in (min(known.values(), default=0.0), *bounds)]
    key = [voice.span(low, high) for low, high in itertools.pairwise(ends)]
    missing = voice.say("block.map.missing")
    return voice.figure(
        "map",
        tuple({"REF_AREA": unit, "SCORE": score} for unit, score in known.items()),
        lambda frame: charts.tiles(frame, tiles, key=key, missing=missing),
        time=voice.period(made.time),
    )


def _contributions(made: Audit, voice: Voice) -> Figure | None:
    """What each branch adds to each score; None where the method has no additive parts."""
    parts = _parts(made)
    if parts is None:
        return None
    units, score = made.result.units, last(made, made.result.framework.top)
    scored = [i for i in _order(made) if score[i] == score[i]]
    told = first(scored)
    stacks = [
        charts.Stack(
            voice.brief(units[i]),
            tuple(charts.Part(voice.node(b), float(own[i])) for b, own in parts.items()),
            cells.plain(float(score[i]), decimals(made)),
        )
        for i in told
    ]
    rows = tuple(
        {"REF_AREA": units[i], "NODE": b, "CONTRIBUTION": float(own[i])}
        for i in told
        for b, own in parts.items()
    )
    time, total = voice.period(made.time), len(scored)
    return voice.figure(
        "contributions", rows, lambda frame: charts.stacks(frame, stacks), total=total, time=time
    )


def _imputed(made: Audit, voice: Voice) -> Table | None:
    """Units whose score rests on values that were not observed, and for how much; None where there is none, or no parts."""
    result = made.result
    marks = result.imputed.reshape(-1, len(result.units), result.imputed.shape[-1])[-1]
    if not marks.any():
        return None
    try:
        parts = np.abs(contributions(result).reshape(-1, *marks.shape)[-1])
    except ProgrammeFault:
        return None
    whole = parts.sum(axis=1)
    shares = np.divide(
        np.where(marks, parts, 0.0).sum(axis=1), whole, out=np.zeros(len(whole)), where=whole > 0
    )
    codes = result.framework.indicator_codes
    lines = [
        (
            voice.unit_cell(result.units[i]),
            Cell(voice.say("word.comma").join(voice.node(codes[k]) for k in np.flatnonzero(marks[i]))),
            cells.chance(shares[i]),
        )
        for i in _order(made)
        if shares[i] > 0.0
    ]
    columns = voice.columns(ref_area="unit", imputed="long", imputed_share="number")
    if not lines:
        return None
    time = voice.period(made.time)
    return voice.table("imputed", columns, lines, time=time, count=len(lines), all=len(result.units))


def _parts(made: Audit) -> dict[str, Array] | None:
    """What each branch of the top adds to the scores (N,) of the last period."""
    result, tree = made.result, made.result.framework
    try:
        parts = contributions(result).reshape(-1, len(result.units), len(tree.indicators))[-1]
    except ProgrammeFault:
        return None
    return {
        branch: parts[:, [tree.position[leaf] for leaf in tree.leaves_of(branch)]].sum(axis=1)
        for branch in tree.children_of(tree.top)
    }


def _trajectories(made: Audit, voice: Voice) -> Figure:
    """Scores over the periods: the best of the last one by name, all others thin."""
    result = made.result
    scores = result.of(result.framework.top)
    lines = [
        tuple(None if v != v else float(v) for v in scores[:, i].tolist()) for i in range(len(result.units))
    ]
    best = [i for i in _order(made) if not np.isnan(scores[-1, i])][:NAMED]
    named = [
        charts.Track(
            voice.brief(result.units[i]), lines[i], cells.plain(float(scores[-1, i]), decimals(made))
        )
        for i in best
    ]
    others = [line for i, line in enumerate(lines) if i not in best]
    rows = tuple(
        {"REF_AREA": unit, "TIME_PERIOD": time, "SCORE": value}
        for unit, line in zip(result.units, lines, strict=True)
        for time, value in zip(result.times, line, strict=True)
    )
    times = [voice.period(t) for t in result.times]
    says = "says" if others else "whole"
    return voice.figure(
        "trajectories",
        rows,
        lambda frame: charts.tracks(frame, times, named, others),
        says=says,
        count=len(best),
    )
