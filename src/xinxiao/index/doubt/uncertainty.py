"""How sure is the ranking? All assumptions varied at once, on one year or a panel (Handbook step 7).

When the choices are finite and few, every combination is computed and the answer is exact. Otherwise
choices come from scrambled Sobol' points (vectors from keyed PCG64 streams). Source of the approach: Saisana,
Saltelli and Tarantola, *J. of the Royal Statistical Society A* 168 (2005).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from xinxiao.errors import DataFault, NotFound, ProgrammeFault
from xinxiao.index.doubt import intervals, sobol
from xinxiao.index.doubt.account import Account, Uncertainty, demand_some
from xinxiao.index.doubt.archive import Archive
from xinxiao.index.doubt.checks import check_alternatives
from xinxiao.index.doubt.factors import Factor, choices_of, factors_of, sound_points
from xinxiao.index.doubt.inert import moved_along, probe, refuse_inert
from xinxiao.index.doubt.play import Referee, at_once, play
from xinxiao.index.doubt.replicate import Replayer
from xinxiao.index.pipeline.run import sound_inputs
from xinxiao.index.spec.index import IndexSpec
from xinxiao.index.spec.method import Assumptions, step_of
from xinxiao.index.spec.panel import Panel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mode = Literal["auto", "enumerate", "sample", "sample_only"]
MOST_SCORES = 1_000_000_000
"""Scores an analysis may keep: models x periods x units. Up to 32 million lie in memory with their ranks, the others in a
temporary file (12 bytes each)."""


def analyse(
    spec: IndexSpec,
    panel: Panel,
    *,
    mode: Mode = "auto",
    target: str = "",
    sample: Sequence[Sequence[float]] | Floats | None = None,
) -> Uncertainty:
    """Uncertainty and sensitivity of the scores of ``target`` (default: the index) under ``spec.assumptions``.

    ``mode``: ``auto`` enumerates up to ``enumerate_up_to`` combinations, else samples; ``sample`` runs
    ``replicates`` x (d + 2) models and estimates sensitivity; ``sample_only`` runs ``replicates`` models without
    sensitivity. ``sample`` (M, d): models to run instead, a point in [0, 1) for each assumption, as
    :func:`xinxiao.index.replicates` takes it; without sensitivity, and ``mode`` is not looked at.

    Raises ProgrammeFault when an assumption does not fit the method or the data or changes nothing,
    DataFault when no replicate succeeds or when the models would give more than ``MOST_SCORES`` scores.
    """
    assumptions = spec.assumptions
    if assumptions is None or not assumptions.assumptions:
        raise ProgrammeFault("no assumptions are declared", hint="list them in assumptions.yaml")
    target = target or spec.framework.top
    if target not in spec.framework.group_codes:
        known = ", ".join(spec.framework.group_codes) or "none"
        raise NotFound(f"no group {target!r} in the framework", hint=f"groups: {known}")
    factors = sound_factors(spec, panel)
    player = Replayer(spec, panel, factors, target)
    nominal = player.run(np.full((1, len(factors)), -1, np.int64))
    if np.isnan(nominal.scores).all():
        raise DataFault(f"the declared method gives no score: {'; '.join(nominal.faults) or 'all missing'}")
    if sample is not None:
        return _given(player, nominal.scores[0], assumptions, sound_points(sample, len(factors)))
    if _enumerable(factors, assumptions, mode):
        return _enumerate(player, nominal.scores[0], assumptions)
    return _sample(player, nominal.scores[0], assumptions, indices=mode != "sample_only")


def sound_factors(spec: IndexSpec, panel: Panel) -> tuple[Factor, ...]:
    """The factors, once inputs, method, assumptions and each alternative are found to fit. Raises ProgrammeFault with
    ``findings`` when they do not."""
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
    with Archive(len(choices), nominal.size) as archive:
        played = play(player, choices, _referee(player, nominal), archive)
        demand_some(played)
        refuse_inert(factors, moved_along(archive, shape, played.order))
        indices = sobol.exact_indices(
            played.shift.reshape(shape), [f.probabilities for f in factors], [f.name for f in factors]
        )
        return Account(player, nominal, assumptions, played, weights).summed(archive, indices, "exact")


def _sample(player: Replayer, nominal: Floats, assumptions: Assumptions, *, indices: bool) -> Uncertainty:
    factors, n = player.factors, assumptions.replicates
    d, most = len(factors), (2 if indices else 1) * n
    _demand_room(n * (d + 2.0) if indices else n, nominal, factors)
    plan = sobol.sobol_design(d, n, assumptions.seed)
    low, high = choices_of(plan.a[:n], factors, 0), choices_of(plan.b[:n], factors, n)
    refuse_inert(factors, at_once(lambda i: probe(player, i, low, high, nominal), range(d)))
    referee = _referee(player, nominal)
    with Archive(most, nominal.size) as archive:
        own = play(player, np.concatenate([low, high])[:most], referee, archive, fresh=2 * n)
        demand_some(own)
        account = Account(player, nominal, assumptions, own, np.ones(most))
        if not indices:
            return account.summed(archive, None, "sampled")
        # The mixed rows repeat choices of the base rows: only the independent ones describe the units.
        others = play(player, _mixed(own.choices[:n], own.choices[n:]), referee)
        found = sobol.estimate_indices(
            np.concatenate([own.shift, others.shift]),
            d,
            [f.name for f in factors],
            seed=assumptions.seed,
            level=assumptions.level,
        )
        return account.summed(archive, found, "sampled", others)


def _given(player: Replayer, nominal: Floats, assumptions: Assumptions, points: Floats) -> Uncertainty:
    """The models of a sample that came from elsewhere."""
    _demand_room(len(points), nominal, player.factors)
    choices = choices_of(points, player.factors, 0)
    with Archive(len(points), nominal.size) as archive:
        own = play(player, choices, _referee(player, nominal), archive, fresh=len(points))
        demand_some(own)
        return Account(player, nominal, assumptions, own, np.ones(len(points))).summed(
            archive, None, "sampled"
        )


def _mixed(low: Ints, high: Ints) -> Ints:
    """The rows of ``low``, once for each column, which is that of ``high``."""
    blocks = []
    for i in range(low.shape[1]):
        block = low.copy()
        block[:, i] = high[:, i]
        blocks.append(block)
    return np.concatenate(blocks)


def _referee(player: Replayer, nominal: Floats) -> Referee:
    stages = player.method.stages
    screened = any(f.stage >= 0 and step_of(stages[f.stage]) == "screen" for f in player.factors)
    ranks = np.asarray(intervals.rank_replicates(nominal[None])[0], np.float64)
    return Referee(nominal, ranks, screened)
