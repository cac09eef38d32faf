"""Results as tables: every level's scores and ranks, unit profiles, intervals, sensitivity (SDMX column names)."""

from __future__ import annotations

import numpy as np

from xinxiao.errors import NotFound
from xinxiao.index.coherence.arrays import rank_units
from xinxiao.index.doubt.account import Uncertainty
from xinxiao.index.doubt.sample import Replicated
from xinxiao.index.doubt.sobol import Indices
from xinxiao.index.pipeline.result import Result
from xinxiao.index.spec.table import Column, Table, count, flag, number, text
from xinxiao.index.tables.axes import CODE, UNIT, apart, unit_columns, wide


def scores_table(result: Result) -> Table:
    """One row per unit, period and node: REF_AREA, TIME_PERIOD, INDICATOR, LEVEL, SCORE, RANK.

    Indicators carry their normalised value as SCORE. A missing score is null, and so is its rank.
    """
    codes, units = result.framework.codes, result.units
    rows = max(len(result.times), 1) * len(units)
    columns = unit_columns(units, result.times, len(codes))
    columns[CODE] = text(np.tile(np.array(codes, object), rows))
    columns["LEVEL"] = count(np.tile([result.framework.node(c).level for c in codes], rows))
    columns["SCORE"] = number(result.all_values)
    columns["RANK"] = count(rank_units(result.all_values))
    return Table(columns)


def ranking_table(result: Result, uncertainty: Uncertainty | None = None, time: str = "") -> Table:
    """One row per unit of one period (default: the last), best first: RANK, REF_AREA, SCORE, the scores of the
    groups one level down, and RANK_LOW, RANK_HIGH, SCORE_LOW, SCORE_HIGH when ``uncertainty`` is given. Raises
    NotFound for an unknown period."""
    t, top = result.period_index(time), result.framework.top
    score = result.of(top).reshape(-1, len(result.units))[t]
    rank = rank_units(score[:, None])[:, 0]
    order = sorted(range(len(score)), key=lambda i: (np.isnan(rank[i]), rank[i], result.units[i]))
    columns = {
        "RANK": count(rank[order]),
        UNIT: text([result.units[i] for i in order]),
        "SCORE": number(score[order]),
    }
    for child in result.framework.children_of(top):
        columns[apart(child, columns)] = number(result.of(child).reshape(-1, len(result.units))[t][order])
    if uncertainty is not None:
        place = {u: i for i, u in enumerate(uncertainty.units)}
        for name in ("rank_low", "rank_high", "score_low", "score_high"):
            ends = getattr(uncertainty, name)[t]
            cells = [ends[place[result.units[i]]] if result.units[i] in place else np.nan for i in order]
            columns[name.upper()] = number(cells)
    return Table(columns)


def group_rank_table(result: Result, grouping: str, code: str = "") -> Table:
    """Ranks of ``code`` (default: the index) within each label of a unit grouping: REF_AREA, TIME_PERIOD, GROUP, SCORE,
    RANK. Raises NotFound naming the groupings there are."""
    labels = result.panel.unit_groups.get(grouping)
    if labels is None:
        known = ", ".join(result.panel.unit_groups) or "none"
        raise NotFound(f"no unit group {grouping!r}", hint=f"groups: {known}")
    scores = result.of(code or result.framework.top)
    ranks = np.full(scores.shape, np.nan)
    for label in sorted(set(labels)):
        at = [i for i, own in enumerate(labels) if own == label]
        ranks[..., at] = rank_units(scores[..., at][..., None])[..., 0]
    columns = unit_columns(result.units, result.times)
    columns["GROUP"] = text(np.tile(np.array(labels, object), max(len(result.times), 1)))
    return Table(columns | {"SCORE": number(scores), "RANK": count(ranks)})


def profile_table(result: Result, unit: str, time: str = "") -> Table:
    """One row per node of one unit and period, framework order: INDICATOR, PARENT, LEVEL, VALUE (raw, null for
    groups), SCORE, RANK, MEDIAN and BEST of all units. Raises NotFound for an unknown unit or period."""
    t, n = result.period_index(time), result.unit_index(unit)
    codes, k = result.framework.codes, len(result.framework.indicators)
    values = result.all_values.reshape(-1, len(result.units), len(codes))[t]
    raw = np.full(len(codes), np.nan)
    inputs = result.inputs.values.reshape(-1, len(result.inputs.units), k)[t]
    raw[:k] = inputs[result.inputs.units.index(unit)]
    known = [column[~np.isnan(column)] for column in values.T]
    nodes = [result.framework.node(c) for c in codes]
    return Table(
        {
            CODE: text(codes),
            "PARENT": text([node.parent for node in nodes]),
            "LEVEL": count([node.level for node in nodes]),
            "VALUE": number(raw),
            "SCORE": number(values[n]),
            "RANK": count(rank_units(values)[n]),
            "MEDIAN": number([np.median(c) if c.size else np.nan for c in known]),
            "BEST": number([c.max() if c.size else np.nan for c in known]),
        }
    )


