"""The development index of a programme: indicators in, scores with ranks, contributions and intervals out.

A bridge only: the dataset of indicators becomes the panel of the index engine (:mod:`xinxiao.index`), and its result
becomes the dataset of the index, with the inputs of every observation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.analyse.indicators.shelf import grid_of
from xinxiao.analyse.programme_index.panel import of_rows, panel_of
from xinxiao.analyse.programme_index.rows import Array, IndexRows, Source
from xinxiao.errors import ProgrammeFault
from xinxiao.index import IndexSpec, Panel, Result, Uncertainty, analyse, build
from xinxiao.index.analysis.decompose import contributions
from xinxiao.index.doubt.factors import factors_of
from xinxiao.index.doubt.uncertainty import Mode
from xinxiao.index.pipeline.result import default_aggregation
from xinxiao.model.dataset import Dataset
from xinxiao.model.programme import CycleSpec, IndexHead, Programme


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


def compile(
    programme: Programme, head: IndexHead, spec: IndexSpec, indicators: Dataset, cycle: CycleSpec
) -> Dataset:
    """One index of every province in each year of the cycle's index that it was valid in. Scores are in points of the
    method's range. An earlier edition has no intervals.

    Raises :class:`ProgrammeFault` with findings when an indicator of the tree has no data.
    """
    inputs = inputs_of(programme, spec, indicators, cycle, head.folder)
    result = build(spec, inputs.panel)
    rows = IndexRows(programme, head, result, indicators.dataflow, inputs.sources())
    rows.scores()
    rows.normalised()
    rows.ranks()
    rows.contributions(_parts(result))
    if spec.assumptions is not None and spec.varied and head.standing != "earlier":
        rows.intervals(uncertainty_of(spec, inputs.panel), spec.assumptions)
    return rows.made.dataset().with_step("index", index=head.id, version=spec.method.version)


def inputs_of(
    programme: Programme, spec: IndexSpec, indicators: Dataset, cycle: CycleSpec, folder: str = "index"
) -> Inputs:
    """The annual observations of the tree's indicators, each in its own scope, as a panel. Raises as :func:`compile`,
    naming files of ``folder``."""
    table = indicators.table.append_column("KEY", indicators.keys)
    wanted = pa.array(spec.framework.indicator_codes, pa.string())
    mask = pc.and_(pc.is_in(table.column("INDICATOR"), value_set=wanted), pc.equal(table.column("FREQ"), "A"))
    rows = table.filter(mask)
    numbers = of_rows(rows, grid_of(programme, cycle.index_years))
    panel = panel_of(programme, spec, numbers, cycle, folder)
    pairs = pc.binary_join_element_wise(rows.column("INDICATOR"), rows.column("SCOPE"), "\x1f")
    chosen = tuple(f"{code}\x1f{scope}" for code, scope in numbers.scopes(spec).items())
    read = pc.is_valid(rows.column("OBS_VALUE"))
    axes = {"REF_AREA": panel.units, "TIME_PERIOD": panel.times}
    for column, axis in ((pairs, chosen), *((rows.column(name), axis) for name, axis in axes.items())):
        read = pc.and_(read, pc.is_in(column, value_set=pa.array(axis, pa.string())))
    return Inputs(panel, rows.filter(read))


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
