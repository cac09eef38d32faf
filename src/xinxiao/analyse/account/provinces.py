"""The provinces' account: the nation's, shared out by indicator and by what a province's own tables are believed to say.

Provincial tables are compiled apart from the national one, do not sum to it and, five years apart, contradict each other. So a
province's series does not run through its tables. Its share is that of its indicator, times a lasting difference that its
tables show and that is believed as far as tables of provinces were measured to agree (:mod:`reliability`). Shares add up to
one, so the provinces add up to the nation in every year and product.

No change of a province is measured by this: from year to year its share follows its indicator and nothing else.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from xinxiao.analyse.account.benchmarks import Benchmark
from xinxiao.analyse.account.indicator import Movement
from xinxiao.analyse.account.measure import Miss, fitted, together
from xinxiao.analyse.account.nation import Benchmarked, Nation
from xinxiao.analyse.account.reliability import Belief, Law, belief, laws
from xinxiao.analyse.linear import Array
from xinxiao.model.account import AccountSpec


@dataclass(frozen=True)
class Province:
    """One product of one province.

    ``seen`` is what its tables say by year (logarithm of share over the indicator's share), ``lasting`` what is believed
    of it; ``shares`` (years,) of the nation, ``values`` (years,) the account; ``half`` (years,) the half-width of the
    interval of the logarithm, ``own`` that part of it that is not the nation's; ``adjustment`` (years,) the logarithm
    of the account over what its own tables and indicator alone would have given.
    """

    area: str
    product: str
    indicator: str
    years: tuple[int, ...]
    movement: Movement
    kept: tuple[Benchmark, ...]
    seen: Mapping[int, float]
    lasting: float
    shares: Array
    values: Array
    own: float
    half: Array
    adjustment: Array


@dataclass(frozen=True)
class HeldOut:
    """A later table of a province predicted from its earlier ones and from all other provinces; logarithms of share over
    the indicator's share.

    ``earlier`` is what its last earlier table says by itself; the indicator alone (the nation's pattern) says zero.
    """

    area: str
    year: int
    predicted: float
    actual: float
    earlier: float
    half: float
    miss: Miss


@dataclass(frozen=True)
class Provinces:
    """All provinces of one product: their accounts, the ``law`` measured (None: not measurable) and ``held_out`` tables."""

    product: str
    areas: tuple[Province, ...]
    law: Law | None
    held_out: tuple[HeldOut, ...]


def compile_provinces(
    spec: AccountSpec,
    nation: Nation,
    product: int,
    movements: Mapping[str, Movement],
    found: Mapping[str, Sequence[Benchmark]],
) -> Provinces:
    """Provinces of one product (its place in ``nation.products``); only those with a positive table and an indicator.

    Where reliability cannot be measured a province is what its last table says, and has no interval of its own.
    """
    control = nation.products[product]
    years = control.years
    own = {area: _positive(found[area], years) for area in sorted(found) if movements[area].covers(years)}
    own = {area: kept for area, kept in own.items() if kept}
    if not own:
        return Provinces(control.product, (), None, ())
    seen = _seen(own, movements)
    law = laws(seen)
    believed = {area: _believed(law, said) for area, said in seen.items()}
    lasting = {area: b.mean if b is not None else seen[area][max(seen[area])] for area, b in believed.items()}
    weights = {
        area: np.array([movements[area].values[year] * math.exp(lasting[area]) for year in years])
        for area in own
    }
    whole = np.add.reduce([weights[area] for area in weights])
    indicator = next(p.provincial_indicator for p in nation.scope.products if p.id == control.product)
    made = []
    for area, kept in own.items():
        held = believed[area]
        half = held.half(spec.coverage) if held is not None else math.nan
        shares = np.asarray(weights[area] / whole)
        values = np.asarray(control.values * shares)
        alone = fitted(spec.method, years, np.array([movements[area].values[y] for y in years]), kept)[1]
        adjustment = np.array([math.log(a / b) for a, b in zip(values, alone, strict=True)])
        halves = np.array([math.hypot(half, nationwide) for nationwide in control.half])
        where = (area, control.product, indicator, years, movements[area], kept)
        made.append(Province(*where, seen[area], lasting[area], shares, values, half, halves, adjustment))
    held_out = _held_out(spec, control, own, movements, seen, law)
    return Provinces(control.product, tuple(made), law[""] if law is not None else None, held_out)


def total_halves(nation: Nation, parts: Sequence[Province], dependence: float) -> Array:
    """Half-widths (years,) of the interval of a province's total: its parts' own, with the errors' measured dependence,
    and the nation's."""
    halves = []
    for place in range(len(nation.years)):
        values = [float(part.values[place]) for part in parts]
        own = together([part.own for part in parts], values, dependence)
        halves.append(math.hypot(own, float(nation.half[place])))
    return np.array(halves)


def _positive(found: Sequence[Benchmark], years: Sequence[int]) -> tuple[Benchmark, ...]:
    return tuple(b for b in found if b.value > 0 and b.year in years)


def _seen(
    own: Mapping[str, Sequence[Benchmark]], movements: Mapping[str, Movement]
) -> dict[str, dict[int, float]]:
    """What tables say by area and year: the logarithm of the share of the table over that of the indicator."""
    tables: dict[int, float] = {}
    moved: dict[int, float] = {}
    for area, kept in own.items():
        for b in kept:
            tables[b.year] = tables.get(b.year, 0.0) + b.value
            moved[b.year] = moved.get(b.year, 0.0) + movements[area].values[b.year]
    return {
        area: {
            b.year: math.log(b.value / tables[b.year])
            - math.log(movements[area].values[b.year] / moved[b.year])
            for b in kept
        }
        for area, kept in own.items()
    }


def _believed(law: Mapping[str, Law] | None, seen: Mapping[int, float]) -> Belief | None:
    return None if law is None else belief(law[""], [seen[year] for year in sorted(seen)])


def _held_out(
    spec: AccountSpec,
    control: Benchmarked,
    own: Mapping[str, Sequence[Benchmark]],
    movements: Mapping[str, Movement],
    seen: Mapping[str, Mapping[int, float]],
    law: Mapping[str, Law] | None,
) -> tuple[HeldOut, ...]:
    """Each later table, predicted from the earlier ones of its province with the law of all others.

    Earlier tables are not predicted from later ones: of two tables that would count one error twice, mirrored.
    """
    found = []
    for area, said in seen.items() if law is not None else ():
        assert law is not None
        for year in sorted(said)[1:]:
            before = [said[y] for y in sorted(said) if y < year]
            held = belief(law[area], before)
            actual = next(b.value for b in own[area] if b.year == year) * _scale(control, own, year)
            predicted = actual * math.exp(held.mean - said[year])
            distance = float(year - max(y for y in said if y < year))
            miss = Miss(year, predicted, actual, distance)
            half = held.half(spec.coverage)
            found.append(HeldOut(area, year, held.mean, said[year], before[-1], half, miss))
    return tuple(found)


def _scale(control: Benchmarked, own: Mapping[str, Sequence[Benchmark]], year: int) -> float:
    """What brings the provinces' tables of a year to the nation."""
    whole = math.fsum(b.value for kept in own.values() for b in kept if b.year == year)
    return float(control.values[control.years.index(year)]) / whole
