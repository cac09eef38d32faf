"""Subjects of oversight copied for the frame of statistical units: the one way through the wall, and it leads this way alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from xinxiao.errors import Conflict, told
from xinxiao.model.period import day_of
from xinxiao.publish.files.csv import lines, quoted
from xinxiao.uses.call import Call
from xinxiao.uses.oversight import subjects
from xinxiao.uses.oversight.office import Office

COPIED = ("code", "name", "area", "industry")
"""What the frame takes of a subject: who and where it is and what it does, and nothing of what oversight thinks of it."""


def copy_subjects(call: Call, where: str, day: str, place: Path, folder: Path | None = None) -> int:
    """Write the subjects a predicate is about on a day into a new file of units, which the frame takes in like any other; how many.

    That they were read is recorded first. Raises :class:`Conflict` when the file is there, and as the frame's own uses
    :class:`NotAllowed`, :class:`DataFault` for a predicate that is none.
    """
    call.demand("frame")
    if place.exists():
        raise Conflict(f"{place} is there", told("file_there", path=str(place)))
    office = Office(call.ports.oversight, call.actor, call.now)
    count = subjects.counted(office, where, day, folder)
    pieces = _units(office, where, day_of(day), folder)
    with place.open("wb") as out:
        for piece in pieces:
            out.write(piece)
    return count


def _units(office: Office, where: str, day: str, folder: Path | None) -> Iterator[bytes]:
    yield (",".join(COPIED) + "\n").encode()
    for batch in subjects.copied(office, where, day, folder):
        yield lines([quoted(batch.column(name)) for name in COPIED])
