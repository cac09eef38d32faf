"""The pipeline: a method applied to a framework and a panel, every stage kept and cached by content.

The key of a stage is the SHA-256 of its parameters, of what it reads of the framework, and of the key of the
stage before it. Run a changed method through the same :class:`Pipeline` and only the stages behind the change are
computed again. Nothing is random, reads a clock or touches a disk: same inputs, same result.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, cast

import msgspec
import numpy as np

from xinxiao.errors import NotFound, ProgrammeFault
from xinxiao.index.coherence.arrays import Array, rank_units
from xinxiao.index.pipeline.checks import check_method
from xinxiao.index.pipeline.stages import Outcome, State, perform, projection
from xinxiao.index.spec.framework import Framework
from xinxiao.index.spec.method import AggregateSpec, AggregationSpec, Method, StageSpec, label_of, step_of
from xinxiao.index.spec.panel import Panel
from xinxiao.model.finding import Finding


@dataclass(frozen=True, eq=False)
class StageOutput:
    """One stage as run: its ``label`` and ``step``, content ``key``, parameters, and outcome."""

    label: str
    step: str
    key: str
    spec: StageSpec
    outcome: Outcome

    @property
    def panel(self) -> Panel:
        """The panel after this stage."""
        return self.outcome.panel

    @property
    def values(self) -> Array:
        """Values (..., N, K) after this stage."""
        return self.outcome.panel.values

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What this stage found."""
        return self.outcome.findings

    @property
    def details(self) -> Any:
        """The stage's own record (Screened, Treated, Normalised, weights, counts)."""
        return self.outcome.details


