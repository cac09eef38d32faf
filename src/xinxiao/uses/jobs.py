"""Jobs: what is due, running, given up and done last."""

from __future__ import annotations

from collections.abc import Iterable

from xinxiao.model.job import Job, JobState
from xinxiao.uses import releases
from xinxiao.uses.call import Call


def jobs(call: Call, state: JobState | None = None, most: int = 100) -> tuple[Job, ...]:
    """Jobs, those due first and then the last ended; to a reader none that names a release no reader ever saw."""
    call.demand("read")
    hidden = _hidden(call)
    return tuple(job for job in call.ports.ledger.jobs.shown(state, most) if not _names(job, hidden))


def _hidden(call: Call) -> tuple[str, ...]:
    """The ids of releases that this actor may not know of."""
    seen = {life.entry.id for life in releases.standing(call)}
    return tuple(e.id for e in call.ports.ledger.releases.entries() if e.id not in seen)


def _names(job: Job, ids: Iterable[str]) -> bool:
    """Whether a job names one of these releases, in its key or in what came of it."""
    return any(name in job.key or name in job.outcome for name in ids)


def counts(call: Call) -> dict[tuple[str, JobState], int]:
    """How many jobs there are by kind and state."""
    call.demand("read")
    return call.ports.ledger.jobs.counts()


def retry(call: Call, kind: str, key: str) -> None:
    """Have a job that was given up tried again now. Raises :class:`NotFound` when none of this name was."""
    call.demand("operate")
    call.ports.ledger.jobs.retry(kind, key, call.at)
