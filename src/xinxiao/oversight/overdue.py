"""Clocks that ran out, and clocks whose last day is counted anew: what the installation notes by itself, and what follows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from xinxiao.errors import DataFault, XinxiaoError
from xinxiao.model.event import Event
from xinxiao.model.oversight.case import Case, ClockRun, Happened
from xinxiao.model.oversight.case_facts import CaseActed, CaseFact, ClockRanOut, ClockRecomputed
from xinxiao.model.oversight.clock import ClockSpec, ClockVersion
from xinxiao.model.oversight.workflow import Workflow
from xinxiao.oversight.decide import decide
from xinxiao.oversight.due import version_on
from xinxiao.oversight.fold import after
from xinxiao.oversight.in_force import version_key
from xinxiao.oversight.moves import recount, version_of
from xinxiao.oversight.wanted import By, Decision, Grounds, Wanted
from xinxiao.oversight.who import SYSTEM

INSTALLATION = By("system", "", frozenset({SYSTEM}))
"""The installation itself, as who does an act."""


def ended(day: str, zone: ZoneInfo) -> datetime:
    """When the last day of a clock is over: midnight of where the installation is."""
    return datetime.combine(date.fromisoformat(day) + timedelta(1), time(), zone)


Whole = Callable[[Case, Decision], CaseActed]
"""Makes the fact of a decision about a case whole: with the documents it is to make."""


def plain(_case: Case, decision: Decision) -> CaseActed:
    """The fact as it was decided."""
    return decision.fact


def overdue(
    workflow: Workflow,
    case: Case,
    grounds: Grounds,
    noticed: datetime,
    zone: ZoneInfo,
    whole: Whole = plain,
) -> tuple[CaseFact, ...]:
    """What is to be noted of a case's clocks that ran out, in order of their last days, each followed by the act its workflow has
    the installation do, if it may be done as the case stands then; ``whole`` makes its documents. A clock that stands still does not
    run out."""
    found, at = list[CaseFact](), _utc(noticed)
    while (run := case.next) is not None and ended(run.due, zone) <= noticed:
        over = ClockRanOut(
            case=case.id,
            number=case.number + 1,
            clock=run.clock,
            run=run.run,
            day=run.due,
            due=_utc(ended(run.due, zone)),
            noticed=at,
        )
        case = _after(case, over, at)
        found.append(over)
        decision = _then(workflow, case, run.clock, grounds)
        if decision is not None:
            then = whole(case, decision)
            case = _after(case, then, at)
            found.append(then)
    return tuple(found)


def _utc(moment: datetime) -> str:
    return moment.astimezone(ZoneInfo("UTC")).isoformat(timespec="milliseconds")


def _after(case: Case, fact: CaseFact, at: str) -> Case:
    return after(case, Happened(Event(0, "", "", "system", at, fact.kind, ""), fact))


def _then(workflow: Workflow, case: Case, clock: str, grounds: Grounds) -> Decision | None:
    """What the installation does once a clock ran out; None where nothing is to be done, or not as the case stands."""
    spec = workflow.clock.get(clock)
    if spec is None or spec.runs_out is None:
        return None
    try:
        return decide(workflow, case, Wanted(spec.runs_out, case.number), INSTALLATION, grounds)
    except XinxiaoError:
        return None


def recomputed(
    workflow: Workflow, case: Case, grounds: Grounds, calendar: str, definition: str
) -> Iterator[ClockRecomputed]:
    """What is to be noted of clocks whose last day is another by the calendar as it is now, or is certain now; and of those that
    cross a change of their rule and follow the version that holds today. ``calendar``, ``definition``: hashes of what says so."""
    number = case.number
    for run in case.waiting:
        spec = workflow.clock.get(run.clock)
        if spec is None or run.state != "running":
            continue
        version = _crossed(spec, run, grounds.today)
        try:
            held = version_of(spec, run) if version is None else version
        except DataFault:  # no file that is kept says it: the day stays as it is
            continue
        found = recount(spec, run, grounds.calendar, version=version)
        day = found.day.isoformat()
        if version is None and (day, found.provisional) == (run.due, run.provisional):
            continue
        number += 1
        yield ClockRecomputed(
            case=case.id,
            number=number,
            clock=run.clock,
            run=run.run,
            before=run.due,
            due=day,
            provisional=found.provisional,
            why="calendar" if version is None else "rule",
            source=calendar if version is None else grounds.files.get(version_key(spec, version), definition),
            rule=held.rule,
            article=held.article,
            version=held.valid_from,
            confirmed=held.confirmed,
        )


def _crossed(spec: ClockSpec, run: ClockRun, today: date) -> ClockVersion | None:
    """The version a run follows from now on, where its clock crosses a change of the rule and there was one before it ran out."""
    if spec.crossing != "change":
        return None
    now = version_on(spec, today)
    same = now is None or (now.rule, now.valid_from) == (run.rule, run.version)
    return None if same or now is None or run.due < now.valid_from else now
