"""An index, computed: every stage as it was run, the weights, the scores."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from xinxiao.errors import DataFault, NotFound
from xinxiao.index.coherence.arrays import Array, rank_units
from xinxiao.index.pipeline.stages import Outcome
from xinxiao.index.spec.framework import Framework
from xinxiao.index.spec.index import IndexSpec
from xinxiao.index.spec.method import AggregateSpec, AggregationSpec, Method, StageSpec
from xinxiao.index.spec.panel import Panel
from xinxiao.model.finding import Finding


class StageOutput(msgspec.Struct, frozen=True, eq=False):
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


class Result(msgspec.Struct, frozen=True, eq=False, dict=True):
    """An index, computed from ``spec`` and ``inputs``.

    ``scores`` (..., N, G) in ``framework.groups`` order (G = 0 when the method does not aggregate); units are those
    that passed screening; ``framework`` is the one of the spec with the aggregation of each group filled in;
    ``weights``: code -> share among its siblings; ``notes``: what the framework declares and the method does not read.
    """

    spec: IndexSpec
    framework: Framework
    inputs: Panel
    stages: tuple[StageOutput, ...]
    weights: Mapping[str, float]
    scores: Array
    notes: tuple[Finding, ...] = ()

    @property
    def method(self) -> Method:
        """The method it was computed by."""
        return self.spec.method

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
        """The notes, and the findings of all stages in order."""
        return (*self.notes, *(f for stage in self.stages for f in stage.findings))

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

    @cached_property
    def imputed(self) -> npt.NDArray[np.bool_]:
        """(..., N, K): values that stand in the panel as aggregated and were not observed."""
        inputs = self.inputs
        place = {unit: n for n, unit in enumerate(inputs.units)}
        given = inputs.values[..., [place[unit] for unit in self.units], :]
        return np.asarray(np.isnan(given) & ~np.isnan(self.panel.values))

    def stage(self, label: str) -> StageOutput:
        """The stage of this label; raises NotFound naming those there are."""
        for stage in self.stages:
            if stage.label == label:
                return stage
        raise NotFound(f"no stage {label!r}", hint=f"stages: {', '.join(s.label for s in self.stages)}")

    def of(self, code: str) -> Array:
        """Values (..., N) of one indicator (normalised) or group (score).

        Raises NotFound naming the codes there are, and DataFault for a group of a method that aggregates nothing.
        """
        place = self.framework.position.get(code)
        if place is None:
            raise NotFound(f"no {code!r} in the result", hint=f"codes: {', '.join(self.framework.codes)}")
        k = len(self.framework.indicators)
        if place < k:
            return self.panel.values[..., place]
        if not self.scores.shape[-1]:
            raise DataFault(f"no scores, so none of {code}", hint="give method.yaml an aggregate stage")
        return self.scores[..., place - k]

    def rank_of(self, code: str) -> Array:
        """Ranks (..., N) of one indicator or group."""
        return rank_units(self.of(code)[..., None])[..., 0]

    def period_index(self, time: str) -> int:
        """Place of a period on the first axis, the last when ''; raises NotFound naming those there are."""
        if time and time not in self.times:
            raise NotFound(f"no period {time!r}", hint=f"periods: {', '.join(self.times) or 'none'}")
        return self.times.index(time) if time else max(len(self.times), 1) - 1

    def unit_index(self, unit: str) -> int:
        """Place of a unit; raises NotFound for one that is not ranked."""
        if unit not in self.units:
            raise NotFound(f"no unit {unit!r} in the result", hint=f"{len(self.units)} units")
        return self.units.index(unit)


def default_aggregation(method: Method) -> AggregationSpec:
    """The aggregation of groups that declare none."""
    return next((s.default for s in method.stages if isinstance(s, AggregateSpec)), AggregationSpec())
