"""From series to observations: rows of the account and of its error with their formulas and inputs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from xinxiao.analyse.account.measure import Miss
from xinxiao.analyse.account.nation import Benchmarked, Nation
from xinxiao.analyse.account.provinces import Province
from xinxiao.model.observations import Observations
from xinxiao.model.scope import TOTAL
from xinxiao.model.structure import Dataflow

GRADE = "B"
EXPERIMENTAL = "experimental"
HORIZONS = 6
"""Errors ahead are published up to this many years."""


@dataclass(frozen=True)
class Sheets:
    """Where observations go, of the account and of its error; their units, and the dataflows their inputs are in.

    ``factor`` is how many of the account's unit one of the tables' is.
    """

    account: Observations
    errors: Observations
    money: str
    percent: str
    factor: float
    cells: Dataflow
    figures: Dataflow

    def account_key(self, area: str, scope: str, product: str, year: int) -> str:
        """Key of one observation of the account."""
        where = {"REF_AREA": area, "SCOPE": scope, "PRODUCT": product, "TIME_PERIOD": str(year)}
        return self.account.dataflow.key({"FREQ": "A", **where})


def _bounds(value: float, half: float) -> dict[str, object]:
    """Value and interval; no interval where no error could be measured."""
    if math.isnan(half):
        return {"OBS_VALUE": value}
    return {"OBS_VALUE": value, "LOWER": value * math.exp(-half), "UPPER": value * math.exp(half)}


def _state(series: Benchmarked, year: int) -> str:
    tables = [b.year for b in series.kept]
    return "BENCHMARK" if year in tables else "EXTRAPOLATED" if year > max(tables) else "INTERPOLATED"


def _formula(series: Benchmarked, place: int, method: str) -> str:
    """``I[t] × (w B[b]/I[b] + …)`` for proportional methods, ``w B[b] + …`` for regressions."""
    year = series.years[place]
    terms = []
    for column, benchmark in enumerate(series.kept):
        weight = float(series.weights[place, column])
        if method == "denton_cholette":
            share = weight * series.movement.values[benchmark.year] / series.movement.values[year]
            if abs(share) > 1e-9:
                terms.append(f"{share:.6g} × B[{benchmark.year}]/I[{benchmark.year}]")
        elif abs(weight) > 1e-9:
            terms.append(f"{weight:.6g} × B[{benchmark.year}]")
    joined = " + ".join(terms)
    core = f"I[{year}] × ({joined})" if method == "denton_cholette" else joined
    return f"{core}; I = {series.indicator}"


def _series_inputs(sheets: Sheets, key: str, series: Benchmarked, place: int, times: Sequence[float]) -> None:
    """Edges of one observation: benchmark cells with the weight each has in it, and the indicator's figures.

    ``times`` scales each benchmark's cells (reconciliation). OBS_VALUE = sum of weight x cell over BENCHMARK.
    """
    year, used = series.years[place], []
    for column, benchmark in enumerate(series.kept):
        weight = float(series.weights[place, column]) * times[column]
        if abs(weight) > 1e-12:
            used.append(benchmark.year)
            for cell in benchmark.cells:
                sheets.account.link(key, "BENCHMARK", sheets.cells, cell, weight * sheets.factor)
    if _state(series, year) != "BENCHMARK":
        figures = sorted({cell for y in {year, *used} for cell in series.movement.keys[y]})
        for cell in figures:
            sheets.account.link(key, "INDICATOR", sheets.figures, cell)


def nation_rows(sheets: Sheets, nation: Nation, area: str, method: str) -> None:
    """Observations of the nation: products, and their sum."""
    scope = nation.scope.scope
    for series in nation.products:
        for place, year in enumerate(series.years):
            state = _state(series, year)
            exact = state == "BENCHMARK"
            key = sheets.account.add(
                REF_AREA=area,
                SCOPE=scope,
                PRODUCT=series.product,
                TIME_PERIOD=str(year),
                **_bounds(float(series.values[place]), float(series.half[place])),
                METHOD=f"ACCOUNT_{state}",
                COMMENT=f"{EXPERIMENTAL}; value of the table" if exact else EXPERIMENTAL,
                FORMULA=f"B[{year}]" if exact else _formula(series, place, method),
            )
            _series_inputs(sheets, key, series, place, [1.0] * len(series.kept))
    for place, year in enumerate(nation.years):
        value = math.fsum(float(series.values[place]) for series in nation.products)
        _total_row(sheets, area, nation, year, value, float(nation.half[place]))


def province_rows(sheets: Sheets, nation: Nation, province: Province, area: str, method: str) -> None:
    """Observations of one product of one province."""
    series, scope = province.series, nation.scope.scope
    for place, year in enumerate(series.years):
        state, factor = _state(series, year), float(province.factors[place])
        moved = (math.exp(float(province.adjustment[place])) - 1.0) * 100.0
        core = f"B[{year}]" if state == "BENCHMARK" else _formula(series, place, method)
        scales = ", ".join(f"k[{y}] = {k:.6g}" for y, k in province.scales.items())
        key = sheets.account.add(
            REF_AREA=province.area,
            SCOPE=scope,
            PRODUCT=series.product,
            TIME_PERIOD=str(year),
            **_bounds(float(province.values[place]), float(province.half[place])),
            METHOD=f"ACCOUNT_PROVINCE_{state}",
            COMMENT=f"{EXPERIMENTAL}; reconciliation {moved:+.1f} %",
            FORMULA=f"f × {core}; B = k × table, {scales}; f = {factor:.6g}",
        )
        times = [factor * province.scales[b.year] for b in series.kept]
        _series_inputs(sheets, key, series, place, times)
        control = sheets.account_key(area, scope, series.product, year)
        sheets.account.link(key, "CONTROL", sheets.account.dataflow, control)


def province_total(
    sheets: Sheets, nation: Nation, products: Sequence[Province], half: Sequence[float]
) -> None:
    """The sum of a province's products."""
    for place, year in enumerate(nation.years):
        value = math.fsum(float(product.values[place]) for product in products)
        _total_row(sheets, products[0].area, nation, year, value, half[place])


