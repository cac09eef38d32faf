"""Snapshot: freeze what was submitted of a form for a period, as columns, in the lake."""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path

from xinxiao.collect.links import comparable
from xinxiao.collect.year_to_date import forerunner
from xinxiao.errors import DataFault, NotFound, told
from xinxiao.model.collect.form import Form
from xinxiao.model.collect.snapshot import Forerunner, Snapshot, SnapshotTaken, has_part, snapshot_of
from xinxiao.model.event import moment
from xinxiao.model.period import end_of, spelt
from xinxiao.model.programme import Programme
from xinxiao.uses.call import Call
from xinxiao.uses.collect.beside import form_of, versions


def take(
    call: Call, programme: Programme, form_id: str, period: str, as_of: datetime | None = None
) -> Snapshot:
    """Freeze the reports of a form for a period, whatever their state, as they stand now or stood ``as_of`` a moment, and note it in
    the ledger.

    The same reports give the same bytes, so what is frozen a second time has the same name, and is noted once. As of a moment are
    also the unit's versions in the frame and the period before: what was recorded later is not known. Raises
    :class:`NotFound` for a form that the programme has not, or that was not issued for the period by then,
    :class:`DataFault` for a moment to come, and :class:`NotAllowed` for an actor who may not release.
    """
    call.demand("release")
    then = "" if as_of is None else moment(as_of)
    if as_of is not None and as_of > call.now:
        raise DataFault(f"{then} is to come", told("snapshot_future", moment=then, now=call.at))
    form = issued(call, programme, form_id, period, then)
    before = _before(call, form, period)
    with tempfile.TemporaryDirectory(prefix="snapshot-", dir=_room(call)) as folder:
        place = Path(folder) / "snapshot.parquet"
        day = end_of(period).isoformat()
        written, mark = call.ports.submitted.written(form, period, before, day, place, then)
        call.ports.blobs.take(written.sha256, place)
    fact = SnapshotTaken(
        form=form.id,
        version=form.version,
        period=period,
        sha256=written.sha256,
        reports=written.reports,
        submitted=written.submitted,
        ledger=mark.sequence,
        ledger_hash=mark.hash,
        synthetic=written.synthetic > 0,
    )
    known = next((one for one in snapshots(call, form.id, period) if one.sha256 == written.sha256), None)
    if known is not None:
        return known
    (event,) = call.ports.ledger.events.append(call.actor.line, call.at, [fact])
    return snapshot_of(event.fact)


def snapshots(call: Call, form: str, period: str) -> tuple[Snapshot, ...]:
    """The snapshots that were taken of a form for a period, in the order of the states of the ledger they are of."""
    events = call.ports.ledger.events.events(kind=SnapshotTaken.kind)
    found = (snapshot_of(event.fact) for event in events)
    own = (one for one in found if (one.form, one.period) == (form, period))
    return tuple(sorted(own, key=lambda one: one.ledger))


def issued(call: Call, programme: Programme, form_id: str, period: str, then: str = "") -> Form:
    """The form of a programme in the version that was issued for a period, by a moment or ever. Raises :class:`NotFound`."""
    form = programme.forms.get(form_id)
    version = (
        call.ports.submitted.version(form_id, period, then) if form is not None and spelt(period) else None
    )
    if form is None or version is None:
        known = ", ".join(programme.forms)
        raise NotFound(
            f"{form_id} {period} is not issued",
            told("snapshot_none", form=form_id[:64], period=period[:20], known=known),
        )
    if version != form.version:
        raise NotFound(
            f"{form_id} {period}: version {version}",
            told("snapshot_version", form=form.id, period=period, issued=version, held=form.version),
        )
    return form


def _before(call: Call, form: Form, period: str) -> Forerunner | None:
    """The period whose sums are parts of this one's; None for the first of a year that is reported.

    Of an earlier version what cannot be compared with this one has no name, and so no difference.
    """
    before = forerunner(period, form.calendar.waived)
    if before is None or not any(has_part(item) for item in form.items):
        return None
    if not call.ports.reports.issues(form.id, before):
        return Forerunner(before, {item.id: item.id for item in form.items})
    old = form_of(call, form.id, before)
    return Forerunner(before, comparable(old, form, versions(call, form.id, old, form)))


def _room(call: Call) -> Path:
    """Where a file may grow before it is known what it is called."""
    place = call.ports.home / "snapshots"
    place.mkdir(parents=True, exist_ok=True)
    return place
