"""What if, and where scores come from, as tables (Handbook steps 7 and 8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xinxiao.index.analysis.decompose import Floats, Version, between_periods, between_versions, contributions
from xinxiao.index.analysis.whatif import (
    Removal,
    close_gap,
    compare,
    remove_elements,
    strengths_and_weaknesses,
)
from xinxiao.index.pipeline.result import Result
from xinxiao.index.spec.table import Column, Table, count, flag, number, text
from xinxiao.index.tables.axes import CODE, UNIT, unit_columns, wide


def removal_table(removed: Result | Sequence[Removal], level: int | None = None) -> Table:
    """Each element (of ``level``; None: of every level below the top) left out in turn: INDICATOR, LEVEL,
    MEAN_RANK_CHANGE over units and periods, LARGEST. ``removed``: a result, or the removals of an audit."""
    found = remove_elements(removed, level) if isinstance(removed, Result) else removed
    rows = [r for r in found if level is None or r.level == level]
    return Table(
        {
            CODE: text([r.code for r in rows]),
            "LEVEL": count([r.level for r in rows]),
            "MEAN_RANK_CHANGE": number([r.shift for r in rows]),
            "LARGEST": number([r.largest for r in rows]),
        }
    )


def trait_table(
    result: Result, unit: str, *, top: int = 5, peers: Sequence[str] = (), time: str = ""
) -> Table:
    """The unit's ``top`` best and worst indicators among its peers (default: all units): KIND (strength, weakness),
    INDICATOR, GROUP, VALUE (raw), SCORE, RANK, PEERS, MEDIAN of the peers, GAP. Raises NotFound for an unknown unit or
    period."""
    best, worst = strengths_and_weaknesses(result, unit, count=top, peers=peers, time=time)
    rows = [*best, *worst]
    return Table(
        {
            "KIND": text(["strength"] * len(best) + ["weakness"] * len(worst)),
            CODE: text([r.code for r in rows]),
            "GROUP": text([r.group for r in rows]),
            "VALUE": number([r.value for r in rows]),
            "SCORE": number([r.score for r in rows]),
            "RANK": count([r.rank for r in rows]),
            "PEERS": count([r.peers for r in rows]),
            "MEDIAN": number([r.median for r in rows]),
            "GAP": number([r.gap for r in rows]),
        }
    )


def gap_table(
    result: Result, unit: str, target: float, *, costs: Mapping[str, float] | None = None, time: str = ""
) -> Table:
    """What raising the unit's index to ``target`` takes, in the order of a plan: INDICATOR, POINTS of headroom, GAIN of the
    index if used alone, ALONE (points that close the gap alone; null: they cannot), COST of those, PLANNED points.

    Raises NotFound for an unknown unit, period or indicator, DataFault for a cost that is not above 0.
    """
    steps = close_gap(result, unit, target, costs=costs, time=time)
    return Table(
        {
            CODE: text([s.code for s in steps]),
            "POINTS": number([s.points for s in steps]),
            "GAIN": number([s.gain for s in steps]),
            "ALONE": number([s.alone for s in steps]),
            "COST": number([s.cost for s in steps]),
            "PLANNED": number([s.planned for s in steps]),
        }
    )


def comparison_table(results: Mapping[str, Result], code: str = "") -> Table:
    """Versions of an index side by side on the units all of them rank, in the last period: REF_AREA, then SCORE and RANK of
    each version by name. Raises DataFault for fewer than two versions or three common units."""
    found = compare(results, code)
    columns = {UNIT: text(found.units)}
    for v, name in enumerate(found.names):
        columns |= {f"SCORE {name}": number(found.scores[v]), f"RANK {name}": count(found.ranks[v])}
    return Table(columns)


def agreement_table(results: Mapping[str, Result], code: str = "") -> Table:
    """Every pair of versions: ONE, OTHER, SPEARMAN correlation, MEAN_RANK_CHANGE, LARGEST. Raises as
    :func:`comparison_table`."""
    found = compare(results, code)
    pairs = [(a, b) for b in range(len(found.names)) for a in range(b)]
    return Table(
        {
            "ONE": text([found.names[a] for a, _ in pairs]),
            "OTHER": text([found.names[b] for _, b in pairs]),
            "SPEARMAN": number([found.spearman[p] for p in pairs]),
            "MEAN_RANK_CHANGE": number([found.shift[p] for p in pairs]),
            "LARGEST": number([found.largest[p] for p in pairs]),
        }
    )


def contribution_table(result: Result, code: str = "") -> Table:
    """One row per unit and period, one column per indicator: its points of the score of ``code`` (default: the index); a
    row sums to the score. Beside them IMPUTED, the
    indicators whose value was not observed. Raises ProgrammeFault for methods whose scores have no parts."""
    codes, parts = result.framework.indicator_codes, contributions(result, code)
    columns = unit_columns(result.units, result.times) | {"IMPUTED": _imputed(result, codes, parts)}
    return wide(columns, parts, codes)


def _imputed(result: Result, codes: Sequence[str], parts: Floats) -> Column:
    """The codes of a row, with blanks between them, whose part rests on a value that was not observed."""
    behind = ((parts != 0.0) & result.imputed).reshape(-1, len(codes))
    return text([" ".join(c for c, own in zip(codes, row, strict=True) if own) or None for row in behind])


def contribution_rows_table(result: Result, code: str = "") -> Table:
    """The same in long form, a row per unit, period and indicator below ``code``: REF_AREA, TIME_PERIOD, INDICATOR, SCORE
    (normalised), POINTS, IMPUTED. Raises as :func:`contribution_table`."""
    framework = result.framework
    target = code or framework.top
    leaves = [framework.position[leaf] for leaf in framework.leaves_of(target)]
    names = [framework.indicator_codes[k] for k in leaves]
    columns = unit_columns(result.units, result.times, len(leaves))
    rows = max(len(result.times), 1) * len(result.units)
    columns[CODE] = text(names * rows)
    columns["SCORE"] = number(result.panel.values[..., leaves])
    columns["POINTS"] = number(contributions(result, code)[..., leaves])
    columns["IMPUTED"] = flag(result.imputed[..., leaves].ravel().tolist())
    return Table(columns)


def change_table(result: Result, earlier: str, later: str, code: str = "") -> Table:
    """Change of the score of ``code`` (default: the index) between two periods: REF_AREA, TOTAL, AVAILABILITY (figures
    there in only one of them), IMPUTED (indicators not observed in one of them or both), and a column per indicator; the
    parts sum to TOTAL.

    Raises NotFound for an unknown period, ProgrammeFault for methods whose scores have no parts.
    """
    found, codes = between_periods(result, earlier, later, code), result.framework.indicator_codes
    columns = {UNIT: text(result.units), "TOTAL": number(found.total)}
    columns["AVAILABILITY"] = number(found.availability)
    ends = [result.imputed[result.times.index(time)] for time in (earlier, later)]
    columns["IMPUTED"] = text(
        [
            " ".join(c for c, a, b in zip(codes, *rows, strict=True) if a or b) or None
            for rows in zip(*ends, strict=True)
        ]
    )
    return wide(columns, found.indicators, codes)


def revision_table(old: Version, new: Version, code: str = "") -> Table:
    """Change of the score of ``code`` (default: the index) between two versions: REF_AREA, TIME_PERIOD, TOTAL = DATA +
    METHOD + WEIGHTS, and the data part by revised indicator. Raises DataFault when trees or axes do not match."""
    found = between_versions(old, new, code)
    columns = unit_columns(found.units, found.times) | {"TOTAL": number(found.total)}
    columns |= {part.upper(): number(values) for part, values in found.parts.items()}
    return wide(columns, found.indicators, old.spec.framework.indicator_codes)
