"""Files to a programme: everything that can be read is read, and every fault becomes a finding.

What the files say of each other is looked at by :mod:`xinxiao.programme.checks`; numbers depend on this module alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

import msgspec

from xinxiao.errors import DataFault
from xinxiao.files.convert import convert
from xinxiao.files.decode import decode
from xinxiao.files.places import Marks, Path, Places
from xinxiao.files.yaml import read_yaml
from xinxiao.model.codelist import Area, Code, Codelist, CodelistHead, Unit
from xinxiao.model.codes import fault
from xinxiao.model.collect.form import Form
from xinxiao.model.finding import Finding
from xinxiao.model.programme import IndexHead, Programme, ProgrammeFile, Structures
from xinxiao.model.structure import Dataflow, resolved
from xinxiao.programme import stand_ins
from xinxiao.programme.codelists import read_areas, read_codes, read_units
from xinxiao.programme.index import heads_of, read_indices, strays
from xinxiao.programme.loaded import Loaded
from xinxiao.programme.nouns import is_text, texts_of
from xinxiao.programme.oversight import read_oversight
from xinxiao.programme.shapes import LISTS, NEEDED, SINGLES, Provenance, shape_of
from xinxiao.programme.stand_ins import file_of
from xinxiao.programme.tables import is_table, read_tables

PROGRAMME_FILE, STRUCTURES_FILE = "programme.yaml", "dataflows.yaml"
PLACES = (PROGRAMME_FILE, "codelists/CL_AREA.csv")
"""The files that say which areas there are, and the levels they may have."""


@dataclass
class _Draft:
    """What has been read so far; becomes a Programme once everything needed is there."""

    marks: dict[str, Marks] = field(default_factory=dict)
    nouns: dict[tuple[str, str], tuple[str, Path]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    singles: dict[str, Any] = field(default_factory=dict)
    lists: dict[str, list[Any]] = field(default_factory=dict)
    codelists: dict[str, Codelist] = field(default_factory=dict)
    forms: dict[str, Form] = field(default_factory=dict)
    codes: dict[str, tuple[Code, ...]] = field(default_factory=dict)
    areas: tuple[Area, ...] = ()
    units: dict[str, Unit] = field(default_factory=dict)
    provenance: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    file: ProgrammeFile = field(default_factory=lambda: file_of(None))
    levels: tuple[str, ...] = ()
    """The levels places may have; none while nobody says which."""

    @property
    def places(self) -> Places:
        return Places(self.marks, self.nouns)


def read_bytes(files: Mapping[str, bytes]) -> Loaded:
    """Read a programme without checking what its files say of each other, as for one that a release has sealed."""
    files = {path: files[path] for path in sorted(files)}
    draft = _Draft()
    oversight = read_oversight(files)
    for path in sorted(files, key=lambda path: (path not in SINGLES, path)):
        if path not in oversight.marks:
            _read(draft, path, files[path])
    draft.marks |= oversight.marks
    draft.nouns |= oversight.nouns
    draft.singles |= oversight.singles
    found = [item for path, content in files.items() if is_text(path) for item in decode(path, content)[1]]
    for needed in NEEDED:
        if needed not in files:
            draft.findings.append(fault(needed, 0, "FILE_MISSING"))
    heads = heads_of(files, draft.lists.get("indices", ()))
    programme, readable = _programme(draft, heads)
    tables = read_tables(files, _flows(programme), programme.tables)
    reads = read_indices(files, heads, programme.indicators)
    told = [*(item for read in reads.values() for item in read.findings), *oversight.findings]
    return Loaded(
        programme=programme if readable else None,
        parts=programme,
        findings=(*draft.findings, *found, *tables.findings, *told, *strays(files, heads)),
        figures=tables.figures,
        io=tables.io,
        sectors=tables.sectors,
        employment=tables.employment,
        provenance=draft.provenance,
        texts=texts_of(files),
        index_reads=reads,
        files=files,
        rows=tables.rows,
        places=draft.places,
        reported=tables.reported,
        cases=tables.cases,
        oversight=oversight.oversight,
    )


def _read(draft: _Draft, path: str, content: bytes) -> None:
    if fnmatchcase(path, "codelists/CL_*.csv"):
        _codelist(draft, path, content)
    elif path.endswith((".yaml", ".yml")):
        _yaml(draft, path, content)
    elif path.startswith(("figures/", "io/", "reported/", "cases/")) and not is_table(path):
        draft.findings.append(fault(path, 0, "FILE_UNKNOWN"))


def _yaml(draft: _Draft, path: str, content: bytes) -> None:
    shape = shape_of(path)
    if shape is None:
        if "/" not in path:
            draft.findings.append(fault(path, 0, "FILE_UNKNOWN"))
        return
    marked = read_yaml(path, content)
    draft.marks[path] = marked.marks
    draft.findings += marked.findings
    if marked.value is None:
        return
    word = next((word for word, kind in LISTS.items() if kind is shape), None)
    if word is not None:
        _nouns(draft, path, word, marked.value)
        return
    noun, found = convert(path, marked.value, shape, draft.places)
    draft.findings += found
    if path == PROGRAMME_FILE:
        draft.file = noun or file_of(marked.value)
        draft.levels = draft.file.levels if noun or ("levels",) in marked.marks else ()
    if shape is Provenance:
        draft.provenance[path] = marked.value if isinstance(marked.value, dict) else {}
    elif noun is not None and path in SINGLES:
        draft.singles[path] = noun
    elif isinstance(noun, Codelist):
        draft.codelists[noun.id] = noun
        for i, code in enumerate(noun.codes):
            _place(draft, noun.id, code.id, path, ("codes", i))
    elif isinstance(noun, Form) and _place(draft, "forms", noun.id, path, ()):
        draft.forms[noun.id] = noun


def _nouns(draft: _Draft, path: str, word: str, value: Any) -> None:
    """Read the lists of one file item by item, so that one faulty item does not hide the others."""
    shape = LISTS[word]
    if not isinstance(value, dict) or not isinstance(value.get(word), list):
        _, found = convert(path, value, shape, draft.places)
        draft.findings += found
        return
    whole, found = convert(path, value, shape, draft.places)
    draft.findings += found
    for name in _lists(shape):
        items = value.get(name)
        for i, item in enumerate(items if isinstance(items, list) else []):
            identity = item.get("id") if isinstance(item, dict) else None
            if identity is not None and not _place(draft, name, str(identity), path, (name, i)):
                continue
            noun = getattr(whole, name)[i] if whole is not None else _item(shape, name, item)
            if noun is not None:
                draft.lists.setdefault(name, []).append(noun)


def _item(shape: type[Any], name: str, item: Any) -> Any:
    try:
        return getattr(msgspec.convert({**dict.fromkeys(_lists(shape), ()), name: [item]}, shape), name)[0]
    except msgspec.ValidationError:
        return None


def _lists(shape: type[Any]) -> list[str]:
    return [item.name for item in msgspec.structs.fields(shape)]


def _place(draft: _Draft, kind: str, noun: str, file: str, path: Path) -> bool:
    """Note where a noun stands; False, with a finding, when its id is taken."""
    if (kind, noun) in draft.nouns:
        first = Places(draft.marks, draft.nouns).of(kind, noun)
        line = draft.places.line(file, path)
        draft.findings.append(fault(file, line, "ID_DUPLICATE", id=noun, first=f"{first[0]}:{first[1]}"))
        return False
    draft.nouns[(kind, noun)] = (file, path)
    return True


def _codelist(draft: _Draft, path: str, content: bytes) -> None:
    name = path.rpartition("/")[2].removesuffix(".csv")
    if name == "CL_AREA":
        draft.areas, lines, found = read_areas(path, content, draft.levels)
    elif name == "CL_UNIT":
        draft.units, lines, found = read_units(path, content)
    else:
        draft.codes[name], lines, found = read_codes(path, content)
    draft.findings += found
    draft.marks[path] = {(code,): line for code, line in lines.items()}
    draft.nouns |= {(name, code): (path, (code,)) for code in lines}


def _programme(draft: _Draft, indices: tuple[IndexHead, ...]) -> tuple[Programme, bool]:
    """The programme of all nouns that could be read, and whether nothing in it is a stand-in."""
    file, declared = draft.singles.get(PROGRAMME_FILE), draft.singles.get(STRUCTURES_FILE)
    structures = declared if declared is not None and _resolves(draft, declared) else None
    lists = draft.lists
    heads = {head.id: head for head in lists.get("codelists", ())}
    programme = Programme(
        file=file or draft.file,
        structures=structures or stand_ins.structures(),
        heads=heads,
        codelists=dict(sorted((draft.codelists | _headed(heads, draft)).items())),
        areas=draft.areas,
        units=draft.units,
        sources={item.id: item for item in lists.get("sources", ())},
        scopes={item.id: item for item in lists.get("scopes", ())},
        indicators={item.id: item for item in lists.get("indicators", ())},
        tables=draft.singles.get("io.yaml"),
        account=draft.singles.get("account.yaml"),
        pull=draft.singles.get("pull.yaml"),
        asks=draft.singles.get("asks.yaml"),
        calendar=draft.singles.get("calendar.yaml"),
        quality=draft.singles.get("quality.yaml"),
        frame=draft.singles.get("frame.yaml"),
        scrutiny=draft.singles.get("scrutiny.yaml"),
        categories=draft.singles.get("categories.yaml"),
        domains=draft.singles.get("domains.yaml"),
        targets=tuple(lists.get("targets", ())),
        tasks=tuple(lists.get("tasks", ())),
        lights=tuple(lists.get("lights", ())),
        indices=indices,
        resources=tuple(lists.get("resources", ())),
        exemptions=tuple(lists.get("exemptions", ())),
        forms=draft.forms,
        explanations=draft.singles.get("explanations.yaml"),
        totals=tuple(lists.get("totals", ())),
        designs=tuple(lists.get("designs", ())),
        invented=draft.singles.get("synthetic.yaml"),
    )
    return programme, file is not None and structures is not None


def _resolves(draft: _Draft, structures: Structures) -> bool:
    """Whether every column of every dataflow has a concept; a finding says which has none."""
    sound = True
    for i, spec in enumerate(structures.dataflows):
        try:
            resolved(structures.agency, structures.concept_scheme, spec)
        except DataFault as problem:
            line = draft.places.line(STRUCTURES_FILE, ("dataflows", i))
            draft.findings.append(fault(STRUCTURES_FILE, line, "FLOW_CONCEPT", problem=problem.message))
            sound = False
    return sound


def _flows(programme: Programme) -> dict[str, Dataflow]:
    """The dataflows by step; one that is not declared is a stand-in, so that the rows meant for it are checked."""
    plain = stand_ins.structures()
    found: dict[str, Dataflow] = {
        spec.step: resolved("", plain.concept_scheme, spec) for spec in plain.dataflows
    }
    declared = {flow.step: flow for flow in programme.flows.values()}
    for step in ("reported", "cases"):  # a programme without this dataflow does not publish what it has
        found.pop(step)
    return found | declared


def _headed(heads: Mapping[str, CodelistHead], draft: _Draft) -> dict[str, Codelist]:
    """Code lists of CSV files, with version and name from their heads; and of heads made of nouns, the further codes."""
    found = {}
    for name, head in heads.items():
        codes = (*draft.codes.get(name, ()), *head.codes)
        found[name] = Codelist(id=name, version=head.version, name=head.name, codes=codes)
    return found
