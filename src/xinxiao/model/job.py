"""Jobs: work that happens without anyone asking, each known by its kind and key, due at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from xinxiao.model.event import Fact

JobState = Literal["due", "leased", "done", "failed"]
"""Waiting for its time or a worker; with a worker; ended well; given up."""
STATES: tuple[JobState, ...] = ("due", "leased", "done", "failed")


@dataclass(frozen=True)
class Job:
    """One job. Times are UTC, ISO 8601; empty for what has not happened.

    ``lease``: the worker that has or had it; ``outcome``: what came of the last try, in a word or an error's name.
    """

    id: int
    kind: str
    key: str
    due: str
    state: JobState
    tries: int
    lease: str
    leased_until: str
    ended_at: str
    outcome: str


@dataclass(frozen=True)
class Planned:
    """A job to note: due at a time (UTC, ISO 8601)."""

    kind: str
    key: str
    due: str


@dataclass(frozen=True)
class Done:
    """What a job did: in a word, as events, and the jobs that follow from it."""

    outcome: str
    facts: Sequence[Fact] = ()
    following: Sequence[Planned] = ()
