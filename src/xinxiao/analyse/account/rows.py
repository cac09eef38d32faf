"""From series to observations: rows of IC_ACCOUNT and IC_ACCOUNT_ERROR with their formulas and inputs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from xinxiao.analyse.account.benchmarks import UNIT
from xinxiao.analyse.account.measure import Miss
from xinxiao.analyse.account.nation import Benchmarked, Nation
from xinxiao.analyse.account.provinces import Province
from xinxiao.model.dataflows import IC_ACCOUNT, IC_ACCOUNT_ERROR, IC_FIGURES, IC_IO
from xinxiao.model.dataset import Dataflow, Dataset, dataset, key_of

_GRADE = "B"
_MONEY = "100M_YUAN"
_SAID = "experimental"
HORIZONS = 6
"""Errors ahead are published up to this many years."""


@dataclass
class Sheet:
    """Rows and inputs gathered for one dataflow."""

    dataflow: Dataflow
    rows: list[dict[str, object]] = field(default_factory=list)
    inputs: list[tuple[str, str, str, str, float | None]] = field(default_factory=list)

    def add(self, **row: object) -> str:
        """Append one row (absent attributes stay null) and return its key."""
        row["FREQ"] = "A"
        self.rows.append(row)
        dimensions = {name: str(row[name]) for name in self.dataflow.dimensions}
        return key_of(self.dataflow, dimensions)

    def built(self) -> Dataset:
        """The dataset."""
        columns = {name: [row.get(name) for row in self.rows] for name in self.dataflow.columns}
        return dataset(self.dataflow, columns, self.inputs)


def account_key(area: str, scope: str, product: str, year: int) -> str:
    """Key of one observation of the account."""
    where = {"REF_AREA": area, "SCOPE": scope, "PRODUCT": product, "TIME_PERIOD": str(year)}
    return key_of(IC_ACCOUNT, {"FREQ": "A", **where})


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


def _series_inputs(sheet: Sheet, key: str, series: Benchmarked, place: int, times: Sequence[float]) -> None:
    """Edges of one observation: benchmark cells with the weight each has in it, and the indicator's figures.

    ``times`` scales each benchmark's cells (reconciliation). OBS_VALUE = sum of weight x cell over BENCHMARK.
    """
    year, used = series.years[place], []
    for column, benchmark in enumerate(series.kept):
        weight = float(series.weights[place, column]) * times[column]
        if abs(weight) > 1e-12:
            used.append(benchmark.year)
            sheet.inputs += [(key, "BENCHMARK", IC_IO.id, cell, weight * UNIT) for cell in benchmark.cells]
    if _state(series, year) != "BENCHMARK":
        figures = sorted({cell for y in {year, *used} for cell in series.movement.keys[y]})
        sheet.inputs += [(key, "INDICATOR", IC_FIGURES.id, cell, None) for cell in figures]


def nation_rows(sheet: Sheet, nation: Nation, area: str, method: str) -> None:
    """Observations of the nation: products, and their sum."""
    scope = nation.scope.scope
    for series in nation.products:
        for place, year in enumerate(series.years):
            state = _state(series, year)
            exact = state == "BENCHMARK"
            key = sheet.add(
                REF_AREA=area,
                SCOPE=scope,
                PRODUCT=series.product,
                TIME_PERIOD=str(year),
                **_bounds(float(series.values[place]), float(series.half[place])),
                **_common(f"ACCOUNT_{state}", f"{_SAID}; value of the table" if exact else _SAID),
                FORMULA=f"B[{year}]" if exact else _formula(series, place, method),
            )
            _series_inputs(sheet, key, series, place, [1.0] * len(series.kept))
    for place, year in enumerate(nation.years):
        value = math.fsum(float(series.values[place]) for series in nation.products)
        _total_row(sheet, area, nation, year, value, float(nation.half[place]))


def province_rows(sheet: Sheet, nation: Nation, province: Province, area: str, method: str) -> None:
    """Observations of one product of one province."""
    series, scope = province.series, nation.scope.scope
    for place, year in enumerate(series.years):
        state, factor = _state(series, year), float(province.factors[place])
        moved = (math.exp(float(province.adjustment[place])) - 1.0) * 100.0
        core = f"B[{year}]" if state == "BENCHMARK" else _formula(series, place, method)
        scales = ", ".join(f"k[{y}] = {k:.6g}" for y, k in province.scales.items())
        key = sheet.add(
            REF_AREA=province.area,
            SCOPE=scope,
            PRODUCT=series.product,
            TIME_PERIOD=str(year),
            **_bounds(float(province.values[place]), float(province.half[place])),
            **_common(f"ACCOUNT_PROVINCE_{state}", f"{_SAID}; reconciliation {moved:+.1f} %"),
            FORMULA=f"f × {core}; B = k × table, {scales}; f = {factor:.6g}",
        )
        times = [factor * province.scales[b.year] for b in series.kept]
        _series_inputs(sheet, key, series, place, times)
        control = account_key(area, scope, series.product, year)
        sheet.inputs.append((key, "CONTROL", IC_ACCOUNT.id, control, None))


def province_total(sheet: Sheet, nation: Nation, products: Sequence[Province], half: Sequence[float]) -> None:
    """The sum of a province's products."""
    for place, year in enumerate(nation.years):
        value = math.fsum(float(product.values[place]) for product in products)
        _total_row(sheet, products[0].area, nation, year, value, half[place])


