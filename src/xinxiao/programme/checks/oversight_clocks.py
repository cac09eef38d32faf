"""Oversight: a clock starts, stops and runs out by acts that can happen, and on each day one version of a rule in force gives its time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from xinxiao.files.places import Path
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.model.oversight.clock import ClockSpec, ClockVersion, Length, LengthUnit
from xinxiao.model.oversight.workflow import Workflow
from xinxiao.model.period import is_date
from xinxiao.programme.checks.known import Known
from xinxiao.programme.checks.oversight_graph import Graph
from xinxiao.programme.checks.oversight_ways import sound

LONGEST: dict[LengthUnit, int] = {"working_day": 3_660, "day": 3_660, "month": 600, "year": 100}
"""Of each unit, the most that a rule can mean."""


def acts(known: Known) -> Iterator[Finding]:
    """Acts start, stop, suspend, resume and extend a clock, and are done when it runs out, where it can run."""
    for graph in sound(known):
        for i, clock in enumerate(graph.flow.clocks):
            at = ("clocks", i)
            running = graph.running(clock)
            if not running:
                place = known.at("workflows", graph.flow.id, *at, "starts")
                yield fault(*place, "oversight.clock_never", clock=clock.id)
                continue
            for word in ("stops", "drops", "suspends", "resumes", "extends"):
                for j, name in enumerate(getattr(clock, word)):
                    act = graph.flow.act.get(name)
                    if act is not None and not running & set(act.from_):
                        place = known.at("workflows", graph.flow.id, *at, word, j)
                        yield fault(*place, "oversight.clock_act", clock=clock.id, act=name)
            yield from _runs_out(known, graph, clock, at)


def _runs_out(known: Known, graph: Graph, clock: ClockSpec, at: Path) -> Iterator[Finding]:
    """What happens when it runs out is done by the installation alone, in each state in which it can run but that of review."""
    act = graph.flow.act.get(clock.runs_out or "")
    if act is None:
        return
    place = known.at("workflows", graph.flow.id, *at, "runs_out")
    if act.by != ("system",):
        yield fault(*place, "oversight.runs_out_by", clock=clock.id, act=act.id)
    if act.needs or act.reason or act.entry is not None or (act.evidence is not None and act.evidence.least):
        yield fault(*place, "oversight.runs_out_needs", clock=clock.id, act=act.id)
    missing = graph.running(clock) - set(act.from_) - set(graph.lapses)
    if missing:
        states = ", ".join(sorted(missing))
        yield fault(*place, "oversight.runs_out_from", clock=clock.id, act=act.id, states=states)


def fields(known: Known) -> Iterator[Finding]:
    """Days a clock is counted from, or set by, are dates that each starting act needs; what is counted back has such a day."""
    for flow in known.loaded.oversight.workflows.values():
        for i, clock in enumerate(flow.clocks):
            for word in ("since", "set_by"):
                yield from _day(known, flow, clock, getattr(clock, word), ("clocks", i, word))
            lacking = clock.beforehand and clock.since is None
            still = bool(clock.suspends or clock.resumes or clock.extends)
            if lacking or (still and (clock.beforehand or clock.set_by)):
                place = known.at("workflows", flow.id, "clocks", i, "id")
                yield fault(*place, "oversight.clock_back", clock=clock.id)
            if bool(clock.suspends) != bool(clock.resumes):
                place = known.at("workflows", flow.id, "clocks", i, "id")
                yield fault(*place, "oversight.clock_resumes", clock=clock.id)
            yield from _lengths(known, flow, clock, i)


def _day(known: Known, flow: Workflow, clock: ClockSpec, name: str | None, path: Path) -> Iterator[Finding]:
    field = flow.field.get(name or "")
    if field is None:
        return
    place = known.at("workflows", flow.id, *path)
    if field.kind != "date" or field.personal:
        yield fault(*place, "oversight.clock_day", clock=clock.id, field=field.id)
    for act in filter(None, map(flow.act.get, clock.starts)):
        if field.id not in act.needs:
            yield fault(*place, "oversight.clock_needs", clock=clock.id, act=act.id, field=field.id)


def _lengths(known: Known, flow: Workflow, clock: ClockSpec, i: int) -> Iterator[Finding]:
    for j, version in enumerate(clock.versions):
        place = known.at("workflows", flow.id, "clocks", i, "versions", j)
        if (version.length is None) != (clock.set_by is not None):
            yield fault(*place, "oversight.length", clock=clock.id)
        extension = version.extension.length if version.extension is not None else None
        for length in filter(None, (version.length, extension)):
            yield from _far(length, place)
    extended = any(version.extension is not None for version in clock.versions)
    if extended != bool(clock.extends):
        place = known.at("workflows", flow.id, "clocks", i, "id")
        yield fault(*place, "oversight.extension", clock=clock.id)


def _far(length: Length, place: tuple[str, int]) -> Iterator[Finding]:
    most = LONGEST[length.unit]
    if length.number > most:
        yield fault(*place, "oversight.long", number=length.number, unit=length.unit, most=most)


def crossings(known: Known) -> Iterator[Finding]:
    """How open cases, and clocks whose rule has several versions, cross a change is declared."""
    for flow in known.loaded.oversight.workflows.values():
        if flow.crossing is None:
            yield fault(*known.at("workflows", flow.id, "id"), "oversight.crossing_file")
        for i, clock in enumerate(flow.clocks):
            if len(clock.versions) > 1 and clock.crossing is None:
                place = known.at("workflows", flow.id, "clocks", i, "versions")
                yield fault(*place, "oversight.crossing", clock=clock.id)


def versions(known: Known) -> Iterator[Finding]:
    """Of clocks, publications and documents: one version on each day of the workflow, of a rule that holds on those days."""
    for flow in known.loaded.oversight.workflows.values():
        for i, clock in enumerate(flow.clocks):
            path: Path = ("clocks", i, "versions")
            yield from _held(known, flow, clock.versions, path)
            yield from _lasting(known, flow, clock, path)
        for i, publication in enumerate(flow.publications):
            yield from _held(known, flow, publication.ends, ("publications", i, "ends"))
            for j, version in enumerate(publication.ends):
                place = known.at("workflows", flow.id, "publications", i, "ends", j)
                if version.length is None:
                    yield fault(*place, "oversight.length", clock=publication.id)
                else:
                    yield from _far(version.length, place)
        for i, document in enumerate(flow.documents):
            spans = [(version.valid_from, None) for version in document.versions]
            for j, version_ in enumerate(document.versions):
                place = known.at("workflows", flow.id, "documents", i, "versions", j)
                yield from _in_force(known, version_.rule, spans[j], place)
            if min(start for start, _ in spans) > flow.valid_from:
                place = known.at("workflows", flow.id, "documents", i, "versions")
                yield fault(*place, "oversight.gap", name=document.id, first=flow.valid_from)
            if len({start for start, _ in spans}) < len(spans):
                place = known.at("workflows", flow.id, "documents", i, "versions")
                yield fault(*place, "oversight.overlap", name=document.id)


def _held(known: Known, flow: Workflow, own: Sequence[ClockVersion], path: Path) -> Iterator[Finding]:
    """No two versions hold on one day, each ends after it begins, and its rule holds all the while."""
    before = ""
    for j, version in sorted(enumerate(own), key=lambda item: item[1].valid_from):
        place = known.at("workflows", flow.id, *path, j)
        if version.valid_to is not None and version.valid_to < version.valid_from:
            yield fault(*place, "oversight.days", first=version.valid_from, last=version.valid_to)
        if before >= version.valid_from:
            yield fault(*place, "oversight.overlap", name=version.rule)
        before = max(before, version.valid_to or "9999-12-31")
        yield from _in_force(known, version.rule, (version.valid_from, version.valid_to), place)


def _in_force(
    known: Known, name: str, span: tuple[str, str | None], place: tuple[str, int]
) -> Iterator[Finding]:
    rule = known.loaded.oversight.rules.get(name)
    if rule is not None and not (rule.holds(span[0]) and rule.holds(span[1] or "9999-12-31")):
        yield fault(*place, "oversight.rule_days", rule=name, first=rule.valid_from, last=rule.valid_to or "")


def _lasting(known: Known, flow: Workflow, clock: ClockSpec, path: Path) -> Iterator[Finding]:
    """From the first day of the workflow to its last, or that of the clock, some version holds."""
    place = known.at("workflows", flow.id, *path)
    needed = flow.valid_from
    last = min(clock.until or "9999-12-31", flow.valid_to or "9999-12-31")
    for version in sorted(clock.versions, key=lambda one: one.valid_from):
        if version.valid_from > needed and needed <= last:
            yield fault(*place, "oversight.gap", name=clock.id, first=needed)
            return
        needed = max(needed, _next(version.valid_to))
    if needed <= last:
        yield fault(*place, "oversight.gap", name=clock.id, first=needed)


def _next(day: str | None) -> str:
    """The day after; after a version without end there is none."""
    if day is None or not is_date(day):
        return "9999-12-32"
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
