"""Assumptions made ready to vary: which stage each touches, its choices, its probabilities.

A factor is either *discrete* (a few choices, each with a probability) or a *vector* (weights, goalposts or
measurement errors drawn anew each time).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from xinxiao.errors import DataFault, ProgrammeFault
from xinxiao.index.doubt.checks import check_assumptions
from xinxiao.index.spec.changes import stage_with
from xinxiao.index.spec.framework import Framework
from xinxiao.index.spec.index import IndexSpec
from xinxiao.index.spec.method import Assumption, ImputeSpec, Method, StageSpec, label_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Factor(msgspec.Struct, frozen=True):
    """One assumption. ``stage``: its place in the method's stages, -1 = inputs or framework. ``choices``:
    names of the discrete choices (empty for a vector), ``probabilities`` of them; ``nominal``: the choice
    that is the declared method, or -1. ``overrides``: the field changes of each alternative."""

    name: str
    stage: int
    assumption: Assumption
    choices: tuple[str, ...]
    probabilities: tuple[float, ...]
    nominal: int
    overrides: tuple[Mapping[str, Any], ...] = ()

    @property
    def discrete(self) -> bool:
        """Whether the factor has a finite list of choices."""
        return bool(self.choices)


def factors_of(spec: IndexSpec) -> tuple[Factor, ...]:
    """Every assumption of an index as a factor, in file order.

    Raises ProgrammeFault with ``findings`` for assumptions that do not fit the method or the tree.
    """
    faults = check_assumptions(spec.varied, spec.method, spec.framework)
    if faults:
        listed = "; ".join(f.message("en") for f in faults[:3])
        raise ProgrammeFault(f"{len(faults)} fault(s) of the assumptions: {listed}", findings=faults)
    return tuple(_factor(a, spec.method, spec.framework) for a in spec.varied)


def _factor(a: Assumption, method: Method, framework: Framework) -> Factor:
    labels = [label_of(s) for s in method.stages]
    place = labels.index(a.stage) if a.stage in labels and a.kind not in ("noise", "omit") else -1
    if a.kind == "alternatives":
        return _alternatives(a, place, method.stages[place])
    if a.kind == "omit":
        codes = a.codes or framework.indicator_codes
        return Factor(a.name, place, a, ("", *codes), (1 / (len(codes) + 1),) * (len(codes) + 1), 0)
    if a.kind == "draws":
        stage = method.stages[place]
        assert isinstance(stage, ImputeSpec)
        labels = [str(d) for d in range(stage.draws)]
        changes = tuple({"draw": d} for d in range(stage.draws))
        return Factor(
            a.name,
            place,
            a,
            tuple(labels),
            (1 / stage.draws,) * stage.draws,
            stage.draw % stage.draws,
            changes,
        )
    return Factor(a.name, place, a, (), (), -1)


def _alternatives(a: Assumption, place: int, stage: StageSpec) -> Factor:
    count = len(a.alternatives)
    made = [stage_with(stage, choice.parameters) for choice in a.alternatives]
    given = [choice.probability for choice in a.alternatives]
    return Factor(
        a.name,
        place,
        a,
        tuple(choice.name for choice in a.alternatives),
        tuple(1 / count if p is None else p for p in given),
        next((i for i, m in enumerate(made) if m == stage), -1),
        tuple(choice.parameters for choice in a.alternatives),
    )


def sound_points(sample: Sequence[Sequence[float]] | Floats, d: int) -> Floats:
    """A sample (M, d) as an array. Raises DataFault for another shape and for a point outside [0, 1)."""
    points = np.asarray(sample, np.float64)
    if points.ndim != 2 or points.shape[1] != d or not len(points):
        raise DataFault(
            f"a sample of shape {points.shape} for {d} assumptions",
            hint="give a row for each model and a column for each assumption, in their order",
        )
    outside = ~((points >= 0.0) & (points < 1.0))
    if outside.any():
        row, column = np.argwhere(outside)[0].tolist()
        raise DataFault(
            f"row {row + 1} of the sample has {points[row, column]} in column {column + 1}",
            hint="points lie in [0, 1)",
        )
    return points


def choices_of(points: Floats, factors: Sequence[Factor], offset: int) -> Ints:
    """Choices from points in [0, 1): by inverse distribution function, or the number of a vector."""
    out = np.empty(points.shape, np.int64)
    for i, f in enumerate(factors):
        if f.discrete:
            steps = np.cumsum(f.probabilities)
            steps[-1] = 1.0
            out[:, i] = np.searchsorted(steps, points[:, i], side="right")
        else:
            out[:, i] = np.arange(offset, offset + len(points))
    return out
