"""Structures: every dataflow is one that its step can fill, over code lists that exist in the version named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fnmatch import fnmatchcase

import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.model.codes import fault
from xinxiao.model.dataset import attribute_fault
from xinxiao.model.finding import Finding
from xinxiao.model.structure import KINDS, OBS_VALUE, STEPS, DataflowSpec, columns_of
from xinxiao.programme.checks.known import Known

FILE, HEADS = "dataflows.yaml", "codelists.yaml"
ALWAYS = ("figures", "indicators", "targets", "tasks")
Place = tuple[str, int]


def dataflows(known: Known) -> Iterator[Finding]:
    """Dataflows as a set: one for each step that the programme's files call for, none twice."""
    programme = known.programme
    seen: dict[str, int] = {}
    for i, spec in enumerate(programme.structures.dataflows):
        for word, value in (("id", spec.id), ("step", spec.step)):
            place = known.line(FILE, "dataflows", i, word)
            if value in seen:
                yield fault(*place, "ID_DUPLICATE", id=value, first=f"{FILE}:{seen[value]}")
            seen.setdefault(value, place[1])
    needed = set(ALWAYS)
    needed |= {"cells"} if any(fnmatchcase(f, "io/*al.csv*") for f in known.loaded.files) else set()
    needed |= {"account", "account_error"} if programme.account is not None else set()
    needed |= {"pull"} if programme.pull is not None else set()
    needed |= {"domains"} if programme.domains is not None else set()
    needed |= {"targets_record"} if any(t.record is not None for t in programme.targets) else set()
    needed |= {"index"} if any(read.tree.nodes for read in known.loaded.index_reads.values()) else set()
    for step in sorted(needed - {spec.step for spec in programme.structures.dataflows}):
        yield fault(FILE, 1, "FLOW_MISSING", step=step)


def columns(known: Known) -> Iterator[Finding]:
    """Each dataflow against what its step fills: role, dimensions, measure, attributes, representations."""
    for i, spec in enumerate(known.programme.structures.dataflows):
        filled = STEPS[spec.step]

        def at(*path: str | int, of: int = i) -> Place:
            return known.line(FILE, "dataflows", of, *path)

        if spec.role != filled.role:
            yield fault(
                *at("role"), "FLOW_ROLE", flow=spec.id, role=spec.role, step=spec.step, needed=filled.role
            )
        dimensions = _dimensions(known, spec)
        if sorted(spec.dimensions) != sorted(dimensions):
            needed = ", ".join(dimensions)
            yield fault(*at("dimensions"), "FLOW_DIMENSIONS", flow=spec.id, step=spec.step, needed=needed)
        for j, attribute in enumerate(spec.attributes):
            if attribute.id not in filled.attributes:
                known_ = ", ".join(filled.attributes)
                places = {"flow": spec.id, "column": attribute.id, "step": spec.step, "known": known_}
                yield fault(*at("attributes", j), "FLOW_COLUMN", **places)
            wrong = [] if isinstance(attribute.attachment, str) else attribute.attachment
            for name in set(wrong) - set(spec.dimensions):
                yield fault(*at("attributes", j), "FLOW_ATTACHMENT", column=attribute.id, dimension=name)
        lacking = sorted(set(filled.needed) - {attribute.id for attribute in spec.attributes})
        if lacking:
            yield fault(
                *at("attributes"), "FLOW_NEEDS", flow=spec.id, step=spec.step, needed=", ".join(lacking)
            )
        yield from _measure(spec, filled.kind, at("measures"))
        yield from _kinds(known, spec, at())


def _dimensions(known: Known, spec: DataflowSpec) -> tuple[str, ...]:
    """The dimensions a dataflow needs: those of its step, and which index where there are several (or it says so)."""
    filled = STEPS[spec.step]
    told = filled.which and (filled.which in spec.dimensions or len(known.programme.indices) > 1)
    return (*filled.dimensions, filled.which) if told else filled.dimensions


def _measure(spec: DataflowSpec, kind: str, place: Place) -> Iterator[Finding]:
    measures = [(m.id, m.kind) for m in spec.measures]
    exact = [m for m in spec.measures if (m.kind == "decimal") != (m.places is not None)]
    if measures != [(OBS_VALUE, kind)] or exact:
        needed = f"{OBS_VALUE} ({kind}{', places' if kind == 'decimal' else ''})"
        yield fault(*place, "FLOW_MEASURE", flow=spec.id, step=spec.step, needed=needed)


def _kinds(known: Known, spec: DataflowSpec, place: Place) -> Iterator[Finding]:
    flow = known.programme.flows[spec.id]
    for component in flow.components:
        if component.place == "measure":
            continue
        needed = KINDS.get(component.id)
        fits = component.kind == needed if needed is not None else component.kind in ("code", "text")
        if not fits:
            wanted = needed or "code, text"
            yield fault(*place, "FLOW_KIND", column=component.id, kind=component.kind, needed=wanted)


