"""What the account's benchmarks have to be told about: said as findings, never hidden."""

from __future__ import annotations

from itertools import pairwise

import pyarrow as pa

from xinxiao.analyse.account.benchmarks import Library, benchmarks, library
from xinxiao.model.account import AccountProduct, AccountScope, AccountSpec
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.model.io_table import IoTables
from xinxiao.model.programme import Programme

JUMP = 3.0
"""A province's share of the nation that changes by more than this factor between two tables is a finding."""


def findings(
    programme: Programme, tables: IoTables, sectors: pa.Table, file: str = "account.yaml"
) -> list[Finding]:
    """Notes on benchmarks: not above zero (left out), or a share that jumps between two tables."""
    spec = programme.account
    if spec is None or programme.tables is None:
        return []
    shelf, found = library(programme, tables, sectors), []
    for scope in spec.scopes:
        areas = [programme.file.nation]
        areas += [area.id for area in programme.provinces] if scope.areas == "all" else []
        for product in scope.products:
            if scope.areas == "all" and not _has_provinces(programme, spec, scope, product, shelf):
                places = {"scope": scope.scope, "product": product.id}
                found.append(fault(file, 0, "ACCOUNT_NO_PROVINCES", **places))
            found += _of_product(spec, scope, product, areas, shelf, file)
    return sorted(found)


def _has_provinces(
    programme: Programme, spec: AccountSpec, scope: AccountScope, product: AccountProduct, shelf: Library
) -> bool:
    """Whether any province has a benchmark above zero."""
    held = (benchmarks(spec, scope, product, area.id, shelf) for area in programme.provinces)
    return any(b.value > 0 for rows in held for b in rows)


def _of_product(
    spec: AccountSpec,
    scope: AccountScope,
    product: AccountProduct,
    areas: list[str],
    shelf: Library,
    file: str,
) -> list[Finding]:
    own = {area: benchmarks(spec, scope, product, area, shelf) for area in areas}
    nation = {b.year: b.value for b in own[areas[0]]}
    places = {"scope": scope.scope, "product": product.id}
    found = []
    for area, rows in own.items():
        for b in rows:
            if b.value <= 0:
                said = {**places, "area": area, "year": b.year, "value": f"{b.value:.2f}", "unit": spec.unit}
                found.append(fault(file, 0, "ACCOUNT_BENCHMARK_NOT_POSITIVE", **said))
        shares = [
            (b.year, b.value / nation[b.year]) for b in rows if b.value > 0 and nation.get(b.year, 0) > 0
        ]
        for (first, low), (second, high) in pairwise(shares):
            factor = high / low
            if area != areas[0] and not 1 / JUMP <= factor <= JUMP:
                said = {**places, "area": area, "first": first, "second": second, "factor": f"{factor:.2f}"}
                found.append(fault(file, 0, "ACCOUNT_SHARE_JUMPS", **said))
    return found
