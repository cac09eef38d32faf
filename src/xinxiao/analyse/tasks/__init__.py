"""The task tracker: evidence, milestones and indicators of every task, and its light with the reason.

``docs/explanation/targets.md`` tells the rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xinxiao.analyse.tasks.light import OWN_END, OnFile, decide, in_time, linked
from xinxiao.analyse.tasks.progress import Point, Points, Progress, points, progress
from xinxiao.model.dataset import Dataset
from xinxiao.model.observations import Observations
from xinxiao.model.programme import Programme
from xinxiao.model.target import Milestone, Task, Timing, timing
from xinxiao.model.vintage import Vintage

__all__ = ["compile"]

_Piece = tuple[str, Timing | None]
"""A key, and whether it lies by the deadline; None for what decides nothing."""


@dataclass(frozen=True)
class _Work:
    """What the light of every task is decided from."""

    programme: Programme
    made: Observations
    known: Points
    targets: Dataset
    verdicts: Mapping[str, tuple[str, str]]
    start: str
    day: str

    def published(self, source: str | None) -> bool:
        """Whether a source was out by the day; one that the programme does not know is taken to be."""
        found = self.programme.sources.get(source or "")
        return found is None or found.published <= self.day

    def reached(self, step: Milestone) -> bool:
        """Whether a milestone was known on the day to be reached."""
        return step.reached is not None and step.reached <= self.day and self.published(step.source)

    def add(self, task: str, item: str, period: str, value: float | None, **attributes: object) -> str:
        """Put in one observation and return its key."""
        status = {"OBS_STATUS": "M" if value is None else "A"}
        row = {"TASK": task, "ITEM": item, "TIME_PERIOD": period, "OBS_VALUE": value}
        return self.made.add(**row, **(status | attributes))


def compile(programme: Programme, known: Vintage, indicators: Dataset, targets: Dataset) -> Dataset:
    """Compile the tasks.

    ITEM is ``LIGHT`` (one row a task, in the period of its deadline: LIGHT, TRACKER, and in FORMULA what decided),
    ``E01``.. evidence whose source was published by the day of ``known``, ``M01``.. milestones (1 reached, 0 not known
    to be) or an indicator's id with its latest national value.
    """
    start = min((t.baseline for t in programme.targets if t.baseline is not None), default="0000")[:4]
    width = max([2, *(len(str(task.id)) for task in programme.tasks)])
    made = Observations(programme.flow("tasks"), REF_AREA=programme.file.nation)
    found = points(programme, known, indicators)
    work = _Work(programme, made, found, targets, _verdicts(programme, targets), start, known.day)
    for task in programme.tasks:
        _task(work, task, f"{task.id:0{width}d}")
    return made.dataset().with_step("tasks.compile", as_of=known.day)


def _verdicts(programme: Programme, targets: Dataset) -> dict[str, tuple[str, str]]:
    """(verdict, key) of each target's own scope, of those that can be the end of a task."""
    ends = {target.id: target.scopes[:1] for target in programme.targets if target.kind in OWN_END}
    found: dict[str, tuple[str, str]] = {}
    for row, key in zip(targets.table.to_pylist(), targets.keys.to_pylist(), strict=True):
        first = ends.get(row["TARGET"])
        if first is None or row["MEASURE"] != "OUTCOME" or not row["VERDICT"]:
            continue
        if not first or row["SCOPE"] == first[0]:
            found[row["TARGET"]] = (row["VERDICT"], key)
    return found


