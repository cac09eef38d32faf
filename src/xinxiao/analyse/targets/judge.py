"""Each kind of target, turned into rows: what was asked, the path, the outcome, the gap, the chance."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

from xinxiao.analyse.targets.chance import chance
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
from xinxiao.model.scope import ACROSS, NOT_APPLICABLE
from xinxiao.model.target import Target

Span = Literal["whole", "part", "across"]


def year_of(target: Target) -> str:
    """The deadline's year: annual targets are due at its end."""
    return target.deadline[:4]


def asked(sheet: Sheet, target: Target, scope: str) -> str:
    """Row TARGET (a milestone counts 1 when reached) and, where asked, TARGET_GROWTH in per cent a year."""
    value = 1.0 if target.kind == "milestone" else target.value
    key = sheet.add("TARGET", scope, year_of(target), value, OBS_STATUS="A", GRADE="A", METHOD="TARGET_ASKED")
    if target.growth is not None:
        unit: dict[str, Any] = {
            "UNIT_MEASURE": sheet.unit_of("TARGET_GROWTH"),
            "OBS_STATUS": "A",
            "GRADE": "A",
            "METHOD": "TARGET_ASKED",
        }
        sheet.add("TARGET_GROWTH", scope, year_of(target), target.growth, **unit)
    return key


def outcomes(sheet: Sheet, target: Target, known: Sequence[Known], scope: str, as_of: str, goal: str) -> None:
    """Rows OUTCOME of one scope, the verdict on the value that decides, and its GAP in per cent of the target."""
    own = [item for item in known if item.scope == scope]
    verdict = on_level(target, own, as_of)
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


def growth_outcomes(sheet: Sheet, target: Target, known: Sequence[Known], goal_scope: str) -> None:
    """Rows OUTCOME_GROWTH: mean growth a year (per cent) up to the deadline, inside each scope and across them."""
    if target.growth is None or target.baseline is None:
        return
    annual = [item for item in known if item.freq == "A" and item.period <= year_of(target)]
    base = next((item for item in annual if item.period == target.baseline), None)
    final = next((i for i in annual if i.scope == goal_scope and i.period == year_of(target)), None)
    if final is None:
        return
    inside = [i for i in annual if i.scope == goal_scope and target.baseline <= i.period < final.period]
    if inside:
        span: Span = "whole" if inside[0].period == target.baseline else "part"
        _growth(sheet, target, inside[0], final, goal_scope, span)
    if base is not None and base.scope != goal_scope:
        _growth(sheet, target, base, final, ACROSS, "across")


def _growth(sheet: Sheet, target: Target, first: Known, last: Known, scope: str, span: Span) -> None:
    years, rounding = int(last.period) - int(first.period), target.precision or 0.0
    value = _mean(first.value, last.value, years)
    low = _mean(first.value + rounding, last.value - rounding, years)
    high = _mean(first.value - rounding, last.value + rounding, years)
    verdict = on_growth(value, high, target.growth or 0.0, span)
    key = sheet.add(
        "OUTCOME_GROWTH",
        scope,
        last.period,
        value,
        verdict=verdict,
        LOWER=low,
        UPPER=high,
        UNIT_MEASURE=sheet.unit_of("OUTCOME_GROWTH"),
        GRADE=last.grade,
        METHOD="TARGET_GROWTH_ACROSS" if span == "across" else "TARGET_GROWTH",
        FORMULA=f"(({last.value:.6g} / {first.value:.6g})^(1/{years}) − 1) × 100",
        COMMENT=f"{first.scope} {first.period} – {last.scope} {last.period}",
    )
    sheet.link(key, "FIRST", first.flow, first.key)
    sheet.link(key, "LAST", last.flow, last.key)


def _mean(first: float, last: float, years: int) -> float:
    return float(((last / first) ** (1.0 / years) - 1.0) * 100.0)


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
    """Rows of a pull target: one verdict per estimate, and one on all.

    No outcome was published, so the row OUTCOME of the first scope is missing; its bounds are the range of the
    estimates, and its verdict is decided only when all agree.
    """
    verdicts: list[Verdict] = []
    values: list[float] = []
    keys: list[str] = []
    period, first = year_of(target), target.scopes[0] if target.scopes else NOT_APPLICABLE
    for item in estimates:
        verdict, value, kind = on_estimate(item.value, target.value or 0.0), item.value, item.kind
        more = {"GRADE": "B", "METHOD": f"TARGET_PULL_{kind}", "COMMENT": item.comment}
        key = sheet.add(f"OUTCOME_TYPE_{kind}", item.scope, period, value, verdict=verdict, **more)
        sheet.link(key, "ESTIMATE", item.flow, item.key)
        gap(sheet, target, item.scope, period, value, (key, goal), f"GAP_TYPE_{kind}")
        verdicts, values, keys = [*verdicts, verdict], [*values, value], [*keys, key]
    whole = on_estimates(target, verdicts, as_of)
    bounds = {"LOWER": min(values), "UPPER": max(values)} if values else {}
    own = sheet.add("OUTCOME", first, period, None, verdict=whole, METHOD="TARGET_PULL", **bounds)
    for key in keys:
        sheet.link(own, "ESTIMATE", sheet.flow, key)


def chances(sheet: Sheet, target: Target, by_day: Sequence[tuple[str, Sequence[Known]]], goal: str) -> None:
    """Rows PROBABILITY, in the month of each day of ``known_in``, from what was known on that day.

    Growth rates are taken inside one scope: the one with most annual figures. The level they start from is the
    latest in the first of the target's scopes that has one. Levels of two scopes are never put in one series.
    """
    for day, known in by_day:
        annual = [item for item in known if item.freq == "A"]
        scopes = [scope for scope in target.scopes if any(item.scope == scope for item in annual)]
        if not scopes or target.value is None:
            continue
        judged = scopes[0]
        richest = max(scopes, key=lambda scope: sum(item.scope == scope for item in annual))
        used = [item for item in annual if item.scope == richest]
        last = [item for item in annual if item.scope == judged][-1]
        levels = [(int(item.period), item.value) for item in used]
        start = (int(last.period), last.value)
        found = chance(levels, start, target.value, int(year_of(target)), target.precision or 0.0)
        if found is None:
            continue
        key = sheet.add(
            "PROBABILITY",
            judged,
            day[:7],
            found.value,
            LOWER=found.lower,
            UPPER=found.upper,
            UNIT_MEASURE=sheet.unit_of("PROBABILITY"),
            GRADE="B",
            METHOD="TARGET_CHANCE",
            FORMULA=f"P(t{found.freedom} ≤ (ln({last.value:.4g} / {target.value - (target.precision or 0.0):.4g}) + "
            f"h m) / (s √(h + h²/D))); h = {int(year_of(target)) - start[0]}, m = {found.growth:.4f}, "
            f"s = {found.spread:.4f}, D = {levels[-1][0] - levels[0][0]}",
            COMMENT=f"known on {day}; growth of {richest}, level of {judged}",
        )
        sheet.link(key, "TARGET", sheet.flow, goal)
        for item in sorted({*used, last}, key=lambda item: item.key):
            sheet.link(key, "KNOWN", item.flow, item.key)


__all__ = [
    "Verdict",
    "asked",
    "chances",
    "growth_outcomes",
    "milestone",
    "outcomes",
    "path",
    "pulled",
    "year_of",
]
