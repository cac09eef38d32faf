"""Work: note what is due, do it, and end it. A job's effect and its end are one transaction, so it happens once.

What leaves the house, a message, cannot be in that transaction: killed between the two it is sent again, under the same
Message-ID.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from xinxiao.errors import Conflict, XinxiaoError
from xinxiao.model.event import moment
from xinxiao.model.job import Job, Planned
from xinxiao.uses import workflow
from xinxiao.uses.call import Call
from xinxiao.uses.duties import ALARM, DEEDS, DUTIES, MINUTES

PAUSES = (1, 5, 30, 120, 480)
"""Minutes until a job that failed is tried again; after the last try it is given up."""
USUAL = 5
"""Minutes a job may take that says nothing else."""
Heard = Callable[[Job, str, str], None]
"""Hears of a job that was tried: how it ended, and what came of it."""


def work_off(call: Call, worker: str, clock: Callable[[], datetime], heard: Heard) -> int:
    """Do everything that is due, in order; how many jobs were tried. ``worker`` names who does it, unlike any other.

    Each job is called at the time it is taken.
    """
    call.demand("operate")
    tried = 0
    while True:
        now = replace(call, now=clock())
        plan(now)
        job = take(now, worker)
        if job is None:
            return tried
        attempt(replace(call, now=clock()), job, heard)
        tried += 1


def plan(call: Call) -> None:
    """Note the jobs that are due by now, the next of each duty, and the ends of embargoes."""
    duties = [job for duty in DUTIES for job in duty.planned(call)]
    call.ports.ledger.jobs.plan([*duties, *workflow.planned(call)])


def take(call: Call, worker: str) -> Job | None:
    """The next job that is due, leased to a worker."""

    def until(kind: str) -> str:
        return moment(call.now + timedelta(minutes=MINUTES.get(kind, USUAL)))

    return call.ports.ledger.jobs.lease(worker, call.at, until)


def attempt(call: Call, job: Job, heard: Heard) -> None:
    """Try a leased job: end it, put it off, or give it up. What a worker did whose lease was lost is not kept."""
    try:
        try:
            done = DEEDS[job.kind](call, job)
            call.ports.ledger.jobs.complete(job, call.actor.line, call.at, done)
            ended, said = "done", done.outcome
        except Exception as error:
            if _is_lost(error):
                raise
            ended, said = _failed(call, job, error), str(error)
    except Conflict as error:
        if not _is_lost(error):
            raise
        ended, said = "lost", ""
    heard(job, ended, said)


def _is_lost(error: Exception) -> bool:
    return isinstance(error, Conflict) and error.told is not None and error.told.name == "job_lost"


def _failed(call: Call, job: Job, error: Exception) -> str:
    """Put a job off, or give it up. Only the error's name is kept: what it says may be about somebody."""
    table = call.ports.ledger.jobs
    told = error.told if isinstance(error, XinxiaoError) else None
    name = told.name if told else type(error).__name__
    if job.tries <= len(PAUSES):
        table.put_off(job, moment(call.now + timedelta(minutes=PAUSES[job.tries - 1])), name)
        return "put off"
    table.fail(job, call.at, name)
    if job.kind != ALARM and call.ports.post.is_open:
        table.plan([Planned(ALARM, f"{job.kind} {job.key}", call.at)])
    return "failed"
