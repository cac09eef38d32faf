"""A triangle of correlations: rows and columns are the same things, each pair stands once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xinxiao.publish.charts import svg
from xinxiao.publish.charts.svg import GRID, INK, MUTED, PAPER, Frame, el, label

SHADES = (
    "#b4540a",
    "#cd8350",
    "#e2b191",
    "#f3dccd",
    "#f3f5f7",
    "#d5e3ec",
    "#a3c3d6",
    "#5d97b8",
    "#14577d",
)
"""From -1 to 1 in nine classes; in the middle is "none to speak of"."""
LOW, TALL, HIGH = 16.0, 27.0, 30.0
"""Rows are never lower than their names, which take one line or two, and never higher than cells look well."""
WIDEST = 42.0
VALUES_FROM = 25.0
"""Cells at least so wide hold their number."""
GAP = 3.0


@dataclass(frozen=True)
class MatrixLine:
    """One thing: its name, its correlations with those before it, and whether a new group begins with it."""

    name: str
    values: tuple[float | None, ...]
    opens: bool = False


@dataclass(frozen=True)
class _Plan:
    """Where the cell on each step of the stairs stands, how large cells are, and the names, folded to fit."""

    steps: tuple[tuple[float, float], ...]
    wide: float
    high: float
    names: tuple[list[str], ...]


def matrix(frame: Frame, lines: Sequence[MatrixLine]) -> str:
    """The lower triangle. Things are numbered: a number stands at the row's name and at the head of its column,
    on the stairs, so that no name is turned."""
    key, top = _key()
    plan = _plan(frame, lines, top)
    cells: dict[str, list[str]] = {}
    texts = []
    for i, line in enumerate(lines):
        x, y = plan.steps[i]
        texts += _head(i, plan)
        for j, value in enumerate(line.values[:i]):
            x = plan.steps[j][0]
            spot = f"M{x:.1f} {y:.1f}h{plan.wide - 1:.1f}v{plan.high - 1:.1f}h-{plan.wide - 1:.1f}z"
            cells.setdefault(shade(value), []).append(spot)
            if plan.wide >= VALUES_FROM and value is not None:
                texts.append(_value(value, x + (plan.wide - 1) / 2, y + plan.high / 2 + 3.5))
    # one path for each shade: a matrix of forty things has 780 cells
    drawn = [el("path", d="".join(spots), fill=fill, **_edge(fill)) for fill, spots in sorted(cells.items())]
    bottom = plan.steps[-1][1] + plan.high if lines else top
    return svg.document(frame, bottom + 4, key, *drawn, *texts)


def _plan(frame: Frame, lines: Sequence[MatrixLine], top: float) -> _Plan:
    count = max(len(lines), 1)
    told = [f"{i + 1}  {line.name}" for i, line in enumerate(lines)]
    left = min(
        max((svg.width_of(t) for t in told), default=0.0) + 12, frame.width * (0.45 if count > 9 else 0.5)
    )
    gaps = sum(line.opens for line in lines[1:]) * GAP
    wide = min((frame.width - left - gaps - svg.width_of(str(count), 11) - 6) / count, WIDEST)
    folded = frame.width < 500 and any(svg.width_of(t) > left - 8 for t in told)
    high = min(max(TALL if folded else LOW, wide * 0.8), HIGH)
    steps, shift = [], 0.0
    for i, line in enumerate(lines):
        shift += GAP if line.opens and i else 0.0
        steps.append((left + shift + wide * i, top + shift + high * i))
    names = tuple(svg.fold(t, left - 8, lines=2 if folded else 1) for t in told)
    return _Plan(tuple(steps), wide, high, names)


def _head(place: int, plan: _Plan) -> list[str]:
    """The name of a row, and the number on the stairs."""
    x, y = plan.steps[place]
    words, mid = plan.names[place], y + plan.high / 2 + 4
    first = mid - 6.5 * (len(words) - 1)
    number = label(x + 2, mid, str(place + 1), font_size=11.0, fill=MUTED)
    return [number, *(label(0, first + 13 * i, word) for i, word in enumerate(words))]


def shade(value: float | None) -> str:
    """The colour of a correlation: nine classes around the quarters; no figure, no colour."""
    return PAPER if value is None else SHADES[max(0, min(8, round(value * 4) + 4))]


def _edge(fill: str) -> dict[str, object]:
    return {"stroke": GRID, "stroke_width": 1} if fill in (PAPER, SHADES[4]) else {}


def _value(value: float, x: float, y: float) -> str:
    words = f"{value:.2f}".replace("-", "\u2212")
    fill = PAPER if shade(value) in (SHADES[0], SHADES[-1]) else INK
    return label(x, y, words, text_anchor="middle", font_size=10.0, fill=fill)


def _key() -> tuple[str, float]:
    """The nine shades in a row, with the numbers they stand for; and its height."""
    out = [
        el("rect", x=26.0 * i, y=0.0, width=25.0, height=12.0, fill=fill, stroke=GRID, stroke_width=0.5)
        for i, fill in enumerate(SHADES)
    ]
    said = ("\u22121", "\u22120.5", "0", "0.5", "1")
    out += [
        label(52.0 * i + 12.5, 26.0, words, text_anchor="middle", font_size=11.0, fill=MUTED)
        for i, words in enumerate(said)
    ]
    return el("g", *out), 38.0
