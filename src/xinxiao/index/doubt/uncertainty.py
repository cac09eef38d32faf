"""How sure is the ranking? All assumptions varied at once, on one year or a panel (Handbook step 7).

When the choices are finite and few, every combination is computed and the answer is exact. Otherwise
choices come from scrambled Sobol' points (vectors from keyed PCG64 streams). Source of the approach: Saisana,
Saltelli and Tarantola, *J. of the Royal Statistical Society A* 168 (2005).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from xinxiao.errors import DataFault, NotFound, ProgrammeFault
from xinxiao.index.doubt import intervals, sobol
from xinxiao.index.doubt.checks import check_alternatives
from xinxiao.index.doubt.factors import Factor, factors_of
from xinxiao.index.doubt.intervals import Change
from xinxiao.index.doubt.replicate import Replayer, Replicates
from xinxiao.index.pipeline.run import sound_inputs
from xinxiao.index.spec.index import IndexSpec
from xinxiao.index.spec.method import Assumptions
from xinxiao.index.spec.panel import Panel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mode = Literal["auto", "enumerate", "sample", "sample_only"]
MOST_SCORES = 100_000_000
"""Scores an analysis may hold: models x periods x units (2.4 GB with their ranks, at most)."""
_PAIRS_UP_TO = 500


class Uncertainty(msgspec.Struct, frozen=True, eq=False):
    """The index under all its assumptions. Arrays are (T, N) unless said; T = 1 for a cross-section.

    ``score``/``rank``: as declared. ``score_*``, ``rank_*``: over replicates (mean, median, and the two ends
    of the ``level`` interval). ``top``: k -> probability of rank <= k. ``superiority`` (T, N, N): probability
    that the row beats the column (None beyond 500 units). ``change``: None without two periods.
    ``sensitivity``: what each assumption contributes to the mean absolute rank change (None when not asked).
    ``replicates``: models run; ``failed``: how many gave no complete ranking, with the reasons in ``faults``;
    they are in no figure. ``partial`` counts replicates in which screening left out a ranked unit.
    """

    units: tuple[str, ...]
    times: tuple[str, ...]
    target: str
    mode: Literal["exact", "sampled"]
    level: float
    seed: int
    factors: tuple[Factor, ...]
    replicates: int
    failed: int
    partial: int
    faults: Mapping[str, int]
    score: Floats
    rank: Floats
    score_mean: Floats
    score_median: Floats
    score_low: Floats
    score_high: Floats
    rank_mean: Floats
    rank_median: Floats
    rank_low: Floats
    rank_high: Floats
    top: Mapping[int, Floats]
    superiority: Floats | None
    change: Change | None
    sensitivity: sobol.Indices | None


class _Runs(msgspec.Struct, frozen=True, eq=False):
    """Scores (M, T, N) with probabilities (M,), their ranks, and which replicates count."""

    scores: Floats
    probabilities: Floats
    ranks: NDArray[np.float32]
    whole: NDArray[np.bool_]


def analyse(spec: IndexSpec, panel: Panel, *, mode: Mode = "auto", target: str = "") -> Uncertainty:
    """Uncertainty and sensitivity of the scores of ``target`` (default: the index) under ``spec.assumptions``.

    ``mode``: ``auto`` enumerates up to ``enumerate_up_to`` combinations, else samples; ``sample`` runs
    ``replicates`` x (d + 2) models and estimates sensitivity; ``sample_only`` runs ``replicates`` models without
    sensitivity. Raises ProgrammeFault when an assumption does not fit the method or the data or changes nothing,
    DataFault when no replicate succeeds or when the models would give more than ``MOST_SCORES`` scores.
    """
    assumptions = spec.assumptions
    if assumptions is None or not assumptions.assumptions:
        raise ProgrammeFault("no assumptions are declared", hint="list them in assumptions.yaml")
    target = target or spec.framework.top
    if target not in spec.framework.group_codes:
        known = ", ".join(spec.framework.group_codes) or "none"
        raise NotFound(f"no group {target!r} in the framework", hint=f"groups: {known}")
    factors = _sound_factors(spec, panel)
    player = Replayer(spec, panel, factors, target)
    nominal = player.run(np.full((1, len(factors)), -1, np.int64))
    if np.isnan(nominal.scores).all():
        raise DataFault(f"the declared method gives no score: {'; '.join(nominal.faults) or 'all missing'}")
    if _enumerable(factors, assumptions, mode):
        return _enumerate(player, nominal.scores[0], assumptions)
    return _sample(player, nominal.scores[0], assumptions, indices=mode != "sample_only")


def _sound_factors(spec: IndexSpec, panel: Panel) -> tuple[Factor, ...]:
    """The factors, once inputs, method, assumptions and each alternative are found to fit."""
    inputs, factors = sound_inputs(spec, panel), factors_of(spec)
    faults = check_alternatives(spec, inputs)
    if faults:
        listed = "; ".join(f.message("en") for f in faults[:3])
        raise ProgrammeFault(f"{len(faults)} fault(s) of the alternatives: {listed}", findings=faults)
    return factors


def _demand_room(models: float, nominal: Floats, factors: Sequence[Factor]) -> None:
    """Raise DataFault before the memory would fill."""
    each = max(nominal.size, len(factors))
    if models * each > MOST_SCORES:
        raise DataFault(
            f"{models:g} models x {nominal.size} unit-periods ({len(factors)} assumptions) are more than "
            f"{MOST_SCORES} scores",
            hint=f"ask for at most {MOST_SCORES // each} models: lower replicates or enumerate_up_to",
        )


def _enumerable(factors: Sequence[Factor], assumptions: Assumptions, mode: Mode) -> bool:
    if mode in ("sample", "sample_only"):
        return False
    finite = all(f.discrete for f in factors)
    if mode == "enumerate" and not finite:
        vectors = ", ".join(f.name for f in factors if not f.discrete)
        raise ProgrammeFault(
            f"cannot enumerate {vectors}: drawn from a distribution", hint="use mode 'sample'"
        )
    count = np.prod([float(len(f.choices)) for f in factors])
    return mode == "enumerate" or (finite and bool(count <= assumptions.enumerate_up_to))


def _enumerate(player: Replayer, nominal: Floats, assumptions: Assumptions) -> Uncertainty:
    factors = player.factors
    shape = tuple(len(f.choices) for f in factors)
    _demand_room(math.prod(map(float, shape)), nominal, factors)
    choices = np.stack([a.reshape(-1) for a in np.indices(shape)], axis=1)
    weights = np.ones(len(choices))
    for i, f in enumerate(factors):
        weights = weights * np.asarray(f.probabilities)[choices[:, i]]
    made = player.run(choices)
    grid = made.scores.reshape(*shape, *made.scores.shape[1:])
    _refuse_inert(factors, [_moves(np.moveaxis(grid, i, 0)) for i in range(len(shape))])
    runs = _count(made, weights, nominal, player)
    shift = _rank_shift(runs, nominal)
    indices = sobol.exact_indices(
        shift.reshape(shape), [f.probabilities for f in factors], [f.name for f in factors]
    )
    return _summary(player, runs, made, nominal, assumptions, indices, "exact")


def _moves(grid: Floats) -> bool:
    """Whether scores differ along the first axis anywhere (a fault against a score counts as a difference)."""
    first = grid[:1]
    differs = ~np.isclose(grid[1:], first, rtol=1e-12, atol=1e-12, equal_nan=True)
    return bool(differs.any())


def _refuse_inert(factors: Sequence[Factor], moves: Sequence[bool]) -> None:
    inert = [f.name for f, moved in zip(factors, moves, strict=True) if not moved]
    if inert:
        raise ProgrammeFault(
            f"assumption {', '.join(inert)} changes nothing: every choice gives the same scores",
            hint="its parameters are overridden elsewhere, or have no effect on these data: correct or drop it",
        )


def _sample(player: Replayer, nominal: Floats, assumptions: Assumptions, *, indices: bool) -> Uncertainty:
    factors, n = player.factors, assumptions.replicates
    d = len(factors)
    _demand_room(n * (d + 2.0) if indices else n, nominal, factors)
    plan = sobol.sobol_design(d, n, assumptions.seed)
    a, b = plan.a[:n], plan.b[:n]
    low, high = _choices(a, factors, 0), _choices(b, factors, len(a))
    _refuse_inert(factors, [_probe(player, i, low, high, nominal) for i in range(d)])
    blocks = [low]
    if indices:
        mixed = []
        for i in range(d):
            block = low.copy()
            block[:, i] = high[:, i]
            mixed.append(block)
        blocks = [low, high, *mixed]
    choices = np.concatenate(blocks)
    made = player.run(choices)
    runs = _count(made, np.ones(len(choices)), nominal, player)
    found = None
    if indices:
        found = sobol.estimate_indices(
            _rank_shift(runs, nominal),
            d,
            [f.name for f in factors],
            seed=assumptions.seed,
            level=assumptions.level,
        )
    # The mixed rows repeat choices of the base rows: only the independent ones describe the units.
    kept = (2 if indices else 1) * n
    own = _Runs(runs.scores[:kept], runs.probabilities[:kept], runs.ranks[:kept], runs.whole[:kept])
    return _summary(player, own, made, nominal, assumptions, found, "sampled")


def _choices(points: Floats, factors: Sequence[Factor], offset: int) -> Ints:
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


def _probe(player: Replayer, i: int, low: Ints, high: Ints, nominal: Floats) -> bool:
    """Whether factor i moves the scores: from the declared method first, then from sampled rows."""
    factor = player.factors[i]
    picks = np.unique(low[:, i])[:64] if factor.discrete else low[:2, i]
    near = [int(p) for p in dict.fromkeys((picks[-1], picks[0], picks[len(picks) // 2]))]
    start = np.full((1, low.shape[1]), -1, np.int64)
    for base, tried in ((start, near), (high[:8], [int(p) for p in picks])):
        table = np.repeat(base, len(tried), axis=0)
        table[:, i] = np.tile(tried, len(base))
        grid = player.run(table).scores.reshape(len(base), len(tried), *nominal.shape)
        reference = nominal[None, None] if base is start else grid[:, :1]
        if bool((~np.isclose(grid, reference, rtol=1e-12, atol=1e-12, equal_nan=True)).any()):
            return True
    return False


def _count(made: Replicates, weights: Floats, nominal: Floats, player: Replayer) -> _Runs:
    """Ranks and probabilities of the replicates that rank every unit the declared method ranks."""
    screened = any(
        f.stage >= 0 and player.method.stages[f.stage].__struct_config__.tag == "screen"
        for f in player.factors
    )
    known = ~np.isnan(nominal)
    present = ~np.isnan(made.scores[:, known])
    whole = np.asarray(present.any(axis=1) if screened else present.all(axis=1))
    if not whole.any():
        raise DataFault(
            "no replicate gives a complete ranking",
            hint="; ".join(made.faults)
            or "an alternative makes scores missing, for example a geometric mean of negative values",
        )
    mass = np.where(whole, weights, 0.0)
    return _Runs(made.scores, mass / mass.sum(), intervals.rank_replicates(made.scores), whole)


def _rank_shift(runs: _Runs, nominal: Floats) -> Floats:
    """Mean absolute rank change (M,) against the declared method; NaN for failed replicates."""
    base = intervals.rank_replicates(nominal[None])[0]
    out = np.full(len(runs.scores), np.nan)
    step = max(1, (1 << 22) // max(nominal.size, 1))
    for start in range(0, len(out), step):
        shift = np.abs(runs.ranks[start : start + step].astype(np.float64) - base)
        known = ~np.isnan(shift)
        count = known.sum(axis=(1, 2))
        total = np.where(known, shift, 0.0).sum(axis=(1, 2))
        out[start : start + step] = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    return np.where(runs.whole, out, np.nan)


def _summary(
    player: Replayer,
    runs: _Runs,
    made: Replicates,
    nominal: Floats,
    assumptions: Assumptions,
    indices: sobol.Indices | None,
    mode: Literal["exact", "sampled"],
) -> Uncertainty:
    kept = runs.whole
    everyone = bool(kept.all())
    scores, ranks = (runs.scores, runs.ranks) if everyone else (runs.scores[kept], runs.ranks[kept])
    p = runs.probabilities[kept] / runs.probabilities[kept].sum()
    known = ~np.isnan(nominal)
    tail = (1 - assumptions.level) / 2
    points = (tail, 0.5, 1 - tail)
    s_low, s_mid, s_high = intervals.quantiles(scores, p, points)
    r_low, r_mid, r_high = intervals.quantiles(ranks, p, points)
    t, n = nominal.shape
    partial = int((np.isnan(scores[:, known]).any(axis=1)).sum())
    return Uncertainty(
        units=player.panel.units,
        times=player.panel.times,
        target=player.target,
        mode=mode,
        level=assumptions.level,
        seed=assumptions.seed,
        factors=player.factors,
        replicates=len(made.scores),
        failed=int(_failed(made, runs, kept)),
        partial=partial,
        faults=made.faults,
        score=nominal,
        rank=np.asarray(intervals.rank_replicates(nominal[None])[0], np.float64),
        score_mean=intervals.mean(scores, p),
        score_median=s_mid,
        score_low=s_low,
        score_high=s_high,
        rank_mean=intervals.mean(ranks, p),
        rank_median=r_mid,
        rank_low=r_low,
        rank_high=r_high,
        top={k: intervals.share_where(ranks <= k, p) for k in assumptions.top if k <= n},
        superiority=intervals.superiority(scores, p) if n <= _PAIRS_UP_TO else None,
        change=intervals.changes(scores, p, assumptions.level) if t > 1 else None,
        sensitivity=indices,
    )


def _failed(made: Replicates, runs: _Runs, kept: NDArray[np.bool_]) -> int:
    """Replicates run that are in no figure; the mixed rows of a sample count when they gave nothing."""
    beyond = made.scores[len(runs.scores) :]
    return int((~kept).sum()) + int(np.isnan(beyond).all(axis=(1, 2)).sum())
