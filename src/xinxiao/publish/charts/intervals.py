"""Dots with intervals: scores, ranks and shares that should not be read without their uncertainty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xinxiao.publish.charts import scales, svg
from xinxiao.publish.charts.svg import GRID, INK, MUTED, PALETTE, PAPER, Frame, el, label

ROW = 22.0
DENSE = 16.0
MANY = 40
"""With more rows than this they stand closer, so that a figure still fits a sheet of paper."""


@dataclass(frozen=True)
class Dot:
    """One row: a dot at ``value``, a bar from ``lower`` to ``upper``, a stroke at ``mark`` (a median, a target);
    ``lead`` is written before the name."""

    name: str
    value: float
    text: str
    lower: float | None = None
    upper: float | None = None
    lead: str = ""
    colour: int = 0
    mark: float | None = None


def dots(
    frame: Frame,
    rows: Sequence[Dot],
    *,
    unit: str = "",
    direction: str = "up",
    base: str = "free",
    key: Sequence[str] = (),
) -> str:
    """Rows in the order given. ``direction="down"`` is an axis of ranks: 1, the best, at the right. ``key`` says
    what dot, bar and stroke are."""
    lead = max((svg.width_of(r.lead) for r in rows), default=0.0)
    names = min(max((svg.width_of(r.name) for r in rows), default=0.0), frame.width * 0.4)
    left = lead + names + (22 if lead else 14)
    right = frame.width - max((svg.width_of(r.text) for r in rows), default=0.0) - 14
    ends = [v for r in rows for v in (r.value, r.lower, r.upper, r.mark) if v is not None]
    count = 4 if frame.width < 500 else 6
    if direction == "down":
        x = scales.ranks(max(ends, default=1.0), right, left, count=count)
    else:
        x = scales.nice(ends, left, right, count=count, base=base)
    drawn, above = svg.legend(list(zip(_signs(), key, strict=False)), frame.width)
    folded = len(rows) <= MANY and any(svg.width_of(r.name) > names + 1 for r in rows)
    high = DENSE if len(rows) > MANY else ROW + 8 if folded else ROW
    top = above + 40.0
    bottom = top + high * len(rows)
    out = [drawn, label(0, above + 13, unit, fill=MUTED, font_size=12.0) if unit else ""]
    out += [_tick(x(t), scales.plain(t, x.ticks), top, bottom) for t in x.ticks]
    for i, row in enumerate(rows):
        y = top + high * (i + 0.5)
        out.append(_row(row, x, y, lead, svg.fold(row.name, names + 1, lines=2 if folded else 1)))
        out.append(label(frame.width, y + 4, row.text, text_anchor="end"))
    return svg.document(frame, bottom + 6, *out)


def _tick(x: float, words: str, top: float, bottom: float) -> str:
    line = el("line", x1=x, x2=x, y1=top - 4, y2=bottom, stroke=GRID, stroke_width=1)
    return line + label(x, top - 9, words, text_anchor="middle", fill=MUTED, font_size=12.0)


def _row(row: Dot, x: scales.Scale, y: float, lead: float, words: list[str]) -> str:
    colour = PALETTE[row.colour % len(PALETTE)]
    out = [label(lead, y + 4, row.lead, text_anchor="end", fill=MUTED)] if row.lead else []
    first = y + 4 - 7 * (len(words) - 1)
    out += [label(lead + (8 if lead else 0), first + 14 * i, word) for i, word in enumerate(words)]
    if row.lower is not None and row.upper is not None:
        out.append(_band(x(row.lower), x(row.upper), y, colour))
    if row.mark is not None:
        out.append(_stroke(x(row.mark), y))
    out.append(_dot(x(row.value), y, colour))
    return "".join(out)


def _band(a: float, b: float, y: float, colour: str) -> str:
    paint: dict[str, object] = {
        "stroke": colour,
        "stroke_width": 5,
        "opacity": 0.32,
        "stroke_linecap": "round",
    }
    return el("line", x1=a, x2=b, y1=y, y2=y, **paint)


def _dot(x: float, y: float, colour: str) -> str:
    return el("circle", cx=x, cy=y, r=4.2, fill=colour)


def _stroke(x: float, y: float) -> str:
    return el("rect", x=x - 1.5, y=y - 6.5, width=3.0, height=13.0, fill=INK, stroke=PAPER, stroke_width=0.8)


def _signs() -> tuple[str, str, str]:
    """Dot, bar and stroke as they stand in a legend."""
    return _dot(11.0, 6.0, PALETTE[0]), _band(3.0, 19.0, 6.0, PALETTE[0]), _stroke(11.0, 6.0)
