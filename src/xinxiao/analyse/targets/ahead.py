"""Rows of what could be told ahead of a deadline: the chance as known on a day, by each declared model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xinxiao.analyse.targets.chance import Chance, chance, held
from xinxiao.analyse.targets.judge import year_of
from xinxiao.analyse.targets.models import predict
from xinxiao.analyse.targets.outcome import Known, annual_of, scopes_of
from xinxiao.analyse.targets.rows import Sheet
from xinxiao.model.target import Rule, Target


def chances(
    sheet: Sheet,
    target: Target,
    rule: Rule,
    by_day: Sequence[tuple[str, Sequence[Known]]],
    goal: str,
) -> None:
    """Rows PROBABILITY, in the month of each day of ``known_in``, from what was known on that day.

    Growth rates are taken inside one scope: the one with most annual figures. The level they start from is the
    latest in the first of the target's scopes that has one. Levels of two scopes are never put in one series. A model
    beside constant growth is told where both are one scope.
    """
    for day, known in by_day:
        annual = annual_of(known)
        scopes = [scope for scope in scopes_of(target, annual) if any(item.scope == scope for item in annual)]
        if not scopes:
            continue
        judged = scopes[0]
        richest = max(scopes, key=lambda scope: sum(item.scope == scope for item in annual))
        used = [item for item in annual if item.scope == richest]
        last = [item for item in annual if item.scope == judged][-1]
        slack, year = target.precision or 0.0, int(year_of(target))
        levels, start = [(int(item.period), item.value) for item in used], (int(last.period), last.value)
        found = chance(levels, start, rule, year, slack)
        if found is None:
            continue
        more = _told(found, target, rule, used, last)
        more["COMMENT"] = f"known on {day}; growth of {richest}, level of {judged}"
        keys = [_chance(sheet, "PROBABILITY", judged, day, found.value, **more)]
        sheet.link(keys[0], "TARGET", sheet.flow, goal)
        for model in target.models if judged == richest else ():
            said = predict(model, levels, year - start[0])
            if said is not None:
                own = held(said, last.value, rule, slack)
                more = {"METHOD": f"TARGET_CHANCE_{model}", "COMMENT": f"known on {day}"}
                keys.append(_chance(sheet, f"PROBABILITY_{model}", judged, day, own, **more))
        for key in keys:
            for item in sorted({*used, last}, key=lambda item: item.key):
                sheet.link(key, "KNOWN", item.flow, item.key)


def _chance(sheet: Sheet, measure: str, scope: str, day: str, value: float, **more: Any) -> str:
    unit = sheet.unit_of("PROBABILITY")
    return sheet.add(measure, scope, day[:7], value, UNIT_MEASURE=unit, GRADE="B", **more)


def _told(found: Chance, target: Target, rule: Rule, used: Sequence[Known], last: Known) -> dict[str, Any]:
    slack = target.precision or 0.0
    asked = rule.value + slack if rule.falls else rule.value - slack
    ahead = int(year_of(target)) - int(last.period)
    way = "≥" if rule.falls else "≤"
    return {
        "LOWER": found.lower,
        "UPPER": found.upper,
        "METHOD": "TARGET_CHANCE",
        "FORMULA": f"P(t{found.freedom} {way} (ln({last.value:.4g} / {asked:.4g}) + "
        f"h m) / (s √(h + h²/D))); h = {ahead}, m = {found.growth:.4f}, "
        f"s = {found.spread:.4f}, D = {int(used[-1].period) - int(used[0].period)}",
    }
