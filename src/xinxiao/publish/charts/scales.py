"""Linear scales with round ticks."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """Maps ``low..high`` onto ``start..end`` px; ``ticks`` are round values inside."""

    low: float
    high: float
    start: float
    end: float
    ticks: tuple[float, ...]

    def __call__(self, value: float) -> float:
        """The place of ``value`` in px."""
        span = (self.high - self.low) or 1.0
        return self.start + (value - self.low) / span * (self.end - self.start)


def step_for(span: float, count: int) -> float:
    """The round step (1, 2, 2.5 or 5 times a power of ten) that cuts ``span`` in about ``count``."""
    if span <= 0:
        return 1.0
    raw = span / max(count, 1)
    power = 10.0 ** math.floor(math.log10(raw))
    return next(power * m for m in (1, 2, 2.5, 5, 10) if power * m >= raw * 0.999)


def nice(values: list[float], start: float, end: float, *, count: int = 5, base: str = "free") -> Scale:
    """A scale over ``values`` whose ends are ticks. ``base="zero"`` takes zero in."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    if base == "zero":
        low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        low, high = (
            (low - abs(low) * 0.1 - 0.5, high + abs(high) * 0.1 + 0.5)
            if base == "free"
            else (
                min(low, 0.0),
                max(high, 1.0),
            )
        )
    step = step_for(high - low, count)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    ticks = tuple(round(i * step, 10) for i in range(first, last + 1))
    return Scale(ticks[0], ticks[-1], start, end, ticks)


def ranks(last: float, start: float, end: float, *, count: int = 5) -> Scale:
    """A scale of ranks from 1 at ``start`` to ``last`` at ``end``: there is no rank 0, and 1 is a tick."""
    last = max(last, 2.0)
    step = max(step_for(last - 1, count), 1.0)
    step = float(math.ceil(step))
    ticks = [
        1.0,
        *(step * i for i in range(1, int(last / step) + 1) if step * i - 1 >= step / 2 and step * i > 1),
    ]
    return Scale(1.0, last, start, end, tuple(ticks))


def plain(value: float, ticks: tuple[float, ...]) -> str:
    """A tick's words, with the decimals that its step needs and thousands apart."""
    step = min((b - a for a, b in itertools.pairwise(ticks)), default=1.0)
    decimals = max(0, min(4, -math.floor(math.log10(step) + 1e-9))) if step < 1 else 0
    if step >= 1 and step != int(step):
        decimals = 1
    if 0 < step < 1 and round(step, decimals) != round(step, 6):
        decimals += 1
    return f"{value:,.{decimals}f}".replace("-", "\u2212")
