"""The task tracker: evidence, milestones and indicators of every task, and its light with the reason.

``docs/explanation/targets.md`` tells the rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from xinxiao.analyse import targets as targets_
from xinxiao.analyse.tasks.light import decide, linked
from xinxiao.analyse.tasks.progress import Point, Points, Progress, points, progress
from xinxiao.model.dataflows import IC_ACCOUNT, IC_PULL, IC_TARGETS, IC_TASKS
from xinxiao.model.dataset import Dataset, dataset, key_of, keys
from xinxiao.model.programme import Programme, Task

__all__ = ["compile"]

_PLACE = "TASK", "REF_AREA", "ITEM", "TIME_PERIOD"


@dataclass
class _Sheet:
    area: str
    rows: list[dict[str, object]] = field(default_factory=list)
    inputs: list[tuple[str, str, str, str, float | None]] = field(default_factory=list)

    def add(self, task: str, item: str, period: str, value: float | None, **attributes: object) -> str:
        row = {"TASK": task, "REF_AREA": self.area, "ITEM": item, "TIME_PERIOD": period, "OBS_VALUE": value}
        self.rows.append({**row, "OBS_STATUS": "M" if value is None else "A", **attributes})
        return key_of(IC_TASKS, {name: str(row[name]) for name in _PLACE})


def compile(programme: Programme, figures: Dataset, indicators: Dataset, as_of: str) -> Dataset:
    """Compile IC_TASKS.

    ITEM is ``LIGHT`` (one row a task, in the period of its deadline: LIGHT, TRACKER, and in FORMULA what decided),
    ``E01``.. evidence whose source was published by ``as_of``, ``M01``.. milestones (1 reached, 0 not known to be)
    or an indicator's id with its latest national value.
    """
    known = points(programme, figures, indicators, as_of)
    verdicts = _verdicts(programme, figures, as_of)
    start = min((t.baseline for t in programme.targets if t.baseline is not None), default="0000")[:4]
    width = max([2, *(len(str(task.id)) for task in programme.tasks)])
    sheet = _Sheet(programme.file.nation)
    for task in programme.tasks:
        _task(sheet, programme, task, f"{task.id:0{width}d}", known, verdicts, start, as_of)
    columns = {name: [row.get(name) for row in sheet.rows] for name in IC_TASKS.columns}
    return dataset(IC_TASKS, columns, sheet.inputs).with_step("tasks.compile", as_of=as_of)


def _verdicts(programme: Programme, figures: Dataset, as_of: str) -> dict[str, tuple[str, str]]:
    """(verdict, IC_TARGETS key) of each target's own scope; pull and account targets end no task."""
    nothing = {flow.id: dataset(flow, dict.fromkeys(flow.columns, ())) for flow in (IC_ACCOUNT, IC_PULL)}
    judged = targets_.compile(programme, figures, nothing[IC_ACCOUNT.id], nothing[IC_PULL.id], as_of)
    scopes = {target.id: target.scopes[:1] for target in programme.targets}
    found: dict[str, tuple[str, str]] = {}
    own = keys(judged.table, IC_TARGETS.dimensions).to_pylist()
    for row, key in zip(judged.table.to_pylist(), own, strict=True):
        first = scopes[row["TARGET"]]
        if row["MEASURE"] == "OUTCOME" and row["VERDICT"] and (not first or row["SCOPE"] == first[0]):
            found[row["TARGET"]] = (row["VERDICT"], key)
    return found


def _task(
    sheet: _Sheet,
    programme: Programme,
    task: Task,
    name: str,
    known: Points,
    verdicts: Mapping[str, tuple[str, str]],
    start: str,
    as_of: str,
) -> None:
    used = _evidence(sheet, programme, task, name, as_of)
    steps = _milestones(sheet, task, name, as_of)
    moves = [
        move
        for indicator in task.indicators
        if (move := progress(programme, indicator, known.get(indicator, ()), start, task.deadline))
        is not None
    ]
    shown = _indicators(sheet, task, name, known)
    reached = sum(m.reached is not None and m.reached <= as_of for m in task.milestones)
    codes = {target: code for target, (code, _) in verdicts.items()}
    decision = decide(task, programme.targets, codes, moves, len(used) + len(shown) + reached, as_of)
    key = sheet.add(
        name,
        "LIGHT",
        task.deadline[:4],
        None,
        OBS_STATUS="A",
        LIGHT=decision.light,
        TRACKER="+".join(task.trackers),
        FORMULA=decision.because,
    )
    sheet.inputs += [(key, "EVIDENCE", IC_TASKS.id, source, None) for source in used]
    sheet.inputs += [(key, "MILESTONE", IC_TASKS.id, source, None) for source in steps]
    sheet.inputs += [(key, "INDICATOR", IC_TASKS.id, source, None) for source in shown]
    sheet.inputs += _edges(key, moves)
    for target in linked(task, programme.targets):
        if target.id in verdicts:
            sheet.inputs.append((key, "TARGET", IC_TARGETS.id, verdicts[target.id][1], None))


def _edges(key: str, moves: list[Progress]) -> list[tuple[str, str, str, str, float | None]]:
    ends: list[tuple[str, Point]] = []
    for move in moves:
        ends += [("FIRST", move.first), ("LAST", move.last)]
    return [(key, role, point.flow, point.key, None) for role, point in ends]


def _evidence(sheet: _Sheet, programme: Programme, task: Task, name: str, as_of: str) -> list[str]:
    used = []
    for number, item in enumerate(task.evidence, 1):
        source = programme.sources.get(item.source)
        if source is None or source.published <= as_of:
            more = {
                "UNIT_MEASURE": item.unit,
                "GRADE": source.grade if source is not None else None,
                "SOURCE": item.source,
                "COMMENT": "proxy" if item.proxy else None,
            }
            used.append(sheet.add(name, f"E{number:02d}", item.period, item.value, **more))
    return used


def _milestones(sheet: _Sheet, task: Task, name: str, as_of: str) -> list[str]:
    used = []
    for number, step in enumerate(task.milestones, 1):
        reached = step.reached if step.reached is not None and step.reached <= as_of else None
        more = {"UNIT_MEASURE": "UNITS", "SOURCE": step.source, "FORMULA": f"{reached or '…'} ≤ {step.due}"}
        used.append(
            sheet.add(name, f"M{number:02d}", (reached or step.due)[:7], 1.0 if reached else 0.0, **more)
        )
    return used


def _indicators(sheet: _Sheet, task: Task, name: str, known: Points) -> list[str]:
    used = []
    for indicator in task.indicators:
        if known.get(indicator):
            last = known[indicator][-1]
            more = {
                "UNIT_MEASURE": last.unit,
                "OBS_STATUS": last.status,
                "GRADE": last.grade,
                "SOURCE": last.source,
            }
            key = sheet.add(name, indicator, last.period, last.value, **more)
            sheet.inputs.append((key, "VALUE", last.flow, last.key, 1.0))
            used.append(key)
    return used
