"""Replay of the pipeline under many sets of choices at once; nothing is computed twice.

Replicates that share their choices up to a stage share that stage's result (a walk down the tree of
choices); goalposts and measurement errors run vectorised over a leading replicate axis. Weights and aggregation:
:mod:`xinxiao.index.doubt.score`.
"""

from __future__ import annotations

from functools import partial

import msgspec
import numpy as np
from numpy.typing import NDArray

from xinxiao.errors import DataFault
from xinxiao.index.doubt import draw
from xinxiao.index.doubt.factors import Factor
from xinxiao.index.doubt.rows import Replicates, Run, sound, tells_rows
from xinxiao.index.doubt.score import Scorer
from xinxiao.index.doubt.values import Values, advanced, joined, units_together
from xinxiao.index.doubt.variants import Variants, pieces
from xinxiao.index.pipeline.stages import State, perform
from xinxiao.index.spec.index import IndexSpec
from xinxiao.index.spec.method import Assumptions, NormaliseSpec, StageSpec, step_of
from xinxiao.index.spec.panel import Panel
from xinxiao.model.cache import Cache

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_CHUNK_VALUES = 1 << 18
_KEPT_BYTES = 128 * 2**20
"""Values after stages that many replicates share, kept for the next ones."""


class Replayer:
    """An index with its factors; :meth:`run` takes one row of choices per replicate.

    ``choices`` (M, d): index of the choice for a discrete factor, number of the random vector for a vector
    factor, -1 = as declared. ``target``: code of the group whose scores are returned (default: the index).
    Threads may call :meth:`run` at once; a replicate is the same to the last bit whatever is run with it.
    """

    def __init__(self, spec: IndexSpec, panel: Panel, factors: tuple[Factor, ...], target: str = "") -> None:
        self.framework, self.method, self.factors = spec.framework, spec.method, factors
        self.seed = (spec.assumptions or Assumptions()).seed
        self.target = target or spec.framework.top
        self._variants = Variants(self.method.stages, factors)
        self._noise = [i for i, f in enumerate(factors) if f.assumption.kind == "noise"]
        ahead = [i for i, s in enumerate(self.method.stages) if step_of(s) not in ("weights", "aggregate")]
        first = min((f.stage for f in self.factors if f.stage in ahead), default=len(self.method.stages))
        first = 0 if self._noise else first
        # What no factor touches runs once, for real: units that are screened out there leave the panel.
        state = State(panel.select(spec.framework.indicator_codes), self.framework)
        for i in ahead:
            if i < first:
                state = msgspec.structs.replace(state, panel=perform(self.method.stages[i], state).panel)
        self.panel = state.panel
        values = self.panel.values
        self._base = units_together(values if values.ndim == 3 else values[None])
        self._kept: Cache[tuple[int, ...], Values] = Cache(
            max(_KEPT_BYTES, 9 * self._base.nbytes), lambda key, kept: kept.numbers.nbytes
        )
        self._stages = [i for i in ahead if i >= first]
        self._scorer = Scorer(self._variants, self.framework, self.target, self.seed)

    @property
    def shape(self) -> tuple[int, int]:
        """Periods and units of the scores."""
        return self._base.shape[0], self._base.shape[1]

    def run(self, choices: Ints) -> Replicates:
        """Scores of every row of ``choices`` (M, d)."""
        m = len(choices)
        run = Run(choices, np.full((m, self._base[..., 0].size), np.nan), [""] * m)
        noisy = (choices[:, self._noise] >= 0).any(axis=1)
        quiet = np.flatnonzero(~noisy)
        if len(quiet):
            self._descend(run, 0, Values(self._base), quiet, ())
        for rows in pieces(np.flatnonzero(noisy), _CHUNK_VALUES // self._base.size):
            values = self._base
            for i in self._noise:
                values = draw.with_errors(
                    values, self.factors[i].assumption, self.framework, [self.seed, i], choices[rows, i]
                )
            self._descend(run, 0, Values(values), rows, None)
        return Replicates(run.scores.reshape(m, *self.shape), tuple(run.reasons))

    def _descend(self, run: Run, at: int, values: Values, rows: Ints, path: tuple[int, ...] | None) -> None:
        """Run the ``at``-th value stage for ``rows``. ``path``: the choices that led to values which rows share."""
        if at == len(self._stages):
            self._scorer.score(run, values, rows)
            return
        place = self._stages[at]
        for stage, kind, part in self._variants.split(place, rows, run.choices):
            moving = self._moving(place, rows[part], run.choices)
            used = draw.kept_outside(stage) if moving and isinstance(stage, NormaliseSpec) else stage
            ahead = None if path is None else (*path, place, *kind, len(moving))
            new, left = self._advanced(run, used, values.of(part), rows[part], ahead)
            if not moving or not isinstance(stage, NormaliseSpec):
                self._descend(run, at + 1, new, left, ahead)
                continue
            for some in pieces(np.arange(len(left)), _CHUNK_VALUES // self._base.size):
                moved = self._moved(new.of(some), stage, moving, run.choices[left[some]])
                self._descend(run, at + 1, moved, left[some], None)

    def _advanced(
        self, run: Run, stage: StageSpec, values: Values, rows: Ints, path: tuple[int, ...] | None
    ) -> tuple[Values, Ints]:
        """Values after a stage with the rows it could be carried out for; the others failed, with their reason."""
        while len(rows):
            try:
                if path is None:
                    return self._advance(values, stage), rows
                return self._kept.get(path, partial(self._advance, values, stage)), rows
            except DataFault as fault:
                if values.by_row and len(rows) > 1 and not tells_rows(fault, rows):
                    return self._one_by_one(run, stage, values, rows)
                good = sound(fault, run, rows)
                values, rows = values.of(good), rows[good]
        return values, rows

    def _advance(self, values: Values, stage: StageSpec) -> Values:
        return advanced(values, stage, self.framework, self.panel)

    def _one_by_one(self, run: Run, stage: StageSpec, values: Values, rows: Ints) -> tuple[Values, Ints]:
        """The same for rows of which some cannot be carried out, and the fault does not say which."""
        done = [
            self._advanced(run, stage, values.of(np.array([i])), rows[i : i + 1], None)
            for i in range(len(rows))
        ]
        sound_ones = [(one, row) for one, row in done if len(row)]
        if not sound_ones:
            return values, rows[:0]
        return joined([one for one, _ in sound_ones]), np.concatenate([row for _, row in sound_ones])

    def _moving(self, place: int, rows: Ints, choices: Ints) -> list[int]:
        """The factors that move goalposts of this stage in any of the rows."""
        return [
            i
            for i, f in enumerate(self.factors)
            if f.stage == place and f.assumption.kind == "goalposts" and (choices[rows, i] >= 0).any()
        ]

    def _moved(self, values: Values, stage: NormaliseSpec, moving: list[int], choices: Ints) -> Values:
        """Normalised values read off goalposts that are moved row by row."""
        scores, count = values.numbers, len(self.framework.indicators)
        for i in moving:
            moves = draw.goalposts(count, self.factors[i].assumption, [self.seed, i], choices[:, i])
            scores = draw.on_moved_goalposts(scores, stage, self.factors[i].assumption, self.framework, moves)
        return Values(units_together(scores), values.included)
