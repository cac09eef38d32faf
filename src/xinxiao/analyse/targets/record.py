"""The record of the models: what each would have said at every earlier date, and what was published later.

An origin is a day on which a level of a year later than all before became known; only what was published by that day
counts. From each, every later year that has a level, up to a longest horizon, makes a pair. Pairs overlap (the years to
2020 lie in those from 2016 and from 2018) and share their levels, so they are worth fewer than their number.

Each pair is told by its median, its central 90 per cent interval, its place in the distribution (the probability integral
transform, Dawid 1984) and, of one event that can be asked at every origin, the quadratic score of Brier (1950): whether
the level grew from the origin at the rate that the target asks. Whoever says one half each time scores 0.25.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xinxiao.analyse.targets.chance import held
from xinxiao.analyse.targets.models import EVEN, Prediction, predict
from xinxiao.analyse.targets.outcome import Known
from xinxiao.model.target import Direction, Rule

TAIL = 0.05
"""Probability on each side of the interval."""


@dataclass(frozen=True)
class Forecast:
    """What a model said, on ``day``, of the year of ``actual``, from the levels ``known`` then."""

    model: str
    day: str
    known: tuple[Known, ...]
    actual: Known
    prediction: Prediction

    @property
    def start(self) -> float:
        """The last level known."""
        return self.known[-1].value

    @property
    def horizon(self) -> int:
        """Years ahead of the last level known."""
        return int(self.actual.period) - int(self.known[-1].period)

    @property
    def pair(self) -> tuple[str, str]:
        """The day and the year that this is about, whatever the model."""
        return self.day, self.actual.period

    def level(self, share: float) -> float:
        """The level not exceeded with probability ``share``."""
        return self.start * self.prediction.ratio(share)

    @property
    def place(self) -> float:
        """Probability of a level of at most the actual one."""
        return self.prediction.at_most(self.actual.value / self.start)

    @property
    def inside(self) -> bool:
        """Whether the actual level lies in the interval, its ends among it."""
        low, high = self.level(TAIL) * (1.0 - EVEN), self.level(1.0 - TAIL) * (1.0 + EVEN)
        return low <= self.actual.value <= high

    @property
    def error(self) -> float:
        """Logarithm of the actual level over the median, times 100: nearly per cent, above 0 when more came."""
        return 100.0 * math.log(self.actual.value / self.level(0.5))


@dataclass(frozen=True)
class Event:
    """Growth of so many per cent a year from the last level known, as a target asks it: reached within rounding."""

    growth: float
    direction: Direction
    precision: float

    def rule(self, forecast: Forecast) -> Rule:
        """The level that this growth leads to in the year predicted."""
        return Rule(forecast.start * (1.0 + self.growth / 100.0) ** forecast.horizon, self.direction)

    def chance(self, forecast: Forecast) -> float:
        """What the model gave it."""
        return held(forecast.prediction, forecast.start, self.rule(forecast), self.precision)

    def happened(self, forecast: Forecast) -> bool:
        """Whether it came."""
        return self.rule(forecast).holds(forecast.actual.value, self.precision)

    def score(self, forecast: Forecast) -> float:
        """Square of what the model missed it by: 0 is best, 1 is certain of what did not come."""
        return (self.chance(forecast) - float(self.happened(forecast))) ** 2


@dataclass(frozen=True)
class Score:
    """What pairs come to: how many, from how many origins, per cent inside, mean size of the error, mean score."""

    pairs: int
    origins: int
    inside: float
    error: float
    brier: float | None


def origins(known: Sequence[tuple[str, Sequence[Known]]]) -> list[tuple[str, tuple[Known, ...]]]:
    """The days, among those in order, on which the last year known moved on, with the levels known then."""
    found: list[tuple[str, tuple[Known, ...]]] = []
    for day, items in known:
        if items and (not found or items[-1].period > found[-1][1][-1].period):
            found.append((day, tuple(items)))
    return found


def forecasts(
    at: Sequence[tuple[str, tuple[Known, ...]]],
    actual: Sequence[Known],
    models: Sequence[str],
    longest: int,
) -> Iterator[Forecast]:
    """Every model's pairs, model by model, of the origins ``at`` and the ``actual`` levels of at most ``longest`` years on."""
    for model in models:
        for day, known in at:
            levels = [(int(item.period), item.value) for item in known]
            for item in actual:
                horizon = int(item.period) - levels[-1][0]
                said = predict(model, levels, horizon) if horizon <= longest and item.value > 0 else None
                if said is not None:
                    yield Forecast(model, day, known, item, said)


def shared(pairs: Sequence[Forecast], models: Sequence[str]) -> set[tuple[str, str]]:
    """The pairs of which every model says something: on these alone models are compared fairly."""
    said = [{item.pair for item in pairs if item.model == model} for model in models]
    return set.intersection(*said) if said else set()


def score(pairs: Sequence[Forecast], event: Event | None) -> Score | None:
    """What one model's pairs come to; None of none."""
    if not pairs:
        return None
    count = len(pairs)
    return Score(
        count,
        len({item.day for item in pairs}),
        100.0 * sum(item.inside for item in pairs) / count,
        math.fsum(abs(item.error) for item in pairs) / count,
        None if event is None else math.fsum(map(event.score, pairs)) / count,
    )
