"""The register of subjects as people use it: who is in it, whom a predicate is about, and everything recorded of one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from xinxiao.errors import DataFault, NotFound, told
from xinxiao.files.folder import survey
from xinxiao.model.cache import Cache
from xinxiao.model.codelist import Area
from xinxiao.model.collect.code import normal
from xinxiao.model.oversight.predicate import Condition, parse
from xinxiao.model.oversight.subject import COLUMNS, FIELDS, Recorded, Subject
from xinxiao.model.oversight.subject_facts import SubjectsImported, SubjectsRead
from xinxiao.model.oversight.subject_file import SubjectSpec
from xinxiao.model.period import day_of
from xinxiao.programme.read import PLACES, read_bytes
from xinxiao.publish.files.csv import lines, quoted, safe
from xinxiao.uses.oversight.office import Office
from xinxiao.uses.oversight.subject_ports import Subjects

FILE = "oversight/subjects.yaml"
MOST_FOUND = 200
"""Subjects that a search gives."""
_INVENTED = Cache[tuple[Subjects, int], bool](8)
"""By register and its last version."""


def spec_of(office: Office, folder: Path | None = None) -> SubjectSpec:
    """What the programme says of the register. Raises :class:`NotFound` where it has no file of it, or one that cannot be read."""
    return register_of(office, folder)[0]


def register_of(office: Office, folder: Path | None = None) -> tuple[SubjectSpec, tuple[Area, ...]]:
    """The same, with the programme's areas."""
    place = office.ports.programme_folder(folder)
    loaded = read_bytes(survey(place, (FILE, *PLACES)).files)
    spec = loaded.oversight.one(FILE, SubjectSpec)
    if spec is None:
        raise NotFound(f"{place} has no {FILE}", told("no_subjects_file", path=str(place / FILE)))
    return spec, loaded.parts.areas


def invented(office: Office) -> bool:
    """Whether anything that was invented was ever taken into the register: then what is shown of oversight may be invented too."""
    subjects, chain = office.ports.subjects, office.ports.chain
    last = subjects.last()
    if not last:
        return False
    events = (event.fact for event in chain.events(kind=SubjectsImported.kind))
    return _INVENTED.get((subjects, last), lambda: any(fact["synthetic"] for fact in events))


def predicate_of(spec: SubjectSpec, text: str) -> tuple[Condition, ...]:
    """The predicate of a text. Raises :class:`DataFault` for what is none, or names a field that subjects have not."""
    known = (*FIELDS, *(own.id for own in spec.tags))
    found = parse(text)
    for condition in found:
        if condition.field not in known:
            raise DataFault(
                f"no field {condition.field}",
                told("subject_field", field=condition.field, known=", ".join(known)),
            )
    return found


def below(areas: Sequence[Area], predicate: Sequence[Condition]) -> Mapping[str, tuple[str, ...]]:
    """Of each area that conditions name, its own code and those of all areas in it."""
    children: dict[str, list[str]] = {}
    for own in areas:
        children.setdefault(own.parent or "", []).append(own.id)
    wanted = {code for condition in predicate if condition.field == "area" for code in condition.among}
    found: dict[str, tuple[str, ...]] = {}
    for code in wanted & {own.id for own in areas}:
        every = [code]
        for each in every:
            every += children.get(each, [])
        found[code] = tuple(every)
    return found


def shown(office: Office, code: str) -> tuple[Recorded, ...]:
    """Everything recorded of a subject, by its code. Raises :class:`NotFound`."""
    office.demand_any("oversee", "handle")
    found = office.ports.subjects.history(normal(code))
    if not found:
        raise NotFound(f"no subject {code}", told("no_subject", code=ascii(code[:40])[1:-1]))
    _read(office, "subject", found[0].version.code, 1)
    return found


def found(office: Office, words: str, day: str, most: int = MOST_FOUND) -> tuple[Subject, ...]:
    """Subjects at a day whose code begins with, or whose name holds, some words; none, where there is none."""
    office.demand_any("oversee", "handle")
    subjects = office.ports.subjects
    every = subjects.found(words, day_of(day), most) or subjects.found(normal(words), day, most)
    _read(office, "search", "", len(every))
    return every


def listed(
    office: Office, predicate: str, day: str, most: int, folder: Path | None = None
) -> Iterator[Subject]:
    """The subjects a predicate is about at a day, by code, at most so many."""
    office.demand_any("oversee", "handle")
    spec, areas = register_of(office, folder)
    which = predicate_of(spec, predicate)
    rows = [
        Subject(*row)
        for batch in office.ports.subjects.selected(which, day_of(day), below(areas, which), most)
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True)
    ]
    _read(office, "list", "", len(rows))
    return iter(rows)


def counted(office: Office, predicate: str, day: str, folder: Path | None = None) -> int:
    """How many subjects a predicate is about at a day."""
    office.demand_any("oversee", "handle")
    spec, areas = register_of(office, folder)
    which = predicate_of(spec, predicate)
    return office.ports.subjects.count(which, day_of(day), below(areas, which))


def exported(office: Office, predicate: str, day: str, folder: Path | None = None) -> Iterator[bytes]:
    """The subjects a predicate is about at a day as CSV, by code; that they were read is recorded before the first goes out."""
    return written(copied(office, predicate, day, folder))


def copied(office: Office, predicate: str, day: str, folder: Path | None = None) -> Iterator[pa.RecordBatch]:
    """The same as batches of the columns of a subject."""
    office.demand_any("oversee", "handle")
    spec, areas = register_of(office, folder)
    which = predicate_of(spec, predicate)
    places = below(areas, which)
    _read(office, "export", "", office.ports.subjects.count(which, day_of(day), places))
    return office.ports.subjects.selected(which, day, places)


def written(batches: Iterator[pa.RecordBatch]) -> Iterator[bytes]:
    """Batches of subjects as CSV, a header before them."""
    yield (",".join(COLUMNS) + "\n").encode()
    for batch in batches:
        yield lines([quoted(safe(column)) for column in batch.columns])


def _read(office: Office, how: str, code: str, count: int) -> None:
    fact = SubjectsRead(how=how, code=code, count=count)  # type: ignore[arg-type]
    office.ports.readings.append(office.actor.line, office.at, [fact])
