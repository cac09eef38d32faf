"""The provinces' account, reconciled to the nation: in every year and product they add up to it exactly.

Two steps after Di Fonzo & Marini (2011, Simultaneous and two-step reconciliation of systems of time series, JRSS C
60) and Quenneville & Fortier (2012): each province alone is benchmarked, then each year is brought to the nation.
Provincial tables are compiled apart from the national one and do not sum to it. So the benchmarks of a year are
first scaled by one common factor to the nation's total; the discrepancy left for the second step is then zero in
the years of tables and small between them, and pro rata keeps the movements of each province.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from xinxiao.analyse.account.benchmarking import Method
from xinxiao.analyse.account.benchmarks import Benchmark
from xinxiao.analyse.account.indicator import Movement
from xinxiao.analyse.account.measure import Miss, fitted, spread, total, variance_factor
from xinxiao.analyse.account.nation import Benchmarked, Nation, half_widths
from xinxiao.analyse.linear import Array
from xinxiao.model.account import AccountSpec


@dataclass(frozen=True)
class Province:
    """One product of one province, reconciled.

    ``series.weights`` and ``series.values`` are those before the yearly factor ``factors`` (years,);
    ``scales`` is the common factor of each table year; ``values`` (years,) is the account; ``adjustment``
    (years,) the logarithm of the account over what the province's own tables alone would have given.
    """

    area: str
    series: Benchmarked
    scales: Mapping[int, float]
    factors: Array
    values: Array
    half: Array
    adjustment: Array


def compile_provinces(
    spec: AccountSpec,
    nation: Nation,
    product: int,
    movements: Mapping[str, Movement],
    found: Mapping[str, Sequence[Benchmark]],
) -> tuple[Province, ...]:
    """Provinces of one product (its place in ``nation.products``), reconciled; only those with a positive table."""
    control = nation.products[product]
    years = control.years
    indicator = next(p.provincial_indicator for p in nation.scope.products if p.id == control.product)
    own = {area: _positive(found[area], years) for area in sorted(found) if movements[area].covers(years)}
    own = {area: kept for area, kept in own.items() if kept}
    scales = _scales(own, control)
    scaled = {area: _scaled(kept, scales) for area, kept in own.items()}
    paths = {area: _fit(spec.method, years, movements[area], kept) for area, kept in scaled.items()}
    if not paths:
        return ()
    factors = control.values / _sum([values for _, values in paths.values()], len(years))
    misses = _left_out(spec.method, control, movements, scaled)
    unit = spread([miss for area in misses for miss in misses[area]], spec.coverage)
    result = []
    for area, (weights, values) in paths.items():
        account = values * factors
        alone = _fit(spec.method, years, movements[area], own[area])[1]
        adjustment = np.array([math.log(a / b) for a, b in zip(account, alone, strict=True)])
        kept = scaled[area]
        series = Benchmarked(
            control.product, indicator, years, movements[area], kept, weights, values, factors, misses[area]
        )
        half = _half(unit, years, kept, control.half, adjustment)
        result.append(Province(area, series, scales, factors, account, half, adjustment))
    return tuple(result)


def total_half(
    spec: AccountSpec, nation: Nation, parts: Mapping[str, Sequence[Province]]
) -> dict[str, Array]:
    """Half-widths of the interval of each province's total, from the errors of the totals themselves."""
    misses = {area: total([p.series.misses for p in products]) for area, products in parts.items()}
    unit = spread([miss for area in sorted(misses) for miss in misses[area]], spec.coverage)
    found = {}
    for area, products in parts.items():
        account = _sum([p.values for p in products], len(nation.years))
        alone = _sum([p.values / np.exp(p.adjustment) for p in products], len(nation.years))
        adjustment = np.array([math.log(a / b) for a, b in zip(account, alone, strict=True)])
        found[area] = _half(unit, nation.years, products[0].series.kept, nation.half, adjustment)
    return found


def _positive(found: Sequence[Benchmark], years: Sequence[int]) -> tuple[Benchmark, ...]:
    return tuple(b for b in found if b.value > 0 and b.year in years)


def _scales(own: Mapping[str, Sequence[Benchmark]], control: Benchmarked) -> dict[int, float]:
    sums: dict[int, list[float]] = {}
    for kept in own.values():
        for benchmark in kept:
            sums.setdefault(benchmark.year, []).append(benchmark.value)
    at = dict(zip(control.years, control.values.tolist(), strict=True))
    return {year: at[year] / math.fsum(sums[year]) for year in sorted(sums)}


def _scaled(kept: Sequence[Benchmark], scales: Mapping[int, float]) -> tuple[Benchmark, ...]:
    return tuple(replace(b, value=b.value * scales[b.year]) for b in kept)


def _fit(
    method: Method, years: Sequence[int], movement: Movement, kept: Sequence[Benchmark]
) -> tuple[Array, Array]:
    return fitted(method, years, np.array([movement.values[year] for year in years]), kept)


def _left_out(
    method: Method,
    control: Benchmarked,
    movements: Mapping[str, Movement],
    scaled: Mapping[str, tuple[Benchmark, ...]],
) -> dict[str, tuple[Miss, ...]]:
    """Drop all provincial tables of a year, predict each province's share of the nation, and compare."""
    misses: dict[str, list[Miss]] = {area: [] for area in scaled}
    for year in sorted({b.year for kept in scaled.values() for b in kept}):
        place = control.years.index(year)
        predicted, factors, actual = {}, {}, {}
        for area, kept in scaled.items():
            rest = tuple(b for b in kept if b.year != year)
            if rest and len(rest) < len(kept):
                predicted[area] = float(_fit(method, control.years, movements[area], rest)[1][place])
                factors[area] = variance_factor(year, [b.year for b in rest])
                actual[area] = next(b.value for b in kept if b.year == year)
        if predicted:
            scale = math.fsum(actual.values()) / math.fsum(predicted.values())
            for area, value in predicted.items():
                misses[area].append(Miss(year, value * scale, actual[area], factors[area]))
    return {area: tuple(found) for area, found in misses.items()}


def _half(
    unit: float, years: Sequence[int], kept: Sequence[Benchmark], nation: Array, adjustment: Array
) -> Array:
    """Three sources of error together: distance from the province's tables, the nation's own, and the
    disagreement between provincial and national tables (the interval reaches what the province's table said)."""
    own = half_widths(years, kept, unit)
    triples = zip(own.tolist(), nation.tolist(), adjustment.tolist(), strict=True)
    return np.array([math.sqrt(a * a + b * b + c * c) for a, b, c in triples])


def _sum(values: Sequence[Array], length: int) -> Array:
    total_ = np.zeros(length)
    for value in values:
        total_ = total_ + value
    return total_
