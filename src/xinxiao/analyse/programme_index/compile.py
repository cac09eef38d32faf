"""The development index of a programme: indicators in, scores with ranks, contributions and intervals out.

A bridge only: the programme's ``index/`` folder and IC_INDICATORS become the input of the index engine
(:mod:`xinxiao.index`), and its result becomes IC_INDEX, with the inputs of every observation.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pyarrow as pa

from xinxiao.analyse.programme_index.rows import Array, IndexRows, Source
from xinxiao.errors import ProgrammeFault
from xinxiao.index import Framework, IndexFolder, Pipeline, Result, parse
from xinxiao.index.analysis.decompose import contributions
from xinxiao.index.analysis.whatif import default_aggregation
from xinxiao.index.doubt.factors import factors_of
from xinxiao.index.doubt.uncertainty import Mode, Uncertainty, analyse
from xinxiao.index.layouts.files import ASSUMPTIONS, DATA, FRAMEWORK_CSV, FRAMEWORK_YAML, METHOD
from xinxiao.index.layouts.tree import tree_from_csv, tree_from_yaml
from xinxiao.model.dataflows import IC_INDEX
from xinxiao.model.dataset import Dataset, dataset
from xinxiao.model.finding import Finding
from xinxiao.model.programme import CycleSpec, Programme

FILES = (FRAMEWORK_CSV, FRAMEWORK_YAML, METHOD, ASSUMPTIONS)
WHOLE = "_Z"
"""The scope of indicators that have none (SDMX: not applicable)."""


def framework_of(files: Mapping[str, bytes]) -> Framework | None:
    """The tree of an index folder given as bytes by name; None when there is none to read."""
    if FRAMEWORK_YAML in files:
        return tree_from_yaml(FRAMEWORK_YAML, files[FRAMEWORK_YAML].decode("utf-8-sig"))[0]
    if FRAMEWORK_CSV in files:
        return tree_from_csv(FRAMEWORK_CSV, files[FRAMEWORK_CSV].decode("utf-8-sig"))[0]
    return None


def findings(
    programme: Programme, files: Mapping[str, bytes], cycle: CycleSpec, folder: str = "index/"
) -> tuple[Finding, ...]:
    """What is wrong with the index files of a programme, which stand at ``folder`` in it.

    The engine checks a method against the units and periods it will meet, so it is given the programme's
    provinces and the cycle's years with a place for every indicator; the numbers themselves come later.
    """
    framework = framework_of(files)
    if framework is None:
        return ()
    place = Source("", 0.0, "", "A")
    areas = [area.id for area in programme.provinces]
    empty = {
        (code, area, year): place
        for code in framework.indicator_codes
        for area in areas
        for year in _years(cycle)
    }
    _, found = parse({**_texts(files), DATA: _data(empty)})
    return tuple(replace(item, file=f"{folder}{item.file}") for item in found)


def _years(cycle: CycleSpec) -> tuple[str, ...]:
    first = cycle.index_first or cycle.first
    return tuple(str(year) for year in range(first, cycle.last + 1))


def _texts(files: Mapping[str, bytes]) -> dict[str, str]:
    return {name: files[name].decode("utf-8-sig") for name in FILES if name in files}


def compile(
    programme: Programme, files: Mapping[str, bytes], indicators: Dataset, cycle: CycleSpec
) -> Dataset:
    """IC_INDEX for every province and each year from ``cycle.index_first`` (or ``first``) to ``last``.

    ``files`` are the bytes of the ``index/`` folder by name. Scores are in points of the method's range.
    Raises :class:`ProgrammeFault` with findings when the folder does not fit together or an indicator of the
    tree has no data.
    """
    folder, sources = folder_of(programme, files, indicators, cycle)
    result = Pipeline(folder.framework, folder.panel).run(folder.method)
    rows = IndexRows(result, sources)
    rows.scores()
    rows.normalised()
    rows.ranks()
    rows.contributions(_parts(result))
    if folder.assumptions is not None and folder.assumptions.assumptions:
        rows.intervals(uncertainty_of(folder), folder.assumptions)
    return dataset(IC_INDEX, rows.columns, rows.edges).with_step("index", version=folder.method.version)


def folder_of(
    programme: Programme, files: Mapping[str, bytes], indicators: Dataset, cycle: CycleSpec
) -> tuple[IndexFolder, dict[tuple[str, str, str], Source]]:
    """What the engine computes from: the ``index/`` folder with IC_INDICATORS as its numbers, and the
    observation behind each number. Raises as :func:`compile`."""
    framework = framework_of(files)
    if framework is None:
        raise ProgrammeFault("index/framework cannot be read", hint="run the check of the programme")
    sources = _sources(programme, framework, indicators.table, cycle)
    texts = {name: files[name].decode("utf-8-sig") for name in FILES if name in files}
    folder, findings = parse({**texts, DATA: _data(sources)})
    if folder is None:
        errors = tuple(replace(f, file=f"index/{f.file}") for f in findings if f.level == "error")
        raise ProgrammeFault(
            f"{len(errors)} errors", told="programme_errors", count=len(errors), findings=errors
        )
    return folder, sources


def _sources(
    programme: Programme, framework: Framework, table: pa.Table, cycle: CycleSpec
) -> dict[tuple[str, str, str], Source]:
    """(indicator, area, year) -> the observation that goes into the index, in the indicator's own scope."""
    scopes = {
        node.code: node.scope
        or (programme.indicators[node.code].scope if node.code in programme.indicators else "")
        for node in framework.indicators
    }
    areas = {area.id for area in programme.provinces}
    years = set(_years(cycle))
    found: dict[tuple[str, str, str], Source] = {}
    for row in table.to_pylist():
        code, area, year = row["INDICATOR"], row["REF_AREA"], row["TIME_PERIOD"]
        wanted = code in scopes and area in areas and year in years and row["FREQ"] == "A"
        if not wanted or row["OBS_VALUE"] is None or row["SCOPE"] != (scopes[code] or WHOLE):
            continue
        key = ".".join(("A", area, code, row["SCOPE"], year))
        found[code, area, year] = Source(key, row["OBS_VALUE"], row["GRADE"] or "", row["OBS_STATUS"] or "A")
    return found


def _data(sources: Mapping[tuple[str, str, str], Source]) -> str:
    """``data.csv`` of the index folder; repr gives every number back exactly."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\n")
    writer.writerow(("REF_AREA", "TIME_PERIOD", "INDICATOR", "OBS_VALUE"))
    for (code, area, year), source in sorted(sources.items()):
        writer.writerow((area, year, code, repr(source.value)))
    return sheet.getvalue()


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
        weights = {
            child: np.where(np.isnan(result.of(child)), 0.0, result.weights.get(child, tree.weight_of(child)))
            for child in group.children
        }
        total = np.add.reduce(list(weights.values()))
        whole = np.where(total > 0, total, 1.0)
        shares |= {child: shares[group.code] * weight / whole for child, weight in weights.items()}
    return np.stack([shares[code] * result.of(code) for code in tree.indicator_codes], axis=-1)


def uncertainty_of(folder: IndexFolder) -> Uncertainty:
    """All assumptions varied: every combination when they are few, else the declared number of draws."""
    assert folder.assumptions is not None
    declared = folder.assumptions
    factors = factors_of(declared.assumptions, folder.method, folder.framework)
    count = 1.0
    for factor in factors:
        count *= len(factor.choices) if factor.discrete else float("inf")
    mode: Mode = "enumerate" if count <= declared.enumerate_up_to else "sample_only"
    return analyse(folder.panel, folder.framework, folder.method, declared, mode=mode)