def _task(work: _Work, task: Task, name: str) -> None:
    evidence, steps = _evidence(work, task, name), _milestones(work, task, name)
    shown = _indicators(work, task, name)
    moves = [move for indicator in task.indicators if (move := _move(work, task, indicator)) is not None]
    reached = tuple(m for m in task.milestones if work.reached(m))
    pieces = [
        *(timed for _, timed in (*evidence, *shown) if timed is not None),
        *("IN_TIME" if in_time(m, task) else "LATER" for m in reached),
    ]
    on_file = OnFile(pieces.count("IN_TIME"), pieces.count("LATER"), reached)
    codes = {target: code for target, (code, _) in work.verdicts.items()}
    decision = decide(task, work.programme.targets, codes, moves, on_file)
    key = work.add(
        name,
        "LIGHT",
        task.deadline[:4],
        None,
        OBS_STATUS="A",
        LIGHT=decision.light,
        TRACKER="+".join(task.trackers),
        FORMULA=decision.because,
    )
    flow = work.made.dataflow
    roles = (
        ("EVIDENCE", [k for k, _ in evidence]),
        ("MILESTONE", steps),
        ("INDICATOR", [k for k, _ in shown]),
    )
    for role, sources in roles:
        for source in sources:
            work.made.link(key, role, flow, source)
    _link_ends(work, key, moves)
    for target in linked(task, work.programme.targets):
        if target.id in work.verdicts:
            work.made.link(key, "TARGET", work.targets.dataflow, work.verdicts[target.id][1])


def _move(work: _Work, task: Task, indicator: str) -> Progress | None:
    known = work.known.get(indicator, ())
    return progress(work.programme, indicator, known, work.start, task.deadline)


def _link_ends(work: _Work, key: str, moves: list[Progress]) -> None:
    for move in moves:
        ends: tuple[tuple[str, Point], ...] = (("FIRST", move.first), ("LAST", move.last))
        for role, point in ends:
            work.made.link(key, role, point.flow, point.key)


def _evidence(work: _Work, task: Task, name: str) -> list[_Piece]:
    """Evidence whose source was published by the day; a piece counts where it speaks of what is asked."""
    used: list[_Piece] = []
    for number, item in enumerate(task.evidence, 1):
        if not work.published(item.source):
            continue
        source, timed = work.programme.sources.get(item.source), timing(item.period, task.deadline)
        counts = bool(item.supports) and not item.proxy and (source is None or source.grade != "D")
        more = {
            "UNIT_MEASURE": item.unit,
            "GRADE": source.grade if source is not None else None,
            "SOURCE": item.source,
            "TIMING": timed,
            "COMMENT": "proxy" if item.proxy else None if counts else "beside",
        }
        key = work.add(name, f"E{number:02d}", item.period, item.value, **more)
        used.append((key, timed if counts else None))
    return used


def _milestones(work: _Work, task: Task, name: str) -> list[str]:
    used = []
    for number, step in enumerate(task.milestones, 1):
        reached = step.reached if work.reached(step) else None
        more = {
            "UNIT_MEASURE": work.programme.file.count_unit,
            "SOURCE": step.source if reached else None,
            "TIMING": None if reached is None else "IN_TIME" if in_time(step, task) else "LATER",
            "FORMULA": f"{reached or '…'} ≤ {step.due}",
            "COMMENT": step.origin,
        }
        value = 1.0 if reached else 0.0
        used.append(work.add(name, f"M{number:02d}", (reached or step.due)[:7], value, **more))
    return used


def _indicators(work: _Work, task: Task, name: str) -> list[_Piece]:
    """Of each indicator the last value by the deadline, and the latest where that is later."""
    used: list[_Piece] = []
    for indicator in (*task.indicators, *task.beside):
        known = work.known.get(indicator, ())
        by = {timing(point.period, task.deadline): point for point in known}
        for timed, last in sorted(by.items()):
            more = {
                "UNIT_MEASURE": last.unit,
                "OBS_STATUS": last.status,
                "GRADE": last.grade,
                "SOURCE": last.source,
                "TIMING": timed,
                "COMMENT": "beside" if indicator in task.beside else None,
            }
            key = work.add(name, indicator, last.period, last.value, **more)
            work.made.link(key, "VALUE", last.flow, last.key, 1.0)
            used.append((key, timed if indicator in task.indicators else None))
    return used
