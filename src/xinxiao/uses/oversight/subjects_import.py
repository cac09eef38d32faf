"""Taking in a list of an administration: five million subjects, or one. Nothing is lost on the way: what is not recorded is told with
its line, and given back with the reasons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.errors import Conflict, NotFound, ProgrammeFault, told
from xinxiao.files.folder import read_folder
from xinxiao.files.streamed import demand_file, digest_of, read_streamed
from xinxiao.files.table import Reading
from xinxiao.files.told import Told, refused, without
from xinxiao.model.codes import CODES, fault
from xinxiao.model.oversight.subject_facts import SubjectsImported
from xinxiao.model.oversight.subject_file import SubjectSpec
from xinxiao.model.period import day_of
from xinxiao.model.programme import Programme
from xinxiao.model.vouched import digest
from xinxiao.oversight.subjects import ROW, Rules, checked
from xinxiao.programme.read import read_bytes
from xinxiao.publish.files.csv import lines as csv_lines
from xinxiao.publish.files.csv import quoted, safe
from xinxiao.uses.oversight.office import Office
from xinxiao.uses.oversight.subject_ports import Intake
from xinxiao.uses.oversight.subjects import FILE
from xinxiao.uses.taken_in import TORN, Findings, Imported, Write

ATTEMPTS = 5
"""How often a file is compared again because others recorded meanwhile."""
_ERRORS = pa.array(sorted(code for code, level in CODES.items() if level == "error"), pa.string())


@dataclass(frozen=True)
class Given:
    """Where findings, and the rows that were refused with their reasons, go as lines of CSV."""

    findings: Write | None = None
    refused: Write | None = None


def import_subjects(
    office: Office,
    file: Path,
    source: str,
    day: str,
    given: Given = Given(),
    *,
    folder: Path | None = None,
    whole: bool = False,
) -> Imported:
    """Take in a CSV (also ``.gz``) or Parquet file of subjects as a ``source`` of `oversight/subjects.yaml` names them from a day
    on (YYYY-MM-DD).

    Refused rows keep no other from being recorded, unless the file is to be taken ``whole``; a file that cannot be read to its end
    is not recorded at all. Subjects that the file does not name stay as they are. All versions are recorded by one event, or none is.

    Raises :class:`DataFault` for a day or file that is none, :class:`NotFound` for a programme without the register or the source,
    :class:`Conflict` when others record all the time, :class:`NotAllowed`.
    """
    office.demand("oversee")
    programme, spec = _register(office, folder)
    rules = rules_of(programme, spec, source, day_of(day))
    demand_file(file)
    done, write = Imported(), Findings(given.findings, file.name)
    back = _Refused(given.refused)
    with office.ports.subjects.intake() as intake:
        if not _gathered(rules, file, intake, done, write, back):
            done.stopped = True
            return done
        _recorded(office, rules, programme.id, file, intake, done, whole)
        for table in intake.told():
            for found in write.told(table):
                done.tell(*found)
        for rows, why in intake.refused():
            back.put(rows, why)
        done.unchanged, done.repeated = intake.unchanged, intake.repeated
        done.refused = done.read - intake.unchanged - intake.repeated - intake.recorded
    return done


def _register(office: Office, folder: Path | None) -> tuple[Programme, SubjectSpec]:
    place = office.ports.programme_folder(folder)
    loaded = read_bytes(read_folder(place))
    if loaded.programme is None:
        count = len(loaded.errors)
        raise ProgrammeFault(
            f"{count} errors", told("programme_errors", count=count), findings=loaded.findings
        )
    spec = loaded.oversight.one(FILE, SubjectSpec)
    if spec is None:
        raise NotFound(f"{place} has no {FILE}", told("no_subjects_file", path=str(place / FILE)))
    return loaded.programme, spec


def rules_of(programme: Programme, spec: SubjectSpec, source: str, day: str) -> Rules:
    """What rows of a source are held against on a day. Raises :class:`NotFound` for a source there is not."""
    own = spec.source(source)
    if own is None:
        known = ", ".join(one.id for one in spec.sources)
        raise NotFound(
            f"no source {source}",
            told("no_subject_source", source=ascii(source[:40])[1:-1], known=known),
        )
    current, other = dict[str, pa.Array](), dict[str, pa.Array]()
    named = {"area": spec.lists.area, "industry": spec.lists.industry}
    for column, codelist in named.items():
        if codelist is not None:
            ended = programme.not_in_force(codelist, day)
            codes = [code for code in programme.codes(codelist) if code not in ended]
            current[column] = pa.array(codes, pa.string())
            other[column] = pa.array(sorted(ended), pa.string())
    return Rules(spec, own, day, current, other)


def _gathered(
    rules: Rules, file: Path, intake: Intake, done: Imported, write: Findings, back: _Refused
) -> bool:
    """Gather the rows of a file that are sound by themselves; False when it cannot be read to its end."""
    reading, found = read_streamed(file, rules.sheet)
    for item in found:
        write.finding(item)
        done.tell(item)
    if reading is None:
        return False
    strange = [name for name in reading.header if name not in rules.columns]
    if strange:
        columns, known = ", ".join(strange), ", ".join(rules.columns)
        note = fault(file.name, 1, "COLUMN_UNREAD", columns=columns, known=known)
        write.finding(note)
        done.tell(note)
    for rows in _sound(rules, reading, done, write, back):
        intake.add(rows)
    return not TORN & done.counts.keys()


def _sound(
    rules: Rules, reading: Reading, done: Imported, write: Findings, back: _Refused
) -> Iterator[pa.Table]:
    told_of = Told()
    for piece, found in reading.pieces:
        for item in found:
            write.finding(item)
            done.tell(item)
        lost = len({item.line for item in found if item.level == "error"})
        done.read += lost
        if not piece.num_rows:
            continue
        rows = checked(rules, reading.header, piece, told_of)
        faults = told_of.taken()
        for one in write.told(faults):
            done.tell(*one)
        wrong = refused(faults)
        if len(wrong):
            out = rows.filter(pc.is_in(rows["LINE"].cast(pa.int64()), wrong))
            back.put(out, _why(out, faults))
        done.read += rows.num_rows
        yield without(rows, wrong)


def _why(rows: pa.Table, faults: pa.Table) -> pa.Array:
    """The codes of the errors of each row, with blanks between."""
    errors = faults.filter(pc.is_in(faults["code"], _ERRORS)).select(["line", "code"]).to_pylist()
    codes: dict[int, set[str]] = {}
    for error in errors:
        codes.setdefault(error["line"], set()).add(error["code"])
    return pa.array([" ".join(sorted(codes[line])) for line in rows["LINE"].to_pylist()], pa.string())


def _recorded(
    office: Office, rules: Rules, programme: str, file: Path, intake: Intake, done: Imported, whole: bool
) -> None:
    """Compare what was gathered with what is held and record what is new; again when others recorded in between."""
    source, subjects = rules.source, office.ports.subjects
    stamped = {"source": source.id, "synthetic": "yes" if source.synthetic else ""}
    needed = dict.fromkeys(("name", *(name for name in rules.spec.needed if name != "code")))
    for left in reversed(range(ATTEMPTS)):
        first = subjects.last() + 1
        intake.compare(rules.day, {"state": rules.spec.usual_state}, stamped, needed)
        settled = intake.unchanged + intake.repeated + intake.recorded
        done.stopped = whole and settled < done.read
        if not intake.recorded or done.stopped:
            return
        fact = SubjectsImported(
            programme=programme,
            source=source.id,
            file=digest_of(file),
            day=rules.day,
            synthetic=source.synthetic,
            read=done.read,
            unchanged=intake.unchanged,
            repeated=intake.repeated,
            refused=done.read - settled,
            first=first,
            recorded=intake.recorded,
            sha256=digest(intake.versions()),
        )
        try:
            event = subjects.record(office.actor.line, office.at, fact, intake.versions)
        except Conflict:
            if not left:
                raise
            continue
        done.event, done.recorded = event.sequence, intake.recorded
        return


class _Refused:
    """Writes rows that were refused as lines of CSV: their line, what is known of them, and the codes of why."""

    def __init__(self, write: Write | None) -> None:
        self._write = write
        if write is not None:
            write((",".join(("line", *ROW, "why")) + "\n").encode())

    def put(self, rows: pa.Table, why: pa.Array) -> None:
        """Write some."""
        if self._write is None or not rows.num_rows:
            return
        line = rows["LINE"].combine_chunks().cast(pa.string())
        texts = [pc.fill_null(rows[name].combine_chunks(), "") for name in ROW]
        self._write(csv_lines([line, *(quoted(safe(text)) for text in texts), why]))
