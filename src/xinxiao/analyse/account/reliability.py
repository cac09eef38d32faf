"""How far tables of provinces can be believed: measured by how far two tables of the same province agree.

What a province's table says of its place among the provinces (the logarithm of its share of the nation's consumption over
its share of the indicator) is a lasting difference plus an error of that table:

    y_it = a_i + e_it,   a_i ~ N(0, t^2),   e_it ~ N(0, s^2), or with chance c N(0, (k s)^2): a table gone wrong

Errors of a kind that no normal law has (a share that grows sixteenfold in five years) ask for the second law; without it one
such table makes all look unreliable. t, s, c and k are the likeliest on a grid, given all provinces. A province's
difference is then its mean given its own tables: tables that agree with each other and lie where others do are followed far,
one that contradicts its neighbour in time hardly. Efron & Morris (1973, JASA 68); Box & Tiao (1968, Biometrika 55) for the
contaminated normal law; Fay & Herriot (1979, JASA 74) for the use in small areas.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from xinxiao.analyse.linear import Array

Tables = Mapping[str, Mapping[int, float]]
"""y by area and year of the table."""

FEWEST = 5
"""Provinces with two tables below which reliability is not measured."""
_STEPS = tuple(i / 20 for i in range(1, 13))
_WRONG = (0.05, 0.1, 0.15, 0.2)
_TIMES = (3.0, 5.0, 8.0)
SURE = 1e-9
"""Likelihoods nearer than this are equal: the last bits differ by processor."""


@dataclass(frozen=True)
class Law:
    """The law of differences and errors: standard deviations of logarithms, chance of a table gone wrong, and how many
    times wider its error is. Without such tables ``wrong`` is 0 and ``times`` 1."""

    lasting: float
    error: float
    wrong: float
    times: float

    @property
    def reliability(self) -> float:
        """The share of lasting differences in the variance of a table that has not gone wrong."""
        return self.lasting**2 / (self.lasting**2 + self.error**2)


@dataclass(frozen=True)
class Belief:
    """What tables let one believe of a lasting difference: normal laws (weight, mean, variance) that add up to one."""

    law: Law
    parts: tuple[tuple[float, float, float], ...]

    @property
    def mean(self) -> float:
        """The mean of the lasting difference."""
        return math.fsum(weight * mean for weight, mean, _ in self.parts)

    def half(self, coverage: float) -> float:
        """Half-width around the mean that holds another table of the province with chance ``coverage``.

        The error of a table is in it, for real change of a share between two tables cannot be told from it.
        """
        law, centre = self.law, self.mean
        kinds = ((1.0 - law.wrong, 1.0), (law.wrong, law.times))
        another = [
            (weight * share, centre - mean, math.sqrt(variance + (times * law.error) ** 2))
            for weight, mean, variance in self.parts
            for share, times in kinds
            if share > 0.0
        ]
        low, high = 0.0, 60.0
        for _ in range(60):
            middle = (low + high) / 2.0
            inside = math.fsum(
                w * (_normal(at + middle, s) - _normal(at - middle, s)) for w, at, s in another
            )
            low, high = (low, middle) if inside >= coverage else (middle, high)
        return high


def _normal(value: float, spread: float) -> float:
    return 0.5 * math.erfc(-value / (spread * math.sqrt(2.0)))


def belief(law: Law, seen: Sequence[float]) -> Belief:
    """The lasting difference of a province given what its tables say; without a table it is that of any province."""
    parts = [(_log_density(law, seen, kinds), kinds) for kinds in _kinds(law, len(seen))]
    top = max(density for density, _ in parts)
    whole = math.fsum(math.exp(density - top) for density, _ in parts)
    found = []
    for density, kinds in parts:
        precision = 1.0 / law.lasting**2 + math.fsum(1.0 / v for v in _variances(law, kinds))
        pulled = math.fsum(y / v for y, v in zip(seen, _variances(law, kinds), strict=True))
        found.append((math.exp(density - top) / whole, pulled / precision, 1.0 / precision))
    return Belief(law, tuple(found))


def _kinds(law: Law, count: int) -> list[tuple[bool, ...]]:
    """Which of so many tables have gone wrong: every case that can be."""
    return list(product((False, True) if law.wrong > 0.0 else (False,), repeat=count))


def _variances(law: Law, kinds: Sequence[bool]) -> list[float]:
    return [(law.error * (law.times if wrong else 1.0)) ** 2 for wrong in kinds]


def _log_density(law: Law, seen: Sequence[float], kinds: Sequence[bool]) -> float:
    """Log density of what was seen with these tables gone wrong, times the chance of that, but for a constant."""
    grid = _Grid.of((law,))
    return float(grid.log_density(seen, kinds)[0])


@dataclass(frozen=True)
class _Grid:
    """Many laws at once: the columns of :class:`Law`, each (laws,)."""

    lasting: Array
    error: Array
    wrong: Array
    times: Array

    @staticmethod
    def of(held: Sequence[Law]) -> _Grid:
        rows = [(law.lasting, law.error, law.wrong, law.times) for law in held]
        return _Grid(*(np.array(column) for column in zip(*rows, strict=True)))

    def log_density(self, seen: Sequence[float], kinds: Sequence[bool]) -> Array:
        """By law, for tables gone wrong as ``kinds`` say (the covariance inverted after Sherman & Morrison)."""
        zero = np.zeros(len(self.error))
        precision, squares, pulled, spread, chance = zero, zero, zero, zero, zero
        for y, wrong in zip(seen, kinds, strict=True):
            variance = (self.error * self.times if wrong else self.error) ** 2
            precision, pulled = precision + 1.0 / variance, pulled + y / variance
            squares, spread = squares + y * y / variance, spread + np.log(variance)
            chance = chance + np.log(self.wrong if wrong else 1.0 - self.wrong)
        grown = 1.0 + self.lasting**2 * precision
        squares = squares - self.lasting**2 * pulled * pulled / grown
        return np.asarray(chance - 0.5 * (squares + spread + np.log(grown)))

    def likelihood(self, seen: Sequence[float], kinds: Sequence[Sequence[bool]]) -> Array:
        """Log likelihood by law of one province's tables."""
        densities = [self.log_density(seen, own) for own in kinds]
        top = np.maximum.reduce(densities)
        return np.asarray(top + np.log(np.add.reduce([np.exp(density - top) for density in densities])))


