"""The account of a policy's consumption: input-output benchmarks, annual indicators, measured errors.

``docs/explanation/account.md`` tells the method and its sources. Everything here is experimental statistics.
"""

from __future__ import annotations

import pyarrow as pa

from xinxiao.analyse.account.benchmarks import Library, benchmarks, library
from xinxiao.analyse.account.findings import findings
from xinxiao.analyse.account.indicator import Known, known
from xinxiao.analyse.account.nation import Nation, compile_nation
from xinxiao.analyse.account.provinces import Province, compile_provinces, total_half
from xinxiao.analyse.account.rows import (
    Sheet,
    adjustment_rows,
    ahead_rows,
    error_rows,
    nation_rows,
    province_rows,
    province_total,
)
from xinxiao.model.dataflows import IC_ACCOUNT, IC_ACCOUNT_ERROR
from xinxiao.model.dataset import Dataset
from xinxiao.model.programme import AccountSpec, Programme

__all__ = ["compile", "findings"]


def compile(
    programme: Programme, figures: Dataset, io: Dataset, sectors: pa.Table
) -> tuple[Dataset, Dataset]:
    """Compile IC_ACCOUNT and IC_ACCOUNT_ERROR (100M_YUAN, current producers' prices; errors in per cent).

    ``figures`` are those known to the cycle, ``io`` the IC_IO cells, ``sectors`` the sector lists (LEVEL,
    TIME_PERIOD, CODE, SECTOR42, marks). A programme without an account gives empty datasets. The years end with
    the last that every indicator covers. Raises :class:`ProgrammeFault` for an indicator whose formula cannot
    move an account.
    """
    account, errors = Sheet(IC_ACCOUNT), Sheet(IC_ACCOUNT_ERROR)
    spec = programme.account
    if spec is not None:
        reader, shelf = known(programme, figures), library(io, sectors)
        areas = [area.id for area in programme.provinces]
        for scope in spec.scopes:
            nation = compile_nation(spec, scope, reader, shelf, areas, programme.file.nation)
            _nation(account, errors, nation, programme.file.nation, spec.method)
            if scope.areas == "all" and nation.products:
                _provinces(account, errors, nation, programme, spec, reader, shelf)
    return tuple(  # type: ignore[return-value]
        sheet.built().with_step("account.compile", method=spec.method if spec else "")
        for sheet in (account, errors)
    )


def _nation(account: Sheet, errors: Sheet, nation: Nation, area: str, method: str) -> None:
    scope = nation.scope.scope
    if nation.products:
        nation_rows(account, nation, area, method)
    for series in nation.products:
        error_rows(errors, area, scope, series.product, series.misses)
        ahead_rows(errors, area, scope, series.product, series.ahead)
    error_rows(errors, area, scope, "_T", nation.misses)
    ahead_rows(errors, area, scope, "_T", nation.ahead)


def _provinces(
    account: Sheet,
    errors: Sheet,
    nation: Nation,
    programme: Programme,
    spec: AccountSpec,
    reader: Known,
    shelf: Library,
) -> None:
    scope, areas = nation.scope, [area.id for area in programme.provinces]
    by_area: dict[str, list[Province]] = {}
    for place, series in enumerate(nation.products):
        product = next(p for p in scope.products if p.id == series.product)
        movements = {a: reader.movement(a, product.provincial_indicator, product.link) for a in areas}
        found = {a: benchmarks(spec, scope, product, a, shelf) for a in areas}
        for province in compile_provinces(spec, nation, place, movements, found):
            by_area.setdefault(province.area, []).append(province)
            province_rows(account, nation, province, programme.file.nation, spec.method)
            error_rows(errors, province.area, scope.scope, series.product, province.series.misses)
            adjustment_rows(errors, scope.scope, province)
    halves = total_half(spec, nation, by_area)
    for area, products in by_area.items():
        province_total(account, nation, products, halves[area].tolist())
