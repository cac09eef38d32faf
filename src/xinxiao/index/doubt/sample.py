"""The models of an uncertainty analysis one by one: which sample they are drawn by, and what each of them gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from xinxiao.errors import DataFault, ProgrammeFault
from xinxiao.index.doubt import sobol
from xinxiao.index.doubt.factors import Factor, choices_of, sound_points
from xinxiao.index.doubt.intervals import rank_replicates
from xinxiao.index.doubt.replicate import Replayer
from xinxiao.index.doubt.uncertainty import sound_factors
from xinxiao.index.spec.index import IndexSpec
from xinxiao.index.spec.panel import Panel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
MOST_SCORES = 100_000_000
"""Scores that are given out: they lie in memory with their ranks."""


class Replicated(msgspec.Struct, frozen=True, eq=False):
    """``inputs``: assumption -> what each of the M models was given: the name of an alternative, the code left out, or the number
    of the random vector drawn. ``points`` (M, d) of the sample. ``scores`` and ``ranks`` (M, T, N), NaN where a model gave
    none, with its reason in ``reasons`` (M; '' = computed)."""

    units: tuple[str, ...]
    times: tuple[str, ...]
    inputs: Mapping[str, tuple[str, ...]]
    points: Floats
    scores: Floats
    ranks: Floats
    reasons: tuple[str, ...]


def replicates(
    spec: IndexSpec,
    panel: Panel,
    sample: Sequence[Sequence[float]] | Floats | None = None,
    *,
    target: str = "",
) -> Replicated:
    """Each model of the assumptions of an index: its inputs, scores and ranks.

    ``sample`` (M, d): a point in [0, 1) for each model (row) and each assumption in its declared order (column), from wherever
    it comes: an alternative is chosen by its inverse distribution function; a vector (weights, errors, goalposts) is drawn
    with the number of the row. None: the base points of the analysis itself. Unlike in the analysis a model that fails is
    not drawn again: it is here with its reason.

    Raises ProgrammeFault without assumptions or for those that do not fit, DataFault for a sample of another shape or with a
    point outside [0, 1), and for more than ``MOST_SCORES`` scores.
    """
    if not spec.varied or spec.assumptions is None:
        raise ProgrammeFault("no assumptions are declared", hint="list them in assumptions.yaml")
    factors = sound_factors(spec, panel)
    player = Replayer(spec, panel, factors, target)
    points = _points(spec, sample, len(factors))
    if len(points) * np.prod(player.shape) > MOST_SCORES:
        raise DataFault(f"more than {MOST_SCORES} scores", hint="give the sample in parts, or analyse it")
    choices = choices_of(points, factors, 0)
    made = player.run(choices)
    given = {f.name: _labels(f, choices[:, i]) for i, f in enumerate(factors)}
    ranks = np.asarray(rank_replicates(made.scores), np.float64)
    return Replicated(player.panel.units, player.panel.times, given, points, made.scores, ranks, made.reasons)


def _points(spec: IndexSpec, sample: Sequence[Sequence[float]] | Floats | None, d: int) -> Floats:
    if sample is None:
        assert spec.assumptions is not None
        n = spec.assumptions.replicates
        return sobol.sobol_design(d, n, spec.assumptions.seed).a[:n]
    return sound_points(sample, d)


def _labels(factor: Factor, numbers: Ints) -> tuple[str, ...]:
    if not factor.discrete:
        return tuple(str(n) for n in numbers.tolist())
    return tuple(factor.choices[n] for n in numbers.tolist())
