"""Targets of a policy: path, outcome, gap, verdict with reason, and the chance seen at earlier dates.

``docs/explanation/targets.md`` tells the rules. Two scopes are never one series; a proxy never decides.
"""

from __future__ import annotations

from xinxiao.analyse.targets.judge import (
    asked,
    chances,
    growth_outcomes,
    milestone,
    outcomes,
    path,
    pulled,
    year_of,
)
from xinxiao.analyse.targets.outcome import Estimate, Known, Shelf, shelf
from xinxiao.analyse.targets.rows import Sheet
from xinxiao.model.dataset import Dataset
from xinxiao.model.observations import Observations
from xinxiao.model.programme import Programme
from xinxiao.model.scope import NOT_APPLICABLE, TOTAL
from xinxiao.model.target import Target
from xinxiao.model.vintage import Vintage

__all__ = ["compile"]


def compile(
    programme: Programme, known: Vintage, account: Dataset | None = None, pull: Dataset | None = None
) -> Dataset:
    """Compile the targets: MEASURE TARGET, PATH, OUTCOME, GAP, PROBABILITY (and their kinds, see the docs).

    Values are in the target's unit, growth and gaps in per cent, probabilities between 0 and 1. The day of ``known``
    bounds what is known. Every target has at least one row OUTCOME with VERDICT and REASON; without
    an outcome its value is missing. Raises :class:`ProgrammeFault` for units that do not fit.
    """
    made = Observations(programme.flow("targets"))
    at_hand = shelf(programme, known, account)
    for target in programme.targets:
        unit = target.unit or (programme.file.count_unit if target.kind == "milestone" else None)
        sheet = Sheet(made, programme, programme.file.nation, target.id, unit)
        goal = _judge(sheet, programme, target, at_hand, pull, known.day)
        if target.known_in:
            _chances(sheet, programme, target, known, goal)
    return made.dataset().with_step("targets.compile", as_of=known.day)


def _judge(
    sheet: Sheet, programme: Programme, target: Target, at_hand: Shelf, pull: Dataset | None, day: str
) -> str:
    values = at_hand.of(programme, target)
    scopes = target.scopes or tuple(dict.fromkeys(item.scope for item in values)) or (NOT_APPLICABLE,)
    goal = asked(sheet, target, scopes[0])
    if target.kind == "milestone":
        milestone(sheet, target, day)
    elif target.kind == "pull":
        found = _estimates(programme, target, pull) if pull is not None else []
        pulled(sheet, target, [item for scope in scopes for item in found if item.scope == scope], day, goal)
    else:
        for scope in scopes:
            outcomes(sheet, target, values, scope, day, goal)
        path(sheet, target, values, goal)
        growth_outcomes(sheet, target, values, scopes[0])
    return goal


def _estimates(programme: Programme, target: Target, pull: Dataset) -> list[Estimate]:
    """Pulled output of the nation, all sectors, in the target's year and unit."""
    wanted = (programme.file.nation, "OUTPUT", TOTAL, "LEVEL", year_of(target))
    found = []
    for row, key in zip(pull.table.to_pylist(), pull.keys.to_pylist(), strict=True):
        if (row["REF_AREA"], row["EFFECT"], row["SECTOR"], row["MEASURE"], row["TIME_PERIOD"]) == wanted:
            unit = row["UNIT_MEASURE"]
            value = row["OBS_VALUE"] * programme.ratio(unit, target.unit or unit)
            own = (row["SCOPE"], row["MULTIPLIER_TYPE"], value)
            found.append(Estimate(*own, pull.dataflow.id, key, row["COMMENT"]))
    return found


def _chances(sheet: Sheet, programme: Programme, target: Target, known: Vintage, goal: str) -> None:
    by_day: list[tuple[str, tuple[Known, ...]]] = [
        (day, shelf(programme, known.on(day), None).of(programme, target))
        for day in target.known_in
        if day <= known.day
    ]
    chances(sheet, target, by_day, goal)
