"""Monthly aggregates of cases: all they name is there, each thing is counted once, and what was handed over stays what it may be."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from fnmatch import fnmatchcase

import pyarrow.compute as pc

from xinxiao.files.convert import nearest
from xinxiao.files.places import Path
from xinxiao.files.table import read_table
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.model.oversight.aggregate import AggregateSpec, AggregatesSpec
from xinxiao.model.oversight.workflow import SEALED, Workflow
from xinxiao.programme.checks.known import Known
from xinxiao.programme.shapes import cases_sheet
from xinxiao.programme.tables import COUNTED

FILE = "oversight/aggregates.yaml"
ONCE = ("counts", "clocks", "publications", "levels")
"""Lists of which no item stands twice."""


def aggregates(known: Known) -> Iterator[Finding]:
    """Workflows, clocks, publications, fields with their codes, levels, indicators and scopes of what is counted of cases."""
    spec = known.loaded.oversight.one(FILE, AggregatesSpec)
    if spec is None:
        return
    yield from known.unknown("AREA_UNKNOWN", "CL_AREA", spec.area, known.line(FILE, "area"))
    for i, measure in enumerate(spec.measures):
        place = known.line(FILE, "measures", i, "indicator")
        yield from known.unknown("INDICATOR_UNKNOWN", "indicators", measure.indicator, place)
    yield from _twice(known, [one.counts for one in spec.measures], ("measures",))
    yield from _twice(known, [one.indicator for one in spec.measures], ("measures",))
    yield from _twice(known, [one.workflow for one in spec.workflows], ("workflows",))
    yield from _twice(known, [one.scope for one in spec.workflows], ("workflows",))
    yield from _twice(known, [one.code for one in spec.workflows], ("workflows",))
    if not any(flow.step == "cases" for flow in known.programme.flows.values()):
        yield fault(*known.line(FILE, "workflows"), "aggregate.flow")
    for i, one in enumerate(spec.workflows):
        yield from _workflow(known, spec, one, ("workflows", i))


def _twice(known: Known, values: Collection[str], path: Path) -> Iterator[Finding]:
    seen = set[str]()
    for i, value in enumerate(values):
        if value in seen:
            yield fault(*known.line(FILE, *path, i), "aggregate.twice", value=value)
        seen.add(value)


def _workflow(known: Known, spec: AggregatesSpec, one: AggregateSpec, at: Path) -> Iterator[Finding]:
    yield from known.unknown("SCOPE_UNKNOWN", "scopes", one.scope, known.line(FILE, *at, "scope"))
    listed = _codes(known, "WORKFLOW")
    if listed is not None:
        yield from _there(known, (one.code,), listed, (*at, "code"), "CODE_UNKNOWN", each=False)
    levels = known.programme.file.levels
    for word in ONCE:
        yield from _twice(known, getattr(one, word), (*at, word))
    yield from _there(known, one.levels, levels, (*at, "levels"), "aggregate.level")
    order = [levels.index(level) for level in one.levels if level in levels]
    if order != sorted(order):
        yield fault(*known.line(FILE, *at, "levels"), "aggregate.order", levels=", ".join(levels))
    yield from _there(known, one.counts, spec.indicators, (*at, "counts"), "aggregate.count")
    if ("days" in one.counts) != (one.days_of is not None):
        yield fault(*known.line(FILE, *at, "days_of"), "aggregate.days", workflow=one.workflow)
    flow = known.loaded.oversight.workflows.get(one.workflow)
    if flow is None:
        place = known.line(FILE, *at, "workflow")
        yield from known.unknown("oversight.workflow", "workflows", one.workflow, place)
        return
    yield from _parts(known, flow, one, at)


def _parts(known: Known, flow: Workflow, one: AggregateSpec, at: Path) -> Iterator[Finding]:
    """What is named of a workflow that is there."""
    days = () if one.days_of is None else (one.days_of,)
    publications = [item.id for item in flow.publications]
    yield from _there(known, one.clocks, flow.clock, (*at, "clocks"), "oversight.clock")
    yield from _there(known, days, flow.clock, (*at, "days_of"), "oversight.clock", each=False)
    yield from _there(known, one.publications, publications, (*at, "publications"), "oversight.publication")
    listed = _codes(known, "RESULT")
    yield from _twice(known, [item.code for item in one.classes], (*at, "classes"))
    for i, item in enumerate(one.classes):
        here: Path = (*at, "classes", i)
        if listed is not None:
            yield from _there(known, (item.code,), listed, (*here, "code"), "CODE_UNKNOWN", each=False)
        for j, condition in enumerate(item.any_of):
            there: Path = (*here, "any_of", j)
            yield from _there(
                known, (condition.field,), flow.field, (*there, "field"), "oversight.field", each=False
            )
            field = flow.field.get(condition.field)
            if field is None:
                continue
            if field.codelist is None or field.personal or field.kind in SEALED:
                place = known.line(FILE, *there, "field")
                yield fault(*place, "aggregate.field", workflow=flow.id, field=field.id)
            elif field.codelist in known.versions:
                codes = known.codes(field.codelist)
                for code in condition.is_:
                    if code not in codes:
                        yield fault(
                            *known.line(FILE, *there, "is"),
                            "oversight.code",
                            value=code,
                            field=field.id,
                            hint=nearest(code, sorted(codes)),
                        )


def _codes(known: Known, column: str) -> frozenset[str] | None:
    """The codes of a column of numbers of cases; None where the dataflow names no list that is there."""
    for flow in known.programme.flows.values():
        listed = flow.by_id[column].codelist if flow.step == "cases" and column in flow.by_id else None
        if listed is not None and listed in known.versions:
            return known.codes(listed)
    return None


def _there(
    known: Known, values: Collection[str], there: Collection[str], path: Path, code: str, *, each: bool = True
) -> Iterator[Finding]:
    """Findings on values that are not there. ``each``: every value has a place of its own below ``path``."""
    for i, value in enumerate(values):
        if value not in there:
            place = known.line(FILE, *path, i) if each else known.line(FILE, *path)
            column = "RESULT" if "classes" in path else "WORKFLOW"
            more = {"column": column, "rows": 1} if code == "CODE_UNKNOWN" else {}
            yield fault(*place, code, value=value, hint=nearest(value, sorted(there)), **more)


def counted(known: Known) -> Iterator[Finding]:
    """Numbers of cases that are withheld and stand there all the same, or are of invented cases where the programme is not."""
    data = known.loaded.cases
    files = [file for file in known.loaded.files if fnmatchcase(file, COUNTED)] if data is not None else []
    for file in files:
        assert data is not None
        rows, _ = read_table(file, known.loaded.files[file], cases_sheet(data.dataflow))
        told = pc.and_(pc.not_equal(rows.column("CONF_STATUS"), "F"), pc.is_valid(rows.column("OBS_VALUE")))
        invented = pc.not_equal(rows.column("SYNTHETIC"), "N")
        for which, code in ((told, "aggregate.told"), (invented, "aggregate.synthetic")):
            lines = rows.filter(which).column("LINE").to_pylist()
            if lines and not (code == "aggregate.synthetic" and known.programme.file.synthetic):
                yield fault(file, lines[0], code, rows=len(lines))
