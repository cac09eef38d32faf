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
from xinxiao.analyse.targets.outcome import Known, Shelf, ratio, shelf
from xinxiao.analyse.targets.rows import NOT_APPLICABLE, Sheet, built
from xinxiao.model.dataset import Dataset, keys
from xinxiao.model.programme import Programme, Target

__all__ = ["compile"]


def compile(programme: Programme, figures: Dataset, account: Dataset, pull: Dataset, as_of: str) -> Dataset:
    """Compile IC_TARGETS: MEASURE TARGET, PATH, OUTCOME, GAP, PROBABILITY (and their kinds, see the docs).

    Values are in the target's unit, growth and gaps in per cent, probabilities between 0 and 1. ``as_of``
    (YYYY-MM-DD) bounds what is known. Every target has at least one row OUTCOME with VERDICT and REASON; without
    an outcome its value is missing. Raises :class:`ProgrammeFault` for units that do not fit.
    """
    known = shelf(programme, figures, account, as_of)
    estimates = _estimates(programme, pull)
    sheets = []
    for target in programme.targets:
        unit = target.unit or ("UNITS" if target.kind == "milestone" else None)
        sheet = Sheet(programme.file.nation, target.id, unit)
        goal = _judge(sheet, programme, target, known, estimates, as_of)
        if target.known_in:
            _chances(sheet, programme, target, figures, account, as_of, goal)
        sheets.append(sheet)
    return built(sheets).with_step("targets.compile", as_of=as_of)


def _judge(
    sheet: Sheet,
    programme: Programme,
    target: Target,
    shelf_: Shelf,
    estimates: dict[tuple[str, int], list[tuple[str, float, str, str, str | None]]],
    as_of: str,
) -> str:
    values = shelf_.of(programme, target)
    scopes = target.scopes or tuple(dict.fromkeys(item.scope for item in values)) or (NOT_APPLICABLE,)
    goal = asked(sheet, target, scopes[0])
    if target.kind == "milestone":
        milestone(sheet, target, as_of)
    elif target.kind == "pull":
        rows = [
            (scope, kind, value * ratio(programme, unit, target.unit or unit), key, comment)
            for scope in scopes
            for kind, value, unit, key, comment in estimates.get((scope, int(year_of(target))), ())
        ]
        pulled(sheet, target, rows, as_of, goal)
    else:
        for scope in scopes:
            outcomes(sheet, target, values, scope, as_of, goal)
        path(sheet, target, values, goal)
        growth_outcomes(sheet, target, values, scopes[0])
    return goal


def _estimates(
    programme: Programme, pull: Dataset
) -> dict[tuple[str, int], list[tuple[str, float, str, str, str | None]]]:
    """Pulled output of the nation, all sectors: (scope, year) -> (type, value, unit, key, comment)."""
    found: dict[tuple[str, int], list[tuple[str, float, str, str, str | None]]] = {}
    own = keys(pull.table, pull.dataflow.dimensions).to_pylist()
    for row, key in zip(pull.table.to_pylist(), own, strict=True):
        wanted = (row["REF_AREA"], row["EFFECT"], row["SECTOR"], row["MEASURE"])
        if wanted == (programme.file.nation, "OUTPUT", "_T", "LEVEL"):
            place = (row["SCOPE"], int(row["TIME_PERIOD"]))
            estimate = (row["MULTIPLIER_TYPE"], row["OBS_VALUE"], row["UNIT_MEASURE"], key, row["COMMENT"])
            found.setdefault(place, []).append(estimate)
    return found


def _chances(
    sheet: Sheet,
    programme: Programme,
    target: Target,
    figures: Dataset,
    account: Dataset,
    as_of: str,
    goal: str,
) -> None:
    nothing = Dataset(account.dataflow, account.table.slice(0, 0), account.inputs.slice(0, 0))
    by_day: list[tuple[str, tuple[Known, ...]]] = [
        (day, shelf(programme, figures, nothing, day).of(programme, target))
        for day in target.known_in
        if day <= as_of
    ]
    chances(sheet, target, by_day, goal)
