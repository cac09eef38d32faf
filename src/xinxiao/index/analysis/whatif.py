"""What if: an element removed or added, a parameter changed, versions compared (Handbook steps 7 and 8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from xinxiao.errors import DataFault, NotFound
from xinxiao.index.coherence.arrays import rank_units
from xinxiao.index.coherence.correlate import correlation
from xinxiao.index.pipeline.result import Result, default_aggregation
from xinxiao.index.steps.aggregate import score_columns
from xinxiao.index.steps.combine import Weight

Floats = NDArray[np.float64]


class Removal(msgspec.Struct, frozen=True, eq=False):
    """One element left out: ``shift`` mean absolute rank change of the index over units and periods,
    ``largest`` change, and the new ``ranks`` (..., N)."""

    code: str
    level: int
    shift: float
    largest: float
    ranks: Floats


def rescore(result: Result, weights: Mapping[str, Weight], values: Floats | None = None) -> dict[str, Floats]:
    """Scores by code from the result's normalised values (or ``values``), some weights replaced."""
    return score_columns(
        result.panel.values if values is None else values,
        result.framework,
        default_aggregation(result.method),
        {**result.weights, **weights},
    )


def remove_elements(result: Result, level: int | None = None) -> tuple[Removal, ...]:
    """Each element of ``level`` (None: of every level below the top) left out in turn: its weight becomes 0
    and its siblings' are rescaled. Rows in framework order."""
    framework, top = result.framework, result.framework.top
    base = result.rank_of(top)
    rows = []
    for code in framework.codes:
        node = framework.node(code)
        if code == top or (level is not None and node.level != level):
            continue
        ranks = rank_units(rescore(result, {code: 0.0})[top][..., None])[..., 0]
        moved = np.abs(ranks - base)
        known = moved[~np.isnan(moved)]
        if known.size:
            rows.append(Removal(code, node.level, float(known.mean()), float(known.max()), ranks))
    return tuple(rows)


class Comparison(msgspec.Struct, frozen=True, eq=False):
    """Any number of versions side by side on the units all of them rank, in the last period.

    ``scores``, ``ranks`` (V, N); ``spearman`` (V, V); ``shift`` (V, V) mean absolute rank change; ``largest``
    (V, V). ``dropped``: units some version does not rank.
    """

    names: tuple[str, ...]
    units: tuple[str, ...]
    scores: Floats
    ranks: Floats
    spearman: Floats
    shift: Floats
    largest: Floats
    dropped: tuple[str, ...]


def compare(results: Mapping[str, Result], code: str = "") -> Comparison:
    """Compare versions by the scores of ``code`` (default: each version's top) in their last period.

    Raises DataFault when fewer than 2 versions or 3 common units are given.
    """
    if len(results) < 2:
        raise DataFault("a comparison needs at least two versions")
    last = {n: r.of(code or r.framework.top).reshape(-1, len(r.units))[-1] for n, r in results.items()}
    ranked = [
        {u for u, s in zip(r.units, last[n].tolist(), strict=True) if s == s} for n, r in results.items()
    ]
    seen = dict.fromkeys(u for r in results.values() for u in r.units)
    units = tuple(u for u in seen if all(u in known for known in ranked))
    if len(units) < 3:
        raise DataFault("the versions have fewer than 3 ranked units in common")
    scores = np.stack([last[name][[r.units.index(u) for u in units]] for name, r in results.items()])
    ranks = rank_units(scores[..., None])[..., 0]
    moved = np.abs(ranks[:, None, :] - ranks[None, :, :])
    return Comparison(
        tuple(results),
        units,
        scores,
        ranks,
        correlation(scores.T, "spearman").coefficients,
        moved.mean(axis=2),
        moved.max(axis=2),
        tuple(u for u in seen if u not in units),
    )


class Trait(msgspec.Struct, frozen=True):
    """An indicator of a unit against its peers: normalised ``score``, ``rank`` among ``peers`` units,
    ``median`` of the peers, ``gap`` = score - median, and the raw ``value``."""

    code: str
    group: str
    value: float
    score: float
    rank: int
    peers: int
    median: float
    gap: float


