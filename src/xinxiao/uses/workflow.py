"""Workflow: how a release goes from draft to live, and what may become of it. Every act is an event in the actor's name."""

from __future__ import annotations

from datetime import datetime

from xinxiao.errors import Conflict, DataFault, Tampered, told
from xinxiao.model.event import (
    Fact,
    ReleaseChecked,
    ReleaseCorrected,
    ReleaseEmbargoed,
    ReleaseHeld,
    ReleasePublished,
    ReleaseWithdrawn,
    moment,
)
from xinxiao.model.job import Done, Job, Planned
from xinxiao.model.life import AFTER, Lived, State
from xinxiao.model.release import Release
from xinxiao.model.text import Text
from xinxiao.uses import releases
from xinxiao.uses.call import Call, Progress, silent
from xinxiao.uses.verify import verify

GO_LIVE = "release.publish"
"""The job that ends an embargo."""


def slot(call: Call, release: Release) -> datetime:
    """When the calendar of a release's programme says that it is published."""
    slots = releases.programme(call, release).programme.slots(call.ports.zone)
    return next(slot.due for slot in slots if slot.id == release.cycle)


def time_of(call: Call, text: str) -> datetime:
    """A time as people write it, ISO 8601 to the minute or finer; without an offset in the zone of this installation.

    Raises :class:`DataFault` for anything else.
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        value = ascii(text[:32])[1:-1]
        raise DataFault(f"not a time: {value}", told("bad_moment", value=value)) from error
    return found if found.tzinfo else found.replace(tzinfo=call.ports.zone)


def record(call: Call, release: Release, *, draft: bool) -> Lived:
    """Record a release that was just sealed, and carry it on as far as the calendar lets it; a ``draft`` stays one.

    Sealing the same release again moves on what was left a draft, and nothing else. Raises :class:`Conflict` for one that
    was withdrawn.
    """
    ledger = call.ports.ledger.releases
    known = {life.entry.id: life for life in ledger.lives()}.get(release.id)
    if known is None:
        ledger.append(release, call.actor.line, call.at, () if draft else _through(call, release))
    elif known.state == "withdrawn":
        raise _refused(known, "live")
    elif known.state == "draft" and not draft:
        call.ports.ledger.events.append(call.actor.line, call.at, _through(call, release))
    return _seen_to(call, release.id)


def _through(call: Call, release: Release) -> list[Fact]:
    checked = ReleaseChecked(id=release.id, how="hashed", checks=len(release.blobs))
    due = slot(call, release)
    if due > call.now:
        return [checked, ReleaseEmbargoed(id=release.id, until=moment(due))]
    return [checked, ReleasePublished(id=release.id, due="", noticed=call.at)]


def check(call: Call, release_id: str, progress: Progress = silent) -> Lived:
    """Compute a draft anew and compare every byte; then it counts as checked.

    Raises :class:`Tampered` when something differs, :class:`Conflict` for what is no draft.
    """
    held = _demanded(call, release_id, "checked")
    found = verify(call, held.entry.id, progress)
    if not found.holds:
        names = ", ".join(fault.what for fault in found.faults[:5])
        raise Tampered(
            f"{held.entry.id}: {names}", told("release_unsound", release=held.entry.id, what=names)
        )
    return _said(call, ReleaseChecked(id=held.entry.id, how="recomputed", checks=len(found.checks)))


def hold(call: Call, release_id: str, reason: str) -> Lived:
    """Make a release that is on its way a draft again: it does not go live by itself. Raises :class:`Conflict`."""
    held = _demanded(call, release_id, "draft")
    return _said(call, ReleaseHeld(id=held.entry.id, reason=reason))


def embargo(call: Call, release_id: str, until: datetime | None = None) -> Lived:
    """Let a checked release go live at a time, by default that of the calendar, and not before; or at another time.

    Raises :class:`Conflict` for what is not checked, and for a time that is past.
    """
    held = _demanded(call, release_id, "embargoed")
    end = until or slot(call, releases.manifest(call, held.entry.sha256))
    if end <= call.now:
        raise Conflict(
            f"{moment(end)} is past", told("release_past", release=held.entry.id, until=moment(end))
        )
    return _said(call, ReleaseEmbargoed(id=held.entry.id, until=moment(end)))


def publish(call: Call, release_id: str, *, early: bool = False) -> Lived:
    """Make a checked release live now, or an embargoed one whose hour has come; ``early``: or has not.

    Raises :class:`Conflict` otherwise.
    """
    held = _demanded(call, release_id, "live")
    if held.due > call.at and not early:
        raise Conflict(
            f"{held.entry.id} is embargoed until {held.due}",
            told("release_embargoed", release=held.entry.id, until=held.due),
        )
    return _said(call, ReleasePublished(id=held.entry.id, due=held.due, noticed=call.at))


def correct(call: Call, release_id: str, by: str, notice: Text) -> Lived:
    """Say that a live release is corrected by another live one of its programme. It stays where it is, with the notice.

    Raises :class:`Conflict` for what is not live.
    """
    held, other = _demanded(call, release_id, "corrected"), releases.record(call, by)
    if other.entry.id == held.entry.id or other.entry.programme != held.entry.programme:
        raise Conflict(
            f"{other.entry.id} cannot correct {held.entry.id}",
            told("release_itself", release=held.entry.id, by=other.entry.id),
        )
    if other.state != "live":
        raise Conflict(
            f"{other.entry.id} is {other.state}",
            told("release_not_shown", release=other.entry.id, state=other.state),
        )
    return _said(call, ReleaseCorrected(id=held.entry.id, by=other.entry.id, notice=notice))


def withdraw(call: Call, release_id: str, notice: Text, reason: str) -> Lived:
    """Take a live release's data away from readers; its manifest, its notice and the record stay. Raises :class:`Conflict`."""
    held = _demanded(call, release_id, "withdrawn")
    return _said(call, ReleaseWithdrawn(id=held.entry.id, notice=notice, reason=reason))