def _common(method: str, comment: str) -> dict[str, object]:
    return {
        "UNIT_MEASURE": _MONEY,
        "OBS_STATUS": "E",
        "GRADE": _GRADE,
        "METHOD": method,
        "COMMENT": comment,
    }


def _total_row(sheet: Sheet, area: str, nation: Nation, year: int, value: float, half: float) -> None:
    scope, parts = nation.scope.scope, [series.product for series in nation.products]
    key = sheet.add(
        REF_AREA=area,
        SCOPE=scope,
        PRODUCT="_T",
        TIME_PERIOD=str(year),
        **_bounds(value, half),
        **_common("ACCOUNT_SUM", _SAID),
        FORMULA=" + ".join(parts),
    )
    for part in parts:
        sheet.inputs.append((key, "PART", IC_ACCOUNT.id, account_key(area, scope, part, year), 1.0))


def error_rows(sheet: Sheet, area: str, scope: str, product: str, misses: Sequence[Miss]) -> None:
    """PREDICTED, ACTUAL and ERROR (per cent of actual) of each benchmark left out."""
    for miss in misses:
        where = {"REF_AREA": area, "SCOPE": scope, "PRODUCT": product, "TIME_PERIOD": str(miss.year)}
        said = {"METHOD": "ACCOUNT_LEAVE_ONE_OUT", "COMMENT": _SAID}
        predicted = sheet.add(
            **where, MEASURE="PREDICTED", OBS_VALUE=miss.predicted, UNIT_MEASURE=_MONEY, **said
        )
        actual = sheet.add(**where, MEASURE="ACTUAL", OBS_VALUE=miss.actual, UNIT_MEASURE=_MONEY, **said)
        error = sheet.add(**where, MEASURE="ERROR", OBS_VALUE=miss.percent, UNIT_MEASURE="PERCENT", **said)
        account = account_key(area, scope, product, miss.year)
        sheet.inputs += [
            (actual, "ACCOUNT", IC_ACCOUNT.id, account, 1.0),
            (predicted, "LEFT_OUT", IC_ACCOUNT.id, account, None),
            (error, "PREDICTED", IC_ACCOUNT_ERROR.id, predicted, None),
            (error, "ACTUAL", IC_ACCOUNT_ERROR.id, actual, None),
        ]


def ahead_rows(sheet: Sheet, area: str, scope: str, product: str, found: Sequence[tuple[int, Miss]]) -> None:
    """ERROR_AHEAD_h: per cent missed when only benchmarks at least h years older were known."""
    for horizon, miss in found:
        if horizon <= HORIZONS:
            key = sheet.add(
                REF_AREA=area,
                SCOPE=scope,
                PRODUCT=product,
                TIME_PERIOD=str(miss.year),
                MEASURE=f"ERROR_AHEAD_{horizon}",
                OBS_VALUE=miss.percent,
                UNIT_MEASURE="PERCENT",
                METHOD="ACCOUNT_AHEAD",
                COMMENT=_SAID,
            )
            account = account_key(area, scope, product, miss.year)
            sheet.inputs.append((key, "ACCOUNT", IC_ACCOUNT.id, account, None))


def adjustment_rows(sheet: Sheet, scope: str, province: Province) -> None:
    """ADJUSTMENT: per cent by which reconciliation moved what the province's own tables would have given."""
    for place, year in enumerate(province.series.years):
        key = sheet.add(
            REF_AREA=province.area,
            SCOPE=scope,
            PRODUCT=province.series.product,
            TIME_PERIOD=str(year),
            MEASURE="ADJUSTMENT",
            OBS_VALUE=(math.exp(float(province.adjustment[place])) - 1.0) * 100.0,
            UNIT_MEASURE="PERCENT",
            METHOD="ACCOUNT_ADJUSTMENT",
            COMMENT=_SAID,
        )
        account = account_key(province.area, scope, province.series.product, year)
        sheet.inputs.append((key, "ACCOUNT", IC_ACCOUNT.id, account, None))
