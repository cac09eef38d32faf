"""What is free in a shape until one knows the method, or the stage, it is meant for: the parameters of ways to aggregate and to
weigh, and the fields that alternatives change. Both are held against their ranges at the line where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from xinxiao.files.convert import convert
from xinxiao.files.places import Path, Places
from xinxiao.index.layouts.files import ASSUMPTIONS, METHOD
from xinxiao.index.spec.changes import merged
from xinxiao.index.spec.method import (
    AggregateSpec,
    AggregationSpec,
    Assumptions,
    Method,
    StageSpec,
    WeightSpec,
    label_of,
)
from xinxiao.index.spec.parameters import AGGREGATIONS, WEIGHTINGS, Parameters
from xinxiao.model.finding import Finding

Given = tuple[Path, str, Mapping[str, Any], Mapping[str, type[Parameters]]]
"""Path of a choice in the file, its method, its parameters, and the parameters of every method of its kind."""


def parameter_faults(method: Method, places: Places) -> list[Finding]:
    """What is wrong with the parameters in ``method.yaml``; methods that do not exist are told elsewhere."""
    return [
        found
        for i, stage in enumerate(method.stages)
        for given in _given(stage, ("stages", i))
        for found in _faults(METHOD, given, places)
    ]


def alternative_faults(method: Method, assumptions: Assumptions, places: Places) -> list[Finding]:
    """What is wrong with the fields that alternatives in ``assumptions.yaml`` give to a stage; a stage that is not there is
    told elsewhere."""
    stages = {label_of(stage): stage for stage in method.stages}
    found: list[Finding] = []
    for i, assumption in enumerate(assumptions.assumptions):
        stage = stages.get(assumption.stage)
        for j, choice in enumerate(assumption.alternatives if stage is not None else ()):
            base = ("assumptions", i, "alternatives", j, "parameters")
            plain = merged(stage, choice.parameters)
            changed, faults = convert(ASSUMPTIONS, plain, type(stage), places, base)
            found += faults
            for given in _given(changed, base) if changed is not None else ():
                found += _faults(ASSUMPTIONS, given, places)
    return found


def _faults(file: str, given: Given, places: Places) -> list[Finding]:
    path, name, parameters, shapes = given
    if name not in shapes:
        return []
    return convert(file, dict(parameters), shapes[name], places, (*path, "parameters"))[1]


def _given(stage: StageSpec, path: Path) -> Iterator[Given]:
    if isinstance(stage, WeightSpec):
        yield from _weights(stage, path)
    elif isinstance(stage, AggregateSpec):
        yield from _aggregations(stage, path)


def _weights(spec: WeightSpec, path: Path) -> Iterator[Given]:
    yield path, spec.method, spec.parameters, WEIGHTINGS
    for group, other in spec.groups.items():
        yield from _weights(other, (*path, "groups", group))


def _aggregations(spec: AggregateSpec, path: Path) -> Iterator[Given]:
    choices: dict[Path, AggregationSpec] = {("default",): spec.default}
    choices |= {("levels", level): choice for level, choice in spec.levels.items()}
    choices |= {("groups", group): choice for group, choice in spec.groups.items()}
    for at, choice in choices.items():
        yield (*path, *at), choice.method, choice.parameters, AGGREGATIONS
