"""Replay of the pipeline under many sets of choices at once; nothing is computed twice.

Replicates that share their choices up to a stage share that stage's result (a walk down the tree of
choices); weights, goalposts and measurement errors run vectorised over a leading replicate axis.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import msgspec
import numpy as np
from numpy.typing import NDArray

from xinxiao.errors import ProgrammeFault, XinxiaoError
from xinxiao.index.doubt import draw
from xinxiao.index.doubt.factors import Factor
from xinxiao.index.pipeline.stages import State, perform
from xinxiao.index.spec.changes import stage_with
from xinxiao.index.spec.framework import Framework
from xinxiao.index.spec.index import IndexSpec
from xinxiao.index.spec.method import (
    AggregateSpec,
    Assumptions,
    DenominateSpec,
    ImputeSpec,
    NormaliseSpec,
    ScreenSpec,
    StageSpec,
    TreatSpec,
    WeightSpec,
    step_of,
)
from xinxiao.index.spec.panel import Panel
from xinxiao.index.steps.aggregate import score_columns
from xinxiao.index.steps.combine import Weight
from xinxiao.index.steps.denominate import denominate
from xinxiao.index.steps.impute import impute
from xinxiao.index.steps.normalise import normalise
from xinxiao.index.steps.screen import screen
from xinxiao.index.steps.treat import treat
from xinxiao.index.weights import framework as weigh

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_CHUNK_SCORES = 1 << 17
_CHUNK_VALUES = 1 << 18


class Replicates(msgspec.Struct, frozen=True, eq=False):
    """``scores`` (M, T, N) of the target, NaN where a unit got none. ``faults``: message -> how many
    replicates could not be computed at all."""

    scores: Floats
    faults: Mapping[str, int]


class Replayer:
    """An index with its factors; :meth:`run` takes one row of choices per replicate.

    ``choices`` (M, d): index of the choice for a discrete factor, number of the random vector for a vector
    factor, -1 = as declared. ``target``: code of the group whose scores are returned (default: the index).
    """

    def __init__(self, spec: IndexSpec, panel: Panel, factors: tuple[Factor, ...], target: str = "") -> None:
        self.framework, self.method, self.factors = spec.framework, spec.method, factors
        self.seed = (spec.assumptions or Assumptions()).seed
        self.panel = panel.select(spec.framework.indicator_codes)
        self.target = target or spec.framework.top
        self._weights: dict[tuple[int, ...], dict[str, float]] = {}
        self._variants: dict[tuple[int, ...], StageSpec] = {}
        ahead = [i for i, s in enumerate(self.method.stages) if step_of(s) not in ("weights", "aggregate")]
        first = min((f.stage for f in self.factors if f.stage in ahead), default=len(self.method.stages))
        if any(f.assumption.kind == "noise" for f in self.factors):
            first = 0
        # What no factor touches runs once, for real: units that are screened out there leave the panel.
        state = State(self.panel, self.framework)
        for i in ahead:
            if i < first:
                state = msgspec.structs.replace(state, panel=perform(self.method.stages[i], state).panel)
        self.panel = state.panel
        values = self.panel.values
        self._base = _columns_together(values if values.ndim == 3 else values[None])
        self._stages = [i for i in ahead if i >= first]
        self._weight_place = self._last("weights")
        self._aggregate_place = self._last("aggregate")

    def _last(self, step: str) -> int:
        places = [i for i, s in enumerate(self.method.stages) if step_of(s) == step]
        return places[-1] if places else -2

    def run(self, choices: Ints) -> Replicates:
        """Scores of every row of ``choices`` (M, d)."""
        m = len(choices)
        out = np.full((m, *self._base.shape[:2]), np.nan)
        faults: Counter[str] = Counter()
        noise = [i for i, f in enumerate(self.factors) if f.assumption.kind == "noise"]
        step = max(1, _CHUNK_VALUES // self._base.size) if noise else m
        for start in range(0, m, step):
            rows = np.arange(start, min(start + step, m))
            values = self._base
            for i in noise:
                values = draw.with_errors(
                    values, self.factors[i].assumption, self.framework, [self.seed, i], choices[rows, i]
                )
            self._descend(0, values, None, rows, choices, out, faults)
        return Replicates(out, dict(sorted(faults.items())))

    def _descend(
        self,
        at: int,
        values: Floats,
        included: NDArray[np.bool_] | None,
        rows: Ints,
        choices: Ints,
        out: Floats,
        faults: Counter[str],
    ) -> None:
        """Run the ``at``-th value stage for ``rows``; ``values`` (T, N, K), or (R, T, N, K) by row."""
        try:
            if at == len(self._stages):
                self._finish(values, rows, choices, out)
                return
            place = self._stages[at]
            for stage, part in self._split(place, rows, choices):
                mine = values[part] if values.ndim == 4 else values
                known = included[part] if included is not None and included.ndim == 3 else included
                new, mask = self._advance(mine, stage, known, place, rows[part], choices)
                self._descend(at + 1, new, mask, rows[part], choices, out, faults)
        except XinxiaoError as fault:
            if isinstance(fault, ProgrammeFault):
                raise
            faults[fault.message] += len(rows)

    def _split(self, place: int, rows: Ints, choices: Ints) -> list[tuple[StageSpec, Ints]]:
        """The variants of a stage met in ``rows`` and the positions in ``rows`` of each."""
        touching = [i for i, f in enumerate(self.factors) if f.stage == place and f.overrides]
        stage = self.method.stages[place]
        if not touching:
            return [(stage, np.arange(len(rows)))]
        kinds, member = np.unique(choices[rows][:, touching], axis=0, return_inverse=True)
        return [
            (self._variant(place, touching, kind), np.flatnonzero(member.reshape(-1) == v))
            for v, kind in enumerate(kinds.tolist())
        ]

    def _variant(self, place: int, touching: list[int], kind: list[int]) -> StageSpec:
        """A stage with the chosen alternatives, made once."""
        key = (place, *kind)
        if key not in self._variants:
            stage = self.method.stages[place]
            for i, choice in zip(touching, kind, strict=True):
                if choice >= 0:
                    stage = stage_with(stage, self.factors[i].overrides[choice])
            self._variants[key] = stage
        return self._variants[key]

    def _advance(
        self,
        values: Floats,
        stage: StageSpec,
        included: NDArray[np.bool_] | None,
        place: int,
        rows: Ints,
        choices: Ints,
    ) -> tuple[Floats, NDArray[np.bool_] | None]:
        match stage:
            case DenominateSpec():
                by = [stage.by.get(i.code, i.denominator) for i in self.framework.indicators]
                scale = [stage.scale.get(code, 1.0) for code in self.framework.indicator_codes]
                return denominate(values, self.panel.denominators, by, scale), included
            case ScreenSpec():
                found = screen(values, stage, self.panel.units)
                return found.values, found.included
            case ImputeSpec():
                return self._impute(values, stage, included), included
            case TreatSpec():
                return treat(values, stage, self.framework.indicator_codes).values, included
            case NormaliseSpec():
                return self._normalise(values, stage, place, rows, choices), included
        return values, included

    def _impute(self, values: Floats, stage: ImputeSpec, included: NDArray[np.bool_] | None) -> Floats:
        def one(panel: Floats) -> Floats:
            return impute(
                panel,
                stage,
                framework=self.framework,
                unit_groups=self.panel.unit_groups,
                times=self.panel.times,
                codes=self.framework.indicator_codes,
            )

        if stage.method == "none" or not np.isnan(values).any():
            return values
        filled = np.stack([one(panel) for panel in values]) if values.ndim == 4 else one(values)
        # A unit screened out before stays out: its gaps are not for this step to fill.
        return filled if included is None else np.where(included[..., None], filled, np.nan)

    def _normalise(
        self, values: Floats, stage: NormaliseSpec, place: int, rows: Ints, choices: Ints
    ) -> Floats:
        moving = [
            i
            for i, f in enumerate(self.factors)
            if f.stage == place and f.assumption.kind == "goalposts" and (choices[rows, i] >= 0).any()
        ]
        used = draw.kept_outside(stage) if moving else stage
        scores = normalise(values, used, self.framework.indicators, self.panel.units, self.panel.times).values
        for i in moving:
            moved = draw.goalposts(
                len(self.framework.indicators), self.factors[i].assumption, [self.seed, i], choices[rows, i]
            )
            scores = draw.on_moved_goalposts(scores, stage, self.factors[i].assumption, self.framework, moved)
        return _columns_together(scores)

    def _finish(self, values: Floats, rows: Ints, choices: Ints, out: Floats) -> None:
        """Weights and aggregation for the rows that share (or carry) these normalised values."""
        step = max(1, _CHUNK_SCORES // max(values.shape[-3] * values.shape[-2], 1))
        variants = (
            self._split(self._aggregate_place, rows, choices)
            if self._aggregate_place >= 0
            else [(AggregateSpec(), np.arange(len(rows)))]
        )
        for stage, part in variants:
            assert isinstance(stage, AggregateSpec)
            by_level = {int(level): spec for level, spec in stage.levels.items()}
            framework = self.framework.with_aggregations(by_level, stage.groups)
            for start in range(0, len(part), step):
                chunk = part[start : start + step]
                mine = values[chunk] if values.ndim == 4 else values
                weights = self._weights_of(mine, rows[chunk], choices, framework, stage)
                columns = score_columns(mine, framework, stage.default, weights, nonpositive="missing")
                out[rows[chunk]] = columns[self.target]

    def _weights_of(
        self, values: Floats, rows: Ints, choices: Ints, framework: Framework, stage: AggregateSpec
    ) -> dict[str, Weight]:
        """Weight of each code: a number, or (R, 1, 1) where it differs between the rows."""
        touching = [i for i, f in enumerate(self.factors) if f.stage == self._weight_place and f.overrides]
        kinds, member = np.unique(choices[rows][:, touching], axis=0, return_inverse=True)
        found: list[dict[str, float]] = []
        per_row = member.reshape(-1)
        place = self._weight_place
        specs = [
            self._variant(place, touching, kind) if place >= 0 else WeightSpec() for kind in kinds.tolist()
        ]
        if values.ndim == 4 and any(weigh.needs_data(s) for s in specs if isinstance(s, WeightSpec)):
            specs, per_row = [specs[v] for v in per_row.tolist()], np.arange(len(rows))
        for v, spec in enumerate(specs):
            assert isinstance(spec, WeightSpec)
            mine = values[v] if values.ndim == 4 and len(specs) == len(rows) else values
            found.append(self._cached(spec, kinds, v, mine, framework, stage))
        table: dict[str, Weight] = {}
        for code in found[0]:
            column = np.array([f[code] for f in found])
            same = bool((column == column[0]).all())
            table[code] = float(column[0]) if same else column[per_row].reshape(-1, 1, 1)
        return self._varied(table, rows, choices)

    def _cached(
        self,
        spec: WeightSpec,
        kinds: Ints,
        v: int,
        values: Floats,
        framework: Framework,
        stage: AggregateSpec,
    ) -> dict[str, float]:
        if weigh.needs_data(spec):
            return weigh.weights_of(spec, framework, values, stage.default)
        key = tuple(kinds[v].tolist()) if v < len(kinds) else ()
        if key not in self._weights:
            self._weights[key] = weigh.weights_of(spec, framework, values, stage.default)
        return self._weights[key]

    def _varied(self, table: dict[str, Weight], rows: Ints, choices: Ints) -> dict[str, Weight]:
        """Apply the factors that draw weights or leave nodes out."""
        for i, factor in enumerate(self.factors):
            numbers = choices[rows, i]
            if not (numbers >= 0).any():
                continue
            if factor.assumption.kind == "omit":
                table |= draw.omitted(table, factor.choices, numbers)
            elif factor.assumption.kind == "perturb":
                table |= draw.perturbed(table, factor.assumption, self.framework, [self.seed, i], numbers)
            elif factor.assumption.kind == "dirichlet":
                table |= draw.dirichlet(table, factor.assumption, self.framework, [self.seed, i], numbers)
        return table


def _columns_together(values: Floats) -> Floats:
    """The same array with each column in one piece of memory: the aggregation reads them one by one."""
    return np.moveaxis(np.ascontiguousarray(np.moveaxis(values, -1, 0)), 0, -1)
