"""Run: check a programme, run one cycle of it, and seal its release."""

from __future__ import annotations

from pathlib import Path

from xinxiao import cycle
from xinxiao.model.period import day_of
from xinxiao.model.release import Release, Sealed
from xinxiao.programme.load import load
from xinxiao.uses.call import Call, Progress, silent
from xinxiao.uses.collect.vouched import vouched
from xinxiao.uses.sound import sound
from xinxiao.uses.workflow import record


def run(
    call: Call,
    folder: Path | None = None,
    cycle_id: str | None = None,
    as_of: str | None = None,
    progress: Progress = silent,
    *,
    draft: bool = False,
) -> Release:
    """Check the programme, run one cycle, seal its release and carry it through to live; the last release stays as it is
    until the end. It is embargoed instead while its slot in the calendar lies ahead, and stays a ``draft`` when asked.

    Raises :class:`ProgrammeFault` with all findings when the programme has errors, :class:`Conflict` when another
    run is at work in the same home, :class:`NotAllowed` for an actor who may not release.
    """
    call.demand("release")
    ports = call.ports
    day = as_of and day_of(as_of)
    with ports.exclusive():
        loaded = sound(load(ports.programme_folder(folder)))
        vouched(call, loaded.parts)
        sealed = cycle.run(loaded, cycle_id, day, ports.code(), progress)
        keep(call, sealed)
        record(call, sealed.release, draft=draft)
    return sealed.release


def keep(call: Call, sealed: Sealed) -> None:
    """Put every byte of a release into the lake. The manifest goes last: where it is, all it names is there."""
    for digest in sealed.release.blobs:
        call.ports.blobs.put(sealed.blobs[digest])
