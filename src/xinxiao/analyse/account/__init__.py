"""The account of a policy's consumption: input-output benchmarks, annual indicators, measured errors.

``docs/explanation/account.md`` tells the method and its sources. Everything here is experimental statistics.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from xinxiao.analyse.account.benchmarks import Library, benchmarks, library
from xinxiao.analyse.account.findings import findings
from xinxiao.analyse.account.indicator import Movements, movements
from xinxiao.analyse.account.measure import dependence
from xinxiao.analyse.account.nation import Nation, compile_nation
from xinxiao.analyse.account.provinces import Province, Provinces, compile_provinces, total_halves
from xinxiao.analyse.account.record import records
from xinxiao.analyse.account.rows import (
    EXPERIMENTAL,
    GRADE,
    Sheets,
    adjustment_rows,
    ahead_rows,
    error_rows,
    nation_rows,
    province_rows,
    province_total,
    record_rows,
    reliability_rows,
)
from xinxiao.model.account import AccountSpec
from xinxiao.model.dataset import Dataset
from xinxiao.model.io_table import IoTables
from xinxiao.model.observations import Observations
from xinxiao.model.programme import Programme
from xinxiao.model.scope import TOTAL
from xinxiao.model.vintage import Vintage

__all__ = ["compile", "findings"]


def compile(
    programme: Programme, known: Vintage, tables: IoTables, sectors: pa.Table
) -> tuple[Dataset, Dataset]:
    """Compile the account and its measured error (in the account's unit, current producers' prices; errors in per cent).

    ``known`` are the figures of the cycle's day, ``tables`` the input-output tables, ``sectors`` the sector lists
    (LEVEL, TIME_PERIOD, CODE, the harmonised sector, marks). The programme has an account. The years end with
    the last that every indicator covers. Raises :class:`ProgrammeFault` for an indicator whose formula cannot
    move an account.
    """
    spec = programme.account
    assert spec is not None
    said = {"UNIT_MEASURE": spec.unit, "COMMENT": EXPERIMENTAL}
    account = Observations(programme.flow("account"), FREQ="A", OBS_STATUS="E", GRADE=GRADE, **said)
    errors = Observations(programme.flow("account_error"), FREQ="A", COMMENT=EXPERIMENTAL)
    reader, books = movements(programme, known), library(programme, tables, sectors)
    percent = programme.unit_of("account_error", "ERROR")
    sheets = Sheets(account, errors, spec.unit, percent, books.factor, tables.flow, known.figures.dataflow)
    areas = [area.id for area in programme.provinces]
    for scope in spec.scopes:
        nation = compile_nation(spec, scope, reader, books, areas, programme.file.nation)
        _nation(sheets, nation, programme.file.nation, spec)
        if scope.areas == "all" and nation.products:
            _provinces(sheets, nation, programme, spec, reader, books)
    steps = {"method": spec.method}
    return tuple(  # type: ignore[return-value]
        made.dataset().with_step("account.compile", **steps) for made in (account, errors)
    )


def _nation(sheets: Sheets, nation: Nation, area: str, spec: AccountSpec) -> None:
    scope, method = nation.scope.scope, spec.method
    if nation.products:
        nation_rows(sheets, nation, area, method)
    for series in nation.products:
        error_rows(sheets, area, scope, series.product, series.misses)
        ahead_rows(sheets, area, scope, series.product, series.ahead)
    record_rows(sheets, nation, area, *records(spec, nation.products))
    error_rows(sheets, area, scope, TOTAL, nation.misses)
    ahead_rows(sheets, area, scope, TOTAL, nation.ahead)


def _provinces(
    sheets: Sheets,
    nation: Nation,
    programme: Programme,
    spec: AccountSpec,
    reader: Movements,
    shelf: Library,
) -> None:
    scope, areas = nation.scope, [area.id for area in programme.provinces]
    made: list[Provinces] = []
    for place, series in enumerate(nation.products):
        product = next(p for p in scope.products if p.id == series.product)
        movements = {a: reader.of(a, product.provincial_indicator, product.link) for a in areas}
        found = {a: benchmarks(spec, scope, product, a, shelf) for a in areas}
        made.append(compile_provinces(spec, nation, place, movements, found))
    by_area: dict[str, list[Province]] = {}
    for provinces in made:
        reliability_rows(sheets, scope.scope, programme.file.nation, provinces)
        for held in provinces.held_out:
            error_rows(sheets, held.area, scope.scope, provinces.product, [held.miss])
        for province in provinces.areas:
            by_area.setdefault(province.area, []).append(province)
            province_rows(sheets, nation, province, programme.file.nation)
            adjustment_rows(sheets, scope.scope, province)
    depends = dependence(_paired(made), spec.coverage)
    for products in by_area.values():
        province_total(sheets, nation, products, total_halves(nation, products, depends).tolist())


def _paired(made: Sequence[Provinces]) -> list[list[float]]:
    """Errors of tables held out of every product, for the provinces and years that all have."""
    errors = [{(h.area, h.year): h.predicted - h.actual for h in one.held_out} for one in made]
    shared = sorted(set.intersection(*(set(own) for own in errors))) if errors else []
    return [[own[place] for place in shared] for own in errors]
