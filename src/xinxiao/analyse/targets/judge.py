"""Each kind of target, turned into rows: what was asked, the path, the outcome, the gap."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import inf, isfinite
from typing import Any

from xinxiao.analyse.targets.outcome import Estimate, Known
from xinxiao.analyse.targets.rows import Sheet
from xinxiao.analyse.targets.verdict import (
    Verdict,
    on_estimate,
    on_estimates,
    on_growth,
    on_level,
    on_milestone,
)
from xinxiao.model.growth import mean_growth
from xinxiao.model.scope import NOT_APPLICABLE
from xinxiao.model.target import Rule, Target


def year_of(target: Target) -> str:
    """The deadline's year: annual targets are due at its end."""
    return target.deadline[:4]


def rule_of(target: Target, direction: int) -> Rule | None:
    """How values are held against a target whose indicator has this direction; None for a target without a value."""
    if target.value is None:
        return None
    return Rule(target.value, target.way(direction), target.when or "by_and_kept")


def asked(sheet: Sheet, target: Target, rule: Rule | None, scope: str) -> str:
    """Row TARGET (a milestone counts 1 when reached) and, where asked, TARGET_GROWTH in per cent a year."""
    value = 1.0 if target.kind == "milestone" else target.value
    more: dict[str, Any] = {"OBS_STATUS": "A", "GRADE": "A", "METHOD": "TARGET_ASKED"}
    if rule is not None and target.kind != "pull":
        more["FORMULA"] = f"{rule.direction}, {rule.when}: {rule.sign} {rule.value:.6g}, {target.deadline}"
    key = sheet.add("TARGET", scope, year_of(target), value, **more)
    if target.growth is not None:
        unit: dict[str, Any] = {
            "UNIT_MEASURE": sheet.unit_of("TARGET_GROWTH"),
            "OBS_STATUS": "A",
            "GRADE": "A",
            "METHOD": "TARGET_ASKED",
        }
        sheet.add("TARGET_GROWTH", scope, year_of(target), target.growth, **unit)
    return key


def outcomes(
    sheet: Sheet,
    target: Target,
    rule: Rule | None,
    known: Sequence[Known],
    scope: str,
    as_of: str,
    goal: str,
) -> None:
    """Rows OUTCOME of one scope, the verdict on the value that decides, and its GAP in per cent of the target."""
    own = [item for item in known if item.scope == scope]
    verdict = on_level(target, rule, own, as_of)
    for item in own:
        decides = item is verdict.known
        key = sheet.add(
            "OUTCOME",
            scope,
            item.period,
            item.value,
            verdict=verdict if decides else None,
            LOWER=None if target.precision is None else item.value - target.precision,
            UPPER=None if target.precision is None else item.value + target.precision,
            OBS_STATUS=item.status,
            GRADE=item.grade,
            SOURCE=item.source,
            METHOD="TARGET_OUTCOME",
            COMMENT=item.comment,
        )
        sheet.link(key, "OUTCOME", item.flow, item.key, 1.0)
        if decides:
            gap(sheet, target, scope, item.period, item.value, (key, goal), "GAP")
    if verdict.known is None:
        sheet.add("OUTCOME", scope, year_of(target), None, verdict=verdict, METHOD="TARGET_OUTCOME")


def gap(
    sheet: Sheet, target: Target, scope: str, period: str, value: float, keys: tuple[str, str], measure: str
) -> None:
    """Row GAP: per cent by which ``value`` differs from a target above 0; ``keys`` are those of outcome and target."""
    if target.value is not None and target.value > 0:  # per cent of nothing, or of less, says nothing
        percent = (value / target.value - 1.0) * 100.0
        more: dict[str, Any] = {
            "UNIT_MEASURE": sheet.unit_of("GAP"),
            "METHOD": "TARGET_GAP",
            "FORMULA": "(outcome / target − 1) × 100",
        }
        own = sheet.add(measure, scope, period, percent, **more)
        sheet.link(own, "OUTCOME", sheet.flow, keys[0])
        sheet.link(own, "TARGET", sheet.flow, keys[1])


def path(sheet: Sheet, target: Target, known: Sequence[Known], goal: str) -> None:
    """Rows PATH: the level needed each year from the baseline to the target at constant growth, both above 0.

    The path starts in the scope whose figure the baseline was known in, and stays in it.
    """
    start = next((item for item in known if item.period == target.baseline), None)
    if start is None or target.value is None or start.value <= 0 or target.value <= 0:
        return
    first, last = int(start.period), int(year_of(target))
    growth = (target.value / start.value) ** (1.0 / (last - first))
    for year in range(first, last + 1):
        formula = f"{start.value:.6g} × {growth:.6g}^({year} − {first})"
        value = start.value * growth ** (year - first)
        key = sheet.add(
            "PATH", start.scope, str(year), value, GRADE=start.grade, METHOD="TARGET_PATH", FORMULA=formula
        )
        sheet.link(key, "BASELINE", start.flow, start.key)
        sheet.link(key, "TARGET", sheet.flow, goal)


