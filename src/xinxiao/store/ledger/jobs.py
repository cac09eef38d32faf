"""Jobs: work that is due, leased to one worker at a time; what a job does and that it is done are one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa

from xinxiao.errors import Conflict, NotFound, told
from xinxiao.model.event import Event
from xinxiao.model.job import Done, Job, JobState, Planned
from xinxiao.store.ledger.chain import Chain
from xinxiao.store.ledger.database import Database
from xinxiao.store.ledger.schema import JOB

_c = JOB.c
_OPEN = ("due", "leased")


class Jobs:
    """The table of jobs of one ledger. Times are UTC, ISO 8601, all of one form, so that they sort as texts."""

    def __init__(self, database: Database, chain: Chain) -> None:
        self._database = database
        self._chain = chain

    def plan(self, jobs: Sequence[Planned]) -> None:
        """Note jobs; those that are known by kind and key stay as they are."""
        if jobs:
            with self._database.writing() as connection:
                _note(connection, jobs)

    def lease(self, worker: str, now: str, until: Callable[[str], str]) -> Job | None:
        """Take the first job that is due, up to a moment that ``until`` says for its kind; None when there is none.

        Of each kind one runs at a time, the earliest first. A job whose lease ran out may be taken again.
        """
        if self._database.is_missing:
            return None
        earlier, taken = JOB.alias(), JOB.alias()
        first = ~sa.exists().where(
            earlier.c.kind == _c.kind,
            earlier.c.state.in_(_OPEN),
            (earlier.c.key < _c.key),
        )
        free = sa.or_(_c.state == "due", sa.and_(_c.state == "leased", _c.leased_until <= now))
        idle = ~sa.exists().where(
            taken.c.kind == _c.kind, taken.c.state == "leased", taken.c.leased_until > now
        )
        choose = (
            sa.select(_c.id, _c.kind).where(free, idle, first, _c.due <= now).order_by(_c.due, _c.id).limit(1)
        )
        with self._database.writing() as connection:
            if connection.dialect.name == "postgresql":
                choose = choose.with_for_update(skip_locked=True)
            chosen = connection.execute(choose).one_or_none()
            if chosen is None:
                return None
            mark = {"state": "leased", "lease": worker, "leased_until": until(chosen.kind)}
            own = _c.id == chosen.id
            connection.execute(sa.update(JOB).where(own).values(mark | {"tries": _c.tries + 1}))
            found = connection.execute(sa.select(JOB).where(own)).one()
        return _job(found)

    def complete(self, job: Job, actor: str, at: str, done: Done) -> tuple[Event, ...]:
        """Append what the job did, plan what follows, and end it, in one transaction.

        Raises :class:`Conflict` when the lease was lost to another worker: then nothing of this is kept.
        """

        def also(connection: sa.Connection) -> None:
            _end(connection, job, "done", at, done.outcome)
            _note(connection, done.following)

        return self._chain.append(actor, at, done.facts, also)

    def put_off(self, job: Job, due: str, outcome: str) -> None:
        """Have a job that failed tried again later. Raises :class:`Conflict` when the lease was lost."""
        with self._database.writing() as connection:
            values = {"state": "due", "due": due, "outcome": outcome, "lease": "", "leased_until": ""}
            _change(connection, job, values)

    def fail(self, job: Job, at: str, outcome: str) -> None:
        """Give a job up. Raises :class:`Conflict` when the lease was lost."""
        with self._database.writing() as connection:
            _end(connection, job, "failed", at, outcome)

    def retry(self, kind: str, key: str, due: str) -> None:
        """Have one that was given up tried again. Raises :class:`NotFound` when none of this name was given up."""
        own = sa.and_(_c.kind == kind, _c.key == key, _c.state == "failed")
        again = {"state": "due", "due": due, "tries": 0, "ended_at": "", "lease": ""}
        with self._database.writing() as connection:
            if not connection.execute(sa.update(JOB).where(own).values(again)).rowcount:
                raise NotFound(f"no failed job {kind} {key}", told("no_job", kind=kind, key=key))

    def shown(self, state: JobState | None = None, most: int = 100) -> tuple[Job, ...]:
        """Jobs, those due first and then the last ended."""
        if self._database.is_missing:
            return ()
        query = sa.select(JOB).order_by(_c.ended_at != "", _c.ended_at.desc(), _c.due, _c.id).limit(most)
        if state:
            query = query.where(_c.state == state)
        with self._database.reading() as connection:
            return tuple(map(_job, connection.execute(query)))

    def open(self, kind: str) -> bool:
        """Whether one of a kind waits or runs."""
        query = sa.select(_c.id).where(_c.kind == kind, _c.state.in_(_OPEN)).limit(1)
        with self._database.reading() as connection:
            return connection.execute(query).first() is not None

    def last_key(self, kind: str) -> str:
        """The last key of a kind that was planned; empty when there is none."""
        with self._database.reading() as connection:
            return connection.execute(sa.select(sa.func.max(_c.key)).where(_c.kind == kind)).scalar() or ""

    def forget(self, before: str) -> int:
        """Drop those that ended well before a moment (UTC, ISO 8601); how many. The last of each kind stays."""
        newest = sa.select(sa.func.max(_c.id)).group_by(_c.kind)
        old = sa.and_(_c.state == "done", _c.ended_at < before, _c.id.not_in(newest))
        with self._database.writing() as connection:
            return connection.execute(sa.delete(JOB).where(old)).rowcount

    def counts(self) -> dict[tuple[str, JobState], int]:
        """How many jobs there are, by kind and state."""
        if self._database.is_missing:
            return {}
        query = sa.select(_c.kind, _c.state, sa.func.count()).group_by(_c.kind, _c.state)
        with self._database.reading() as connection:
            return {(kind, state): count for kind, state, count in connection.execute(query)}


def _note(connection: sa.Connection, jobs: Sequence[Planned]) -> None:
    if not jobs:
        return
    empty = dict.fromkeys(("lease", "leased_until", "ended_at", "outcome"), "")
    rows = [{"kind": j.kind, "key": j.key, "due": j.due, "state": "due", "tries": 0} | empty for j in jobs]
    names = ", ".join(rows[0])
    values = ", ".join(f":{name}" for name in rows[0])
    connection.execute(sa.text(f"INSERT INTO job ({names}) VALUES ({values}) ON CONFLICT DO NOTHING"), rows)


def _end(connection: sa.Connection, job: Job, state: JobState, at: str, outcome: str) -> None:
    _change(connection, job, {"state": state, "ended_at": at, "outcome": outcome, "leased_until": ""})


def _change(connection: sa.Connection, job: Job, values: dict[str, Any]) -> None:
    own = sa.and_(_c.id == job.id, _c.state == "leased", _c.lease == job.lease, _c.tries == job.tries)
    if connection.execute(sa.update(JOB).where(own).values(values)).rowcount != 1:
        raise Conflict(f"job {job.kind} {job.key}", told("job_lost", kind=job.kind, key=job.key))


def _job(found: sa.Row[Any]) -> Job:
    return Job(**found._mapping)
