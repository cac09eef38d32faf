"""Assumptions made ready to vary: which stage each touches, its choices, its probabilities.

A factor is either *discrete* (a few choices, each with a probability) or a *vector* (weights, goalposts or
measurement errors drawn anew each time). Everything is checked here, before anything runs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from xinxiao.errors import ProgrammeFault
from xinxiao.index.spec.framework import Framework
from xinxiao.index.spec.method import Assumption, ImputeSpec, Method, StageSpec, label_of, step_of

Floats = NDArray[np.float64]
DISCRETE = ("alternatives", "omit", "draws")
_Stage = TypeVar("_Stage")


@dataclass(frozen=True)
class Factor:
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


def merged(stage: _Stage, changes: Mapping[str, Any]) -> _Stage:
    """A stage with fields overridden; nested mappings merge; naming another ``method`` resets its
    ``parameters``. Raises ProgrammeFault when a field does not exist or has the wrong type."""
    try:
        return msgspec.convert(_merge(msgspec.to_builtins(stage), changes), type(stage))
    except msgspec.ValidationError as fault:
        raise ProgrammeFault(
            f"alternative does not fit the stage: {fault}", hint="name fields of the stage as in method.yaml"
        ) from fault


def _merge(base: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    out = dict(base)
    if "method" in changes and changes["method"] != base.get("method") and "parameters" in base:
        out["parameters"] = {}
    for key, value in changes.items():
        nested = isinstance(value, Mapping) and isinstance(out.get(key), dict)
        out[key] = _merge(out[key], value) if nested else value
    return out


def factors_of(assumptions: Sequence[Assumption], method: Method, framework: Framework) -> tuple[Factor, ...]:
    """Check every assumption and make it a factor, in file order.

    Raises ProgrammeFault: no such stage or code, a kind that does not fit the stage, probabilities that do
    not sum to 1, alternatives that all equal the declared method, two assumptions of one name.
    """
    names = [a.name for a in assumptions]
    twice = sorted({n for n in names if names.count(n) > 1})
    if twice:
        raise ProgrammeFault(f"two assumptions are named {', '.join(twice)}", hint="rename one")
    return tuple(_factor(a, method, framework) for a in assumptions)


def _factor(a: Assumption, method: Method, framework: Framework) -> Factor:
    place = _stage_place(a, method)
    unknown = [c for c in a.codes if c not in framework.nodes]
    if unknown:
        raise ProgrammeFault(
            f"assumption {a.name!r}: no code {', '.join(unknown)} in the framework",
            hint=f"codes: {', '.join(framework.codes)}",
        )
    match a.kind:
        case "alternatives":
            return _alternatives(a, place, method.stages[place])
        case "omit":
            codes = a.codes or framework.indicator_codes
            if framework.top in codes:
                raise ProgrammeFault(f"assumption {a.name!r} would leave out the index itself")
            return Factor(a.name, place, a, ("", *codes), (1 / (len(codes) + 1),) * (len(codes) + 1), 0)
        case "draws":
            stage = method.stages[place]
            assert isinstance(stage, ImputeSpec)
            if stage.method != "multiple":
                raise ProgrammeFault(
                    f"assumption {a.name!r}: stage {a.stage!r} is not multiple imputation",
                    hint="set its method to 'multiple'",
                )
            labels = tuple(str(d) for d in range(stage.draws))
            changes = tuple({"draw": d} for d in range(stage.draws))
            return Factor(a.name, place, a, labels, (1 / stage.draws,) * stage.draws, stage.draw, changes)
    if a.kind == "noise" and not (a.relative or a.absolute):
        raise ProgrammeFault(f"assumption {a.name!r}: noise without 'relative' or 'absolute' sizes")
    if a.kind == "dirichlet":
        not_groups = [c for c in a.codes if not framework.children_of(c)]
        if not_groups:
            raise ProgrammeFault(
                f"assumption {a.name!r}: {', '.join(not_groups)} are not groups",
                hint="name the groups whose children's weights vary",
            )
    return Factor(a.name, place, a, (), (), -1)


_STEP_OF_KIND = {"dirichlet": "weights", "perturb": "weights", "goalposts": "normalise", "draws": "impute"}


def _stage_place(a: Assumption, method: Method) -> int:
    """Index of the stage an assumption touches; -1 for inputs and framework."""
    if a.kind in ("noise", "omit"):
        wanted = "inputs" if a.kind == "noise" else "framework"
        if a.stage != wanted:
            raise ProgrammeFault(f"assumption {a.name!r}: kind {a.kind!r} belongs to stage {wanted!r}")
        return -1
    labels = [label_of(s) for s in method.stages]
    if a.stage not in labels:
        raise ProgrammeFault(
            f"assumption {a.name!r}: no stage {a.stage!r} in the method", hint=f"stages: {', '.join(labels)}"
        )
    place = labels.index(a.stage)
    wanted_step = _STEP_OF_KIND.get(a.kind)
    if wanted_step and step_of(method.stages[place]) != wanted_step:
        raise ProgrammeFault(f"assumption {a.name!r}: kind {a.kind!r} needs a {wanted_step} stage")
    return place


def _alternatives(a: Assumption, place: int, stage: StageSpec) -> Factor:
    if len(a.alternatives) < 2:
        raise ProgrammeFault(f"assumption {a.name!r} needs at least two alternatives")
    made = [merged(stage, alternative.parameters) for alternative in a.alternatives]
    if all(m == made[0] for m in made):
        raise ProgrammeFault(
            f"assumption {a.name!r} changes nothing: its alternatives are all the same",
            hint="check the field names and values of its parameters",
        )
    given = [alternative.probability for alternative in a.alternatives]
    if all(p is None for p in given):
        probabilities = [1 / len(given)] * len(given)
    else:
        probabilities = [p or 0.0 for p in given]
        if None in given or abs(sum(probabilities) - 1) > 1e-9:
            raise ProgrammeFault(f"assumption {a.name!r}: probabilities must all be given and sum to 1")
    nominal = next((i for i, m in enumerate(made) if m == stage), -1)
    return Factor(
        a.name,
        place,
        a,
        tuple(x.name for x in a.alternatives),
        tuple(probabilities),
        nominal,
        tuple(x.parameters for x in a.alternatives),
    )
