"""Snapshot: freeze what was submitted of a form for a period, as columns, in the lake."""

from __future__ import annotations

import tempfile
from pathlib import Path

from xinxiao.errors import NotFound, told
from xinxiao.model.collect.form import Form
from xinxiao.model.collect.snapshot import Snapshot, SnapshotTaken, has_part, snapshot_of
from xinxiao.model.period import end_of, spelt
from xinxiao.model.programme import Programme
from xinxiao.uses.call import Call


def take(call: Call, programme: Programme, form_id: str, period: str) -> Snapshot:
    """Freeze the reports of a form for a period as they stand now, whatever their state, and note it in the ledger.

    The same reports give the same bytes, so what is frozen a second time has the same name, and is noted once. Raises
    :class:`NotFound` for a form that the programme has not, or that was not issued for the period, and
    :class:`NotAllowed` for an actor who may not release.
    """
    call.demand("release")
    form = issued(call, programme, form_id, period)
    before = _before(form, period)
    with tempfile.TemporaryDirectory(prefix="snapshot-", dir=_room(call)) as folder:
        place = Path(folder) / "snapshot.parquet"
        written, mark = call.ports.submitted.written(form, period, before, end_of(period).isoformat(), place)
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
    """The snapshots that were taken of a form for a period, in order."""
    events = call.ports.ledger.events.events(kind=SnapshotTaken.kind)
    found = (snapshot_of(event.fact) for event in events)
    return tuple(one for one in found if (one.form, one.period) == (form, period))


def issued(call: Call, programme: Programme, form_id: str, period: str) -> Form:
    """The form of a programme in the version that was issued for a period. Raises :class:`NotFound`."""
    form = programme.forms.get(form_id)
    version = call.ports.submitted.version(form_id, period) if form is not None and spelt(period) else None
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


def _before(form: Form, period: str) -> str:
    """The period before within the year; empty where there is none or nobody reports it, or nothing is counted from the year's
    start."""
    said = spelt(period)
    if said is None or said.part < 2 or not any(has_part(item) for item in form.items):
        return ""
    width = 2 if said.frequency == "M" else 1
    letter = "" if said.frequency == "M" else said.frequency
    before = f"{said.year}-{letter}{said.part - 1:0{width}d}"
    return "" if form.calendar.is_waived(before) else before


def _room(call: Call) -> Path:
    """Where a file may grow before it is known what it is called."""
    place = call.ports.home / "snapshots"
    place.mkdir(parents=True, exist_ok=True)
    return place
