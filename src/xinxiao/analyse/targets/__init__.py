"""Targets of a policy: path, outcome, gap, verdict with reason, and the chance seen at earlier dates.

``docs/explanation/targets.md`` tells the rules. Two scopes are never one series; a proxy never decides.
"""

from __future__ import annotations

import pyarrow.compute as pc

from xinxiao.analyse.targets.ahead import chances
from xinxiao.analyse.targets.judge import (
    asked,
    growth_outcomes,
    milestone,
    outcomes,
    path,
    pulled,
    rule_of,
    year_of,
)
from xinxiao.analyse.targets.outcome import Estimate, Known, Shelf, history, scopes_of, shelf
from xinxiao.analyse.targets.recorded import record
from xinxiao.analyse.targets.rows import Sheet
from xinxiao.model.account import LEVELS
from xinxiao.model.dataset import Dataset
from xinxiao.model.observations import Observations
from xinxiao.model.programme import Programme
from xinxiao.model.scope import NOT_APPLICABLE, TOTAL
from xinxiao.model.target import Rule, Target
from xinxiao.model.vintage import Vintage

__all__ = ["compile", "compile_record", "verdicts"]


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


def verdicts(judged: Dataset) -> dict[tuple[str, ...], str]:
    """(TARGET, SCOPE, MEASURE) -> VERDICT of all that were judged."""
    table = judged.table.filter(pc.is_valid(judged.table.column("VERDICT")))
    keys = zip(*(table.column(name).to_pylist() for name in ("TARGET", "SCOPE", "MEASURE")), strict=True)
    return dict(zip(keys, table.column("VERDICT").to_pylist(), strict=True))


def compile_record(programme: Programme, known: Vintage) -> Dataset | None:
    """Compile the record of the models of chance: MEASURE PREDICTED (LOWER, UPPER: 90 per cent), ACTUAL and what came of it.

    Levels are in the target's unit, or else its indicator's, errors and shares in per cent. None when no target asks for one. Raises
    :class:`ProgrammeFault` for units that do not fit.
    """
    if all(target.record is None for target in programme.targets):
        return None
    made = Observations(programme.flow("targets_record"))
    at_hand = shelf(programme, known, None)
    for target in programme.targets:
        rule, item = _rule(programme, target), programme.indicators.get(target.indicator or "")
        if target.record is not None and rule is not None:
            unit = target.unit or (item.unit if item is not None else None)
            sheet = Sheet(made, programme, programme.file.nation, target.id, unit)
            by_day = history(programme, target, known)
            record(sheet, target, rule, target.record, at_hand.of(programme, target), by_day)
    return made.dataset().with_step("targets.compile_record", as_of=known.day)


def _judge(
    sheet: Sheet, programme: Programme, target: Target, at_hand: Shelf, pull: Dataset | None, day: str
) -> str:
    values = at_hand.of(programme, target)
    scopes = scopes_of(target, values) or (NOT_APPLICABLE,)
    rule = _rule(programme, target)
    goal = asked(sheet, target, rule, scopes[0])
    if target.kind == "milestone":
        milestone(sheet, target, day)
    elif target.kind == "pull":
        found = _estimates(programme, target, pull) if pull is not None else []
        pulled(sheet, target, [item for scope in scopes for item in found if item.scope == scope], day, goal)
    else:
        for scope in scopes:
            outcomes(sheet, target, rule, values, scope, day, goal)
        path(sheet, target, values, goal)
        growth_outcomes(sheet, target, values, scopes[0], rule is not None and rule.falls)
    return goal


def _rule(programme: Programme, target: Target) -> Rule | None:
    judged = programme.indicators.get(target.indicator or "")
    return rule_of(target, judged.direction if judged is not None else 1)


def _estimates(programme: Programme, target: Target, pull: Dataset) -> list[Estimate]:
    """Pulled output of the nation, all sectors, in the target's year and unit, in every reading of "pulled".

    All are levels of the open model (type I): a model closed for households has none of what households buy.
    """
    spec = programme.pull
    assert spec is not None
    wanted = (programme.file.nation, "OUTPUT", TOTAL, "I", year_of(target))
    where = ("REF_AREA", "EFFECT", "SECTOR", "MULTIPLIER_TYPE", "TIME_PERIOD")
    held = pull.table.append_column("KEY", pull.keys)
    for name, code in zip(where, wanted, strict=True):
        held = held.filter(pc.equal(held.column(name), code))
    found = []
    for row in held.to_pylist():
        reading, unit = LEVELS.get(row["MEASURE"]), row["UNIT_MEASURE"]
        if reading is not None:
            value = row["OBS_VALUE"] * programme.ratio(unit, target.unit or unit)
            own = (row["SCOPE"], reading, reading == spec.reading, value)
            found.append(Estimate(*own, pull.dataflow.id, row["KEY"], row.get("COMMENT")))
    return found


def _chances(sheet: Sheet, programme: Programme, target: Target, known: Vintage, goal: str) -> None:
    rule = _rule(programme, target)
    if rule is None:
        return
    by_day: list[tuple[str, tuple[Known, ...]]] = [
        (day, shelf(programme, known.on(day), None).of(programme, target))
        for day in target.known_in
        if day <= known.day
    ]
    chances(sheet, target, rule, by_day, goal)