def laws(tables: Tables) -> Mapping[str, Law] | None:
    """The likeliest law given all provinces but one, by the one left out; under "" the law given all.

    None when fewer than ``FEWEST`` provinces have two tables: then nothing says how far a table can be believed. Of
    laws equally likely the first of the grid is taken: the one with the smaller spreads and without tables gone wrong.
    """
    seen = {area: tuple(own[year] for year in sorted(own)) for area, own in sorted(tables.items())}
    if sum(len(own) > 1 for own in seen.values()) < FEWEST:
        return None
    plain = [Law(t, s, 0.0, 1.0) for t in _STEPS for s in _STEPS]
    mixed = [Law(t, s, c, k) for t in _STEPS for s in _STEPS for c in _WRONG for k in _TIMES]
    own = {area: _likelihoods(plain, mixed, values) for area, values in seen.items()}
    whole = np.add.reduce(list(own.values()))
    held, rest = plain + mixed, {"": whole} | {area: whole - part for area, part in own.items()}
    return {area: held[int(np.argmax(values >= values.max() - SURE))] for area, values in rest.items()}


def _likelihoods(plain: Sequence[Law], mixed: Sequence[Law], seen: Sequence[float]) -> Array:
    kinds = [_kinds(held[0], len(seen)) for held in (plain, mixed)]
    found = [_Grid.of(held).likelihood(seen, own) for held, own in zip((plain, mixed), kinds, strict=True)]
    return np.concatenate(found)
