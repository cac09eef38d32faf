"""Duties: the jobs that come back every day, when they are due, and what each does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from xinxiao.errors import NotFound
from xinxiao.model.actor import SYSTEM
from xinxiao.model.event import ReleaseVerified, moment
from xinxiao.model.job import Done, Job, Planned
from xinxiao.uses import cycles, ledger, workflow
from xinxiao.uses.call import Call
from xinxiao.uses.collect import locks, reminders
from xinxiao.uses.collect.scrutiny import refresh_all
from xinxiao.uses.oversight import clocks, erasure, lapses
from xinxiao.uses.oversight.office import Office
from xinxiao.uses.verify import verify

KEPT_FOR = timedelta(days=90)
"""How long jobs that ended are shown."""
COLLECTED_FOR = timedelta(days=120)
"""How long after it is due a collection is looked at again."""
ALARM = "mail.alarm"
HEAD_MAIL = "mail.head"


@dataclass(frozen=True)
class Duty:
    """A job of every day. ``key`` is the day; it is due at ``at`` on that day, or ``days`` later, in the zone of the installation.

    ``missed``: after an outage ``each`` day is made up for, in order, or only the ``last``. ``minutes``: how long a
    worker may take before another may try.
    """

    kind: str
    at: time
    days: int
    missed: Literal["each", "last"]
    minutes: int
    do: Callable[[Call, Job], Done]

    def due(self, day: date, call: Call) -> datetime:
        """When the job of a day is due."""
        return datetime.combine(day + timedelta(days=self.days), self.at, call.ports.zone)

    def planned(self, call: Call) -> list[Planned]:
        """The jobs to note now: those missed, and the next. One that is open already stands for all that were missed."""
        jobs, last = call.ports.ledger.jobs, call.now.astimezone(call.ports.zone).date()
        while self.due(last, call) <= call.now:
            last += timedelta(days=1)
        known = jobs.last_key(self.kind)
        if self.missed == "last":
            days = [] if jobs.open(self.kind) else [last]
        else:
            first = date.fromisoformat(known) + timedelta(days=1) if known else self._first(call, last)
            days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        return [Planned(self.kind, day.isoformat(), moment(self.due(day, call))) for day in days]

    def _first(self, call: Call, last: date) -> date:
        """The day of the first event, or the next where it was past its hour by then: from there on each is made up for."""
        begun = next(call.ports.ledger.events.events(most=1), None)
        if begun is None:
            return last
        since = datetime.fromisoformat(begun.at).astimezone(call.ports.zone)
        day = since.date()
        return day if self.due(day, call) >= since else day + timedelta(days=1)


def take_head(call: Call, job: Job) -> Done:
    """Publish where the chains stood when a day ended; mail it to those who keep it elsewhere."""
    fact = ledger.head_of(call, date.fromisoformat(job.key))
    mail = [Planned(HEAD_MAIL, job.key, call.at)] if call.ports.post.is_open else []
    return Done("published", [fact], mail)


def verify_nightly(call: Call, job: Job) -> Done:
    """Verify what is new in the chains, and the last release whole; say in an event how the release stands."""
    held = ledger.verify(call, since="verified")
    broken = [f"{h.chain} {h.misfit.sequence}" for h in held if h.misfit]
    facts: list[ReleaseVerified] = []
    try:
        found = verify(call)
    except NotFound:  # no release yet
        found = None
    if found is not None:
        names = [fault.what for fault in found.faults]
        facts.append(
            ReleaseVerified(
                id=found.release, checks=len(found.checks), faults=names[:20], same_code=found.same_code
            )
        )
        broken += names
    alarm = [Planned(ALARM, f"{job.kind} {job.key}", call.at)] if broken and call.ports.post.is_open else []
    return Done(f"{len(broken)} differ" if broken else "holds", facts, alarm)


def compact(call: Call, job: Job) -> Done:
    """Give back space: the ledger's log, jobs that ended long ago, files that a killed writer left half-written."""
    call.ports.ledger.compact()
    jobs = call.ports.ledger.jobs.forget(moment(call.now - KEPT_FOR))
    parts = call.ports.blobs.sweep(call.now - timedelta(days=1))
    return Done(f"{jobs} jobs, {parts} files")


def mail_head(call: Call, job: Job) -> Done:
    """Send the head of a day."""
    found = next((head for head in ledger.heads(call) if head.day == job.key), None)
    if found is None:
        return Done("nothing to send")
    lines = [f"{name}\t{mark.sequence}\t{mark.hash}" for name, mark in found.marks.items()]
    call.ports.post.send(
        f"{job.kind} {job.key}", f"xinxiao ledger {job.key}", "\n".join([job.key, *lines, ""])
    )
    return Done("sent")


def mail_alarm(call: Call, job: Job) -> Done:
    """Say that a job failed or found something wrong: which, and how to look."""
    text = f"{job.key}\n\nxinxiao jobs\nxinxiao ledger verify\nxinxiao verify\n"
    call.ports.post.send(f"{job.kind} {job.key}", f"xinxiao: {job.key}", text)
    return Done("sent")


def scrutinise(call: Call, job: Job) -> Done:
    """Test what was reported, of every collection of the last days in which something moved since."""
    done = refresh_all(call, call.now - COLLECTED_FOR)
    return Done(f"{len(done)} collections")


def lapse(call: Call, job: Job) -> Done:
    """Notice entries of lists that hold no more, and put what rests on them to review."""
    found = lapses.notice(Office(call.ports.oversight, call.actor, call.now))
    return Done(f"{len(found)} entries")


def watch(call: Call, job: Job) -> Done:
    """Count clocks of cases anew where the calendar or a rule changed, then note those that ran out, in order."""
    office = Office(call.ports.oversight, SYSTEM, call.now)
    moved, over = clocks.recount(office), clocks.notice(office)
    return Done(f"{over} ran out, {moved} moved")


def retain(call: Call, job: Job) -> Done:
    """Destroy the keys of cases whose time is over, and of what the chain says is erased."""
    return Done(erasure.retain(Office(call.ports.oversight, SYSTEM, call.now)))


DUTIES = (
    Duty("ledger.head", time(0, 5), 1, "each", 5, take_head),
    Duty("release.verify", time(2, 0), 0, "last", 120, verify_nightly),
    Duty("report.remind", time(8, 0), 0, "each", 60, reminders.remind),
    Duty("report.scrutiny", time(3, 30), 0, "last", 120, scrutinise),
    Duty("case.clocks", time(0, 1), 0, "last", 120, watch),
    Duty("list.lapse", time(0, 10), 0, "last", 30, lapse),
    Duty("case.retention", time(4, 0), 0, "last", 120, retain),
    Duty("cache.compact", time(3, 0), 0, "last", 30, compact),
)
"""What comes back every day."""
DEEDS: Mapping[str, Callable[[Call, Job], Done]] = {
    **{duty.kind: duty.do for duty in DUTIES},
    HEAD_MAIL: mail_head,
    ALARM: mail_alarm,
    reminders.MAIL: reminders.mail,
    locks.MAIL: locks.mail,
    workflow.GO_LIVE: workflow.go_live,
    cycles.SEAL: cycles.seal,
}
"""What each kind of job does."""
MINUTES: Mapping[str, int] = {**{duty.kind: duty.minutes for duty in DUTIES}, cycles.SEAL: cycles.MINUTES}
