"""Lists of oversight in a programme: what their types and versions name is there, and each stands in the file of its name."""

from __future__ import annotations

from collections.abc import Iterator

from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.model.oversight.lists import ListTypes
from xinxiao.model.oversight.subject_file import SubjectSpec
from xinxiao.programme.checks.known import Known
from xinxiao.programme.lists import (
    FOLDER,
    SUBJECTS,
    TYPES,
    faults,
    lists_of,
    predicate_faults,
    stray_tables,
)


def types(known: Known) -> Iterator[Finding]:
    """Types of lists name sources and bodies there are, and one header means one column."""
    spec = known.loaded.oversight.one(TYPES, ListTypes)
    if spec is None:
        return
    seen: dict[str, int] = {}
    for i, own in enumerate(spec.types):
        line = known.line(TYPES, "types", i, "id")[1]
        if own.id in seen:
            yield fault(TYPES, line, "ID_DUPLICATE", id=own.id, first=f"{TYPES}:{seen[own.id]}")
        seen.setdefault(own.id, line)
        for j, body in enumerate(own.issuers):
            place = known.line(TYPES, "types", i, "issuers", j)
            yield from known.unknown("BODY_UNKNOWN", "CL_BODY", body, place)
        for j, source in enumerate(own.sources):
            place = known.line(TYPES, "types", i, "sources", j)
            yield from known.unknown("SOURCE_UNKNOWN", "sources", source, place)
        headers = [
            header
            for column in own.columns
            for header in {column.header.zh, column.header.en, *column.aliases, column.id}
        ]
        for header in sorted({header for header in headers if headers.count(header) > 1}):
            yield fault(TYPES, line, "list.alias", header=header, type=own.id)


def lists(known: Known) -> Iterator[Finding]:
    """What is wrong with the versions of lists that stand in files."""
    spec = known.loaded.oversight.one(TYPES, ListTypes)
    yield from stray_tables(known.loaded.files)
    for name, read in lists_of(known.loaded.oversight, known.loaded.places).items():
        own = read.spec
        if spec is None or own is None:
            yield fault(read.file, 1, "list.types_none", file=TYPES)
            continue
        if read.file != f"{FOLDER}{name}.yaml":
            yield fault(read.file, 1, "list.file", list=name, file=f"{FOLDER}{name}.yaml")
        yield from read.findings
        yield from faults(read, spec)
        yield from predicate_faults(read, known.loaded.oversight.one(SUBJECTS, SubjectSpec))
        yield from known.unknown("BODY_UNKNOWN", "CL_BODY", own.issuer, known.at("lists", name, "issuer"))
        yield from known.unknown("AREA_UNKNOWN", "CL_AREA", own.area, known.at("lists", name, "area"))
        for i, source in enumerate(own.sources):
            place = known.at("lists", name, "sources", i)
            yield from known.unknown("SOURCE_UNKNOWN", "sources", source, place)