def strengths_and_weaknesses(
    result: Result, unit: str, *, count: int = 5, peers: Sequence[str] = (), time: str = ""
) -> tuple[tuple[Trait, ...], tuple[Trait, ...]]:
    """The unit's best and worst indicators by rank among its peers (default: all units), then by gap.

    An indicator on which everybody ties is left out. Raises NotFound for an unknown unit or period.
    """
    t = result.period_index(time)
    unknown = [u for u in (unit, *peers) if u not in result.units]
    if unknown:
        raise NotFound(f"no unit {', '.join(unknown)} in the result", hint=f"{len(result.units)} units")
    group = [result.units.index(u) for u in dict.fromkeys((unit, *(peers or result.units)))]
    values = result.panel.values.reshape(-1, len(result.units), len(result.framework.indicators))[t]
    inputs = result.inputs.keep_units(np.isin(result.inputs.units, result.units)).values
    raw = inputs.reshape(-1, len(result.units), values.shape[1])[t]
    own = result.units.index(unit)
    traits = []
    for k, indicator in enumerate(result.framework.indicators):
        mine, others = values[own, k], values[group, k]
        known = others[~np.isnan(others)]
        if np.isnan(mine) or known.size < 2 or np.ptp(known) == 0:
            continue
        median = float(np.median(known))
        traits.append(
            Trait(
                indicator.code,
                indicator.parent,
                float(raw[own, k]),
                float(mine),
                int((known > mine).sum()) + 1,
                int(known.size),
                median,
                float(mine - median),
            )
        )
    best = sorted(traits, key=lambda x: (x.rank / x.peers, -x.gap, x.code))
    worst = sorted(traits, key=lambda x: (-x.rank / x.peers, x.gap, x.code))
    return tuple(best[:count]), tuple(worst[:count])


class Step(msgspec.Struct, frozen=True):
    """What one indicator can do for a unit's score. ``points``: its headroom in normalised points up to the
    best unit; ``gain``: index points if it went there alone; ``alone``: normalised points that close the gap
    alone (NaN: it cannot); ``cost`` of those points; ``planned``: points in the cheapest plan found."""

    code: str
    points: float
    gain: float
    alone: float
    cost: float
    planned: float


def close_gap(
    result: Result, unit: str, target: float, *, costs: Mapping[str, float] | None = None, time: str = ""
) -> tuple[Step, ...]:
    """What raising the unit's index score to ``target`` would take, indicator by indicator.

    ``costs``: cost of one normalised point by indicator (default 1). The plan raises indicators in order of
    index points gained per cost until the target is met; it is the cheapest one where the index is linear
    in its indicators, and a good one elsewhere. Nobody is asked to go beyond today's best unit. Steps come in
    plan order. Raises NotFound for an unknown unit, period or indicator, DataFault for a cost that is not above 0.
    """
    n, t = result.unit_index(unit), result.period_index(time)
    values = result.panel.values.reshape(-1, len(result.units), len(result.framework.indicators))[t]
    codes = result.framework.indicator_codes

    def score(point: Floats) -> float:
        moved = values.copy()
        moved[n] = point
        return float(rescore(result, {}, moved)[result.framework.top][n])

    own = values[n]
    room = np.where(np.isnan(own), 0.0, np.nanmax(values, axis=0) - own)
    start = score(own)
    price = _prices(costs or {}, codes)
    gains = np.array([score(own + room * (np.arange(len(codes)) == k)) - start for k in range(len(codes))])
    alone = np.array([_reach(score, own, room, k, target) for k in range(len(codes))])
    with np.errstate(invalid="ignore", divide="ignore"):
        worth = np.where(room > 0, gains / (room * price), 0.0)
    planned = np.zeros(len(codes))
    order = sorted(range(len(codes)), key=lambda k: (-worth[k], codes[k]))
    point = own.copy()
    for k in order:
        if score(point) >= target or worth[k] <= 0:
            break
        step = _reach(score, point, room, k, target)
        planned[k] = room[k] if np.isnan(step) else step
        point[k] = own[k] + planned[k]
    return tuple(
        Step(
            codes[k],
            float(room[k]),
            float(gains[k]),
            float(alone[k]),
            float(alone[k] * price[k]),
            float(planned[k]),
        )
        for k in order
    )


def _prices(costs: Mapping[str, float], codes: Sequence[str]) -> Floats:
    unknown = [code for code in costs if code not in codes]
    if unknown:
        raise NotFound(f"costs: no indicator {', '.join(unknown)}", hint=f"indicators: {', '.join(codes)}")
    price = np.array([float(costs.get(code, 1.0)) for code in codes])
    if not bool(((price > 0) & np.isfinite(price)).all()):
        raise DataFault("a cost must be a number above 0")
    return price


def _reach(score: Any, point: Floats, room: Floats, k: int, target: float) -> float:
    """Points on indicator k alone that lift the score to the target, by bisection; NaN if out of reach."""
    step = np.arange(len(point)) == k
    if score(point) >= target:
        return 0.0
    if not room[k] > 0 or score(point + room * step) < target:
        return float("nan")
    low, high = 0.0, float(room[k])
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if score(point + middle * step) >= target else (middle, high)
    return high
