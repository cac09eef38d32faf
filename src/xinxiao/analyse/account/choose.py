"""Which method and which indicator miss least: the comparison behind the choices in ``account.yaml``."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from xinxiao.analyse.account.benchmarking import METHODS
from xinxiao.analyse.account.benchmarks import benchmarks, library
from xinxiao.analyse.account.indicator import movements
from xinxiao.analyse.account.measure import Miss, left_out
from xinxiao.analyse.account.nation import national_movement
from xinxiao.model.account import AccountProduct, AccountScope, Benchmarking
from xinxiao.model.io_table import IoTables
from xinxiao.model.programme import Programme
from xinxiao.model.vintage import Vintage


@dataclass(frozen=True)
class Trial:
    """Leave-one-out errors (per cent, by year) of one product under one method and indicator."""

    scope: str
    product: str
    indicator: str
    method: Benchmarking
    errors: tuple[tuple[int, float], ...]

    @property
    def rmse(self) -> float:
        """Root mean square of all errors."""
        return _rms([error for _, error in self.errors])

    @property
    def rmse_in_use(self) -> float:
        """The same without the first benchmark: the account interpolates and extrapolates forward only."""
        return _rms([error for _, error in self.errors[1:]])


def _rms(errors: Sequence[float]) -> float:
    return math.sqrt(math.fsum(e * e for e in errors) / len(errors)) if errors else math.nan


def compare(
    programme: Programme,
    known: Vintage,
    tables: IoTables,
    sectors: pa.Table,
    candidates: Sequence[tuple[str, str | None]],
) -> list[Trial]:
    """Leave-one-out errors of the nation for all methods and ``candidates`` (indicator, link), in that order.

    Candidates that do not cover the account's years are left out.
    """
    spec = programme.account
    if spec is None:
        return []
    reader, shelf = movements(programme, known), library(programme, tables, sectors)
    areas = [area.id for area in programme.provinces]
    years = tuple(range(spec.first, spec.last + 1))
    trials = []
    for scope, product in ((s, p) for s in spec.scopes for p in s.products):
        found = benchmarks(spec, scope, product, programme.file.nation, shelf)
        for indicator, link in candidates:
            wanted = _with(product, indicator, link)
            movement = national_movement(reader, wanted, areas, programme.file.nation)
            if movement.covers(years):
                values = np.array([movement.values[year] for year in years])
                trials += [
                    _trial(scope, product, indicator, method, left_out(method, years, values, found))
                    for method in METHODS
                ]
    return trials


def _with(product: AccountProduct, indicator: str, link: str | None) -> AccountProduct:
    return AccountProduct(
        id=product.id,
        name=product.name,
        sectors=product.sectors,
        marks=product.marks,
        national_indicator=indicator,
        provincial_indicator=indicator,
        link=link,
    )


def _trial(
    scope: AccountScope, product: AccountProduct, indicator: str, method: Benchmarking, misses: Sequence[Miss]
) -> Trial:
    errors = tuple((m.year, m.percent) for m in misses)
    return Trial(scope.scope, product.id, indicator, method, errors)
