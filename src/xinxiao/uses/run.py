"""Run: check a programme, run one cycle of it, and seal its release."""

from __future__ import annotations

from pathlib import Path

from xinxiao import cycle
from xinxiao.errors import ProgrammeFault, told
from xinxiao.model.release import Release, Sealed
from xinxiao.programme.load import load
from xinxiao.programme.loaded import Loaded
from xinxiao.uses.call import Call, Progress, silent
from xinxiao.uses.question import day_of


def run(
    call: Call,
    folder: Path | None = None,
    cycle_id: str | None = None,
    as_of: str | None = None,
    progress: Progress = silent,
) -> Release:
    """Check the programme, run one cycle and seal its release; the last release stays as it is until the end.

    Raises :class:`ProgrammeFault` with all findings when the programme has errors, :class:`Conflict` when another
    run is at work in the same home, :class:`NotAllowed` for an actor who may not release.
    """
    call.demand("release")
    ports = call.ports
    day = as_of and day_of(as_of)
    with ports.exclusive():
        loaded = sound(load(ports.programme_folder(folder)))
        sealed = cycle.run(loaded, cycle_id, day, ports.code(), progress)
        keep(call, sealed)
        ports.ledger.releases.append(sealed.release, call.actor.line, call.at)
    ports.head.refresh()
    return sealed.release


def keep(call: Call, sealed: Sealed) -> None:
    """Put every byte of a release into the lake. The manifest goes last: where it is, all it names is there."""
    for digest in sealed.release.blobs:
        call.ports.blobs.put(sealed.blobs[digest])


def sound(loaded: Loaded) -> Loaded:
    """The programme when it has no errors. Raises :class:`ProgrammeFault` with all findings."""
    errors = loaded.errors
    if errors or loaded.programme is None:
        raise ProgrammeFault(
            f"{len(errors)} errors",
            told("programme_errors", count=len(errors)),
            findings=tuple(loaded.findings),
        )
    return loaded
