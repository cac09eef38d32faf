"""The frame as others ask it: a unit at a day, a selection, whether a unit is asked anything; and what people look at.

Only what a person looks at is recorded as read; whatever checks a unit before it goes on asks through the first three.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa

from xinxiao.collect.frame.cells import below
from xinxiao.errors import NotFound, ProgrammeFault, told
from xinxiao.files.folder import read_folder
from xinxiao.model.collect.code import normal
from xinxiao.model.collect.frame import EVERY, By, FrameRead, FrameUnit, History, Selection
from xinxiao.model.period import day_of
from xinxiao.model.programme import Programme
from xinxiao.programme.read import read_bytes
from xinxiao.uses.call import Call
from xinxiao.uses.releases import near

MOST_FOUND = 200
"""Units that a search gives."""


def unit_at(call: Call, unit: str, day: str) -> FrameUnit | None:
    """How a unit is at a day (YYYY-MM-DD), in the frame or out of it; None for one that is not known by then."""
    return call.ports.frame.at(unit, day)


def selected(call: Call, selection: Selection, day: str) -> Iterator[pa.RecordBatch]:
    """The units of a selection at a day, by unit, as batches of the columns of :class:`FrameUnit`, all text."""
    return call.ports.frame.selected(selection, day)


def programme_of(call: Call, folder: Path | None = None) -> Programme:
    """The programme as its folder says. Raises :class:`ProgrammeFault` when it cannot be read."""
    loaded = read_bytes(read_folder(call.ports.programme_folder(folder)))
    if loaded.programme is None:
        count = len(loaded.errors)
        raise ProgrammeFault(
            f"{count} errors", told("programme_errors", count=count), findings=loaded.findings
        )
    return loaded.programme


def areas_below(programme: Programme, area: str) -> tuple[str, ...]:
    """The codes of an area and of all below it, as a selection takes them; none for the nation, which selects nothing away.

    Raises :class:`NotFound` naming near codes.
    """
    if area == programme.file.nation:
        return ()
    found = below(programme, area)
    if not found:
        known = ", ".join(near(area, [own.id for own in programme.areas])[:5])
        raise NotFound(f"no area {area}", told("no_frame_area", area=area, near=known))
    return found


def shown(call: Call, unit: str) -> History:
    """Everything recorded of a unit, by its id or a code it has today. Raises :class:`NotFound`."""
    call.demand("frame")
    frame = call.ports.frame
    history = frame.history(unit)
    if not history.versions:
        code = normal(unit)
        held = frame.of_code(code, today(call))
        history = frame.history(held.unit if held else code)
    if not history.versions:
        raise NotFound(f"no unit {unit}", told("no_frame_unit", unit=unit))
    _read(call, FrameRead(how="unit", unit=history.versions[0].version.unit, count=1))
    return history


def listed(call: Call, selection: Selection, day: str, most: int) -> Iterator[FrameUnit]:
    """The units of a selection at a day, by unit, at most so many."""
    call.demand("frame")
    count = 0
    for batch in selected(call, selection, day_of(day)):
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            if count == most:
                break
            count += 1
            yield FrameUnit(*row)
        if count == most:
            break
    _read(call, FrameRead(how="list", unit="", count=count))


def found(call: Call, words: str, day: str, most: int = MOST_FOUND) -> tuple[FrameUnit, ...]:
    """Units at a day whose id or code begins with, or whose name holds, some words. Raises :class:`NotFound` for none."""
    call.demand("frame")
    frame = call.ports.frame
    units = frame.found(words, day_of(day), most) or frame.found(normal(words), day, most)
    if not units:
        raise NotFound(f"no unit like {words}", told("frame_unknown", value=words))
    _read(call, FrameRead(how="search", unit="", count=len(units)))
    return units


def counted(
    call: Call, day: str, by: Sequence[By], selection: Selection = EVERY
) -> Iterator[tuple[str, ...]]:
    """How many units of a selection there are at a day by some columns: their codes, then the count, as text."""
    call.demand("frame")
    return call.ports.frame.counts(day_of(day), by, selection)


def today(call: Call) -> str:
    """The day it is where this installation is."""
    return call.now.astimezone(call.ports.zone).date().isoformat()


def _read(call: Call, fact: FrameRead) -> None:
    call.ports.ledger.readings.append(call.actor.line, call.at, [fact])
