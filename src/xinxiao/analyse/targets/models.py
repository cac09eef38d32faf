"""Models of a level some years ahead, each a predictive distribution: Student's t for the growth of the logarithm.

All rest on the same past: growth y_i of the logarithm over d_i years, n steps over D years, m = sum y_i / D and
s^2 = sum (y_i - d_i m)^2 / d_i / (n - 1). Over the h years ahead the logarithm grows by a centre, with a scale:

- CONSTANT, the mean lasts: h m, s sqrt(h + h^2 / D), n - 1 degrees of freedom.
- LAST, the last rate g = y_n / d_n lasts: h g, s sqrt(h + h^2 / d_n), n - 1.
- DAMPED, the last rate fades: c g with c = f + f^2 + ... + f^h and f = :data:`DAMPING`; s sqrt(h + c^2 / d_n), n - 1.
- TREND, growth follows a straight line in time (weighted least squares), read in the middle of the years ahead; n - 2.

The second term under each root is the doubt about the rate. Sources: the predictive distribution of the normal linear
model, Gelman et al. (2013), Bayesian Data Analysis, 3rd ed., ch. 14; the damped trend, Gardner and McKenzie (1985),
Forecasting trends in time series, Management Science 31(10). Its factor is stated, not estimated: with a handful of
levels it cannot be.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

DAMPING = 0.9
"""Share of a year's growth that the next year keeps in the damped model."""
EVEN = 1e-12
"""A scale at or below it is the rounding of binary numbers: such growth leaves no doubt."""
Levels = Sequence[tuple[int, float]]
"""(year, value) of one scope, years ascending."""


@dataclass(frozen=True)
class Prediction:
    """Growth of the logarithm over the years ahead: centre, scale and degrees of freedom of Student's t."""

    growth: float
    scale: float
    freedom: int

    def at_most(self, ratio: float) -> float:
        """Probability that the level ahead is at most ``ratio`` times the last one."""
        return self._beyond(ratio, -1)

    def at_least(self, ratio: float) -> float:
        """Probability that the level ahead is at least ``ratio`` times the last one."""
        return self._beyond(ratio, 1)

    def _beyond(self, ratio: float, way: int) -> float:
        if ratio <= 0.0:  # a level above nothing is above this
            return 1.0 if way > 0 else 0.0
        gap = way * (self.growth - math.log(ratio))
        if self.scale <= EVEN:
            return 1.0 if gap >= -EVEN else 0.0
        from scipy.special import stdtr  # which a programme that is only checked need not wait for

        return float(stdtr(self.freedom, gap / self.scale))

    def ratio(self, share: float) -> float:
        """How many times the last level is not exceeded with probability ``share``, between 0 and 1."""
        from scipy.special import stdtrit

        return math.exp(self.growth + self.scale * float(stdtrit(self.freedom, share)))


@dataclass(frozen=True)
class Past:
    """Steps of growth of the logarithm: ``years`` long, with their ``middles``; ``end`` is the last year known."""

    years: tuple[int, ...]
    growth: tuple[float, ...]
    middles: tuple[float, ...]
    end: int

    @property
    def length(self) -> int:
        """Years from the first level to the last."""
        return sum(self.years)

    @property
    def mean(self) -> float:
        """Growth a year."""
        return math.fsum(self.growth) / self.length

    @property
    def variance(self) -> float:
        """Variance of a year's growth about the mean; of two steps or more."""
        mean, steps = self.mean, zip(self.years, self.growth, strict=True)
        return math.fsum((growth - years * mean) ** 2 / years for years, growth in steps) / (
            len(self.years) - 1
        )


def past(levels: Levels) -> Past | None:
    """The steps between levels; None when one is not above 0, for its logarithm is not defined."""
    if not levels or any(value <= 0 for _, value in levels):
        return None
    pairs = list(pairwise(levels))
    return Past(
        tuple(later - earlier for (earlier, _), (later, _) in pairs),
        tuple(math.log(later / earlier) for (_, earlier), (_, later) in pairs),
        tuple((earlier + later) / 2 for (earlier, _), (later, _) in pairs),
        levels[-1][0],
    )


def predict(model: str, levels: Levels, horizon: int) -> Prediction | None:
    """What a model (a name of :data:`MODELS`) says of the level ``horizon`` years after the last of ``levels``.

    None when it needs more growth rates than there are, when a level is not above 0, or when nothing lies ahead.
    """
    needed, says = MODELS[model]
    held = past(levels)
    if held is None or len(held.years) < needed or horizon <= 0:
        return None
    return says(held, horizon)


def _constant(held: Past, horizon: int) -> Prediction:
    scale = math.sqrt(held.variance * (horizon + horizon**2 / held.length))
    return Prediction(horizon * held.mean, scale, len(held.years) - 1)


def _last(held: Past, horizon: int) -> Prediction:
    return _onward(held, horizon, float(horizon))


def _damped(held: Past, horizon: int) -> Prediction:
    return _onward(held, horizon, math.fsum(DAMPING**year for year in range(1, horizon + 1)))


def _onward(held: Past, horizon: int, years: float) -> Prediction:
    """The last rate goes on for the growth of so many ``years``, at most the years ahead."""
    own, growth = held.years[-1], held.growth[-1]
    scale = math.sqrt(held.variance * (horizon + years**2 / own))
    return Prediction(years * growth / own, scale, len(held.years) - 1)


def _trend(held: Past, horizon: int) -> Prediction:
    mean, steps = held.mean, list(zip(held.years, held.growth, held.middles, strict=True))
    centre = math.fsum(years * at for years, _, at in steps) / held.length
    spread = math.fsum(years * (at - centre) ** 2 for years, _, at in steps)
    slope = math.fsum(growth * (at - centre) for _, growth, at in steps) / spread
    errors = [(growth - years * (mean + slope * (at - centre))) ** 2 / years for years, growth, at in steps]
    away, freedom = held.end + horizon / 2 - centre, len(steps) - 2
    variance = math.fsum(errors) / freedom
    scale = math.sqrt(variance * (horizon + horizon**2 * (1 / held.length + away**2 / spread)))
    return Prediction(horizon * (mean + slope * away), scale, freedom)


CONSTANT = "CONSTANT"
MODELS: Mapping[str, tuple[int, Callable[[Past, int], Prediction]]] = {
    CONSTANT: (2, _constant),
    "LAST": (2, _last),
    "DAMPED": (2, _damped),
    "TREND": (3, _trend),
}
"""Each model by the name a target declares: growth rates it needs, and what it says. CONSTANT is always told."""
