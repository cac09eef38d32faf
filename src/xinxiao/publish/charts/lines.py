"""Lines over time: with intervals, gaps where figures are missing, and single points that no line joins."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from xinxiao.publish.charts import scales, svg
from xinxiao.publish.charts.svg import GRID, INK, MUTED, PALETTE, PAPER, Frame, el, label

Style = Literal["line", "dashed", "points"]


@dataclass(frozen=True)
class Point:
    """A value at a time (decimal years); ``text`` is written beside the mark when there is room."""

    x: float
    y: float
    lower: float | None = None
    upper: float | None = None
    text: str = ""


@dataclass(frozen=True)
class Series:
    """Points in time order. Points more than ``reach`` years apart are joined by a thin dotted line only."""

    name: str
    points: tuple[Point, ...]
    style: Style = "line"
    colour: int = 0
    reach: float = 1.01


def lines(
    frame: Frame,
    series: Sequence[Series],
    *,
    unit: str = "",
    base: str = "zero",
    height: int = 0,
    rule: tuple[float, str] | None = None,
) -> str:
    """A chart of one or more series on one axis of one unit. ``rule`` is a horizontal line with its words."""
    drawn = [s for s in series if s.points]
    key, top = svg.legend([(_mark(s), s.name) for s in drawn], frame.width) if len(drawn) > 1 else ("", 0.0)
    bottom = top + 18 + (height or (300 if frame.width > 500 else 230))
    ys = [v for s in drawn for p in s.points for v in (p.y, p.lower, p.upper) if v is not None]
    y = scales.nice([*ys, *([rule[0]] if rule else [])], bottom - 26, top + 26, base=base)
    left = 8 + max(svg.width_of(scales.plain(t, y.ticks)) for t in y.ticks)
    xs = [p.x for s in drawn for p in s.points] or [0.0, 1.0]
    pad = 22 if frame.width > 500 else 16
    x = scales.Scale(
        min(xs), max(xs) if max(xs) > min(xs) else min(xs) + 1, left + pad, frame.width - pad - 6, ()
    )
    body = [
        key,
        _axes(x, y, left, frame.width, unit, top),
        *(_rule(rule, y, left, frame.width) if rule else []),
    ]
    body += [_draw(s, x, y) for s in drawn]
    body += [_texts(s, x, y, frame.width) for s in drawn]
    return svg.document(frame, bottom, *body)


def _axes(x: scales.Scale, y: scales.Scale, left: float, width: int, unit: str, top: float) -> str:
    out = [label(0, top + 12, unit, fill=MUTED, font_size=12.0)] if unit else []
    for tick in y.ticks:
        at = y(tick)
        out.append(
            el(
                "line",
                x1=left,
                x2=float(width),
                y1=at,
                y2=at,
                stroke=INK if tick == 0 else GRID,
                stroke_width=1,
            )
        )
        out.append(label(left - 6, at + 4, scales.plain(tick, y.ticks), text_anchor="end", fill=MUTED))
    first, last = round(x.low + 0.499), int(x.high + 1e-9)
    every = max(1, round((last - first + 1) * 42 / max(x.end - x.start, 1) + 0.35))
    for year in range(last, first - 1, -every):
        out.append(label(x(year), y.start + 20, str(year), text_anchor="middle", fill=MUTED))
    return "".join(out)


def _rule(rule: tuple[float, str], y: scales.Scale, left: float, width: int) -> list[str]:
    at = y(rule[0])
    line = el(
        "line", x1=left, x2=float(width), y1=at, y2=at, stroke=INK, stroke_width=1.2, stroke_dasharray="2 3"
    )
    words = svg.clip(rule[1], width - left - 8, 12)
    return [line, label(left + 4, at - 5, words, font_size=12.0, fill=INK, **_halo())]


def _halo() -> dict[str, object]:
    return {"paint_order": "stroke", "stroke": PAPER, "stroke_width": 3, "stroke_linejoin": "round"}


def _mark(s: Series) -> str:
    colour = PALETTE[s.colour % len(PALETTE)]
    dot = _shape(s, 11, 6)
    if s.style == "points":
        return dot
    dash = "5 4" if s.style == "dashed" else None
    return el("line", x1=0, x2=22, y1=6, y2=6, stroke=colour, stroke_width=2, stroke_dasharray=dash) + dot


def _shape(s: Series, x: float, y: float) -> str:
    """Series differ by the shape of their marks too, not only by colour."""
    colour, kind = PALETTE[s.colour % len(PALETTE)], s.colour % 4
    paint: dict[str, object] = {
        "fill": colour if s.style != "dashed" else PAPER,
        "stroke": colour,
        "stroke_width": 1.5,
    }
    if kind == 0:
        return el("circle", cx=float(x), cy=float(y), r=3.2, **paint)
    if kind == 1:
        return el("rect", x=x - 3, y=y - 3, width=6.0, height=6.0, **paint)
    if kind == 2:
        return el("path", d=f"M{x:.1f} {y - 4:.1f}l4 7h-8z", **paint)
    return el("path", d=f"M{x:.1f} {y - 4.4:.1f}l4.2 4.4l-4.2 4.4l-4.2-4.4z", **paint)


def _draw(s: Series, x: scales.Scale, y: scales.Scale) -> str:
    colour = PALETTE[s.colour % len(PALETTE)]
    out = [_interval(p, x, y, colour) for p in s.points if p.lower is not None and p.upper is not None]
    if s.style != "points":
        for a, b in zip(s.points, s.points[1:], strict=False):
            near = b.x - a.x <= s.reach
            dash = None if near and s.style == "line" else "5 4" if near else "1 4"
            ends = {"x1": x(a.x), "y1": y(a.y), "x2": x(b.x), "y2": y(b.y)}
            out.append(
                el("line", **ends, stroke=colour, stroke_width=2 if near else 1.4, stroke_dasharray=dash)
            )
    return "".join(out) + "".join(_shape(s, x(p.x), y(p.y)) for p in s.points)


def _interval(p: Point, x: scales.Scale, y: scales.Scale, colour: str) -> str:
    at, low, high = x(p.x), y(p.lower or 0.0), y(p.upper or 0.0)
    path = f"M{at - 4:.1f} {low:.1f}h8M{at:.1f} {low:.1f}V{high:.1f}M{at - 4:.1f} {high:.1f}h8"
    return el("path", d=path, stroke=colour, stroke_width=1.3, fill="none", opacity=0.75)


def _texts(s: Series, x: scales.Scale, y: scales.Scale, width: int) -> str:
    """Write values over marks: all when they fit, else only the last one."""
    told = [p for p in s.points if p.text]
    room = min((x(b.x) - x(a.x) for a, b in itertools.pairwise(told)), default=99.0)
    widest = max((svg.width_of(p.text, 12) for p in told), default=0.0)
    if room < widest + 4:
        told = told[-1:]
    out = []
    for p in told:
        half = svg.width_of(p.text, 12) / 2
        at = min(x(p.x), width - half - 1)
        out.append(
            label(
                at,
                y(p.upper if p.upper is not None else p.y) - 8,
                p.text,
                text_anchor="middle",
                font_size=12.0,
                **_halo(),
            )
        )
    return "".join(out)
