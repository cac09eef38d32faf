"""Charts of an audit as SVG: declared with Altair, drawn by vl-convert (offline, no browser)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import numpy as np
import vl_convert

from xinxiao.errors import ProgrammeFault
from xinxiao.index.analysis.audit import Audit
from xinxiao.index.analysis.decompose import contributions
from xinxiao.index.weights.framework import effective_weights
from xinxiao.publish.charts.svg import FONT, PALETTE, Frame
from xinxiao.publish.charts.tiles import Tile, classes, step_of, tiles

Names = Mapping[str, str]
_UNITS_SHOWN = 60
_LINES_SHOWN = 8


def _svg(chart: Any) -> str:
    """The chart as SVG text, in the product's type and colours."""
    styled = chart.configure(font=FONT).configure_view(stroke=None).configure_range(category=list(PALETTE))
    return str(vl_convert.vegalite_to_svg(styled.to_dict()))


def _rows(rows: Sequence[Mapping[str, Any]]) -> Any:
    return alt.InlineData(values=list(rows))


def framework_chart(made: Audit, names: Names) -> str:
    """The tree as nested bands: width = share of the index, one row per level."""
    framework = made.result.framework
    shares = effective_weights(framework, made.result.weights)
    start = {framework.top: 0.0}
    for group in reversed(framework.groups):
        at = start[group.code]
        for child in group.children:
            start[child] = at
            at += shares[child]
    levels = framework.levels
    rows: list[dict[str, Any]] = [
        {
            "name": names[c],
            "x": start[c],
            "x2": start[c] + shares[c],
            "y": levels - framework.node(c).level,
            "y2": levels - framework.node(c).level + 0.94,
            "share": shares[c],
            "pillar": _branch(made, c),
        }
        for c in framework.codes
    ]
    base = alt.Chart(_rows(rows)).encode(
        x=alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, 1])),
        x2="x2:Q",
        y=alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[levels, 0])),
        y2="y2:Q",
    )
    boxes = base.mark_rect(stroke="white").encode(color=alt.Color("pillar:N", legend=None))
    words = [r | {"mid": (r["x"] + r["x2"]) / 2, "middle": r["y"] + 0.5} for r in rows if r["share"] >= 0.08]
    text = (
        alt.Chart(_rows(words))
        .mark_text(color="white", limit=110, fontSize=10)
        .encode(x=alt.X("mid:Q", axis=None), y=alt.Y("middle:Q", axis=None), text="name:N")
    )
    return _svg((boxes + text).properties(width=680, height=44 * levels))


def _branch(made: Audit, code: str) -> str:
    framework = made.result.framework
    while framework.node(code).parent and framework.node(code).parent != framework.top:
        code = framework.node(code).parent
    return code


def ranking_chart(made: Audit, names: Names) -> str:
    """Units by rank with the interval of their rank; at most 60, the best ones."""
    found = made.uncertainty
    if found is None:
        return ""
    rows: list[dict[str, Any]] = [
        {
            "unit": names[u],
            "rank": float(found.rank[-1, i]),
            "low": float(found.rank_low[-1, i]),
            "high": float(found.rank_high[-1, i]),
            "median": float(found.rank_median[-1, i]),
        }
        for i, u in enumerate(found.units)
        if not np.isnan(found.rank[-1, i])
    ]
    rows = sorted(rows, key=lambda r: (r["rank"], r["unit"]))[:_UNITS_SHOWN]
    order = [r["unit"] for r in rows]
    y = alt.Y("unit:N", sort=order, title=None, axis=alt.Axis(labelLimit=140))
    base = alt.Chart(_rows(rows)).encode(y=y)
    bars = base.mark_rule(strokeWidth=5, color="#bfd5e2").encode(
        x=alt.X("low:Q", title=None, scale=alt.Scale(domain=[1, len(found.units)])), x2="high:Q"
    )
    dots = base.mark_point(filled=True, size=42, color=PALETTE[0], opacity=1).encode(x="rank:Q")
    middle = base.mark_tick(color=PALETTE[1], thickness=2, height=10).encode(x="median:Q")
    return _svg((bars + dots + middle).properties(width=520, height=15 * len(rows)))


