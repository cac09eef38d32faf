"""A sparkline: the shape of a series, in a line of text or a table cell (Tufte 2006)."""

from __future__ import annotations

from collections.abc import Sequence

from xinxiao.publish.charts import scales
from xinxiao.publish.charts.svg import MUTED, PALETTE, el


def spark(points: Sequence[tuple[float, float]], *, width: int = 96, height: int = 26) -> str:
    """A line without axes and a dot at the end; hidden from readers of the page's text, which says the values."""
    if not points:
        return ""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    x = scales.Scale(min(xs), max(xs) if max(xs) > min(xs) else min(xs) + 1, 3, width - 5, ())
    y = scales.Scale(min(ys), max(ys) if max(ys) > min(ys) else min(ys) + 1, height - 4, 4, ())
    path = "M" + "L".join(f"{x(a):.1f} {y(b):.1f}" for a, b in points)
    last = points[-1]
    return el(
        "svg",
        el("path", d=path, fill="none", stroke=MUTED, stroke_width=1.4),
        el("circle", cx=x(last[0]), cy=y(last[1]), r=2.6, fill=PALETTE[0]),
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        class_="spark",
        aria_hidden="true",
        focusable="false",
    )
