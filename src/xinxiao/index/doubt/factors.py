"""Assumptions made ready to vary: which stage each touches, its choices, its probabilities.

A factor is either *discrete* (a few choices, each with a probability) or a *vector* (weights, goalposts or
measurement errors drawn anew each time).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from xinxiao.errors import ProgrammeFault
from xinxiao.index.doubt.checks import check_assumptions
from xinxiao.index.spec.changes import stage_with
from xinxiao.index.spec.framework import Framework
from xinxiao.index.spec.index import IndexSpec
from xinxiao.index.spec.method import Assumption, ImputeSpec, Method, StageSpec, label_of


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
