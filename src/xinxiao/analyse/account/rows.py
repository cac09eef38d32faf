"""From series to observations: rows of the account and of its error with their formulas and inputs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from xinxiao.analyse.account.measure import Miss
from xinxiao.analyse.account.nation import Benchmarked, Nation
from xinxiao.analyse.account.provinces import Province, Provinces
from xinxiao.analyse.account.record import Record
from xinxiao.model.observations import Observations
from xinxiao.model.scope import TOTAL
from xinxiao.model.structure import Dataflow

GRADE = "B"
EXPERIMENTAL = "experimental"
CHANGELESS = f"{EXPERIMENTAL}; level only, change not measurable"
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


def _series_inputs(sheets: Sheets, key: str, series: Benchmarked, place: int) -> None:
    """Edges of one observation: benchmark cells with the weight each has in it, and the indicator's figures.

    OBS_VALUE = sum of weight x cell over BENCHMARK.
    """
    year, used = series.years[place], []
    for column, benchmark in enumerate(series.kept):
        weight = float(series.weights[place, column])
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
            _series_inputs(sheets, key, series, place)
    for place, year in enumerate(nation.years):
        value = math.fsum(float(series.values[place]) for series in nation.products)
        states = {_state(series, year) for series in nation.products}
        ahead = "_EXTRAPOLATED" if "EXTRAPOLATED" in states else ""
        bounds = value, float(nation.half[place])
        _total_row(sheets, area, nation, year, bounds, f"ACCOUNT_SUM{ahead}", EXPERIMENTAL)


def province_rows(sheets: Sheets, nation: Nation, province: Province, area: str) -> None:
    """Observations of one product of one province: its share of the nation, from indicator and lasting difference."""
    scope = nation.scope.scope
    tables = ", ".join(f"{year}: {y:+.3f}" for year, y in sorted(province.seen.items()))
    for place, year in enumerate(province.years):
        moved = (math.exp(float(province.adjustment[place])) - 1.0) * 100.0
        key = sheets.account.add(
            REF_AREA=province.area,
            SCOPE=scope,
            PRODUCT=province.product,
            TIME_PERIOD=str(year),
            **_bounds(float(province.values[place]), float(province.half[place])),
            METHOD="ACCOUNT_PROVINCE",
            COMMENT=f"{EXPERIMENTAL}; level only, change not measurable; {moved:+.1f} % from its own tables",
            FORMULA=f"N[{year}] × I[{year}] e^a / Σ I[{year}] e^a; a = {province.lasting:+.4f} "
            f"(tables {tables}); I = {province.indicator}",
        )
        for benchmark in province.kept:
            for cell in benchmark.cells:
                sheets.account.link(key, "BENCHMARK", sheets.cells, cell)
        for figure in sorted(set(province.movement.keys[year])):
            sheets.account.link(key, "INDICATOR", sheets.figures, figure)
        control = sheets.account_key(area, scope, province.product, year)
        share = float(province.shares[place])
        sheets.account.link(key, "CONTROL", sheets.account.dataflow, control, share)


def province_total(
    sheets: Sheets, nation: Nation, products: Sequence[Province], half: Sequence[float]
) -> None:
    """The sum of a province's products."""
    for place, year in enumerate(nation.years):
        value = math.fsum(float(product.values[place]) for product in products)
        _total_row(
            sheets, products[0].area, nation, year, (value, half[place]), "ACCOUNT_PROVINCE_SUM", CHANGELESS
        )


