"""Taking in units: a file of a million, or one. Nothing is lost on the way: whatever is not recorded is told with its line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.collect.frame.cells import FIELDS, Rules, checked, rules_of, unread
from xinxiao.collect.frame.compare import Compared, compared
from xinxiao.collect.frame.told import Told, refused, without
from xinxiao.errors import Conflict
from xinxiao.files.columnar import read_columns
from xinxiao.files.folder import read_file
from xinxiao.files.sheet import MOST_UNPACKED
from xinxiao.files.table import Reading, read_pieces
from xinxiao.model.codes import CODES, fault
from xinxiao.model.collect.code import faults, normal
from xinxiao.model.collect.frame import SCHEMA, FrameChanged, FrameFact, FrameImported, FrameUnit
from xinxiao.model.finding import Finding
from xinxiao.model.release import sha256
from xinxiao.model.vouched import digest
from xinxiao.publish.files.csv import lines as csv_lines
from xinxiao.publish.files.csv import quoted, safe
from xinxiao.uses.call import Call, Progress, silent
from xinxiao.uses.collect.frame import programme_of
from xinxiao.uses.question import day_of

ATTEMPTS = 5
"""How often a file is compared again because others recorded meanwhile."""
HEAD = "line,column,value,level,code\n"
"""The columns of a file of findings."""
TORN = frozenset({"CSV_QUOTES", "FILE_UNREADABLE"})
"""Faults behind which a file may hold rows that nobody read."""
Write = Callable[[bytes], object]


@dataclass
class Imported:
    """What became of a file: rows read, versions recorded, rows that say what is held, or what an
    earlier row says, rows refused; how often each code was
    told, and the first finding of each. ``event``: the number of the event, 0 when nothing was recorded."""

    read: int = 0
    recorded: int = 0
    unchanged: int = 0
    repeated: int = 0
    refused: int = 0
    event: int = 0
    stopped: bool = False
    counts: Counter[str] = field(default_factory=Counter)
    first: dict[str, Finding] = field(default_factory=dict)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The first finding of each code."""
        return tuple(self.first.values())

    def tell(self, found: Finding, count: int = 1) -> None:
        """Count a finding."""
        self.counts[found.code] += count
        self.first.setdefault(found.code, found)


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
    done, write = Imported(), _Findings(findings, file.name)
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
    found = tuple(finding for finding, _ in _Findings(None, "frame").told(every))
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


def _read(rules: Rules, name: str, content: bytes, done: Imported, write: _Findings) -> pa.Table | None:
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
        note = fault(
            name, 1, "FRAME_COLUMN_UNREAD", columns=", ".join(strange), known=", ".join(rules.columns)
        )
        write.finding(note)
        done.tell(note)
    parts = list(_sound(rules, reading, done, write))
    if TORN & done.counts.keys():
        return None
    empty = pa.schema([*((column, pa.string()) for column in FIELDS), ("LINE", pa.int32())]).empty_table()
    return pa.concat_tables([empty, *parts])


def _sound(rules: Rules, reading: Reading, done: Imported, write: _Findings) -> Iterator[pa.Table]:
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


class _Findings:
    """Writes findings as lines of CSV, where somebody wants them, and makes the first of each code a finding."""

    def __init__(self, write: Write | None, file: str) -> None:
        self._write, self._file = write, file
        self._put(HEAD.encode())

    def told(self, told: pa.Table) -> Iterator[tuple[Finding, int]]:
        """The first finding of each code in a table of them, and how many there are."""
        if self._write is not None and told.num_rows:
            self._put(_lines(told.combine_chunks()))
        counts = pc.value_counts(told["code"].combine_chunks()).to_pylist()
        for count in counts:
            place = pc.index(told["code"], count["values"]).as_py()
            row = told.slice(place, 1).to_pylist()[0]
            found = fault(self._file, row["line"], row["code"], column=row["column"], value=row["value"])
            yield found, count["counts"]

    def finding(self, found: Finding) -> None:
        """Write one that is told of the file, or by its reader."""
        if self._write is None:
            return
        places = dict(found.places)
        column = places.pop("column", "")
        value = places.pop("value", "") or "; ".join(f"{name}={text}" for name, text in places.items())
        row = {"line": [found.line], "column": [column], "value": [value], "code": [found.code]}
        self._put(_lines(pa.table(row)))

    def _put(self, content: bytes) -> None:
        if self._write is not None:
            self._write(content)


def _lines(told: pa.Table) -> bytes:
    codes = told["code"].combine_chunks()
    levels = pa.array([CODES[code] for code in codes.to_pylist()], pa.string())
    texts = [safe(told[name].combine_chunks()) for name in ("column", "value")]
    line = told["line"].combine_chunks().cast(pa.string())
    return csv_lines([line, *map(quoted, texts), levels, codes])
