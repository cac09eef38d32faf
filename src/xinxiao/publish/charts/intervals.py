"""Dots with intervals: scores, ranks and shares that should not be read without their uncertainty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xinxiao.publish.charts import scales, svg
from xinxiao.publish.charts.svg import GRID, MUTED, PALETTE, Frame, el, label

ROW = 22.0


@dataclass(frozen=True)
class Dot:
    """One row: a dot at ``value``, a bar from ``lower`` to ``upper``; ``lead`` is written before the name."""

    name: str
    value: float
    text: str
    lower: float | None = None
    upper: float | None = None
    lead: str = ""
    colour: int = 0


def dots(
    frame: Frame, rows: Sequence[Dot], *, unit: str = "", direction: str = "up", base: str = "free"
) -> str:
    """Rows in the order given. ``direction="down"`` puts small values right (rank 1 is best)."""
    lead = max((svg.width_of(r.lead) for r in rows), default=0.0)
    names = min(max((svg.width_of(r.name) for r in rows), default=0.0), frame.width * 0.36)
    left = lead + names + (22 if lead else 14)
    right = frame.width - max((svg.width_of(r.text) for r in rows), default=0.0) - 14
    ends = [v for r in rows for v in (r.value, r.lower, r.upper) if v is not None]
    start, end = (left, right) if direction == "up" else (right, left)
    x = scales.nice(ends, start, end, count=4 if frame.width < 500 else 6, base=base)
    top, bottom = 40.0, 40.0 + ROW * len(rows)
    out = [label(0, 13, unit, fill=MUTED, font_size=12.0)] if unit else []
    for tick in x.ticks:
        at = x(tick)
        out.append(el("line", x1=at, x2=at, y1=top - 4, y2=bottom, stroke=GRID, stroke_width=1))
        out.append(
            label(at, top - 9, scales.plain(tick, x.ticks), text_anchor="middle", fill=MUTED, font_size=12.0)
        )
    for i, row in enumerate(rows):
        y = top + ROW * i
        out.append(_row(row, x, y, lead, names))
        out.append(label(frame.width, y + 15, row.text, text_anchor="end"))
    return svg.document(frame, bottom + 6, *out)


def _row(row: Dot, x: scales.Scale, y: float, lead: float, names: float) -> str:
    colour, mid = PALETTE[row.colour % len(PALETTE)], y + ROW / 2
    out = [label(lead, y + 15, row.lead, text_anchor="end", fill=MUTED)] if row.lead else []
    out.append(label(lead + (8 if lead else 0), y + 15, svg.clip(row.name, names + 1)))
    if row.lower is not None and row.upper is not None:
        a, b = sorted((x(row.lower), x(row.upper)))
        out.append(
            el(
                "line",
                x1=a,
                x2=b,
                y1=mid,
                y2=mid,
                stroke=colour,
                stroke_width=5,
                opacity=0.32,
                stroke_linecap="round",
            )
        )
    out.append(el("circle", cx=x(row.value), cy=mid, r=4.2, fill=colour))
    return "".join(out)
