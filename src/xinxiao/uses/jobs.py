"""Jobs: what is due, running, given up and done last."""

from __future__ import annotations

from xinxiao.model.job import Job, JobState
from xinxiao.uses.call import Call


def jobs(call: Call, state: JobState | None = None, most: int = 100) -> tuple[Job, ...]:
    """Jobs, those due first and then the last ended."""
    call.demand("read")
    return call.ports.ledger.jobs.shown(state, most)


def counts(call: Call) -> dict[tuple[str, JobState], int]:
    """How many jobs there are by kind and state."""
    call.demand("read")
    return call.ports.ledger.jobs.counts()


def retry(call: Call, kind: str, key: str) -> None:
    """Have a job that was given up tried again now. Raises :class:`NotFound` when none of this name was."""
    call.demand("operate")
    call.ports.ledger.jobs.retry(kind, key, call.at)
