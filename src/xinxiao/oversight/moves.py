"""What an act does to clocks: some start, are met, stand still, go on, get more time, or nothing waits for them any more.

A clock follows the version of its rule that is in force on the day of the act that starts it, also after the rule changed, and
whatever the day it is counted from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from msgspec.structs import replace

from xinxiao.errors import Conflict, DataFault, told
from xinxiao.model.calendar import CalendarSpec
from xinxiao.model.oversight.case import ClockRun
from xinxiao.model.oversight.case_facts import ClockMove, Move
from xinxiao.model.oversight.clock import ClockSpec, ClockVersion
from xinxiao.oversight.due import due, version_on
from xinxiao.oversight.in_force import version_key
from xinxiao.oversight.wanted import Question


def moves(question: Question, *, ends: bool) -> tuple[ClockMove, ...]:
    """What the act does to the clocks of the case; at its end nothing waits any more.

    Raises :class:`Conflict` for an extension that the version does not allow or that comes too late, :class:`DataFault` for a clock
    without a day to start on, or without a rule on that day.
    """
    return tuple(one for spec in question.workflow.clocks for one in _of(question, spec, ends=ends))


def _of(question: Question, spec: ClockSpec, *, ends: bool) -> Iterator[ClockMove]:
    act = question.act.id
    runs = [
        one for one in (question.case.clocks if question.case is not None else ()) if one.clock == spec.id
    ]
    done = set[int]()
    for run in runs:
        move = _move(question, spec, run)
        if move is not None:
            done.update({run.run} if move.move in ("met", "met_late", "dropped") else ())
            yield move
    starts = act in spec.starts
    for run in runs:
        if run.waits and run.run not in done and (starts or ends):
            yield _said(run, "dropped", question.on)
    started = _start(question, spec, len(runs) + 1) if starts and not ends else None
    if started is not None:
        yield started


def _move(question: Question, spec: ClockSpec, run: ClockRun) -> ClockMove | None:
    """What the act does to a run of a clock that was started before."""
    act, day = question.act.id, question.on.isoformat()
    if act in spec.stops and (run.waits or run.state == "ran_out"):
        late = (run.suspended_on or day) > run.due
        return _said(run, "met_late" if late else "met", question.on)
    if act in spec.drops and run.waits:
        return _said(run, "dropped", question.on)
    if act in spec.suspends and run.state == "running" and day <= run.due:
        return _said(run, "suspended", question.on)
    if act in spec.resumes and run.state == "suspended":
        stood = (*run.suspended, (run.suspended_on, day))
        return _counted(run, "resumed", question.on, recount(spec, run, question.grounds.calendar, stood))
    if act in spec.extends and run.waits:
        return _extended(question, spec, run)
    return None


def _said(run: ClockRun, move: Move, on: date) -> ClockMove:
    return ClockMove(clock=run.clock, run=run.run, move=move, on=on.isoformat())


def _counted(run: ClockRun, move: Move, on: date, found: LastDay) -> ClockMove:
    return ClockMove(
        clock=run.clock,
        run=run.run,
        move=move,
        on=on.isoformat(),
        due=found.day.isoformat(),
        provisional=found.provisional,
    )


def _extended(question: Question, spec: ClockSpec, run: ClockRun) -> ClockMove:
    name = _name(spec)
    allowed = version_of(spec, run).extension
    if allowed is None or run.extended >= allowed.most:
        most = 0 if allowed is None else allowed.most
        raise Conflict(f"{spec.id} has no more time", told("case_clock_most", clock=name, most=most))
    if question.on.isoformat() > run.due and run.state == "running":
        raise Conflict(f"{spec.id} is over", told("case_clock_spent", clock=name, due=run.due))
    found = recount(spec, run, question.grounds.calendar, extended=run.extended + 1)
    return _counted(run, "extended", question.on, found)


def _start(question: Question, spec: ClockSpec, number: int) -> ClockMove | None:
    day = question.value(spec.since) if spec.since is not None else question.on.isoformat()
    name = _name(spec)
    if not day:
        raise DataFault(f"{spec.id} has no day", told("case_clock_since", clock=name))
    start, acted = date.fromisoformat(day), question.on.isoformat()
    version = version_on(spec, question.on)
    if version is None:
        if spec.until is not None and acted > spec.until:
            return None
        raise DataFault(f"{spec.id}: no rule on {acted}", told("case_clock_rule", clock=name, day=acted))
    found = _first(question, spec, version, start)
    return ClockMove(
        clock=spec.id,
        run=number,
        move="started",
        on=day,
        due=found.day.isoformat(),
        provisional=found.provisional,
        rule=version.rule,
        article=version.article,
        version=version.valid_from,
        confirmed=version.confirmed,
        file=question.grounds.files.get(version_key(spec, version), ""),
    )


def _first(question: Question, spec: ClockSpec, version: ClockVersion, start: date) -> LastDay:
    if version.length is not None:
        found = due(version, start, question.grounds.calendar, beforehand=spec.beforehand)
        return LastDay(found.day, found.provisional)
    day = question.value(spec.set_by) if spec.set_by is not None else ""
    if not day:
        raise DataFault(f"{spec.id} has no last day", told("case_clock_since", clock=_name(spec)))
    return LastDay(date.fromisoformat(day), provisional=False)


def _name(spec: ClockSpec) -> dict[str, str]:
    return {"zh": spec.name.zh, "en": spec.name.en}


def version_of(spec: ClockSpec, run: ClockRun) -> ClockVersion:
    """The version of a rule that a run follows. Raises :class:`DataFault` when the workflow does not have it any more."""
    found = next((v for v in spec.versions if (v.rule, v.valid_from) == (run.rule, run.version)), None)
    if found is None:
        name = _name(spec)
        raise DataFault(f"{spec.id}: no version", told("case_clock_rule", clock=name, day=run.version))
    return found


@dataclass(frozen=True)
class LastDay:
    """The last day of a clock, and whether it may still move."""

    day: date
    provisional: bool


def recount(
    spec: ClockSpec,
    run: ClockRun,
    calendar: CalendarSpec,
    stood: tuple[tuple[str, str], ...] | None = None,
    extended: int | None = None,
    version: ClockVersion | None = None,
) -> LastDay:
    """When a run is due by a calendar, with what it stood still and was extended, by its version or another. Raises as
    :func:`version_of` and :func:`xinxiao.oversight.due.due`."""
    follows = version_of(spec, run) if version is None else version
    times = run.extended if extended is None else extended
    stops = run.suspended if stood is None else stood
    if follows.length is None:
        return _set(follows, run, calendar, stops, times)
    lengths = (follows.extension.length,) * times if follows.extension is not None else ()
    pauses = [(date.fromisoformat(first), date.fromisoformat(last)) for first, last in stops]
    found = due(
        follows, date.fromisoformat(run.started), calendar, pauses, lengths, beforehand=spec.beforehand
    )
    return LastDay(found.day, found.provisional)


def _set(
    version: ClockVersion,
    run: ClockRun,
    calendar: CalendarSpec,
    stops: tuple[tuple[str, str], ...],
    times: int,
) -> LastDay:
    """The same of a last day that was set case by case: it moves by the days the clock stood still, and by what it is extended."""
    day, provisional = date.fromisoformat(run.due), run.provisional
    for first, last in stops[len(run.suspended) :]:
        day += date.fromisoformat(last) - date.fromisoformat(first)
    if version.extension is not None and times > run.extended:
        found = due(replace(version, length=version.extension.length), day, calendar)
        day, provisional = found.day, found.provisional
    return LastDay(day, provisional)
