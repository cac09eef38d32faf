"""Horizontal bars, with intervals and a reference line; and stacked bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xinxiao.publish.charts import scales, svg
from xinxiao.publish.charts.svg import GRID, INK, MUTED, PALETTE, PAPER, STEPS, Frame, el, label

ROW = 26.0
DENSE = 17.0
MANY = 34
"""With more stacks than this they stand closer, so that a figure still fits a sheet of paper."""


@dataclass(frozen=True)
class Bar:
    """One bar; ``text`` is its value in words, ``colour`` a place in the palette."""

    name: str
    value: float
    text: str
    lower: float | None = None
    upper: float | None = None
    colour: int = 0


@dataclass(frozen=True)
class Part:
    """One part of a stacked bar."""

    name: str
    value: float


@dataclass(frozen=True)
class Stack:
    """One stacked bar; every stack has the same parts in the same order."""

    name: str
    parts: tuple[Part, ...]
    text: str = ""


def _columns(frame: Frame, names: Sequence[str], texts: Sequence[str]) -> tuple[float, float]:
    """Where bars begin and end: names left (at most 40 %), values right."""
    left = min(max((svg.width_of(n) for n in names), default=0.0), frame.width * 0.4) + 10
    return left, frame.width - max((svg.width_of(t) for t in texts), default=0.0) - 10


def bars(
    frame: Frame,
    rows: Sequence[Bar],
    *,
    rule: tuple[float, str] | None = None,
    unit: str = "",
    key: Sequence[str] = (),
) -> str:
    """Bars from zero, in the order given. ``rule`` is a vertical reference line with its words;
    ``key`` names the colours used."""
    left, right = _columns(frame, [r.name for r in rows], [r.text for r in rows])
    ends = [v for r in rows for v in (r.value, r.lower, r.upper) if v is not None]
    x = scales.nice([*ends, *([rule[0]] if rule else [])], left, right, base="zero", count=4)
    drawn, top = svg.legend([(_box(i, PALETTE), name) for i, name in enumerate(key)], frame.width)
    top += 22.0 if rule or unit else 4.0
    high = ROW if all(len(svg.fold(r.name, left - 9)) == 1 for r in rows) else ROW + 8
    bottom = top + high * len(rows)
    out = [drawn, label(0, top - 9, unit, fill=MUTED, font_size=12.0) if unit else ""]
    for i, row in enumerate(rows):
        out.append(_bar(row, x, top + high * i, left, high))
    out.append(el("line", x1=x(0), x2=x(0), y1=top, y2=bottom, stroke=INK, stroke_width=1))
    if rule:
        at = x(rule[0])
        out.append(
            el(
                "line",
                x1=at,
                x2=at,
                y1=top - 4,
                y2=bottom,
                stroke=INK,
                stroke_width=1.4,
                stroke_dasharray="3 3",
            )
        )
        anchor = "end" if at > frame.width * 0.6 else "start"
        out.append(label(at, top - 9, rule[1], text_anchor=anchor, font_size=12.0))
    return svg.document(frame, bottom + 6, *out)


def _bar(row: Bar, x: scales.Scale, y: float, left: float, high: float) -> str:
    # an interval must be seen on its bar: such bars are light
    colour = PALETTE[row.colour % len(PALETTE)] if row.lower is None else STEPS[2]
    a, b = sorted((x(0), x(row.value)))
    reach = max(b, x(row.upper) if row.upper is not None else b)
    mid = y + high / 2
    words = svg.fold(row.name, left - 9)
    out = [
        el("rect", x=a, y=mid - 8, width=max(b - a, 0.8), height=16, fill=colour),
        label(reach + 6, mid + 4, row.text, paint_order="stroke", stroke=PAPER, stroke_width=3),
    ]
    first = mid + 4 - 7.5 * (len(words) - 1)
    out += [label(0, first + 15 * i, line) for i, line in enumerate(words)]
    if row.lower is not None and row.upper is not None:
        low, top = x(row.lower), x(row.upper)
        path = f"M{low:.1f} {mid - 4:.1f}v8M{low:.1f} {mid:.1f}H{top:.1f}M{top:.1f} {mid - 4:.1f}v8"
        out.insert(1, el("path", d=path, stroke=INK, stroke_width=1.3, fill="none"))
    return "".join(out)


def stacks(frame: Frame, rows: Sequence[Stack], *, whole: float | None = None) -> str:
    """Stacked bars with a legend; ``whole`` fixes the full length (100 for shares). Parts below zero are stacked
    to the left of it."""
    parts = [p.name for p in rows[0].parts] if rows else []
    marks = [(_box(i), name) for i, name in enumerate(parts)]
    key, top = svg.legend(marks, frame.width)
    left, right = _columns(frame, [r.name for r in rows], [r.text for r in rows])
    below = min((_sum(r, -1.0) for r in rows), default=0.0)
    above = whole or max((_sum(r, 1.0) for r in rows), default=1.0) or 1.0
    x = scales.Scale(min(below, 0.0), above, left, right, ())
    high = ROW if len(rows) <= MANY else DENSE
    out = [key]
    for i, row in enumerate(rows):
        out.append(_stack(row, x, top + high * i, left, high))
    bottom = top + high * len(rows)
    out.insert(1, el("line", x1=x(0), x2=x(0), y1=top, y2=bottom, stroke=GRID, stroke_width=1))
    return svg.document(frame, bottom + 6, *out)


def _sum(row: Stack, sign: float) -> float:
    """The sum of the parts on one side of zero."""
    return sign * sum(max(sign * p.value, 0.0) for p in row.parts)


def _stack(row: Stack, x: scales.Scale, y: float, left: float, high: float) -> str:
    mid, ends = y + high / 2, {1.0: 0.0, -1.0: 0.0}
    out = [label(0, mid + 4, svg.clip(row.name, left - 9))]
    for j, part in enumerate(row.parts):
        side = 1.0 if part.value >= 0 else -1.0
        a, b = sorted((x(ends[side]), x(ends[side] + part.value)))
        out.append(_segment(j, a, mid - high * 0.35, b - a, high * 0.7))
        ends[side] += part.value
    out.append(label(x(ends[1.0]) + 6, mid + 4, row.text))
    return "".join(out)


SHADES = ("#14577d", "#e0a23c", "#4f8bad", "#b4540a", "#2f7d5b", "#c9b8d6", "#8a4a84", "#9aa3ad")


def _segment(index: int, x: float, y: float, width: float, height: float) -> str:
    """Neighbours are parted by a white line, so that they differ without colour."""
    return el(
        "rect",
        x=x,
        y=y,
        width=max(width, 0.0),
        height=height,
        fill=SHADES[index % len(SHADES)],
        stroke=PAPER,
        stroke_width=1,
    )


def _box(index: int, shades: Sequence[str] = SHADES) -> str:
    return el("rect", x=4, y=0, width=14, height=12, fill=shades[index % len(shades)])