def _total_row(
    sheets: Sheets,
    area: str,
    nation: Nation,
    year: int,
    bounds: tuple[float, float],
    method: str,
    comment: str,
) -> None:
    """One sum of products; ``bounds`` are its value and the half-width of its interval."""
    scope, parts = nation.scope.scope, [series.product for series in nation.products]
    key = sheets.account.add(
        REF_AREA=area,
        SCOPE=scope,
        PRODUCT=TOTAL,
        TIME_PERIOD=str(year),
        **_bounds(*bounds),
        METHOD=method,
        COMMENT=comment,
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
    where = {"REF_AREA": province.area, "SCOPE": scope, "PRODUCT": province.product}
    for place, year in enumerate(province.years):
        moved = (math.exp(float(province.adjustment[place])) - 1.0) * 100.0
        _error(sheets, where, year, "ADJUSTMENT", moved, "ACCOUNT_ADJUSTMENT")


def record_rows(sheets: Sheets, nation: Nation, area: str, parts: Sequence[Record], whole: Record) -> None:
    """How the nation's intervals would have held in real time, and the dependence that the sum's reckons with."""
    scope = nation.scope.scope
    for series, record in zip(nation.products, parts, strict=True):
        _record(sheets, area, scope, series.product, series.kept[-1].year, record)
    if nation.products:
        year = max(series.kept[-1].year for series in nation.products)
        _record(sheets, area, scope, TOTAL, year, whole)
        if len(nation.products) > 1:
            depends = 100.0 * nation.dependence
            where = {"REF_AREA": area, "SCOPE": scope, "PRODUCT": TOTAL}
            _error(sheets, where, year, "DEPENDENCE", depends, "ACCOUNT_DEPENDENCE")


def _record(sheets: Sheets, area: str, scope: str, product: str, year: int, record: Record) -> None:
    where = {"REF_AREA": area, "SCOPE": scope, "PRODUCT": product}
    if record.tried:
        said = f"{EXPERIMENTAL}; {record.inside} of {record.tried} later tables inside"
        _error(sheets, where, year, "COVERED", record.percent, "ACCOUNT_COVERAGE", said)


def reliability_rows(sheets: Sheets, scope: str, area: str, provinces: Provinces) -> None:
    """What was measured on tables held out: how far one is believed, and what was missed by believing it so far, wholly,
    or not at all (the nation's pattern), as root mean square of logarithmic errors in per cent."""
    held, law = provinces.held_out, provinces.law
    if not held or law is None:
        return
    where, year = {"REF_AREA": area, "SCOPE": scope, "PRODUCT": provinces.product}, max(h.year for h in held)
    inside = sum(abs(h.predicted - h.actual) <= h.half for h in held)
    said = f"{EXPERIMENTAL}; {inside} of {len(held)} tables held out inside"
    _error(sheets, where, year, "COVERED_HELD_OUT", 100.0 * inside / len(held), "ACCOUNT_HELD_OUT", said)
    told = (
        f"{EXPERIMENTAL}; lasting {law.lasting:.2f}, error {law.error:.2f}, "
        f"gone wrong {law.wrong:.2f}, then {law.times:.0f} times"
    )
    _error(sheets, where, year, "RELIABILITY", 100.0 * law.reliability, "ACCOUNT_RELIABILITY", told)
    for measure, errors in {
        "MISSED_BELIEVED": [h.predicted - h.actual for h in held],
        "MISSED_TABLE": [h.earlier - h.actual for h in held],
        "MISSED_NATION": [-h.actual for h in held],
    }.items():
        square = math.fsum(error * error for error in errors) / len(errors)
        _error(sheets, where, year, measure, 100.0 * math.sqrt(square), "ACCOUNT_HELD_OUT")


def _error(
    sheets: Sheets,
    where: dict[str, str],
    year: int,
    measure: str,
    percent: float,
    method: str,
    comment: str = EXPERIMENTAL,
) -> None:
    """One row of the account's error, in per cent, and its way back to the account."""
    key = sheets.errors.add(
        **where,
        TIME_PERIOD=str(year),
        MEASURE=measure,
        OBS_VALUE=percent,
        UNIT_MEASURE=sheets.percent,
        METHOD=method,
        COMMENT=comment,
    )
    account = sheets.account_key(where["REF_AREA"], where["SCOPE"], where["PRODUCT"], year)
    sheets.errors.link(key, "ACCOUNT", sheets.account.dataflow, account)
