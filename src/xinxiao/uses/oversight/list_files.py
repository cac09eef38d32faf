"""Lists in files: the types a programme has, a file that somebody gives, and what is wrong with it after the version before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType

import msgspec

from xinxiao.errors import DataFault, NotFound, told
from xinxiao.files.convert import convert, nearest
from xinxiao.files.folder import read_file, survey
from xinxiao.files.places import Places
from xinxiao.files.sheet import read_rows
from xinxiao.files.yaml import read_yaml
from xinxiao.model.codelist import Codelist
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding, by_weight
from xinxiao.model.oversight.lists import Change, ChangeKind, ListSpec, ListTypes, ListVersion
from xinxiao.model.oversight.plan import DrawSpec, PlanColumns
from xinxiao.model.oversight.subject_file import SubjectSpec
from xinxiao.model.text import Text
from xinxiao.oversight.lists import Difference, differences, reasons
from xinxiao.programme.lists import (
    SUBJECTS,
    TYPES,
    ListRead,
    entries_of,
    faults,
    lists_of,
    predicate_faults,
    read_list,
    told_faults,
)
from xinxiao.programme.oversight import read_oversight
from xinxiao.programme.plans import FILE as PLANS
from xinxiao.programme.shapes import AREAS
from xinxiao.uses.oversight.office import Office

TABLES = (".csv", ".xlsx")
"""Files that entries stand in beside the YAML file of a list."""
LARGEST = 4_000_000
"""Bytes of a file of a list."""
OVERSIGHT, DRAWS = "oversight", "oversight/draws.yaml"
AREA_FILE, BODY_FILE = "codelists/CL_AREA.csv", "codelists/CL_BODY.yaml"


@dataclass(frozen=True)
class Known:
    """What a programme says of lists, and the areas and bodies it knows; of draws what those who look at them are told."""

    types: ListTypes
    lists: Mapping[str, ListRead]
    parents: Mapping[str, str]
    areas: Mapping[str, Text]
    bodies: Mapping[str, Text]
    subjects: SubjectSpec | None = None
    draws: DrawSpec | None = None
    plans: PlanColumns | None = None

    def above(self, area: str) -> tuple[str, ...]:
        """An area and all above it."""
        found: list[str] = []
        while area and area not in found:
            found.append(area)
            area = self.parents.get(area, "")
        return tuple(found)


@dataclass(frozen=True)
class Checked:
    """A list from a file, with what is wrong with it: sound when no finding is an error."""

    read: ListRead
    findings: tuple[Finding, ...]

    @cached_property
    def errors(self) -> tuple[Finding, ...]:
        """What stops it."""
        return tuple(found for found in self.findings if found.level == "error")


def known(office: Office, folder: Path | None = None) -> Known:
    """What the programme in a folder, or the one that ships, says. Raises :class:`NotFound` for one without types of lists."""
    place = office.ports.programme_folder(folder)
    below = survey(place / OVERSIGHT).files if (place / OVERSIGHT).is_dir() else {}
    found = {f"{OVERSIGHT}/{name}": content for name, content in below.items()}
    found |= survey(place, [AREA_FILE, BODY_FILE]).files
    own = _parsed(tuple(sorted(found.items())))
    if own is None:
        raise NotFound(f"{place}: no types of lists", told("no_list_types"))
    return own


@lru_cache(maxsize=4)
def _parsed(found: tuple[tuple[str, bytes], ...]) -> Known | None:
    """What files say, read once as long as they stay as they are; None without types of lists."""
    files = dict(found)
    read = read_oversight(files)
    types = read.oversight.one(TYPES, ListTypes)
    if types is None:
        return None
    parents, areas = _areas(files.get(AREA_FILE, b""))
    reads = lists_of(read.oversight, Places(read.marks, read.nouns))
    subjects = read.oversight.one(SUBJECTS, SubjectSpec)
    draws, plans = read.oversight.one(DRAWS, DrawSpec), read.oversight.one(PLANS, PlanColumns)
    bodies = _bodies(files.get(BODY_FILE, b""))
    return Known(types, reads, parents, areas, bodies, subjects, draws, plans)


def _areas(content: bytes) -> tuple[Mapping[str, str], Mapping[str, Text]]:
    """The area above each, and what each is called."""
    rows, _ = read_rows(AREA_FILE, content, AREAS)
    every = [row for _, row in rows.records()] if rows is not None else []
    named = {row["CODE"]: Text(zh=row["NAME_ZH"], en=row["NAME_EN"] or row["NAME_ZH"]) for row in every}
    return {row["CODE"]: row["PARENT"] for row in every}, named


def _bodies(content: bytes) -> Mapping[str, Text]:
    """What each body is called."""
    marked = read_yaml(BODY_FILE, content)
    listed, _ = convert(BODY_FILE, marked.value, Codelist, Places({BODY_FILE: marked.marks}))
    return {code.id: code.name for code in listed.codes} if listed is not None else {}


def from_file(path: Path, types: ListTypes) -> ListRead:
    """The list in a YAML file, or of a CSV or XLSX file beside one; where both are, of the one that is named, or else the CSV file.

    Raises :class:`DataFault` for anything else, and for a workbook that cannot be opened.
    """
    head = path.with_suffix(".yaml")
    if path.suffix not in (".yaml", *TABLES) or not head.is_file():
        raise DataFault(f"{path}: no list", told("list_file", file=path.name))
    found = [head.with_suffix(suffix) for suffix in (path.suffix, *TABLES) if suffix in TABLES]
    table = next((one for one in found if one.is_file()), None)
    rows = (table.name, read_file(table, LARGEST)) if table is not None else None
    return read_list(head.name, read_file(head, LARGEST), types, rows)


def from_yaml(name: str, content: bytes, types: ListTypes) -> ListRead:
    """The list in the bytes of a YAML file, with its entries in it."""
    return read_list(name, content, types)


def from_table(
    name: str,
    content: bytes,
    before: ListVersion,
    types: ListTypes,
    number: int,
    starts: str,
    ends: str,
    reason: str,
    why: Mapping[str, str] = MappingProxyType({}),
) -> ListRead:
    """A version of a list from a CSV or XLSX file of its entries: what does not stand in it stays as it was in the version ``before``.

    ``why``: the reason of each entry that differs, by its code; ``reason``: that of all others that differ, empty: there is none. Raises
    :class:`DataFault` for a workbook that cannot be opened.
    """
    own = types.type(before.spec.type) or before.type
    entries, lines, found = entries_of(name, content, own, types.terms)
    spec = msgspec.structs.replace(
        before.spec, version=number, valid_from=starts, valid_to=ends, entries=entries, changes=_SOME
    )
    changes = tuple(_changes(differences(before.spec, spec), why, reason))
    kept, wrong = _again(name, msgspec.structs.replace(spec, changes=changes or _SOME))
    if kept is not None and not changes:  # every difference lacks its reason, which is found later
        kept = msgspec.structs.replace(kept, changes=())
    return ListRead(name, kept, (*found, *wrong), {code: (name, line) for code, line in lines.items()})


_SOME = (Change(kind="change", reason="-"),)
"""A record that stands in while a list without any is held against its ranges."""


def _changes(found: Iterable[Difference], why: Mapping[str, str], reason: str) -> Iterator[Change]:
    """The records of what differs: each with the reason of its own, and of each kind one for the others."""
    rest = dict[ChangeKind, None]()
    for own in found:
        if said := why.get(own.code, "").strip():
            yield Change(kind=own.kind, entries=(own.code,), reason=said)
        else:
            rest[own.kind] = None
    if reason.strip():
        yield from (Change(kind=kind, reason=reason.strip()) for kind in rest)


def _again(name: str, spec: ListSpec) -> tuple[ListSpec | None, list[Finding]]:
    """The list, if its fields fit their ranges: days and reasons came from a form."""
    return convert(name, msgspec.to_builtins(spec), ListSpec, Places({name: {(): 1}}))


def checked(office: Office, read: ListRead, known_: Known) -> Checked:
    """What is wrong with a list by itself and after the version in the ledger."""
    found = [*read.findings, *faults(read, known_.types), *predicate_faults(read, known_.subjects)]
    spec = read.spec
    if spec is not None:
        if spec.area not in known_.parents:
            hint = nearest(spec.area, list(known_.parents))
            found.append(fault(read.file, 1, "AREA_UNKNOWN", value=spec.area, hint=hint))
        if spec.issuer not in known_.bodies:
            hint = nearest(spec.issuer, list(known_.bodies))
            found.append(fault(read.file, 1, "BODY_UNKNOWN", value=spec.issuer, hint=hint))
        register, _ = office.ports.lists.register(spec.id)
        number, _ = register.next
        if spec.version != number:
            found.append(fault(read.file, 1, "list.version", expected=number, value=spec.version))
        before = office.ports.lists.content(register.issued[-1]) if register.issued else None
        found += _after(read, spec, before.spec if before else None)
    return Checked(read, tuple(by_weight(set(found))))


def _after(read: ListRead, spec: ListSpec, before: ListSpec | None) -> list[Finding]:
    found = [
        fault(
            read.file,
            1,
            "list.other",
            list=spec.id,
            field=name,
            before=getattr(before, name),
            after=getattr(spec, name),
        )
        for name in ("type", "issuer", "area")
        if before is not None and getattr(before, name) != getattr(spec, name)
    ]
    differ = differences(before, spec)
    kinds = {own.code: own.kind for own in differ}
    return [*found, *told_faults(read, reasons(spec, differ), kinds)]


def sealed(done: Checked, known_: Known) -> ListVersion:
    """The version that a file says, with its type and terms. Raises :class:`DataFault` for one with errors."""
    spec = done.read.spec
    own = known_.types.type(spec.type) if spec is not None else None
    if done.errors or spec is None or own is None:
        first = done.errors[0] if done.errors else fault(done.read.file, 0, "list.empty")
        said = told("list_findings", count=len(done.errors), first=f"{first.file}:{first.line} {first.code}")
        raise DataFault(f"{done.read.file}: {len(done.errors)} errors", said)
    return ListVersion(spec=spec, type=own, terms=known_.types.terms)
