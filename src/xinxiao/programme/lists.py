"""Lists of oversight from files: entries in the columns in use, and what is wrong with a version by itself and after the one before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from xinxiao.errors import DataFault
from xinxiao.files.book import table
from xinxiao.files.convert import convert, nearest
from xinxiao.files.places import Path, Places
from xinxiao.files.sheet import Sheet
from xinxiao.files.yaml import read_yaml
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.model.oversight.lists import CODED, Entry, ListSpec, ListType, ListTypes, Terms
from xinxiao.model.oversight.predicate import parse
from xinxiao.model.oversight.subject import FIELDS
from xinxiao.model.oversight.subject_file import SubjectSpec
from xinxiao.programme.oversight import Oversight
from xinxiao.programme.shapes import OVERSIGHT_LISTS

FOLDER = "oversight/lists/"
"""Where a programme has its lists."""
TYPES = "oversight/list_types.yaml"
SUBJECTS = "oversight/subjects.yaml"
UNCONFIRMED = "（未确认）"
"""What stands behind a citation that was not held against the text of the rule."""
_SEVERAL = re.compile(r"[、，,;；/]")
_EACH = re.compile(r"[;；\n]")
_ARTICLE = re.compile(r"第[一二三四五六七八九十百零〇0-9]+条.*$")
_NUMBER = re.compile(r"[1-9][0-9]{0,3}")
_LONG = {"objects": 5_000, "content": 5_000, "subjects": 2_000, "basis": 5_000}


@dataclass(frozen=True)
class ListRead:
    """A list as its files say; ``lines``: where each entry stands, by its code."""

    file: str
    spec: ListSpec | None
    findings: tuple[Finding, ...] = ()
    lines: Mapping[str, tuple[str, int]] = field(default_factory=dict)

    def at(self, code: str) -> tuple[str, int]:
        """File and line of an entry, or of the list."""
        return self.lines.get(code, (self.file, 1))


def read_list(file: str, content: bytes, types: ListTypes, rows: tuple[str, bytes] | None = None) -> ListRead:
    """A list from its YAML, and its entries from a CSV or XLSX file where there is one beside it."""
    marked = read_yaml(file, content)
    places = Places({file: marked.marks})
    spec, found = (None, []) if marked.value is None else convert(file, marked.value, ListSpec, places)
    read = ListRead(file, spec, (*marked.findings, *found), places_of(file, spec, places, ()))
    return with_table(read, types, rows) if rows is not None else read


def lists_of(own: Oversight, places: Places) -> dict[str, ListRead]:
    """The lists of a programme by id, with the entries of the tables beside them."""
    types, reads = own.one(TYPES, ListTypes), dict[str, ListRead]()
    for path, spec in own.every(OVERSIGHT_LISTS, ListSpec).items():
        read = ListRead(path, spec, (), places_of(path, spec, places, ()))
        rows = beside(own.files, path)
        reads[spec.id] = with_table(read, types, rows) if rows is not None and types is not None else read
    return reads


def places_of(file: str, spec: ListSpec | None, places: Places, base: Path) -> dict[str, tuple[str, int]]:
    """Where each entry of a list stands; of two with one code, the first."""
    lines: dict[str, tuple[str, int]] = {}
    for i, entry in enumerate(spec.entries if spec else ()):
        lines.setdefault(entry.code, (file, places.line(file, (*base, "entries", i))))
    return lines


def with_table(read: ListRead, types: ListTypes, rows: tuple[str, bytes]) -> ListRead:
    """A list with the entries of a CSV or XLSX file."""
    spec, (name, content) = read.spec, rows
    own = types.type(spec.type) if spec else None
    if spec is None or own is None:
        return read
    if spec.entries:
        found = fault(name, 0, "list.tables", file=read.file)
        return ListRead(read.file, spec, (*read.findings, found), read.lines)
    entries, lines, told = entries_of(name, content, own, types.terms)
    return ListRead(
        read.file,
        msgspec.structs.replace(spec, entries=entries),
        (*read.findings, *told),
        {code: (name, line) for code, line in lines.items()},
    )


def entries_of(
    file: str, content: bytes, own: ListType, terms: Terms
) -> tuple[tuple[Entry, ...], dict[str, int], list[Finding]]:
    """The entries of a CSV or XLSX file in the columns of a type, the line of each by its code, and what is wrong with rows.

    Raises :class:`DataFault` for a workbook that cannot be opened.
    """
    rows, found, further = table(file, content, sheet_of(own))
    found += [fault(file, 0, "list.sheet", name=name) for name in further]
    entries, lines = list[Entry](), dict[str, int]()
    for line, row in rows.records() if rows is not None else ():
        entry, told = _entry(file, line, row, terms)
        found += told
        if entry is not None and entry.code in lines:
            first = lines[entry.code]
            found.append(fault(file, line, "list.entry_twice", entry=entry.code, first=first))
        elif entry is not None:
            lines[entry.code] = line
            entries.append(entry)
    return tuple(entries), lines, found


def sheet_of(own: ListType) -> Sheet:
    """The sheet that entries of a type stand in: a column under any of its headers."""
    columns = tuple(dict.fromkeys((*(column.id for column in own.columns), "code")))
    return Sheet(
        tuple(name for name in own.needed if name in columns),
        optional=tuple(name for name in columns if name not in own.needed),
        names=own.aliases,
        lengths={name: _LONG.get(name.removesuffix("_en"), 500) for name in columns},
        lines=5_001,
    )


def _entry(file: str, line: int, row: Mapping[str, str], terms: Terms) -> tuple[Entry | None, list[Finding]]:
    cells = {name: cell.strip() for name, cell in row.items() if cell.strip()}
    found = list[Finding]()
    value: dict[str, Any] = {name: cell for name, cell in cells.items() if name not in _PARTED}
    for column in CODED:
        if column in cells:
            words = _parts(_SEVERAL, cells[column]) if column == "methods" else (cells[column],)
            codes = tuple(terms.of(column, word) for word in words)
            found += [
                fault(file, line, "list.word", column=column, value=word, known=_known(terms, column))
                for word, code in zip(words, codes, strict=True)
                if not code
            ]
            value[column] = tuple(filter(None, codes)) if column == "methods" else codes[0]
    if "basis" in cells:
        value["basis"] = [_basis(part) for part in _parts(_EACH, cells["basis"])]
    found += _parsed(file, line, cells, value)
    if found:
        return None, found
    entry, told = convert(file, value, Entry, Places({file: {(): line}}))
    return entry, told


_PARTED = frozenset({*CODED, "basis", "subjects", "number", "code"})


def _parsed(file: str, line: int, cells: Mapping[str, str], value: dict[str, Any]) -> Iterator[Finding]:
    """Number, code and predicate of a row, put into ``value``; an entry without a code has its number for one."""
    if "number" in cells:
        if _NUMBER.fullmatch(cells["number"]):
            value["number"] = int(cells["number"])
        else:
            yield fault(file, line, "list.field", column="number", value=cells["number"])
    number = value.get("number")
    value["code"] = cells.get("code") or (f"{number:03d}" if number else "")
    if not value["code"]:
        yield fault(file, line, "list.code")
    try:
        value["subjects"] = parse(cells.get("subjects", ""))
    except DataFault:
        yield fault(file, line, "list.subjects", value=cells["subjects"])


def _parts(mark: re.Pattern[str], cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in mark.split(cell) if part.strip())


def _basis(text: str) -> dict[str, Any]:
    """Rule and article of one citation; one that ends in ``UNCONFIRMED`` was not held against the text."""
    plain = text.removesuffix(UNCONFIRMED).strip()
    found = _ARTICLE.search(plain)
    rule, article = (
        (plain[: found.start()].strip(), found.group()) if found and found.start() else (plain, "")
    )
    return {"rule": rule, "article": article, "confirmed": plain == text}


def _known(terms: Terms, column: str) -> str:
    own = getattr(terms, column)
    return ", ".join(word for term in own for word in (term.id, *term.words))


def faults(read: ListRead, types: ListTypes) -> Iterator[Finding]:
    """What is wrong with a version by itself: its type, codes, days, and what its type needs of each entry."""
    spec = read.spec
    if spec is None:
        return
    own = types.type(spec.type)
    if own is None:
        known = [kind.id for kind in types.types]
        yield fault(read.file, 1, "list.type_unknown", value=spec.type, hint=nearest(spec.type, known))
        return
    if own.issuers and spec.issuer not in own.issuers:
        yield fault(read.file, 1, "list.issuer", value=spec.issuer, type=own.id, known=", ".join(own.issuers))
    if spec.valid_to and spec.valid_to < spec.valid_from:
        yield fault(read.file, 1, "DATES_ORDER", first=spec.valid_from, last=spec.valid_to)
    if not spec.entries and not any(found.level == "error" for found in read.findings):
        yield fault(read.file, 1, "list.empty")
    seen = set[str]()
    for entry in spec.entries:
        if entry.code in seen:
            yield fault(
                *read.at(entry.code), "list.entry_twice", entry=entry.code, first=read.at(entry.code)[1]
            )
        seen.add(entry.code)
        yield from _entry_faults(read, spec, own, types.terms, entry)


def _entry_faults(
    read: ListRead, spec: ListSpec, own: ListType, terms: Terms, entry: Entry
) -> Iterator[Finding]:
    place = read.at(entry.code)
    for column in own.needed:
        if column != "code" and not getattr(entry, column):
            yield fault(*place, "list.column_needed", entry=entry.code, column=column)
    for column in CODED:
        held = getattr(entry, column)
        for code in held if column == "methods" else (held,):
            if code and terms.name(column, code) is None:
                yield fault(*place, "list.word", column=column, value=code, known=_known(terms, column))
    if own.governs and not entry.basis:
        yield fault(*place, "list.basis", entry=entry.code)
    if own.governs and not entry.subjects:
        yield fault(*place, "list.subjects_none", entry=entry.code)
    if any(not basis.confirmed for basis in entry.basis):
        yield fault(*place, "list.unconfirmed", entry=entry.code)
    starts, ends = max(entry.valid_from, spec.valid_from), entry.valid_to
    if ends and (ends < starts or (spec.valid_to and ends > spec.valid_to)):
        yield fault(*place, "list.days", entry=entry.code, first=starts, last=ends)


def predicate_faults(read: ListRead, subjects: SubjectSpec | None) -> Iterator[Finding]:
    """Conditions that no subject of the register can meet: a field that it has not, a code that the field cannot have."""
    if subjects is None or read.spec is None:
        return
    coded = {own.id: {word.id for word in own.words} for own in subjects.tags}
    coded["risk"] = {own.id for own in subjects.risks}
    coded["state"] = {own.id for own in subjects.states}
    coded["source"] = {own.id for own in subjects.sources}
    for entry in read.spec.entries:
        for condition in entry.subjects:
            if condition.field not in (*FIELDS, *coded):
                hint = nearest(condition.field, [*FIELDS, *coded])
                yield fault(*read.at(entry.code), "list.subject_field", field=condition.field, hint=hint)
            own = coded.get(condition.field, set())
            for code in condition.among:
                if own and not code.endswith("*") and code not in own:
                    places = {"field": condition.field, "value": code, "hint": nearest(code, sorted(own))}
                    yield fault(*read.at(entry.code), "list.subject_code", **places)


def told_faults(
    read: ListRead, told: Mapping[str, int | None], kinds: Mapping[str, str]
) -> Iterator[Finding]:
    """What is wrong with the records of change: a difference without a reason, a record of no difference."""
    spec = read.spec
    if spec is None:
        return
    for code, record in told.items():
        if record is None:
            yield fault(*read.at(code), "list.reason", entry=code, change=kinds[code])
    for change in spec.changes:
        for code in change.entries:
            if kinds.get(code) != change.kind:
                yield fault(*read.at(code), "list.record", entry=code, change=change.kind)


def beside(files: Mapping[str, bytes], path: str) -> tuple[str, bytes] | None:
    """The CSV file that holds the entries of the list in a YAML file, where there is one."""
    name = f"{path.removesuffix('.yaml')}.csv"
    return (name, files[name]) if name in files else None


def stray_tables(files: Mapping[str, bytes]) -> Iterator[Finding]:
    """CSV files of entries without a list beside them."""
    for path in files:
        if path.startswith(FOLDER) and path.endswith(".csv") and f"{path[:-4]}.yaml" not in files:
            yield fault(path, 0, "list.head", file=f"{path[:-4]}.yaml")


def headers(own: ListType) -> Sequence[str]:
    """The first header of each column of a type, as an export writes them."""
    return tuple(column.header.zh for column in own.columns)