def planned(call: Call) -> list[Planned]:
    """The ends of all embargoes, as jobs: a worker plans them from how releases stand, so that none is forgotten."""
    lives = call.ports.ledger.releases.lives()
    return [_end(life) for life in lives if life.state == "embargoed"]


def _end(life: Lived) -> Planned:
    return Planned(GO_LIVE, f"{life.due} {life.entry.id}", life.due)


def go_live(call: Call, job: Job) -> Done:
    """Make a release live whose embargo ended, however long ago; what was moved or held back meanwhile is left alone."""
    due, _, release_id = job.key.partition(" ")
    lives = call.ports.ledger.releases.lives()
    held = next((life for life in lives if life.entry.id == release_id), None)
    if held is None or held.state != "embargoed" or held.due != due:
        return Done("moved")
    return Done("live", [ReleasePublished(id=release_id, due=due, noticed=call.at)])


def _demanded(call: Call, release_id: str, wanted: State) -> Lived:
    """The release, when it may come into a state. The ledger looks again when it writes."""
    call.demand("release")
    held = releases.record(call, release_id)
    if wanted not in AFTER[held.state]:
        raise _refused(held, wanted)
    return held


def _refused(held: Lived, wanted: State) -> Conflict:
    return Conflict(
        f"{held.entry.id} is {held.state}",
        told(
            "release_state",
            release=held.entry.id,
            state=held.state,
            wanted=wanted,
            allowed=", ".join(sorted(AFTER[held.state])) or "-",
        ),
    )


_Act = (
    ReleaseChecked | ReleaseHeld | ReleaseEmbargoed | ReleasePublished | ReleaseCorrected | ReleaseWithdrawn
)


def _said(call: Call, fact: _Act) -> Lived:
    call.ports.ledger.events.append(call.actor.line, call.at, [fact])
    return _seen_to(call, fact.id)


def _seen_to(call: Call, release_id: str) -> Lived:
    """How a release stands after an act: an embargo's end is planned, and readers of this process hear of it."""
    call.ports.head.refresh()
    held = releases.record(call, release_id)
    if held.state == "embargoed":
        call.ports.ledger.jobs.plan([_end(held)])
    return held
