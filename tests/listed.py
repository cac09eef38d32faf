"""A home whose list is issued, in two versions, as those who keep lists do it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import msgspec

from xinxiao.model.actor import Actor
from xinxiao.model.collect.people import Grant
from xinxiao.model.oversight.lists import EntryKey
from xinxiao.uses.oversight import list_files, lists
from xinxiao.uses.oversight.office import Office
from xinxiao.uses.oversight.ports import OversightPorts

NOW = datetime(2026, 11, 30, 4, tzinfo=UTC)
PROPOSER, REVIEWER = (Actor.signed_in(name, (Grant("case_officer", "CN"),)) for name in ("anna", "bo"))
APPROVER = Actor.signed_in("chen", (Grant("supervisor", "CN"),))


def issue(
    ports: OversightPorts,
    name: str,
    number: int = 1,
    now: datetime = NOW,
    since: str = "",
    until: str | None = None,
) -> None:
    """Issue a version of a list that the programme ships; ``since``, ``until``: from which day to which it holds, where those are others."""
    by = {actor.name: Office(ports, actor, now) for actor in (PROPOSER, REVIEWER, APPROVER)}
    known = list_files.known(by["anna"])
    read = known.lists[name]
    assert read.spec is not None
    first, last = since or read.spec.valid_from, read.spec.valid_to if until is None else until
    spec = msgspec.structs.replace(read.spec, version=number, valid_from=first, valid_to=last)
    version = list_files.sealed(list_files.checked(by["anna"], replace(read, spec=spec), known), known)
    own = lists.propose(by["anna"], known, version)
    lists.review(by["bo"], known, name, own.sha256)
    lists.approve(by["chen"], known, name, own.sha256, f"信管〔2026〕{number}号")
    lists.issue(by["chen"], known, name)


def end(
    ports: OversightPorts, key: EntryKey, day: date, reason: str, approval: str, now: datetime = NOW
) -> None:
    """End an entry, as one proposes and another approves."""
    proposer, approver = (Office(ports, actor, now) for actor in (PROPOSER, APPROVER))
    known = list_files.known(proposer)
    proposed = lists.propose_end(proposer, known, key, day, reason)
    lists.end(approver, known, key.list, proposed, approval)