@dataclass(frozen=True, eq=False)
class Result:
    """An index, computed. ``scores`` (..., N, G) in ``framework.groups`` order (G = 0 when the method does not
    aggregate); units are those that passed screening; ``framework`` carries the aggregation of each group."""

    method: Method
    framework: Framework
    inputs: Panel
    stages: tuple[StageOutput, ...]
    weights: Mapping[str, float]
    scores: Array

    @property
    def panel(self) -> Panel:
        """The panel as aggregated (normalised values)."""
        return self.stages[-1].panel if self.stages else self.inputs

    @property
    def units(self) -> tuple[str, ...]:
        """Units ranked, length N."""
        return self.panel.units

    @property
    def times(self) -> tuple[str, ...]:
        """Periods, empty for a cross-section."""
        return self.panel.times

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Findings of all stages, in order."""
        return tuple(f for stage in self.stages for f in stage.findings)

    @property
    def key(self) -> str:
        """Content key of the whole run."""
        return self.stages[-1].key if self.stages else ""

    @cached_property
    def ranks(self) -> Array:
        """Ranks (..., N, G): 1 = best, ties take the minimum, missing scores have none."""
        return rank_units(self.scores)

    @cached_property
    def all_values(self) -> Array:
        """Normalised indicators and group scores side by side, (..., N, K + G), as ``framework.codes``."""
        return np.concatenate([self.panel.values, self.scores], axis=-1)

    def stage(self, label: str) -> StageOutput:
        """The stage of this label; raises NotFound naming those there are."""
        for stage in self.stages:
            if stage.label == label:
                return stage
        raise NotFound(f"no stage {label!r}", hint=f"stages: {', '.join(s.label for s in self.stages)}")

    def of(self, code: str) -> Array:
        """Values (..., N) of one indicator (normalised) or group (score)."""
        place = self.framework.position.get(code)
        if place is None:
            raise NotFound(f"no {code!r} in the result", hint=f"codes: {', '.join(self.framework.codes)}")
        k = len(self.framework.indicators)
        return self.panel.values[..., place] if place < k else self.scores[..., place - k]

    def rank_of(self, code: str) -> Array:
        """Ranks (..., N) of one indicator or group."""
        return rank_units(self.of(code)[..., None])[..., 0]


class Cache:
    """Outcomes by content key, the least recently used dropped beyond ``limit`` bytes of values."""

    def __init__(self, limit: int = 512 * 2**20) -> None:
        self.limit, self.size, self.hits, self.misses = limit, 0, 0, 0
        self._held: OrderedDict[str, Outcome] = OrderedDict()

    def get(self, key: str) -> Outcome | None:
        """The outcome under a key, if held."""
        found = self._held.get(key)
        if found is None:
            self.misses += 1
            return None
        self.hits += 1
        self._held.move_to_end(key)
        return found

    def put(self, key: str, outcome: Outcome) -> None:
        """Hold an outcome."""
        self._held[key] = outcome
        self.size += _bytes(outcome)
        while self.size > self.limit and len(self._held) > 1:
            _, dropped = self._held.popitem(last=False)
            self.size -= _bytes(dropped)


def _bytes(outcome: Outcome) -> int:
    scores = outcome.scores.nbytes if outcome.scores is not None else 0
    return outcome.panel.values.nbytes + scores


class Pipeline:
    """A framework and a panel, ready to run any method; stages are cached between runs.

    The columns of the panel are put in the order of the framework. Raises NotFound when an indicator of the
    framework has no data.
    """

    def __init__(self, framework: Framework, panel: Panel, cache: Cache | None = None) -> None:
        self.framework = framework
        self.panel = panel.select(framework.indicator_codes)
        self.cache = Cache() if cache is None else cache
        self._root = key_of_panel(self.panel)
        self._checked: set[str] = set()

    def run(self, method: Method) -> Result:
        """Compute the index by one method.

        Raises ProgrammeFault with ``findings`` when the method does not fit the framework and data, and what
        a step raises when it cannot be carried out (for example DataFault for a geometric mean of zero).
        """
        framework = _with_choices(self.framework, method)
        self._demand_sound(method)
        key, stages = self._root, []
        state = State(self.panel, framework, aggregation=_default_aggregation(method))
        for spec in method.stages:
            key = _digest(key, step_of(spec), spec, projection(spec, state))
            outcome = self.cache.get(key)
            if outcome is None:
                outcome = perform(spec, state)
                self.cache.put(key, outcome)
            stages.append(StageOutput(label_of(spec), step_of(spec), key, spec, outcome))
            weights = outcome.weights if outcome.weights is not None else state.weights
            state = replace(state, panel=outcome.panel, weights=weights)
        last = stages[-1].outcome.scores if stages else None
        scores = last if last is not None else np.empty((*state.panel.values.shape[:-1], 0))
        return Result(method, framework, self.panel, tuple(stages), state.weights or {}, scores)

    def _demand_sound(self, method: Method) -> None:
        known = _digest("method", method)
        if known in self._checked:
            return
        faults = check_method(method, self.framework, self.panel)
        if faults:
            listed = "; ".join(f.line_text("en") for f in faults[:3])
            raise ProgrammeFault(
                f"the method has {len(faults)} fault(s): {listed}", hint="correct the method", findings=faults
            )
        self._checked.add(known)


def run(
    framework: Framework, panel: Panel, method: Method | None = None, cache: Cache | None = None
) -> Result:
    """Compute an index once: framework (tree), panel (numbers), method (choices; default: see Method).

    Raises as :meth:`Pipeline.run`.
    """
    return Pipeline(framework, panel, cache).run(method or Method())


def override(method: Method, stage: str, parameters: Mapping[str, Any]) -> Method:
    """The method with fields of one stage replaced; nested mappings merge, anything else is replaced.

    Raises NotFound for a stage that is not there, ProgrammeFault for a field or value that does not fit or that
    changes nothing.
    """
    labels = [label_of(s) for s in method.stages]
    if stage not in labels:
        raise NotFound(f"no stage {stage!r} in the method", hint=f"stages: {', '.join(labels)}")
    at = labels.index(stage)
    merged = _merge(cast(dict[str, Any], msgspec.to_builtins(method.stages[at])), parameters)
    try:
        changed = cast(StageSpec, msgspec.convert(merged, StageSpec))
    except msgspec.ValidationError as error:
        raise ProgrammeFault(f"stage {stage!r} cannot take {dict(parameters)}: {error}") from error
    stages = (*method.stages[:at], changed, *method.stages[at + 1 :])
    return msgspec.structs.replace(method, stages=stages)


def _merge(base: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    out = dict(base)
    for name, value in changes.items():
        held = out.get(name)
        nested = isinstance(value, Mapping) and isinstance(held, dict)
        out[name] = _merge(held, value) if nested and isinstance(held, dict) else value
    return out


def _default_aggregation(method: Method) -> AggregationSpec:
    for stage in method.stages:
        if isinstance(stage, AggregateSpec):
            return stage.default
    return AggregationSpec()


def _with_choices(framework: Framework, method: Method) -> Framework:
    """The framework with the per-level and per-group aggregations of the method."""
    for stage in method.stages:
        if isinstance(stage, AggregateSpec) and (stage.levels or stage.groups):
            levels = {int(k): v for k, v in stage.levels.items() if k.isdigit()}
            return framework.with_aggregations(levels, stage.groups)
    return framework


def key_of_panel(panel: Panel) -> str:
    """SHA-256 of the numbers and axes of a panel."""
    axes = (panel.units, panel.indicators, panel.times, dict(panel.unit_groups))
    parts = [panel.values, *(panel.denominators[name] for name in sorted(panel.denominators))]
    hashed = hashlib.sha256(msgspec.json.encode((axes, sorted(panel.denominators)), order="sorted"))
    for part in parts:
        hashed.update(np.ascontiguousarray(part).data)
    return hashed.hexdigest()


def _digest(*parts: object) -> str:
    return hashlib.sha256(msgspec.json.encode(parts, order="sorted")).hexdigest()
