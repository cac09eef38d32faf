"""The times of law that an open case goes by, when the file of its workflow has changed since.

A case that keeps to the file it was opened by keeps its states and acts. But an act that starts a clock is judged by the rule in force
on its day, also by one that no file knew of when the case was opened: so versions of clocks, of documents and of how long something is
public are those of today's file too. What is counted already goes on by the version it follows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from msgspec.structs import replace

from xinxiao.model.oversight.case import ClockRun
from xinxiao.model.oversight.clock import ClockSpec, ClockVersion
from xinxiao.model.oversight.workflow import DocumentSpec, DocumentVersion, Publication, Workflow

VersionKey = tuple[str, str, str]
"""A version of a clock: the clock, the rule, the day from which it holds."""
V = TypeVar("V", ClockVersion, DocumentVersion)


@dataclass(frozen=True)
class File:
    """A workflow as a file says it, and the hash of that file."""

    workflow: Workflow
    digest: str


@dataclass(frozen=True)
class InForce:
    """A workflow with the versions in force, and by which other files these are said."""

    workflow: Workflow
    files: Mapping[VersionKey, str] = field(default_factory=dict)


def version_key(spec: ClockSpec, version: ClockVersion) -> VersionKey:
    """How a version of a clock is known."""
    return spec.id, version.rule, version.valid_from


def in_force(own: File, today: File | None, earlier: Iterable[tuple[ClockRun, File]] = ()) -> InForce:
    """The workflow of a case with the versions that today's file says, and those that its runs follow by ``earlier`` files.

    Of a version that several files say, what is counted by it is as the case's own file says it, and until when it holds as today's
    does. What today's file says otherwise of a clock that the case's own counts in another way is left alone.
    """
    files, clocks = dict[VersionKey, str](), list[ClockSpec]()
    kept = list(earlier)
    now = today if today is not None and today.digest != own.digest else None
    for spec in own.workflow.clocks:
        made = _clock(spec, now.workflow.clock.get(spec.id) if now is not None else None)
        said = {version_key(spec, one) for one in spec.versions}
        if now is not None:
            files |= {key: now.digest for one in made.versions if (key := version_key(spec, one)) not in said}
        for run, file in kept:
            found = _followed(spec, run, file)
            if found is not None:
                made = replace(made, versions=_put(made.versions, found))
                files[version_key(spec, found)] = file.digest
        clocks.append(made)
    if now is None and not kept:
        return InForce(own.workflow)
    whole = replace(own.workflow, clocks=tuple(clocks))
    return InForce(whole if now is None else _beside(whole, now.workflow), files)


def _clock(spec: ClockSpec, now: ClockSpec | None) -> ClockSpec:
    if now is None or (now.set_by, now.beforehand, now.since) != (spec.set_by, spec.beforehand, spec.since):
        return spec
    return replace(
        spec,
        versions=_merged(spec.versions, now.versions),
        until=now.until,
        crossing=now.crossing or spec.crossing,
    )


def _merged(own: tuple[ClockVersion, ...], now: tuple[ClockVersion, ...]) -> tuple[ClockVersion, ...]:
    today = {(one.rule, one.valid_from): one for one in now}
    held = [_until(one, today.get((one.rule, one.valid_from))) for one in own]
    return (*held, *_further(own, now))


def _until(own: ClockVersion, now: ClockVersion | None) -> ClockVersion:
    return own if now is None else replace(own, valid_to=now.valid_to)


def _further(own: tuple[V, ...], now: tuple[V, ...]) -> Iterator[V]:
    known = {(one.rule, one.valid_from) for one in own}
    return (one for one in now if (one.rule, one.valid_from) not in known)


def _followed(spec: ClockSpec, run: ClockRun, file: File) -> ClockVersion | None:
    """The version that a run follows, as the file says it that the run names."""
    held = file.workflow.clock.get(spec.id) if run.clock == spec.id else None
    every = held.versions if held is not None else ()
    return next((one for one in every if (one.rule, one.valid_from) == (run.rule, run.version)), None)


def _put(versions: tuple[ClockVersion, ...], found: ClockVersion) -> tuple[ClockVersion, ...]:
    key = found.rule, found.valid_from
    there = next((one for one in versions if (one.rule, one.valid_from) == key), None)
    if there is None:
        return (*versions, found)
    return tuple(replace(found, valid_to=one.valid_to) if one is there else one for one in versions)


def _beside(own: Workflow, now: Workflow) -> Workflow:
    """The same of documents, as far as the case has the fields that a further version shows, and of publications."""
    documents = {one.id: one for one in now.documents}
    publications = {one.id: one for one in now.publications}
    return replace(
        own,
        documents=tuple(_document(own, one, documents.get(one.id)) for one in own.documents),
        publications=tuple(_publication(one, publications.get(one.id)) for one in own.publications),
    )


def _document(own: Workflow, spec: DocumentSpec, now: DocumentSpec | None) -> DocumentSpec:
    every = _further(spec.versions, now.versions) if now is not None else iter(())
    fit = tuple(one for one in every if set(one.fields) <= set(own.field))
    return replace(spec, versions=(*spec.versions, *fit))


def _publication(spec: Publication, now: Publication | None) -> Publication:
    return spec if now is None else replace(spec, ends=_merged(spec.ends, now.ends))
