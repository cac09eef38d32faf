"""How likely a level was to be reached, as known on a day: a closed formula and a fixed grid, no random numbers.

Model: the yearly growth of the logarithm is normal with one mean and one variance (random walk with drift). Growth
known over d years is one observation with mean d m and variance d s^2. With n observations over D years in all,
the predicted logarithm h years after the last level has Student's t distribution with n - 1 degrees of freedom,
centre log x + h m and scale s sqrt(h + h^2 / D): the second term is the doubt about the mean. Published levels are
rounded, so the result is averaged over a fixed grid of what the first and last level may have been.
Source: the predictive distribution of the normal linear model, e.g. Gelman et al. (2013), Bayesian Data Analysis,
3rd ed., ch. 14; the drift estimate of unevenly spaced observations is weighted least squares.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from scipy.special import stdtr

GRID = 9
"""Points of the midpoint rule on each rounding interval."""


@dataclass(frozen=True)
class Chance:
    """Probability of reaching the level; ``lower`` and ``upper`` are its range over the rounding of the levels."""

    value: float
    lower: float
    upper: float
    growth: float
    spread: float
    freedom: int


def chance(
    levels: Sequence[tuple[int, float]],
    last: tuple[int, float],
    wanted: float,
    deadline: int,
    precision: float,
) -> Chance | None:
    """Chance that the level published for ``deadline`` (rounded to ``precision`` half-width) is at least ``wanted``.

    ``levels`` are (year, value) of one scope, whose growth is used; ``last`` is the latest level in the scope judged
    (often the last of ``levels``). Values and ``wanted`` share one unit. None when fewer than two growth rates
    are known (no variance) or the deadline is not ahead.
    """
    known = sorted(levels)
    horizon = deadline - last[0]
    if len(known) < 3 or horizon <= 0 or any(value - precision <= 0 for _, value in known):
        return None
    offsets = [precision * (2 * i + 1 - GRID) / GRID for i in range(GRID)]
    own = last == known[-1]
    grid = []
    for first in offsets:
        for final in offsets:
            moved = [(known[0][0], known[0][1] + first), *known[1:]]
            start = last[1] + final
            if own:
                moved[-1] = (last[0], start)
            grid.append(_reach(moved, start, wanted - precision, horizon)[0])
    middle = _reach(known, last[1], wanted - precision, horizon)
    mean = math.fsum(grid) / len(grid)
    return Chance(mean, min(grid), max(grid), middle[1], middle[2], len(known) - 2)


def _reach(
    levels: Sequence[tuple[int, float]], start: float, wanted: float, horizon: int
) -> tuple[float, float, float]:
    steps = [(later[0] - earlier[0], math.log(later[1] / earlier[1])) for earlier, later in pairwise(levels)]
    length = sum(years for years, _ in steps)
    mean = math.fsum(growth for _, growth in steps) / length
    freedom = len(steps) - 1
    variance = math.fsum((growth - years * mean) ** 2 / years for years, growth in steps) / freedom
    scale = math.sqrt(variance * (horizon + horizon * horizon / length))
    gap = math.log(start / wanted) + horizon * mean
    if scale <= 0.0:
        return (1.0 if gap >= 0 else 0.0), mean, 0.0
    return float(stdtr(freedom, gap / scale)), mean, math.sqrt(variance)