def concepts(known: Known) -> Iterator[Finding]:
    """Concepts: each once, each used by a dataflow; code lists that exist, in the version that is there."""
    scheme = known.programme.structures.concept_scheme
    used = {name for spec in known.programme.structures.dataflows for name in columns_of(spec)}
    seen: dict[str, int] = {}
    for i, concept in enumerate(scheme.concepts):
        place = known.line(FILE, "concept_scheme", "concepts", i)
        if concept.id in seen:
            yield fault(*place, "ID_DUPLICATE", id=concept.id, first=f"{FILE}:{seen[concept.id]}")
        seen.setdefault(concept.id, place[1])
        if concept.id not in used:
            yield fault(*place, "CONCEPT_UNUSED", concept=concept.id)
        name, _, version = (concept.codelist or "").rstrip(")").partition("(")
        if name and name not in known.versions:
            hint = ", ".join(sorted(known.versions)) or "-"
            yield fault(*place, "CODELIST_UNKNOWN", value=name, hint=hint)
        elif name and known.versions[name] != version:
            yield fault(*place, "CODELIST_VERSION", codelist=name, version=version, held=known.versions[name])


def heads(known: Known) -> Iterator[Finding]:
    """Code lists in CSV files and their heads: neither without the other; codes of the form the head gives."""
    files = {f.rpartition("/")[2].removesuffix(".csv"): f for f in known.loaded.files if _is_list(f)}
    for name in sorted(set(files) - set(known.programme.heads)):
        yield fault(files[name], 0, "CODELIST_HEAD", codelist=name)
    for name, head in known.programme.heads.items():
        place = known.at("codelists", name)
        if head.made_of == "file" and name not in files:
            yield fault(*place, "CODELIST_FILE", codelist=name, file=f"codelists/{name}.csv")
        yield from _forms(known, name, head.pattern, known.at("codelists", name, "pattern"))


def _is_list(file: str) -> bool:
    return fnmatchcase(file, "codelists/CL_*.csv")


def _forms(known: Known, name: str, pattern: str, place: Place) -> Iterator[Finding]:
    if not pattern:
        return
    codes = pa.array(sorted(known.codes(name)), pa.string())
    try:  # RE2: its time grows with the length of a code, whatever the pattern
        fits = pc.match_substring_regex(codes, rf"\A(?:{pattern})\z")
    except pa.ArrowInvalid as problem:
        yield fault(*place, "FIELD_INVALID", field="pattern", problem=str(problem).partition("\n")[0])
        return
    for code in codes.filter(pc.invert(fits)).to_pylist():
        yield fault(*known.at(name, code), "CODE_FORM", value=code, codelist=name, pattern=pattern)


def units(known: Known) -> Iterator[Finding]:
    """Measures that a step tells in a unit of their own: the code list says which; units named elsewhere exist."""
    programme = known.programme
    times = Counter(spec.id for spec in programme.structures.dataflows)
    for spec in programme.structures.dataflows:
        if times[spec.id] > 1:
            continue  # which of them is meant is told already
        component = programme.flows[spec.id].by_id.get("MEASURE")
        listed = component.codelist if component is not None else None
        held = programme.codelists.get(listed or "")
        codes = {code.id: code for code in held.codes} if held is not None else {}
        for measure in STEPS[spec.step].measures:
            code = codes.get(measure)
            place = known.at(listed or "", measure) if code is not None else (FILE, 1)
            if code is None or code.unit is None:
                yield fault(*place, "MEASURE_UNIT", measure=measure, codelist=listed or "-", step=spec.step)
    for name, listed_ in programme.codelists.items():
        for code in listed_.codes:
            yield from known.unknown("UNIT_UNKNOWN", "CL_UNIT", code.unit, known.at(name, code.id))


def attributes(known: Known) -> Iterator[Finding]:
    """Figures whose attributes are empty where the structure requires them, or differ where it says they cannot."""
    flow, rows = known.loaded.figures.dataflow, known.loaded.rows
    for component in flow.components:
        if not {component.id, *(component.attachment or ())} <= set(rows.column_names):
            continue
        if component.id == "UNIT_MEASURE" and component.attachment == ("INDICATOR",):
            continue  # a figure in another unit than its indicator's is told as that
        wrong = attribute_fault(flow, component, rows)
        if wrong is not None:
            row, problem = wrong
            place = (rows.column("FILE")[row].as_py(), rows.column("LINE")[row].as_py())
            yield fault(*place, "FIGURE_ATTRIBUTE", problem=problem.message, hint=problem.hint)
