"""The parameters of ways to aggregate and to weigh, held against their ranges at the line where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from xinxiao.files.convert import convert
from xinxiao.files.places import Path, Places
from xinxiao.index.layouts.files import METHOD
from xinxiao.index.spec.method import AggregateSpec, AggregationSpec, Method, WeightSpec
from xinxiao.index.spec.parameters import AGGREGATIONS, WEIGHTINGS, Parameters
from xinxiao.model.finding import Finding

Given = tuple[Path, str, Mapping[str, Any], Mapping[str, type[Parameters]]]
"""Path of a choice in the file, its method, its parameters, and the parameters of every method of its kind."""


def parameter_faults(method: Method, places: Places) -> list[Finding]:
    """What is wrong with the parameters in ``method.yaml``; methods that do not exist are told elsewhere."""
    found: list[Finding] = []
    for i, stage in enumerate(method.stages):
        given: Iterator[Given] = iter(())
        if isinstance(stage, WeightSpec):
            given = _weights(stage, ("stages", i))
        elif isinstance(stage, AggregateSpec):
            given = _aggregations(stage, ("stages", i))
        for path, name, parameters, shapes in given:
            if name in shapes:
                base = (*path, "parameters")
                found += convert(METHOD, dict(parameters), shapes[name], places, base)[1]
    return found


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
