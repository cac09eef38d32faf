"""The development index of a programme: indicators in, scores with ranks, contributions and intervals out.

A bridge only: the dataset of indicators becomes the panel of the index engine (:mod:`xinxiao.index`), and its result
becomes the dataset of the index, with the inputs of every observation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.analyse.programme_index.rows import Array, IndexRows, Source
from xinxiao.errors import ProgrammeFault, told
from xinxiao.index import IndexSpec, Panel, Result, Uncertainty, analyse, build, panel_from_long
from xinxiao.index.analysis.decompose import contributions
from xinxiao.index.doubt.factors import factors_of
from xinxiao.index.doubt.uncertainty import Mode
from xinxiao.index.pipeline.result import default_aggregation
from xinxiao.index.spec.framework import Indicator
from xinxiao.model.codes import fault
from xinxiao.model.dataset import Dataset
from xinxiao.model.programme import CycleSpec, Programme
from xinxiao.model.scope import NOT_APPLICABLE, meant


@dataclass(frozen=True)
class Inputs:
    """What the engine computes from: the panel (years, provinces, indicators), and the rows behind it."""

    panel: Panel
    rows: pa.Table

    def sources(self) -> dict[tuple[str, str, str], Source]:
        """(indicator, area, year) -> the observation behind one number of the panel."""
        names = ("INDICATOR", "REF_AREA", "TIME_PERIOD", "OBS_VALUE", "GRADE", "OBS_STATUS", "KEY")
        columns = (self.rows.column(name).to_pylist() for name in names)
        return {
            (code, area, year): Source(key, value, grade or "", status or "A")
            for code, area, year, value, grade, status, key in zip(*columns, strict=True)
        }


def compile(programme: Programme, spec: IndexSpec, indicators: Dataset, cycle: CycleSpec) -> Dataset:
    """The index of every province in each year of the cycle's index. Scores are in points of the method's range.

    Raises :class:`ProgrammeFault` with findings when an indicator of the tree has no data.
    """
    inputs = inputs_of(programme, spec, indicators, cycle)
    result = build(spec, inputs.panel)
    rows = IndexRows(programme, result, indicators.dataflow, inputs.sources())
    rows.scores()
    rows.normalised()
    rows.ranks()
    rows.contributions(_parts(result))
    if spec.assumptions is not None and spec.assumptions.assumptions:
        rows.intervals(uncertainty_of(spec, inputs.panel), spec.assumptions)
    return rows.made.dataset().with_step("index", version=spec.method.version)


def inputs_of(programme: Programme, spec: IndexSpec, indicators: Dataset, cycle: CycleSpec) -> Inputs:
    """The annual observations of the tree's indicators, each in its own scope, as a panel. Raises as :func:`compile`."""
    held = _scopes(indicators.table)
    leaves = spec.framework.indicators
    scopes = {leaf.code: meant(leaf.scope or None, None, held.get(leaf.code, ())) for leaf in leaves}
    rows = _wanted(programme, scopes, indicators, cycle)
    there = set(pc.unique(rows.column("INDICATOR")).to_pylist())
    missing = [leaf for leaf in leaves if leaf.code not in there]
    if missing:
        raise _no_data(missing, held, cycle)
    return Inputs(panel_from_long(rows, indicators=spec.framework.indicator_codes), rows)


def _scopes(table: pa.Table) -> dict[str, set[str]]:
    """The scopes each indicator has annual observations in."""
    pairs = table.filter(pc.equal(table.column("FREQ"), "A")).group_by(["INDICATOR", "SCOPE"]).aggregate([])
    found: dict[str, set[str]] = {}
    for pair in pairs.to_pylist():
        found.setdefault(pair["INDICATOR"], set()).add(pair["SCOPE"])
    return found


def _wanted(
    programme: Programme, scopes: Mapping[str, str | None], indicators: Dataset, cycle: CycleSpec
) -> pa.Table:
    table = indicators.table.append_column("KEY", indicators.keys)
    pairs = pc.binary_join_element_wise(table.column("INDICATOR"), table.column("SCOPE"), "\x1f")
    chosen = pa.array([f"{code}\x1f{scope}" for code, scope in scopes.items() if scope], pa.string())
    among = {
        "REF_AREA": [area.id for area in programme.provinces],
        "TIME_PERIOD": [str(year) for year in cycle.index_years],
        "FREQ": ["A"],
    }
    mask = pc.and_(pc.is_in(pairs, value_set=chosen), pc.is_valid(table.column("OBS_VALUE")))
    for name, codes in among.items():
        mask = pc.and_(mask, pc.is_in(table.column(name), value_set=pa.array(codes, pa.string())))
    return table.filter(mask)


def _no_data(missing: Sequence[Indicator], held: Mapping[str, set[str]], cycle: CycleSpec) -> ProgrammeFault:
    """Say of each indicator why it has no number: in which scopes there are some, or that there are none at all."""
    file = "index/framework.csv"
    years = f"{cycle.index_years[0]}-{cycle.index_years[-1]}" if cycle.index_years else "-"
    findings = tuple(
        fault(
            file,
            0,
            "INDEX_NO_DATA",
            indicator=leaf.code,
            scope=leaf.scope or NOT_APPLICABLE,
            scopes=", ".join(sorted(held.get(leaf.code, ()))) or "-",
            cycle=cycle.id,
            years=years,
        )
        for leaf in missing
    )
    return ProgrammeFault(
        f"{len(findings)} errors", told("programme_errors", count=len(findings)), findings=findings
    )


def _parts(result: Result) -> Array | None:
    """Contributions (T, N, K) to the top score; None for methods whose scores have no parts.

    Of arithmetic means they are shares times values. Other means have numerical slopes, good to about nine
    digits: they are rounded to a millionth of a point, so that no machine's last digits show.
    """
    framework, default = result.framework, default_aggregation(result.method)
    if all((group.aggregation or default).method == "arithmetic" for group in framework.groups):
        return _shares_times_values(result)
    try:
        return np.round(contributions(result), 6)
    except ProgrammeFault:
        return None


def _shares_times_values(result: Result) -> Array:
    tree = result.framework
    shares: dict[str, Array] = {tree.top: np.ones(result.of(tree.top).shape)}
    for group in reversed(tree.groups):
        weights: Mapping[str, Array] = {
            child: np.where(np.isnan(result.of(child)), 0.0, result.weights.get(child, tree.weight_of(child)))
            for child in group.children
        }
        total = np.add.reduce(list(weights.values()))
        whole = np.where(total > 0, total, 1.0)
        shares |= {child: shares[group.code] * weight / whole for child, weight in weights.items()}
    return np.stack([shares[code] * result.of(code) for code in tree.indicator_codes], axis=-1)


def uncertainty_of(spec: IndexSpec, panel: Panel) -> Uncertainty:
    """All assumptions varied: every combination when they are few, else the declared number of draws."""
    assert spec.assumptions is not None
    declared = spec.assumptions
    count = 1.0
    for factor in factors_of(spec):
        count *= len(factor.choices) if factor.discrete else float("inf")
    mode: Mode = "enumerate" if count <= declared.enumerate_up_to else "sample_only"
    return analyse(spec, panel, mode=mode)
