"""Weights and aggregation of replicates: scores of the target, of rows that share their values or have their own."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from xinxiao.errors import DataFault
from xinxiao.index.doubt import draw
from xinxiao.index.doubt.rows import Run, sound, tells_rows
from xinxiao.index.doubt.values import Values, columns_together
from xinxiao.index.doubt.variants import Variants, pieces
from xinxiao.index.spec.framework import Framework
from xinxiao.index.spec.method import AggregateSpec, StageSpec, WeightSpec
from xinxiao.index.steps.aggregate import looks_across, score_columns
from xinxiao.index.steps.combine import Weight
from xinxiao.index.weights import framework as weigh

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_CHUNK_SCORES = 1 << 17
"""Scores that are computed together: few enough to stay near the processor, and enough to share what does not vary."""
_CHUNK_CELLS = 1 << 12
"""Unit-periods of them; the others are of other rows. Long rows of cells are added up fastest."""


class Scorer:
    """The last two stages of a method with its factors."""

    def __init__(self, variants: Variants, framework: Framework, target: str, seed: int) -> None:
        self.variants, self.framework, self.target, self.seed = variants, framework, target, seed
        self._weights: dict[tuple[int, ...], dict[str, float]] = {}
        self._weight_place, self._aggregate_place = variants.last("weights"), variants.last("aggregate")

    def score(self, run: Run, values: Values, rows: Ints) -> None:
        """Put in the scores of the rows that share (or carry) these normalised values; those that meet what is undefined
        fail with their reason."""
        place = self._aggregate_place
        declared: list[tuple[StageSpec, list[int], Ints]] = [(AggregateSpec(), [], np.arange(len(rows)))]
        for stage, _, part in self.variants.split(place, rows, run.choices) if place >= 0 else declared:
            assert isinstance(stage, AggregateSpec)
            by_level = {int(level): spec for level, spec in stage.levels.items()}
            framework = self.framework.with_aggregations(by_level, stage.groups)
            mine, left = values.of(part), rows[part]
            if not values.by_row and not looks_across(framework, stage.default):
                self._by_cells(run, mine.numbers, left, framework, stage)
            else:
                self._by_rows(run, mine, left, framework, stage)

    def _by_cells(
        self, run: Run, values: Floats, rows: Ints, framework: Framework, stage: AggregateSpec
    ) -> None:
        """Scores of rows that share their values, some unit-periods of some rows at a time."""
        try:
            weights = self._weights_of(values, rows, run.choices, framework, stage)
            flat = columns_together(values).reshape(-1, values.shape[-1])
            for part in pieces(np.arange(len(rows)), _CHUNK_SCORES // min(len(flat), _CHUNK_CELLS)):
                own = {
                    c: w[part].reshape(-1, 1) if isinstance(w, np.ndarray) else w for c, w in weights.items()
                }
                for cells in pieces(np.arange(len(flat)), _CHUNK_CELLS):
                    some = slice(int(cells[0]), int(cells[-1]) + 1)
                    columns = score_columns(flat[some], framework, stage.default, own, self.target)
                    run.scores[rows[part], some] = columns[self.target]
        except DataFault:
            run.scores[rows] = np.nan
            self._by_rows(run, Values(values), rows, framework, stage)

    def _by_rows(
        self, run: Run, values: Values, rows: Ints, framework: Framework, stage: AggregateSpec
    ) -> None:
        """Scores of all unit-periods of some rows at a time; those that meet what is undefined fail with their reason."""
        shape = values.numbers.shape[-3:-1]
        for some in pieces(np.arange(len(rows)), _CHUNK_SCORES // run.scores.shape[1]):
            mine, left = values.of(some), rows[some]
            while len(left):
                try:
                    weights = self._weights_of(mine.numbers, left, run.choices, framework, stage)
                    columns = score_columns(mine.numbers, framework, stage.default, weights, self.target)
                except DataFault as fault:
                    if len(left) > 1 and not tells_rows(fault, left):
                        for i in range(len(left)):
                            self._by_rows(run, mine.of(np.array([i])), left[i : i + 1], framework, stage)
                        break
                    good = sound(fault, run, left)
                    mine, left = mine.of(good), left[good]
                    continue
                scores = np.broadcast_to(columns[self.target], (len(left), *shape))
                run.scores[left] = scores.reshape(len(left), -1)
                break

    def _weights_of(
        self, values: Floats, rows: Ints, choices: Ints, framework: Framework, stage: AggregateSpec
    ) -> dict[str, Weight]:
        """Weight of each code: a number, or (R, 1, 1) where it differs between the rows."""
        place, touching = self._weight_place, self.variants.touching(self._weight_place)
        kinds, member = np.unique(choices[rows][:, touching], axis=0, return_inverse=True)
        found: list[dict[str, float]] = []
        per_row = member.reshape(-1)
        specs = [
            self.variants.of(place, touching, kind) if place >= 0 else WeightSpec() for kind in kinds.tolist()
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
        for i, factor in enumerate(self.variants.factors):
            numbers, key = choices[rows, i], [self.seed, i]
            if not (numbers >= 0).any():
                continue
            if factor.assumption.kind == "omit":
                table |= draw.omitted(table, factor.choices, numbers)
            elif factor.assumption.kind == "perturb":
                table |= draw.perturbed(table, factor.assumption, self.framework, key, numbers)
            elif factor.assumption.kind == "dirichlet":
                table |= draw.dirichlet(table, factor.assumption, self.framework, key, numbers)
        return table
