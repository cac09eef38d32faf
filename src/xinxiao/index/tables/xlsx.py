"""Workbooks out: a whole result as one xlsx, a sheet per stage, made to be read by a reviewer.

The bytes depend on the result only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
import numpy as np

from xinxiao.files.workbook import Page, write
from xinxiao.index.coherence.arrays import Array
from xinxiao.index.coherence.statistics import STATISTICS, describe
from xinxiao.index.pipeline.result import Result
from xinxiao.index.spec.framework import Group
from xinxiao.index.steps.treat import Treated
from xinxiao.index.weights.framework import effective_weights
from xinxiao.texts import Language


def write_results(result: Result, language: Language = "en") -> bytes:
    """The result as an xlsx file: Scores, Ranks, one sheet per stage, Statistics, Treatment, Framework, Method,
    Findings (in ``language``). Raises DataFault for more rows than a sheet holds."""
    groups = result.framework.group_codes[::-1]
    axes = ("time", "unit")
    sheets = [
        Page("Scores", (*axes, *groups), _rows(result, result.scores[..., ::-1])),
        Page("Ranks", (*axes, *groups), _rows(result, result.ranks[..., ::-1])),
    ]
    sheets += [
        Page(
            stage.label,
            (*axes, *result.framework.indicator_codes),
            _panel_rows(stage.panel.times, stage.panel.units, stage.values),
        )
        for stage in result.stages
        if stage.step not in ("weights", "aggregate")
    ]
    sheets.append(Page("Statistics", ("time", "code", *STATISTICS), _statistics(result)))
    sheets += [
        Page(f"{stage.label} details", _TREATED, _treated(result, stage.details))
        for stage in result.stages
        if isinstance(stage.details, Treated)
    ]
    findings = [(f.file, f.code, f.level, f.message(language)) for f in result.findings]
    sheets += [
        Page("Framework", _FRAMEWORK, _framework(result)),
        Page("Method", ("step", "key", "parameters"), _method(result)),
        Page("Findings", ("stage", "code", "level", "message"), findings),
    ]
    return write(sheets, result.method.title or result.framework.top)


_TREATED = (
    "time",
    "indicator",
    "skewness",
    "kurtosis",
    "low points",
    "high points",
    "transformed",
    "final skewness",
    "final kurtosis",
    "achieved",
)
_FRAMEWORK = (
    "code",
    "parent",
    "level",
    "name_zh",
    "name_en",
    "unit",
    "direction",
    "weight",
    "effective weight",
    "aggregation",
    "source",
)


def _rows(result: Result, table: Array) -> Iterable[Sequence[Any]]:
    return _panel_rows(result.times, result.units, table)


def _panel_rows(times: Sequence[str], units: Sequence[str], table: Array) -> Iterable[Sequence[Any]]:
    cube = table if times else table[None]
    for t, time in enumerate(times or ("",)):
        for n, unit in enumerate(units):
            yield (time, unit, *cube[t, n].tolist())


def _statistics(result: Result) -> Iterable[Sequence[Any]]:
    cube = result.inputs.values if result.inputs.times else result.inputs.values[None]
    for t, time in enumerate(result.inputs.times or ("",)):
        found = describe(cube[t])
        for k, code in enumerate(result.inputs.indicators):
            yield (time, code, *(float(found[name][k]) for name in STATISTICS))


def _treated(result: Result, details: Treated) -> Iterable[Sequence[Any]]:
    codes = result.framework.indicator_codes
    arrays = [
        np.asarray(a).reshape(-1, len(codes))
        for a in (
            details.skewness,
            details.kurtosis,
            details.low_points,
            details.high_points,
            details.transformed,
            details.final_skewness,
            details.final_kurtosis,
            details.achieved,
        )
    ]
    per_year = len(arrays[0]) == len(result.inputs.times) and len(arrays[0]) > 0
    for t in range(len(arrays[0])):
        for k, code in enumerate(codes):
            yield (result.inputs.times[t] if per_year else "", code, *(a[t, k].item() for a in arrays))


def _framework(result: Result) -> Iterable[Sequence[Any]]:
    effective = effective_weights(result.framework, dict(result.weights) or None)
    for node in result.framework.every:
        is_group = isinstance(node, Group)
        choice = node.aggregation.method if isinstance(node, Group) and node.aggregation else ""
        yield (
            node.code,
            node.parent,
            node.level,
            node.name_zh,
            node.name_en,
            node.unit,
            "" if is_group else getattr(node, "direction", ""),
            result.weights.get(node.code, node.weight),
            effective.get(node.code),
            choice,
            getattr(node, "source", ""),
        )


def _method(result: Result) -> Iterable[Sequence[Any]]:
    for stage in result.stages:
        yield (stage.label, stage.key, msgspec.json.encode(stage.spec, order="deterministic").decode())