_FIGURES = tuple(
    name + end for name in ("score", "rank") for end in ("", "_mean", "_median", "_low", "_high")
)


def uncertainty_table(found: Uncertainty) -> Table:
    """One row per unit and period: score and rank as declared, mean, median and interval, probability of each
    top k, and the change from the period before, of score and rank, with its interval and whether it is significant."""
    columns = unit_columns(found.units, found.times)
    columns |= {name.upper(): number(getattr(found, name)) for name in _FIGURES}
    columns |= {f"TOP_{k}": number(chance) for k, chance in found.top.items()}
    if found.change is not None:
        n = len(found.units)
        for name in ("mean", "low", "high", "rises", "rank_mean", "rank_low", "rank_high"):
            after = getattr(found.change, name)
            columns[f"CHANGE_{name.upper()}"] = number(np.concatenate([np.full((1, n), np.nan), after]))
        columns["CHANGE_SIGNIFICANT"] = flag([*[None] * n, *found.change.significant.ravel().tolist()])
    return Table(columns)


def replicate_table(found: Replicated) -> Table:
    """One row per model, period and unit: REPLICATE (from 1), what each assumption was given, REF_AREA, TIME_PERIOD, SCORE, RANK
    and the REASON of a model that could not be computed."""
    m, each = len(found.scores), found.scores[0].size
    columns: dict[str, Column] = {"REPLICATE": count(np.repeat(np.arange(1, m + 1), each))}
    for name, given in found.inputs.items():
        columns[apart(name, columns)] = text(np.repeat(np.array(given, object), each))
    for name, column in unit_columns(found.units, found.times).items():
        columns[name] = text(column.cells() * m)
    columns["SCORE"], columns["RANK"] = number(found.scores), count(found.ranks)
    columns["REASON"] = text(np.repeat(np.array([why or None for why in found.reasons], object), each))
    return Table(columns)


def turnout_table(found: Uncertainty) -> Table:
    """One row per alternative of each assumption that has some: its probability, models asked for and in the figures, its
    weight there, tries that failed and why."""
    rows = found.turnout
    columns: dict[str, Column] = {
        "ASSUMPTION": text([one.assumption for one in rows]),
        "ALTERNATIVE": text([one.alternative for one in rows]),
        "PROBABILITY": number([one.probability for one in rows]),
        "ASKED": count([one.asked for one in rows]),
        "USED": count([one.used for one in rows]),
        "SHARE": number([one.share for one in rows]),
        "FAILURES": count([one.failures for one in rows]),
        "REASONS": text(["; ".join(f"{k} ({v})" for k, v in one.faults.items()) for one in rows]),
    }
    return Table(columns)


def sensitivity_table(found: Uncertainty | Indices) -> Table:
    """One row per assumption (or input of a function): first and total order with interval, and whether first <=
    total. No rows where sensitivity was not asked for."""
    indices = found.sensitivity if isinstance(found, Uncertainty) else found
    if indices is None:
        return Table({"ASSUMPTION": text([])})
    columns: dict[str, Column] = {"ASSUMPTION": text(indices.names)}
    for name in ("first", "first_low", "first_high", "total", "total_low", "total_high"):
        columns[name.upper()] = number(getattr(indices, name))
    return Table(columns | {"CONSISTENT": flag(indices.consistent)})


def superiority_table(found: Uncertainty, time: str = "") -> Table:
    """One row and one column per unit: the probability that the row scores above the column in one period (default:
    the last), ties counting half. Raises NotFound for an unknown period and where there are too many units for it."""
    if time and time not in found.times:
        raise NotFound(f"no period {time!r}", hint=f"periods: {', '.join(found.times) or 'none'}")
    if found.superiority is None:
        raise NotFound(
            f"no pairs were compared among {len(found.units)} units", hint="use the rank intervals"
        )
    t = found.times.index(time) if time else -1
    return wide({UNIT: text(found.units)}, found.superiority[t], found.units)
