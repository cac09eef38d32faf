"""The record of the intervals: whether they would have held, had they been told in real time.

For every year with a table from the second on, only tables up to it are taken: errors are measured, intervals made and later
tables looked up in them, as a statistician of that year would have had to do.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from xinxiao.analyse.account.measure import Miss, dependence, fitted, left_out, spread, together
from xinxiao.analyse.account.nation import Benchmarked, scaled
from xinxiao.model.account import AccountSpec


@dataclass(frozen=True)
class Record:
    """How many later tables were tried, and how many lay inside the interval told before them."""

    inside: int
    tried: int

    @property
    def percent(self) -> float:
        """The share inside in per cent. Raises ``ZeroDivisionError`` when nothing was tried."""
        return 100.0 * self.inside / self.tried


@dataclass(frozen=True)
class _Told:
    """A product as told with the tables of an early year: values, errors and the interval one step away."""

    values: Sequence[float]
    misses: tuple[Miss, ...]
    unit: float


def records(spec: AccountSpec, products: Sequence[Benchmarked]) -> tuple[tuple[Record, ...], Record]:
    """The record of each product's interval, and of their sum's, over all early years and later tables."""
    tables = sorted({b.year for part in products for b in part.kept})
    inside = [[0, 0] for _ in (*products, None)]
    for origin in tables:
        told = [_told(spec, part, origin) for part in products]
        held = [one for one in told if one is not None]
        if len(held) < len(products) or not held:
            continue
        depends = dependence([scaled(one.misses) for one in held], spec.coverage)
        for year in (y for y in tables if y > origin):
            _look_up(inside, products, held, depends, origin, year)
    parts = [Record(*pair) for pair in inside]
    return tuple(parts[:-1]), parts[-1]


def _told(spec: AccountSpec, part: Benchmarked, origin: int) -> _Told | None:
    kept = [b for b in part.kept if b.year <= origin]
    if len(kept) < 2 or kept[-1].year != origin:
        return None
    indicator = np.array([part.movement.values[year] for year in part.years])
    misses = left_out(spec.method, part.years, indicator, kept)
    values = fitted(spec.method, part.years, indicator, kept)[1].tolist()
    return _Told(values, misses, spread(misses, spec.coverage))


def _look_up(
    inside: list[list[int]],
    products: Sequence[Benchmarked],
    told: Sequence[_Told],
    depends: float,
    origin: int,
    year: int,
) -> None:
    """Count one later table, product by product and for the sum."""
    actual = [next((b.value for b in part.kept if b.year == year), math.nan) for part in products]
    if any(math.isnan(value) for value in actual):
        return
    values = [one.values[part.years.index(year)] for one, part in zip(told, products, strict=True)]
    halves = [one.unit * math.sqrt(year - origin) for one in told]
    errors = [math.log(value / true) for value, true in zip(values, actual, strict=True)]
    errors.append(math.log(math.fsum(values) / math.fsum(actual)))
    halves.append(together(halves, values, depends))
    for pair, error, half in zip(inside, errors, halves, strict=True):
        pair[0] += abs(error) <= half
        pair[1] += 1
