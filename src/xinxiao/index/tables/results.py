"""Results as tables: every level's scores and ranks, group ranks, unit profiles, sensitivity (SDMX column names)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from xinxiao.errors import NotFound
from xinxiao.index.coherence.arrays import Array, rank_units
from xinxiao.index.doubt.uncertainty import Uncertainty
from xinxiao.index.pipeline.run import Result


def scores_table(result: Result) -> pa.Table:
    """One row per unit, period and node: REF_AREA, TIME_PERIOD, INDICATOR, LEVEL, SCORE, RANK.

    Indicators carry their normalised value as SCORE. A missing score is null, and so is its rank.
    """
    values = result.all_values
    ranks = rank_units(values)
    codes = result.framework.codes
    levels = [result.framework.node(c).level for c in codes]
    t, n, c = max(len(result.times), 1), len(result.units), len(codes)
    columns: dict[str, pa.Array] = {
        "REF_AREA": pa.array(np.tile(np.repeat(np.array(result.units, object), c), t).tolist(), pa.string())
    }
    if result.times:
        columns["TIME_PERIOD"] = pa.array(
            np.repeat(np.array(result.times, object), n * c).tolist(), pa.string()
        )
    columns["INDICATOR"] = pa.array(list(codes) * (t * n), pa.string())
    columns["LEVEL"] = pa.array(levels * (t * n), pa.int64())
    columns["SCORE"] = _floats(values)
    columns["RANK"] = _ints(ranks)
    return pa.table(columns)


def ranking_table(result: Result, uncertainty: Uncertainty | None = None, time: str = "") -> pa.Table:
    """One row per unit of one period (default: the last), best first: RANK, REF_AREA, SCORE, the scores of the
    groups one level down, and RANK_LOW, RANK_HIGH, SCORE_LOW, SCORE_HIGH when ``uncertainty`` is given."""
    t = period_index(result, time)
    top = result.framework.top
    score = result.of(top).reshape(-1, len(result.units))[t]
    rank = rank_units(score[:, None])[:, 0]
    order = sorted(range(len(score)), key=lambda i: (np.isnan(rank[i]), rank[i], result.units[i]))
    columns: dict[str, pa.Array] = {
        "RANK": _ints(rank[order]),
        "REF_AREA": pa.array([result.units[i] for i in order], pa.string()),
        "SCORE": _floats(score[order]),
    }
    for child in result.framework.children_of(top):
        columns[child] = _floats(result.of(child).reshape(-1, len(result.units))[t][order])
    if uncertainty is not None:
        place = {u: i for i, u in enumerate(uncertainty.units)}
        for name, array in (
            ("RANK_LOW", uncertainty.rank_low),
            ("RANK_HIGH", uncertainty.rank_high),
            ("SCORE_LOW", uncertainty.score_low),
            ("SCORE_HIGH", uncertainty.score_high),
        ):
            cells = [array[t, place[result.units[i]]] if result.units[i] in place else np.nan for i in order]
            columns[name] = _floats(np.array(cells))
    return pa.table(columns)


def group_ranks(result: Result, grouping: str, code: str = "") -> Array:
    """Ranks (..., N) of ``code`` (default: the index) within each label of a unit grouping.

    Raises NotFound naming the groupings there are.
    """
    labels = result.panel.unit_groups.get(grouping)
    if labels is None:
        raise NotFound(
            f"no unit group {grouping!r}", hint=f"groups: {', '.join(result.panel.unit_groups) or 'none'}"
        )
    scores = result.of(code or result.framework.top)
    out = np.full(scores.shape, np.nan)
    for label in sorted(set(labels)):
        at = [i for i, own in enumerate(labels) if own == label]
        out[..., at] = rank_units(scores[..., at][..., None])[..., 0]
    return out


def unit_profile(result: Result, unit: str, time: str = "") -> pa.Table:
    """One row per node of one unit and period, framework order: INDICATOR, PARENT, LEVEL, VALUE (raw, null for
    groups), SCORE, RANK, MEDIAN and BEST of all units. Raises NotFound for an unknown unit or period."""
    if unit not in result.units:
        raise NotFound(f"no unit {unit!r} in the result", hint=f"{len(result.units)} units")
    t, n = period_index(result, time), result.units.index(unit)
    codes, k = result.framework.codes, len(result.framework.indicators)
    values = result.all_values.reshape(-1, len(result.units), len(codes))[t]
    raw = np.full(len(codes), np.nan)
    inputs = result.inputs.values.reshape(-1, len(result.inputs.units), k)[t]
    raw[:k] = inputs[result.inputs.units.index(unit)]
    known = [column[~np.isnan(column)] for column in values.T]
    nodes = [result.framework.node(c) for c in codes]
    return pa.table(
        {
            "INDICATOR": pa.array(codes, pa.string()),
            "PARENT": pa.array([node.parent for node in nodes], pa.string()),
            "LEVEL": pa.array([node.level for node in nodes], pa.int64()),
            "VALUE": _floats(raw),
            "SCORE": _floats(values[n]),
            "RANK": _ints(rank_units(values)[n]),
            "MEDIAN": _floats(np.array([np.median(c) if c.size else np.nan for c in known])),
            "BEST": _floats(np.array([c.max() if c.size else np.nan for c in known])),
        }
    )


def uncertainty_table(found: Uncertainty) -> pa.Table:
    """One row per unit and period: score and rank as declared, mean, median and interval, probability of each
    top k, and the change from the period before with its interval and whether it is significant."""
    t, n = found.score.shape
    columns: dict[str, pa.Array] = {"REF_AREA": pa.array(list(found.units) * t, pa.string())}
    if found.times:
        columns["TIME_PERIOD"] = pa.array([x for x in found.times for _ in range(n)], pa.string())
    for name in (
        "score",
        "score_mean",
        "score_median",
        "score_low",
        "score_high",
        "rank",
        "rank_mean",
        "rank_median",
        "rank_low",
        "rank_high",
    ):
        columns[name.upper()] = _floats(getattr(found, name))
    for k, chance in found.top.items():
        columns[f"TOP_{k}"] = _floats(chance)
    if found.change is not None:
        first = np.full((1, n), np.nan)
        for name in ("mean", "low", "high", "rises"):
            columns[f"CHANGE_{name.upper()}"] = _floats(np.concatenate([first, getattr(found.change, name)]))
        flags = np.concatenate([np.zeros((1, n), bool), found.change.significant]).ravel()
        columns["CHANGE_SIGNIFICANT"] = pa.array(flags, pa.bool_(), mask=np.arange(t * n) < n)
    return pa.table(columns)


def sensitivity_table(found: Uncertainty) -> pa.Table:
    """One row per assumption: first and total order with interval, and whether first <= total."""
    indices = found.sensitivity
    if indices is None:
        return pa.table({"ASSUMPTION": pa.array([], pa.string())})
    columns: dict[str, pa.Array] = {"ASSUMPTION": pa.array(list(indices.names), pa.string())}
    for name in ("first", "first_low", "first_high", "total", "total_low", "total_high"):
        columns[name.upper()] = _floats(getattr(indices, name))
    columns["CONSISTENT"] = pa.array(list(indices.consistent), pa.bool_())
    return pa.table(columns)


def period_index(result: Result, time: str) -> int:
    """Place of a period on the first axis (last when ''); raises NotFound naming those there are."""
    if time and time not in result.times:
        raise NotFound(f"no period {time!r}", hint=f"periods: {', '.join(result.times) or 'none'}")
    return result.times.index(time) if time else max(len(result.times), 1) - 1


def _floats(values: Array | Sequence[float]) -> pa.Array:
    flat = np.asarray(values, np.float64).ravel()
    return pa.array(flat, pa.float64(), mask=np.isnan(flat))


def _ints(values: Array) -> pa.Array:
    flat = np.asarray(values, np.float64).ravel()
    gaps = np.isnan(flat)
    return pa.array(np.where(gaps, 0.0, flat).astype(np.int64), pa.int64(), mask=gaps)
