"""The nation's account: one benchmarked series per product, and their sum."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from xinxiao.analyse.account.benchmarks import Benchmark, Library, benchmarks
from xinxiao.analyse.account.indicator import Movement, Movements, summed
from xinxiao.analyse.account.measure import (
    Miss,
    ahead,
    dependence,
    fitted,
    left_out,
    spread,
    together,
    total,
    variance_factor,
)
from xinxiao.analyse.linear import Array
from xinxiao.model.account import AccountProduct, AccountScope, AccountSpec, Benchmarking


@dataclass(frozen=True)
class Benchmarked:
    """A product's benchmarked series in one area.

    ``weights`` (years, benchmarks) and ``values`` (years,) in the account's unit; ``half`` (years,) is the half-width of the
    interval of the logarithm.
    """

    product: str
    indicator: str
    years: tuple[int, ...]
    movement: Movement
    kept: tuple[Benchmark, ...]
    weights: Array
    values: Array
    half: Array
    misses: tuple[Miss, ...]
    ahead: tuple[tuple[int, Miss], ...] = ()


@dataclass(frozen=True)
class Nation:
    """All products of one scope, and the interval of their sum; ``dependence`` is the correlation of the products' errors
    that it reckons with."""

    scope: AccountScope
    products: tuple[Benchmarked, ...]
    dependence: float
    half: Array
    misses: tuple[Miss, ...]
    ahead: tuple[tuple[int, Miss], ...]

    @property
    def years(self) -> tuple[int, ...]:
        """The years compiled."""
        return self.products[0].years if self.products else ()


def national_movement(
    known: Movements, product: AccountProduct, areas: Sequence[str], nation: str
) -> Movement:
    """The nation's indicator: its own figures where they cover all years of the provinces, else their sum."""
    own = known.of(nation, product.national_indicator, product.link)
    parts = [known.of(area, product.national_indicator, product.link) for area in areas]
    parts = [part for part in parts if part.values]
    provinces = summed(parts)
    return own if len(own.values) >= max(len(provinces.values), 1) else provinces


def compiled_years(spec: AccountSpec, movements: Sequence[Movement]) -> tuple[int, ...]:
    """Years from the account's first to the last that every indicator covers without a gap."""
    years: list[int] = []
    for year in range(spec.first, spec.last + 1):
        if not movements or not all(movement.values.get(year, 0.0) > 0.0 for movement in movements):
            break
        years.append(year)
    return tuple(years)


def half_widths(years: Sequence[int], kept: Sequence[Benchmark], unit: float) -> Array:
    """Half-widths of the logarithmic interval: ``unit`` times the root of the variance factor of each year."""
    factors = [variance_factor(year, [b.year for b in kept]) for year in years]
    return np.array([unit * factor**0.5 if factor > 0 else 0.0 for factor in factors])


def series(
    spec: AccountSpec,
    product: AccountProduct,
    years: tuple[int, ...],
    movement: Movement,
    found: Sequence[Benchmark],
) -> Benchmarked | None:
    """Benchmark one product's indicator; benchmarks at or below zero are left out (a finding says so)."""
    kept = tuple(b for b in found if b.value > 0 and b.year in years)
    if not kept or not years:
        return None
    method: Benchmarking = spec.method
    indicator = np.array([movement.values[year] for year in years])
    weights, values = fitted(method, years, indicator, kept)
    misses = left_out(method, years, indicator, kept)
    half = half_widths(years, kept, spread(misses, spec.coverage))
    early = ahead(method, years, indicator, kept)
    name = product.national_indicator
    return Benchmarked(product.id, name, years, movement, kept, weights, values, half, misses, early)


def compile_nation(
    spec: AccountSpec,
    scope: AccountScope,
    known: Movements,
    library: Library,
    areas: Sequence[str],
    nation: str,
) -> Nation:
    """The nation's products of one scope over the years their indicators cover."""
    movements = [national_movement(known, product, areas, nation) for product in scope.products]
    years = compiled_years(spec, movements)
    parts = [
        series(spec, product, years, movement, benchmarks(spec, scope, product, nation, library))
        for product, movement in zip(scope.products, movements, strict=True)
    ]
    products = tuple(part for part in parts if part is not None)
    misses = total([part.misses for part in products])
    depends = dependence([scaled(part.misses) for part in products], spec.coverage)
    half = np.array(
        [
            together([float(p.half[at]) for p in products], [float(p.values[at]) for p in products], depends)
            for at in range(len(years) if products else 0)
        ]
    )
    return Nation(scope, products, depends, half, misses, _total_ahead(products))


def scaled(misses: Sequence[Miss]) -> list[float]:
    """Logarithmic errors in steps of the random walk."""
    return [miss.log / math.sqrt(miss.variance) for miss in misses if miss.variance > 0]


def _total_ahead(products: Sequence[Benchmarked]) -> tuple[tuple[int, Miss], ...]:
    horizons = sorted({horizon for part in products for horizon, _ in part.ahead})
    found = []
    for horizon in horizons:
        parts = [[miss for h, miss in part.ahead if h == horizon] for part in products]
        found += [(horizon, miss) for miss in total(parts)]
    return tuple(found)
