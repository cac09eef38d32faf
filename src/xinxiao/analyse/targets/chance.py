"""How likely what is asked of a level was, as known on a day: a closed formula and a fixed grid, no random numbers.

The model is that of constant mean growth (:mod:`.models`). Published levels are rounded, so its result is averaged over
a fixed grid of what the first and last level may have been. What is asked is asked of the published level: half a step of
its rounding short of the value counts as reaching it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from xinxiao.analyse.targets.models import CONSTANT, Levels, Prediction, past, predict
from xinxiao.model.target import Rule

GRID = 9
"""Points of the midpoint rule on each rounding interval."""


@dataclass(frozen=True)
class Chance:
    """Probability of what is asked; ``lower`` and ``upper`` are its range over the rounding of the levels."""

    value: float
    lower: float
    upper: float
    growth: float
    spread: float
    freedom: int


def held(prediction: Prediction, start: float, rule: Rule, slack: float) -> float:
    """Probability that a level predicted from ``start`` is what ``rule`` asks, or within ``slack`` of it."""
    if rule.falls:
        return prediction.at_most((rule.value + slack) / start)
    return prediction.at_least((rule.value - slack) / start)


def chance(
    levels: Levels,
    last: tuple[int, float],
    rule: Rule,
    deadline: int,
    precision: float,
) -> Chance | None:
    """Chance that the level published for ``deadline`` (rounded to ``precision`` half-width) is what ``rule`` asks.

    ``levels`` are (year, value) of one scope, whose growth is used; ``last`` is the latest level in the scope judged
    (often the last of ``levels``). Values share one unit. None when fewer than two growth rates are known (no
    variance) or the deadline is not ahead.
    """
    known = sorted(levels)
    if any(value - precision <= 0 for _, value in (*known, last)):
        return None
    horizon = deadline - last[0]
    middle, steps = predict(CONSTANT, known, horizon), past(known)
    if middle is None or steps is None:
        return None
    offsets = [precision * (2 * i + 1 - GRID) / GRID for i in range(GRID)]
    grid = []
    for first in offsets:
        for final in offsets:
            moved = [(known[0][0], known[0][1] + first), *known[1:]]
            start = last[1] + final
            if last == known[-1]:
                moved[-1] = (last[0], start)
            found = predict(CONSTANT, moved, horizon)
            assert found is not None
            grid.append(held(found, start, rule, precision))
    spread = math.sqrt(steps.variance)
    return Chance(math.fsum(grid) / len(grid), min(grid), max(grid), steps.mean, spread, len(steps.years) - 1)
