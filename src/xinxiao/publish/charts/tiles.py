"""The tile-grid map: one equal square a place, no boundary drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xinxiao.publish.charts import svg
from xinxiao.publish.charts.svg import INK, MUTED, PAPER, STEPS, Frame, el, label


@dataclass(frozen=True)
class Tile:
    """One place at ``column``, ``row``; ``step`` 0..4 is its class, None where there is no figure."""

    name: str
    column: int
    row: int
    step: int | None
    text: str


def classes(values: Sequence[float], count: int = 5) -> tuple[float, ...]:
    """Upper bounds of ``count`` classes with about equally many places each (quantiles, type 7)."""
    ordered = sorted(values)
    if not ordered:
        return ()
    bounds = []
    for i in range(1, count):
        at = (len(ordered) - 1) * i / count
        low = int(at)
        high = min(low + 1, len(ordered) - 1)
        bounds.append(ordered[low] + (ordered[high] - ordered[low]) * (at - low))
    return (*bounds, ordered[-1])


def step_of(value: float, bounds: Sequence[float]) -> int:
    """The class of ``value``: the first whose upper bound it does not pass."""
    return next((i for i, bound in enumerate(bounds) if value <= bound), len(bounds) - 1)


def tiles(frame: Frame, places: Sequence[Tile], *, key: Sequence[str] = (), missing: str = "") -> str:
    """The grid with a legend: ``key`` words for each class, ``missing`` for places without a figure."""
    columns = 1 + max((t.column for t in places), default=0) - min((t.column for t in places), default=0)
    first = min((t.column for t in places), default=0)
    top_row = min((t.row for t in places), default=0)
    side = min(frame.width / columns, 58.0)
    left = (frame.width - side * columns) / 2
    marks = [(_swatch(STEPS[i]), words) for i, words in enumerate(key)]
    if missing and any(t.step is None for t in places):
        marks.append((_swatch(PAPER), missing))
    legend, top = svg.legend(marks, frame.width, 0)
    top += 6 if marks else 0
    out = [legend]
    for tile in places:
        out.append(_tile(tile, left + (tile.column - first) * side, top + (tile.row - top_row) * side, side))
    rows = 1 + max((t.row for t in places), default=0) - top_row
    return svg.document(frame, top + rows * side + 2, *out)


def _tile(tile: Tile, x: float, y: float, side: float) -> str:
    dark = tile.step is not None and tile.step >= 3
    ink = PAPER if dark else INK
    fill = STEPS[tile.step] if tile.step is not None else PAPER
    size = min(13.0, side * 0.3)
    fitting = max(size * min(1.0, (side - 3) / max(svg.width_of(tile.name, size), 1.0)), min(size, 9.0))
    words = svg.clip(tile.name, side - 3, fitting)
    return el(
        "g",
        el(
            "rect",
            x=x + 1,
            y=y + 1,
            width=side - 2,
            height=side - 2,
            fill=fill,
            stroke=MUTED if tile.step is None else fill,
        ),
        label(x + side / 2, y + side * 0.46, words, text_anchor="middle", fill=ink, font_size=fitting),
        label(x + side / 2, y + side * 0.8, tile.text, text_anchor="middle", fill=ink, font_size=size * 0.86),
    )


def _swatch(fill: str) -> str:
    return el("rect", x=2, y=-1, width=20, height=13, fill=fill, stroke=MUTED, stroke_width=0.5)