def correlation_chart(made: Audit, codes: Sequence[str], names: Names) -> str:
    """Heat map of the correlations between the given nodes."""
    place = made.result.framework.position
    rows = [
        {"a": names[a], "b": names[b], "r": _number(made.correlations.coefficients[place[a], place[b]])}
        for a in codes
        for b in codes
    ]
    order = [names[c] for c in codes]
    side = max(14, min(34, 560 // max(len(codes), 1)))
    base = alt.Chart(_rows(rows)).encode(
        x=alt.X("a:N", sort=order, title=None, axis=alt.Axis(labelAngle=-60, labelLimit=130)),
        y=alt.Y("b:N", sort=order, title=None, axis=alt.Axis(labelLimit=150)),
    )
    cells = base.mark_rect().encode(
        color=alt.Color(
            "r:Q", title="r", scale=alt.Scale(domain=[-1, 0, 1], range=["#b4540a", "#ffffff", "#14577d"])
        )
    )
    if side < 24:
        return _svg(cells.properties(width=side * len(codes), height=side * len(codes)))
    text = base.mark_text(fontSize=9).encode(
        text=alt.Text("r:Q", format=".2f"),
        color=alt.condition("abs(datum.r) > 0.6", alt.value("white"), alt.value("#1b2430")),
    )
    return _svg((cells + text).properties(width=side * len(codes), height=side * len(codes)))


def contribution_chart(made: Audit, names: Names) -> str:
    """Stacked bars: what each branch contributes to each unit's index; '' where the method has none."""
    result = made.result
    try:
        parts = contributions(result)
    except ProgrammeFault:
        return ""
    last = parts.reshape(-1, len(result.units), parts.shape[-1])[-1]
    score = last.sum(axis=1)
    order = [i for i in np.argsort(-score, kind="stable").tolist() if score[i] == score[i]][:_UNITS_SHOWN]
    branches = result.framework.children_of(result.framework.top)
    leaves = {b: [result.framework.position[c] for c in result.framework.leaves_of(b)] for b in branches}
    rows = [
        {
            "unit": names[result.units[i]],
            "branch": names[b],
            "value": float(last[i, leaves[b]].sum()),
            "order": j,
        }
        for i in order
        for j, b in enumerate(branches)
    ]
    chart = (
        alt.Chart(_rows(rows))
        .mark_bar(height=9)
        .encode(
            y=alt.Y(
                "unit:N",
                sort=[names[result.units[i]] for i in order],
                title=None,
                axis=alt.Axis(labelLimit=140),
            ),
            x=alt.X("sum(value):Q", title=None),
            color=alt.Color(
                "branch:N",
                sort=[names[b] for b in branches],
                title=None,
                legend=alt.Legend(orient="top", columns=3, labelLimit=220),
            ),
            order="order:Q",
        )
    )
    return _svg(chart.properties(width=520, height=15 * len(order)))


def trajectory_chart(made: Audit, names: Names) -> str:
    """Scores over the periods: all units thin, the eight best of the last period in colour."""
    result = made.result
    if len(result.times) < 2:
        return ""
    scores = result.of(result.framework.top)
    best = [int(i) for i in np.argsort(-np.nan_to_num(scores[-1], nan=-np.inf), kind="stable")[:_LINES_SHOWN]]
    rows = [
        {"unit": names[u], "time": t, "score": _number(scores[j, i]), "best": i in best}
        for i, u in enumerate(result.units[:400])
        for j, t in enumerate(result.times)
    ]
    x = alt.X("time:O", title=None, axis=alt.Axis(labelAngle=0))
    y = alt.Y("score:Q", title=None, scale=alt.Scale(zero=False))
    back = (
        alt.Chart(_rows([r for r in rows if not r["best"]]))
        .mark_line(color="#dfe3e8", strokeWidth=1)
        .encode(x=x, y=y, detail="unit:N")
    )
    front = (
        alt.Chart(_rows([r for r in rows if r["best"]]))
        .mark_line(point=True)
        .encode(
            x=x,
            y=y,
            color=alt.Color(
                "unit:N",
                sort=[names[result.units[i]] for i in best],
                title=None,
                scale=alt.Scale(scheme="tableau10"),
            ),
        )
    )
    return _svg((back + front).properties(width=560, height=300))


def sensitivity_chart(made: Audit, words: tuple[str, str], names: Names) -> str:
    """First and total order of each assumption with intervals; ``words`` name the two."""
    found = made.uncertainty.sensitivity if made.uncertainty else None
    if found is None:
        return ""
    rows = []
    for i, name in enumerate(found.names):
        for word, value, low, high in (
            (words[0], found.first[i], found.first_low[i], found.first_high[i]),
            (words[1], found.total[i], found.total_low[i], found.total_high[i]),
        ):
            rows.append(
                {
                    "name": names[name],
                    "kind": word,
                    "value": float(value),
                    "low": float(low),
                    "high": float(high),
                }
            )
    base = alt.Chart(_rows(rows)).encode(
        y=alt.Y("name:N", sort=[names[n] for n in found.names], title=None, axis=alt.Axis(labelLimit=220)),
        yOffset=alt.YOffset("kind:N", sort=list(words)),
    )
    bars = base.mark_bar().encode(
        x=alt.X("value:Q", title=None),
        color=alt.Color("kind:N", sort=list(words), title=None, legend=alt.Legend(orient="top")),
    )
    spans = base.mark_rule(color="#1b2430").encode(x="low:Q", x2="high:Q")
    return _svg((bars + spans).properties(width=460, height=44 * len(found.names)))


def tile_map(made: Audit, grid: Mapping[str, tuple[int, int]], names: Names, title: str) -> str:
    """Scores of the last period on a grid of equal squares; ``grid``: unit -> (row, column)."""
    result = made.result
    scores = result.of(result.framework.top).reshape(-1, len(result.units))[-1]
    known = [float(s) for s in scores if s == s]
    bounds = classes(known)
    place = {u: i for i, u in enumerate(result.units)}
    squares = []
    for unit, (row, column) in sorted(grid.items()):
        score = float(scores[place[unit]]) if unit in place else float("nan")
        lacking = score != score
        squares.append(
            Tile(
                names.get(unit, unit),
                column,
                row,
                None if lacking else step_of(score, bounds),
                "" if lacking else f"{score:.1f}",
            )
        )
    return tiles(Frame("tile-map", title, title), squares, key=[f"<= {b:.1f}" for b in bounds])


def _number(value: float) -> float | None:
    return None if value != value else round(float(value), 6)
