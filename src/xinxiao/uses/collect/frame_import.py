"""Taking in units: a file of a million, or one. Nothing is lost on the way: whatever is not recorded is told with its line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa

from xinxiao.collect.frame.cells import FIELDS, Rules, checked, rules_of, unread
from xinxiao.collect.frame.compare import Compared, compared
from xinxiao.errors import Conflict
from xinxiao.files.columnar import read_columns
from xinxiao.files.folder import read_file
from xinxiao.files.sheet import MOST_UNPACKED
from xinxiao.files.table import Reading, read_pieces
from xinxiao.files.told import Told, refused, without
from xinxiao.model.codes import fault
from xinxiao.model.collect.code import faults, normal
from xinxiao.model.collect.frame import SCHEMA, FrameChanged, FrameFact, FrameImported, FrameUnit
from xinxiao.model.finding import Finding
from xinxiao.model.period import day_of
from xinxiao.model.release import sha256
from xinxiao.model.vouched import digest
from xinxiao.uses.call import Call, Progress, silent
from xinxiao.uses.collect.frame import programme_of
from xinxiao.uses.taken_in import TORN, Findings, Imported, Write

ATTEMPTS = 5
"""How often a file is compared again because others recorded meanwhile."""


def import_frame(
    call: Call,
    file: Path,
    day: str,
    *,
    folder: Path | None = None,
    findings: Write | None = None,
    whole: bool = False,
    progress: Progress = silent,
) -> Imported:
    """Take in a CSV (also ``.gz``) or Parquet file of units as they are from a day on (YYYY-MM-DD).

    Every finding of every row goes to ``findings`` as lines of CSV. Refused rows keep no other from being recorded, unless the
    file is to be taken ``whole``; a file that cannot be read to its end is not recorded at all. Units that the file does not
    name stay as they are. All versions are recorded by one event, or none is.

    Raises :class:`DataFault` for a day or file that is none, :class:`NotFound` for a programme without ``frame.yaml``,
    :class:`Conflict` when others record all the time, :class:`NotAllowed`.
    """
    call.demand("frame")
    done, write = Imported(), Findings(findings, file.name)
    programme = programme_of(call, folder)
    rules = rules_of(programme, day_of(day))
    progress("read", 0, 3)
    content = read_file(file, MOST_UNPACKED)
    rows, digest_of = _read(rules, file.name, content, done, write), sha256(content)
    del content
    if rows is None or (whole and done.refused):
        done.stopped = True
        return done

    def fact(made: Compared, first: int) -> FrameFact:
        return FrameImported(
            programme=programme.id,
            file=digest_of,
            day=rules.day,
            read=done.read,
            unchanged=made.unchanged,
            repeated=made.repeated,
            refused=done.read - made.settled,
            first=first,
            recorded=made.versions.num_rows,
            sha256=digest(made.versions.to_batches()),
        )

    made = _recorded(call, rules, rows, fact, done, whole, progress)
    for found in write.told(made.told):
        done.tell(*found)
    if made.usual:
        note = fault(file.name, 0, "FRAME_REASON_USUAL", count=made.usual)
        write.finding(note)
        done.tell(note)
    done.unchanged, done.repeated = made.unchanged, made.repeated
    done.refused = done.read - made.settled
    progress("record", 3, 3)
    return done


def change(
    call: Call, day: str, unit: str, said: dict[str, str], *, folder: Path | None = None
) -> tuple[FrameUnit | None, tuple[Finding, ...]]:
    """Record how one unit is from a day on. ``unit``: its id or the code it has that day, or else the code of a new one, or the
    id of a sample; ``said``: the fields of :class:`FrameUnit` that are said of it, others stay as they are. The new version,
    None when nothing changes or something is wrong; and what is told.

    Raises as :func:`import_frame`.
    """
    call.demand("frame")
    programme = programme_of(call, folder)
    rules = rules_of(programme, day_of(day))
    given = {name: [value] for name, value in (said | _named(call, unit, said, rules.day)).items()}
    told, done = Told(), Imported(read=1)
    rows = checked(rules, [*given], pa.table({**given, "LINE": pa.array([0], pa.int32())}), told)
    first = told.taken()
    rows = without(rows, refused(first))

    def fact(made: Compared, number: int) -> FrameFact:
        (row,) = made.versions.to_pylist()
        return FrameChanged(
            unit=row["unit"],
            day=rules.day,
            state=row["state"],
            reason=row["reason"],
            first=number,
            recorded=1,
            sha256=digest(made.versions.to_batches()),
        )

    made = _recorded(call, rules, rows, fact, done, False, silent)
    every = pa.concat_tables([first, made.told])
    found = tuple(finding for finding, _ in Findings(None, "frame").told(every))
    version = FrameUnit(**made.versions.to_pylist()[0]) if made.versions.num_rows else None
    return version, found


def _named(call: Call, unit: str, said: dict[str, str], day: str) -> dict[str, str]:
    """The id of a unit and the state it is in; of one that nobody knows its code, if it can be one, or else its id."""
    frame, code = call.ports.frame, normal(unit)
    known = frame.history(unit).versions
    held = frame.at(unit, day) if known else frame.of_code(code, day)
    if held is not None:
        return {"unit": held.unit, "state": said.get("state", held.state)}
    if known or "code" in said or faults(code) == ("form",):
        return {"unit": unit}
    return {"code": unit}


def _read(rules: Rules, name: str, content: bytes, done: Imported, write: Findings) -> pa.Table | None:
    """The rows of a file that are sound by themselves; None when it cannot be read to its end."""
    reader = read_columns if name.endswith(".parquet") else read_pieces
    reading, found = reader(name, content, rules.sheet)
    for item in found:
        write.finding(item)
        done.tell(item)
    if reading is None:
        return None
    strange = unread(rules, reading.header)
    if strange:
        note = fault(name, 1, "COLUMN_UNREAD", columns=", ".join(strange), known=", ".join(rules.columns))
        write.finding(note)
        done.tell(note)
    parts = list(_sound(rules, reading, done, write))
    if TORN & done.counts.keys():
        return None
    empty = pa.schema([*((column, pa.string()) for column in FIELDS), ("LINE", pa.int32())]).empty_table()
    return pa.concat_tables([empty, *parts])


def _sound(rules: Rules, reading: Reading, done: Imported, write: Findings) -> Iterator[pa.Table]:
    told = Told()
    for piece, found in reading.pieces:
        for item in found:
            write.finding(item)
            done.tell(item)
        lost = len({item.line for item in found if item.level == "error"})
        rows = checked(rules, reading.header, piece, told)
        faults = told.taken()
        for told_of in write.told(faults):
            done.tell(*told_of)
        kept = without(rows, refused(faults))
        done.read += rows.num_rows + lost
        done.refused += rows.num_rows - kept.num_rows + lost
        yield kept


def _recorded(
    call: Call,
    rules: Rules,
    rows: pa.Table,
    fact: Callable[[Compared, int], FrameFact],
    done: Imported,
    whole: bool,
    progress: Progress,
) -> Compared:
    """Compare rows with what is held and record what is new; again when others recorded in between."""
    frame = call.ports.frame
    for left in reversed(range(ATTEMPTS)):
        progress("compare", 1, 3)
        first = frame.last() + 1
        held = pa.Table.from_batches(frame.held(rules.day), schema=SCHEMA)
        made = compared(rules, rows, held)
        del held
        done.stopped = whole and len(refused(made.told)) > 0
        if not made.versions.num_rows or done.stopped:
            return made
        progress("record", 2, 3)
        try:
            event = frame.record(call.actor.line, call.at, fact(made, first), made.versions)
        except Conflict:
            if not left:
                raise
            continue
        done.event, done.recorded = event.sequence, made.versions.num_rows
        return made
    raise AssertionError  # the last attempt returned or raised
