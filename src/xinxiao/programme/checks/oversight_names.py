"""Oversight: rules and workflows stand where they should, and everything they name is there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from xinxiao.files.convert import nearest
from xinxiao.files.places import Path
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.model.oversight.workflow import ActSpec, Workflow
from xinxiao.programme.checks.known import Known

FIELD_LISTS = ("needs", "takes", "distinct")
ACT_LISTS = ("unlike", "done")
CLOCK_ACTS = ("starts", "stops", "drops", "suspends", "resumes", "extends", "runs_out")
UNKNOWN = {
    "state": "oversight.state",
    "act": "oversight.act",
    "field": "oversight.field",
    "clock": "oversight.clock",
    "document": "oversight.document",
    "publication": "oversight.publication",
}
"""The code of the finding, by what is named and not there."""
DAYS_OF = ("since", "set_by")


def rules(known: Known) -> Iterator[Finding]:
    """Rules have sources, follow others that are there, and end after they begin."""
    own = known.loaded.oversight.rules
    for rule in own.values():
        place = known.at("rules", rule.id, "source")
        yield from known.unknown("SOURCE_UNKNOWN", "sources", rule.source, place)
        if rule.follows is not None:
            yield from known.unknown(
                "oversight.rule", "rules", rule.follows, known.at("rules", rule.id, "follows")
            )
        for i, day in enumerate(rule.amendments):
            if not rule.holds(day):
                place = known.at("rules", rule.id, "amendments", i)
                last = rule.valid_to or ""
                yield fault(*place, "oversight.rule_days", rule=rule.id, first=rule.valid_from, last=last)
        if rule.valid_to is not None and rule.valid_to < rule.valid_from:
            place = known.at("rules", rule.id, "valid_to")
            yield fault(*place, "oversight.days", first=rule.valid_from, last=rule.valid_to)


def workflows(known: Known) -> Iterator[Finding]:
    """A workflow stands in the file of its name; its ids, and the numbers of its cases and documents, are its own."""
    prefixes: dict[str, str] = {}
    for flow in _flows(known):
        file, line = known.at("workflows", flow.id, "id")
        if file != f"oversight/workflows/{flow.id}.yaml":
            yield fault(file, line, "oversight.file", workflow=flow.id)
        if flow.valid_to is not None and flow.valid_to < flow.valid_from:
            place = known.at("workflows", flow.id, "valid_to")
            yield fault(*place, "oversight.days", first=flow.valid_from, last=flow.valid_to)
        named: list[tuple[str, Path]] = [(flow.prefix, ("prefix",))]
        named += [(item.prefix, ("documents", i, "prefix")) for i, item in enumerate(flow.documents)]
        for prefix, path in named:
            if prefix in prefixes:
                place = known.at("workflows", flow.id, *path)
                yield fault(*place, "oversight.prefix", value=prefix, first=prefixes[prefix])
            prefixes.setdefault(prefix, flow.id)
        for word in ("states", "fields", "acts", "clocks", "documents", "publications"):
            yield from _twice(known, flow, word)


def references(known: Known) -> Iterator[Finding]:
    """States, acts, fields, clocks, documents, publications, rules and code lists that a workflow names are there."""
    for flow in _flows(known):
        for what, value, path, there in _named(flow):
            if value not in there:
                yield _unknown(known, flow, what, value, path, there)
        for rule, path in based(flow):
            if not known.has("rules", rule) and known.loaded.oversight.rules:
                place = known.at("workflows", flow.id, *path)
                yield from known.unknown("oversight.rule", "rules", rule, place)
        yield from _outside(known, flow)


def based(flow: Workflow) -> Iterator[tuple[str, Path]]:
    """The rules a workflow names, each with its place."""
    whole: list[tuple[Path, Any]] = [
        ((), flow),
        (("recusal",), flow.recusal),
        (("retention",), flow.retention),
    ]
    for word in ("fields", "acts", "publications"):
        whole += [((word, i), item) for i, item in enumerate(getattr(flow, word))]
    for base, item in whole:
        for j, basis in enumerate(item.basis if item is not None else ()):
            yield basis.rule, (*base, "basis", j, "rule")
    versioned = [("clocks", "versions"), ("documents", "versions"), ("publications", "ends")]
    for word, versions in versioned:
        for i, item in enumerate(getattr(flow, word)):
            for j, version in enumerate(getattr(item, versions)):
                yield version.rule, (word, i, versions, j, "rule")


def _flows(known: Known) -> Collection[Workflow]:
    return known.loaded.oversight.workflows.values()


def _twice(known: Known, flow: Workflow, word: str) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for i, item in enumerate(getattr(flow, word)):
        file, line = known.at("workflows", flow.id, word, i, "id")
        if item.id in seen:
            yield fault(file, line, "ID_DUPLICATE", id=item.id, first=f"{file}:{seen[item.id]}")
        seen.setdefault(item.id, line)


Named = tuple[str, str, Path, Collection[str]]
"""What is named (a state, an act), its id, the place, and those there are."""


def _named(flow: Workflow) -> Iterator[Named]:
    documents = {item.id for item in flow.documents}
    publications = {item.id for item in flow.publications}
    for i, act in enumerate(flow.acts):
        here: Path = ("acts", i)
        yield from _each("state", act.from_, (*here, "from"), flow.state)
        if act.to is not None:
            yield "state", act.to, (*here, "to"), flow.state
        for word in FIELD_LISTS:
            yield from _each("field", getattr(act, word), (*here, word), flow.field)
        for word in ACT_LISTS:
            yield from _each("act", getattr(act, word), (*here, word), flow.act)
        for word in ("after", "within"):
            yield from _each("clock", getattr(act, word), (*here, word), flow.clock)
        for word in ("only_if", "any_of"):
            for j, one in enumerate(getattr(act, word)):
                yield "field", one.field, (*here, word, j, "field"), flow.field
        yield from _each("document", act.documents, (*here, "documents"), documents)
        for word in ("publishes", "withdraws"):
            yield from _each("publication", getattr(act, word), (*here, word), publications)
    for i, clock in enumerate(flow.clocks):
        for word in CLOCK_ACTS:
            yield from _each("act", _several(getattr(clock, word)), ("clocks", i, word), flow.act)
        for word in DAYS_OF:
            yield from _each("field", _several(getattr(clock, word)), ("clocks", i, word), flow.field)
    for i, document in enumerate(flow.documents):
        for j, version in enumerate(document.versions):
            path: Path = ("documents", i, "versions", j, "fields")
            yield from _each("field", version.fields, path, flow.field)
    for i, publication in enumerate(flow.publications):
        yield from _each("field", publication.fields, ("publications", i, "fields"), flow.field)
        yield from _each("document", publication.documents, ("publications", i, "documents"), documents)
        yield from _each("clock", _several(publication.within), ("publications", i, "within"), flow.clock)
    if flow.visit is not None:
        officers = [one.id for one in flow.fields if one.kind == "officer"]
        days = [one.id for one in flow.fields if one.kind == "date"]
        yield from _each("field", flow.visit.people, ("visit", "people"), officers)
        yield "field", flow.visit.day, ("visit", "day"), days
        yield from _each("act", flow.visit.acts, ("visit", "acts"), flow.act)


def _several(value: Any) -> Sequence[str]:
    return () if value is None else (value,) if isinstance(value, str) else value


def _each(what: str, values: Sequence[str], path: Path, there: Collection[str]) -> Iterator[Named]:
    for i, value in enumerate(values):
        yield what, value, (*path, i), there


def _unknown(
    known: Known, flow: Workflow, what: str, value: str, path: Path, there: Collection[str]
) -> Finding:
    place = known.at("workflows", flow.id, *path)
    return fault(*place, UNKNOWN[what], value=value, hint=nearest(value, sorted(there)))


def _outside(known: Known, flow: Workflow) -> Iterator[Finding]:
    """Code lists and their codes, and workflows that may follow."""
    for i, field in enumerate(flow.fields):
        place = known.at("workflows", flow.id, "fields", i, "codelist")
        coded = field.kind in ("code", "codes")
        if coded != (field.codelist is not None):
            yield fault(*place, "oversight.coded", field=field.id, kind=field.kind)
        elif field.codelist is not None and field.codelist not in known.versions:
            hint = nearest(field.codelist, sorted(known.versions))
            yield fault(*place, "CODELIST_UNKNOWN", value=field.codelist, hint=hint)
    for i, act in enumerate(flow.acts):
        yield from _codes(known, flow, i, act)
        for j, name in enumerate(act.opens):
            place = known.at("workflows", flow.id, "acts", i, "opens", j)
            yield from known.unknown("oversight.workflow", "workflows", name, place)


def _codes(known: Known, flow: Workflow, i: int, act: ActSpec) -> Iterator[Finding]:
    for word in ("only_if", "any_of"):
        for j, one in enumerate(getattr(act, word)):
            field = flow.field.get(one.field)
            place = known.at("workflows", flow.id, "acts", i, word, j)
            if field is not None and (field.codelist is None or field.personal):
                yield fault(*place, "oversight.condition", act=act.id, field=one.field)
            elif field is not None and field.codelist in known.versions:
                codes = known.codes(field.codelist or "")
                for code in one.is_:
                    if code not in codes:
                        hint = nearest(code, sorted(codes))
                        yield fault(*place, "oversight.code", value=code, field=one.field, hint=hint)
