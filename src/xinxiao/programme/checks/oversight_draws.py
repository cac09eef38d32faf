"""Oversight: what `oversight/draws.yaml` names of workflows, lists and registers is there, and acts take what a draw gives them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from xinxiao.files.convert import nearest
from xinxiao.files.places import Path
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.model.oversight.lists import ListTypes
from xinxiao.model.oversight.plan import DrawSpec
from xinxiao.model.oversight.subject_file import SubjectSpec
from xinxiao.model.oversight.workflow import Workflow
from xinxiao.programme.checks.known import Known
from xinxiao.programme.lists import SUBJECTS, TYPES

FILE = "oversight/draws.yaml"
ACTS = {
    "plan": ("draft", "redraft", "propose"),
    "approval": ("propose", "drawn", "use", "approve", "make_void"),
    "inspection": ("assign",),
}
STATES = {"plan": ("drafted", "in_force"), "approval": ("approved", "void"), "inspection": ()}
FIELDS = {
    "plan": ("year", "number", "sha256", "tasks"),
    "approval": ("fields",),
    "inspection": ("draw", "plan", "method", "kind", "people"),
}
"""What each section names of its workflow."""
GIVEN = {
    ("plan", "draft"): ("year", "number", "sha256", "tasks"),
    ("plan", "redraft"): ("sha256", "tasks"),
    ("plan", "propose"): ("sha256",),
    ("approval", "drawn"): ("result",),
    ("inspection", "assign"): FIELDS["inspection"],
}
"""The fields that acts are given; the one that proposes a draw is given all but its result."""
BY_HAND = ("approve", "make_void")
"""Acts that people do, and give what these need."""
CODED = (("kind", "kind_code"), ("method", "method_code"))


@dataclass(frozen=True)
class Named:
    """An id that a section names, where, and as what."""

    path: Path
    value: str


def draws(known: Known) -> Iterator[Finding]:
    """What is wrong with the file of draws."""
    spec = known.loaded.oversight.one(FILE, DrawSpec)
    if spec is None:
        return
    yield from _registers(known, spec)
    for section in ACTS:
        own = getattr(spec, section)
        flow = known.loaded.oversight.workflows.get(own.workflow)
        if flow is None:
            place = known.line(FILE, section, "workflow")
            yield from known.unknown("oversight.workflow", "workflows", own.workflow, place)
        else:
            yield from _names(known, section, own, flow)
            yield from _gives(known, section, own, flow)
    yield from _codes(known, spec)


def _registers(known: Known, spec: DrawSpec) -> Iterator[Finding]:
    """The area, the type of lists and the classes of risk are there; a draw has as many inspectors as inspections have fields."""
    yield from known.unknown("AREA_UNKNOWN", "CL_AREA", spec.area, known.line(FILE, "area"))
    types = known.loaded.oversight.one(TYPES, ListTypes)
    there = sorted(own.id for own in types.types) if types is not None else []
    if spec.list_type not in there:
        hint = nearest(spec.list_type, there)
        yield fault(*known.line(FILE, "list_type"), "oversight.list_type", value=spec.list_type, hint=hint)
    register = known.loaded.oversight.one(SUBJECTS, SubjectSpec)
    risks = sorted(own.id for own in register.risks) if register is not None else []
    for i, risk in enumerate(spec.low_risk if register is not None else ()):
        if risk not in risks:
            place = known.line(FILE, "low_risk", i)
            yield fault(*place, "oversight.draw_risk", value=risk, hint=nearest(risk, risks))
    if spec.whole in risks:
        yield fault(*known.line(FILE, "whole"), "oversight.draw_whole", value=spec.whole)
    if spec.people != len(spec.inspection.people):
        fields = len(spec.inspection.people)
        yield fault(*known.line(FILE, "people"), "oversight.draw_people", people=spec.people, fields=fields)
    prefixes = {flow.prefix: flow.id for flow in known.loaded.oversight.workflows.values()}
    if spec.series in prefixes:
        first = prefixes[spec.series]
        yield fault(*known.line(FILE, "series"), "oversight.prefix", value=spec.series, first=first)


def _of(section: str, own: msgspec.Struct, word: str) -> Iterator[Named]:
    value = getattr(own, word)
    if isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield Named((section, word, name), getattr(value, name))
    elif isinstance(value, tuple):
        yield from (Named((section, word, i), one) for i, one in enumerate(value))
    else:
        yield Named((section, word), value)


def _names(known: Known, section: str, own: msgspec.Struct, flow: Workflow) -> Iterator[Finding]:
    for words, there, code in (
        (ACTS[section], flow.act, "oversight.act"),
        (STATES[section], flow.state, "oversight.state"),
        (FIELDS[section], flow.field, "oversight.field"),
    ):
        for one in (found for word in words for found in _of(section, own, word)):
            if one.value not in there:
                hint = nearest(one.value, sorted(there))
                yield fault(*known.line(FILE, *one.path), code, value=one.value, hint=hint)


def _given(section: str, own: msgspec.Struct, word: str) -> frozenset[str]:
    """The fields that an act is given."""
    if (section, word) == ("approval", "propose"):
        every = list(_of(section, own, "fields"))
        return frozenset(one.value for one in every if one.path[-1] != "result")
    words = GIVEN.get((section, word), ())
    if section == "approval":
        return frozenset(one.value for one in _of(section, own, "fields") if one.path[-1] in words)
    return frozenset(one.value for name in words for one in _of(section, own, name))


def _gives(known: Known, section: str, own: msgspec.Struct, flow: Workflow) -> Iterator[Finding]:
    """Acts take the fields a draw gives them, and those that it does need no others."""
    for word in ACTS[section]:
        act = flow.act.get(getattr(own, word))
        given = _given(section, own, word)
        if act is None:
            continue
        place = known.line(FILE, section, word)
        for name in sorted((given & set(flow.field)) - {*act.needs, *act.takes}):
            yield fault(*place, "oversight.draw_gives", act=act.id, field=name)
        lacks = word not in BY_HAND and given <= set(flow.field)
        for name in sorted(set(act.needs) - given) if lacks else ():
            yield fault(*place, "oversight.draw_lacks", act=act.id, field=name)


def _codes(known: Known, spec: DrawSpec) -> Iterator[Finding]:
    """The codes that inspections are opened with are those of their fields' lists."""
    own = spec.inspection
    flow = known.loaded.oversight.workflows.get(own.workflow)
    for word, code in CODED:
        field = flow.field.get(getattr(own, word)) if flow is not None else None
        if field is None or field.codelist not in known.versions:
            continue
        codes, value = known.codes(field.codelist), getattr(own, code)
        if value not in codes:
            place = known.line(FILE, "inspection", code)
            hint = nearest(value, sorted(codes))
            yield fault(*place, "oversight.code", value=value, field=field.id, hint=hint)