def _total_row(sheets: Sheets, area: str, nation: Nation, year: int, value: float, half: float) -> None:
    scope, parts = nation.scope.scope, [series.product for series in nation.products]
    key = sheets.account.add(
        REF_AREA=area,
        SCOPE=scope,
        PRODUCT=TOTAL,
        TIME_PERIOD=str(year),
        **_bounds(value, half),
        METHOD="ACCOUNT_SUM",
        FORMULA=" + ".join(parts),
    )
    for part in parts:
        part_key = sheets.account_key(area, scope, part, year)
        sheets.account.link(key, "PART", sheets.account.dataflow, part_key, 1.0)


def error_rows(sheets: Sheets, area: str, scope: str, product: str, misses: Sequence[Miss]) -> None:
    """PREDICTED, ACTUAL and ERROR (per cent of actual) of each benchmark left out."""
    made, flow = sheets.errors, sheets.errors.dataflow
    for miss in misses:
        where = {"REF_AREA": area, "SCOPE": scope, "PRODUCT": product, "TIME_PERIOD": str(miss.year)}
        said = {**where, "METHOD": "ACCOUNT_LEAVE_ONE_OUT"}
        money, percent = {"UNIT_MEASURE": sheets.money}, {"UNIT_MEASURE": sheets.percent}
        predicted = made.add(**said, MEASURE="PREDICTED", OBS_VALUE=miss.predicted, **money)
        actual = made.add(**said, MEASURE="ACTUAL", OBS_VALUE=miss.actual, **money)
        error = made.add(**said, MEASURE="ERROR", OBS_VALUE=miss.percent, **percent)
        account = sheets.account_key(area, scope, product, miss.year)
        made.link(actual, "ACCOUNT", sheets.account.dataflow, account, 1.0)
        made.link(predicted, "LEFT_OUT", sheets.account.dataflow, account)
        made.link(error, "PREDICTED", flow, predicted)
        made.link(error, "ACTUAL", flow, actual)


def ahead_rows(
    sheets: Sheets, area: str, scope: str, product: str, found: Sequence[tuple[int, Miss]]
) -> None:
    """ERROR_AHEAD_h: per cent missed when only benchmarks at least h years older were known."""
    for horizon, miss in found:
        if horizon <= HORIZONS:
            where = {"REF_AREA": area, "SCOPE": scope, "PRODUCT": product}
            _error(sheets, where, miss.year, f"ERROR_AHEAD_{horizon}", miss.percent, "ACCOUNT_AHEAD")


def adjustment_rows(sheets: Sheets, scope: str, province: Province) -> None:
    """ADJUSTMENT: per cent by which reconciliation moved what the province's own tables would have given."""
    where = {"REF_AREA": province.area, "SCOPE": scope, "PRODUCT": province.series.product}
    for place, year in enumerate(province.series.years):
        moved = (math.exp(float(province.adjustment[place])) - 1.0) * 100.0
        _error(sheets, where, year, "ADJUSTMENT", moved, "ACCOUNT_ADJUSTMENT")


def _error(
    sheets: Sheets, where: dict[str, str], year: int, measure: str, percent: float, method: str
) -> None:
    """One row of the account's error, in per cent, and its way back to the account."""
    key = sheets.errors.add(
        **where,
        TIME_PERIOD=str(year),
        MEASURE=measure,
        OBS_VALUE=percent,
        UNIT_MEASURE=sheets.percent,
        METHOD=method,
    )
    account = sheets.account_key(where["REF_AREA"], where["SCOPE"], where["PRODUCT"], year)
    sheets.errors.link(key, "ACCOUNT", sheets.account.dataflow, account)
