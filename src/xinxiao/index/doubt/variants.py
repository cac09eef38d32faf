"""Which variant of each stage a replicate asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from xinxiao.index.doubt.factors import Factor
from xinxiao.index.spec.changes import stage_with
from xinxiao.index.spec.method import StageSpec, step_of

Ints = NDArray[np.int64]


class Variants:
    """The stages of a method, and what the discrete factors make of them."""

    def __init__(self, stages: Sequence[StageSpec], factors: Sequence[Factor]) -> None:
        self.stages, self.factors = stages, factors
        self._made: dict[tuple[int, ...], StageSpec] = {}

    def last(self, step: str) -> int:
        """The place of the last stage of a step, -2 where there is none."""
        places = [i for i, stage in enumerate(self.stages) if step_of(stage) == step]
        return places[-1] if places else -2

    def touching(self, place: int) -> list[int]:
        """The factors that choose between variants of a stage."""
        return [i for i, f in enumerate(self.factors) if f.stage == place and f.overrides]

    def split(self, place: int, rows: Ints, choices: Ints) -> list[tuple[StageSpec, list[int], Ints]]:
        """The variants of a stage met in ``rows`` of ``choices`` (M, d), by which choices, and the positions in ``rows`` of
        each."""
        if not len(rows):
            return []
        touching = self.touching(place)
        if not touching:
            return [(self.stages[place], [], np.arange(len(rows)))]
        kinds, member = np.unique(choices[rows][:, touching], axis=0, return_inverse=True)
        return [
            (self.of(place, touching, kind), kind, np.flatnonzero(member.reshape(-1) == v))
            for v, kind in enumerate(kinds.tolist())
        ]

    def of(self, place: int, touching: Sequence[int], kind: Sequence[int]) -> StageSpec:
        """A stage with the alternatives ``kind`` of the factors ``touching`` it, made once; -1 = as declared."""
        key = (place, *kind)
        if key not in self._made:
            stage = self.stages[place]
            for i, choice in zip(touching, kind, strict=True):
                if choice >= 0:
                    stage = stage_with(stage, self.factors[i].overrides[choice])
            self._made[key] = stage
        return self._made[key]


def pieces(rows: Ints, most: int) -> Iterator[Ints]:
    """Rows in pieces of at most ``most``, at least one."""
    for start in range(0, len(rows), max(1, most)):
        yield rows[start : start + max(1, most)]