def growth_outcomes(
    sheet: Sheet, target: Target, known: Sequence[Known], goal_scope: str, falls: bool = False
) -> None:
    """Row OUTCOME_GROWTH: mean growth a year (per cent) from the baseline to the deadline, inside one scope.

    Where the scope begins later, from there, which decides nothing. No growth leads from one scope to another.
    """
    if target.growth is None or target.baseline is None:
        return
    annual = [i for i in known if i.freq == "A" and i.scope == goal_scope and i.period <= year_of(target)]
    final = next((i for i in annual if i.period == year_of(target)), None)
    if final is None:
        return
    inside = [i for i in annual if target.baseline <= i.period < final.period]
    more: dict[str, Any] = {"UNIT_MEASURE": sheet.unit_of("OUTCOME_GROWTH"), "METHOD": "TARGET_GROWTH"}
    if not inside:
        verdict = Verdict("NOT_VERIFIABLE", "GROWTH_NO_BASE")
        sheet.add("OUTCOME_GROWTH", goal_scope, final.period, None, verdict=verdict, **more)
        return
    first, years = inside[0], int(final.period) - int(inside[0].period)
    value, low, high = _bounds(first.value, final.value, target.precision or 0.0, years)
    whole = first.period == target.baseline
    verdict = on_growth(value, (low, high), target.growth, whole, falls)
    more |= {"LOWER": low, "UPPER": high} if value is not None and isfinite(high) else {}
    key = sheet.add(
        "OUTCOME_GROWTH",
        goal_scope,
        final.period,
        value,
        verdict=verdict,
        GRADE=final.grade,
        FORMULA=f"(({final.value:.6g} / {first.value:.6g})^(1/{years}) − 1) × 100",
        COMMENT=f"{first.scope} {first.period} – {final.period}",
        **more,
    )
    sheet.link(key, "FIRST", first.flow, first.key)
    sheet.link(key, "LAST", final.flow, final.key)


def _bounds(first: float, last: float, rounding: float, years: int) -> tuple[float | None, float, float]:
    """Mean growth and its bounds when both ends move within their rounding; None from nothing or less, or to less.

    Without a positive lowest base there is no upper bound (infinity).
    """
    if first <= 0 or last < 0:
        return None, -100.0, inf
    low = mean_growth(first + rounding, max(last - rounding, 0.0), years)
    high = mean_growth(first - rounding, last + rounding, years) if first > rounding else inf
    return mean_growth(first, last, years), low, high


def milestone(sheet: Sheet, target: Target, as_of: str) -> None:
    """Row OUTCOME of a milestone: 1 in the month it was reached, or a missing value."""
    verdict = on_milestone(target, as_of)
    step = target.milestone
    if step is None or step.reached is None or step.reached > as_of:
        sheet.add(
            "OUTCOME", NOT_APPLICABLE, year_of(target), None, verdict=verdict, METHOD="TARGET_MILESTONE"
        )
        return
    days = (date.fromisoformat(step.reached) - date.fromisoformat(target.deadline)).days
    sheet.add(
        "OUTCOME",
        NOT_APPLICABLE,
        step.reached[:7],
        1.0,
        verdict=verdict,
        OBS_STATUS="A",
        GRADE="A-",
        SOURCE=step.source,
        METHOD="TARGET_MILESTONE",
        FORMULA=f"{step.reached} − {target.deadline} = {days} d",
    )


def pulled(
    sheet: Sheet,
    target: Target,
    estimates: Sequence[Estimate],
    as_of: str,
    goal: str,
) -> None:
    """Rows of a pull target: one verdict per estimate, and one on those of the reading that the programme takes.

    No outcome was published, so the row OUTCOME of the first scope is missing; its bounds are the range of the
    estimates of that reading, and its verdict is decided only when they agree. Other readings have a verdict of their
    own and no say.
    """
    verdicts: list[Verdict] = []
    values: list[float] = []
    keys: list[str] = []
    period, first = year_of(target), target.scopes[0] if target.scopes else NOT_APPLICABLE
    for item in estimates if target.value is not None else ():  # nothing is held against no value
        assert target.value is not None
        verdict, value = on_estimate(item.value, target.value), item.value
        more = {"GRADE": "B", "METHOD": f"TARGET_PULL_{item.reading}", "COMMENT": item.comment}
        key = sheet.add(f"OUTCOME_{item.reading}", item.scope, period, value, verdict=verdict, **more)
        sheet.link(key, "ESTIMATE", item.flow, item.key)
        gap(sheet, target, item.scope, period, value, (key, goal), f"GAP_{item.reading}")
        if item.decides:
            verdicts, values, keys = [*verdicts, verdict], [*values, value], [*keys, key]
    whole = on_estimates(target, verdicts, as_of)
    bounds = {"LOWER": min(values), "UPPER": max(values)} if values else {}
    own = sheet.add("OUTCOME", first, period, None, verdict=whole, METHOD="TARGET_PULL", **bounds)
    for key in keys:
        sheet.link(own, "ESTIMATE", sheet.flow, key)


__all__ = [
    "Verdict",
    "asked",
    "growth_outcomes",
    "milestone",
    "outcomes",
    "path",
    "pulled",
    "rule_of",
    "year_of",
]
