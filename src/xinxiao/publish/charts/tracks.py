"""Tracks through periods: a few named at their ends, all others as a background of thin lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xinxiao.publish.charts import scales, svg
from xinxiao.publish.charts.svg import GRID, MUTED, PALETTE, Frame, el, label

BACK = "#c9d0d8"
APART = 16.0
"""Names at the right stand at least so far apart."""

Values = Sequence[float | None]


@dataclass(frozen=True)
class Track:
    """One value a period, None where there is none; ``text`` follows the name at its end."""

    name: str
    values: tuple[float | None, ...]
    text: str = ""


def tracks(frame: Frame, times: Sequence[str], named: Sequence[Track], others: Sequence[Values] = ()) -> str:
    """Periods from left to right at equal distances; the last value of a track is where its name stands."""
    words = [f"{t.name} {t.text}".strip() for t in named]
    side = min(max((svg.width_of(w) for w in words), default=0.0) + 18, frame.width * 0.42)
    held = [v for line in (*(t.values for t in named), *others) for v in line if v is not None]
    bottom = max(300.0 if frame.width > 500 else 250.0, APART * (len(named) + 2))
    y = scales.nice(held, bottom, 12.0)
    left = 10 + max(svg.width_of(scales.plain(t, y.ticks)) for t in y.ticks)
    x = scales.Scale(0.0, max(len(times) - 1.0, 1.0), left + 10, frame.width - side, ())
    out = [_grid(t, y, left, frame.width - side) for t in y.ticks]
    out += _periods(times, x, bottom + 20)
    out.append(
        el("path", d="".join(_path(v, x, y) for v in others), fill="none", stroke=BACK, stroke_width=1)
    )
    ends = _spread([_end(t.values, y) for t in named], 8.0, bottom)
    for i, (track, at) in enumerate(zip(named, ends, strict=True)):
        out.append(_named(track, x, y, i, at))
        out.append(label(x.end + 14, at + 4.5, svg.clip(words[i], side - 16)))
    return svg.document(frame, bottom + 28, *out)


def _grid(tick: float, y: scales.Scale, left: float, right: float) -> str:
    at = y(tick)
    line = el("line", x1=left, x2=right, y1=at, y2=at, stroke=GRID, stroke_width=1)
    return line + label(left - 6, at + 4, scales.plain(tick, y.ticks), text_anchor="end", fill=MUTED)


def _periods(times: Sequence[str], x: scales.Scale, y: float) -> list[str]:
    """The words of the periods, from the last one backwards, as many as do not touch."""
    need = max((svg.width_of(t) for t in times), default=0.0) + 8
    every = max(1, -int(-need // max((x.end - x.start) / max(len(times) - 1, 1), 1.0)))
    shown = range(len(times) - 1, -1, -every)
    return [label(x(float(i)), y, times[i], text_anchor="middle", fill=MUTED) for i in shown]


def _path(values: Values, x: scales.Scale, y: scales.Scale) -> str:
    """A line through the values there are; a gap parts it."""
    out, pen = [], "M"
    for i, value in enumerate(values):
        if value is None:
            pen = "M"
            continue
        out.append(f"{pen}{x(float(i)):.1f} {y(value):.1f}")
        pen = "L"
    return "".join(out)


def _end(values: Values, y: scales.Scale) -> float:
    return next((y(v) for v in reversed(values) if v is not None), y.start)


def _named(track: Track, x: scales.Scale, y: scales.Scale, place: int, at: float) -> str:
    """Line, dots, and a thin lead to where the name stands; every second line is broken, not only of another colour."""
    colour = PALETTE[place % len(PALETTE)]
    dash = "6 3" if place % 2 else None
    held = [(i, v) for i, v in enumerate(track.values) if v is not None]
    line = el(
        "path", d=_path(track.values, x, y), fill="none", stroke=colour, stroke_width=2, stroke_dasharray=dash
    )
    dots = "".join(el("circle", cx=x(float(i)), cy=y(v), r=2.6, fill=colour) for i, v in held)
    if not held:
        return ""
    start = x(float(held[-1][0]))
    lead = f"M{start + 4:.1f} {y(held[-1][1]):.1f}L{x.end + 11:.1f} {at:.1f}"
    return line + dots + el("path", d=lead, fill="none", stroke=colour, stroke_width=0.8)


def _spread(places: Sequence[float], low: float, high: float) -> list[float]:
    """The places moved apart, in their order, as little as possible, and kept between the ends where they fit.

    Least squares by pooling neighbours that are too near (Ayer et al. 1955, isotonic regression).
    """
    order = sorted(range(len(places)), key=lambda i: places[i])
    pools: list[tuple[float, int]] = []
    for n, i in enumerate(order):
        mean, size = places[i] - APART * n, 1
        while pools and pools[-1][0] > mean:
            before, count = pools.pop()
            mean, size = (mean * size + before * count) / (size + count), size + count
        pools.append((mean, size))
    out = list(places)
    wanted = [mean for mean, size in pools for _ in range(size)]
    for n, (i, mean) in enumerate(zip(order, wanted, strict=True)):
        floor, ceiling = low, high - APART * (len(places) - 1)
        out[i] = max(floor, min(ceiling, mean)) + APART * n
    return out
