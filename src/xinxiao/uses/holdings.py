"""Holdings: which dataflows of which release answer a question, now, at a moment, or through time.

What counts is what readers were shown (:meth:`xinxiao.model.life.Lived.was_live`), of each programme; nothing is computed anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from xinxiao.errors import NotFound, told
from xinxiao.model.choice import Choice, shown
from xinxiao.model.extract import Filter
from xinxiao.model.life import Lived, ranked
from xinxiao.model.release import Release
from xinxiao.model.selection import CONTEXTS, Context, Target
from xinxiao.model.structure import Component, Dataflow
from xinxiao.publish.sdmx.structure.artefact import Ref
from xinxiao.publish.sdmx.structure.artefacts import agreement_of, ref_of, structure_of
from xinxiao.uses import releases
from xinxiao.uses.call import Call


@dataclass(frozen=True)
class Held:
    """A dataflow of a release, shown from ``since`` on (UTC, ISO 8601) ``until`` another one was (empty: still)."""

    flow: Dataflow
    release: Release
    since: str
    until: str = ""

    @property
    def digest(self) -> str:
        """The hash of the sealed rows."""
        return self.release.datasets[self.flow.id].sha256


def holdings(call: Call, target: Target, at: str = "") -> tuple[Held, ...]:
    """The dataflows that answer, of what readers were shown ``at`` a moment (none: now).

    Raises :class:`NotFound` when what is named, without a wildcard, is not among them, :class:`Withdrawn` when what was
    shown then was withdrawn since.
    """
    call.demand("read")
    shown_then = _shown(call, at)
    gone = next((life for _, life in shown_then if not life.is_shown), None)
    if gone is not None:
        raise releases.withdrawn(gone)
    every = [(flow, release, life) for release, life in shown_then for flow in _flows(call, release)]
    found = tuple(Held(flow, release, life.since) for flow, release, life in every if _fits(target, flow))
    if not found and target.ids and every:
        kind = (target.contexts or ("dataflow",))[0]
        refs = [ref_in(kind, flow) for flow, _, _ in every]
        wanted = ",".join(target.ids)
        near = releases.near(wanted.upper(), [ref.id for ref in refs])
        known = ", ".join(ref.short for ref in refs if ref.id in near)
        said = told("sdmx_artefact", kind=kind, value=shown(wanted), known=known)
        raise NotFound(f"no {kind} {wanted}", said)
    return found


def through_time(call: Call, held: Held) -> tuple[Held, ...]:
    """What readers were shown of a dataflow, one after the other; states with the same rows are one.

    What was withdrawn since is left out: its data are shown to nobody.
    """
    name = held.release.programme.id
    lives = [life for life in _lives(call) if life.entry.programme == name]
    moments = sorted({moment for life in lives for moment in (life.since, life.until) if moment})
    found: list[Held] = []
    for moment in moments:
        last = _last(life for life in lives if life.was_live(moment))
        release = releases.manifest(call, last.entry.sha256) if last else None
        flow = releases.flows(call, release).get(held.flow.id) if release else None
        if found and not found[-1].until:
            if flow and release and release.datasets[flow.id].sha256 == found[-1].digest:
                continue
            found[-1] = Held(found[-1].flow, found[-1].release, found[-1].since, moment)
        if flow and release and last and last.is_shown:
            found.append(Held(flow, release, moment))
    return tuple(found)


def before(call: Call, held: Held, moment: str) -> Held | None:
    """What readers were shown of the same dataflow at a moment; None when nothing, or what was withdrawn since."""
    for release, life in _shown(call, moment):
        if not life.is_shown:
            continue
        flow = releases.flows(call, release).get(held.flow.id)
        if release.programme.id == held.release.programme.id and flow is not None:
            return Held(flow, release, life.since, life.until)
    return None


def choice(call: Call, held: Held, start_day: str = "") -> Choice:
    """What a selection of a dataflow is held against."""
    programme = releases.programme(call, held.release).programme

    def codes(part: Component) -> Collection[str] | None:
        return programme.codes(part.codelist) if part.codelist else None

    return Choice(held.flow, partial(values, call, held), codes, start_day)


def values(call: Call, held: Held, column: str) -> Sequence[str]:
    """The values a column has, sorted."""
    ports = call.ports

    def make() -> tuple[str, ...]:
        return tuple(ports.tables.distinct(ports.blobs.verified(held.digest), Filter(), column))

    return ports.kept.values.get((held.digest, column), make)


def ref_in(context: Context, flow: Dataflow) -> Ref:
    """The artefact of a kind that a dataflow is known by."""
    match context:
        case "datastructure":
            return structure_of(flow)
        case "provisionagreement":
            return agreement_of(flow)
        case _:
            return ref_of(flow)


def _fits(target: Target, flow: Dataflow) -> bool:
    if target.providers and flow.agency not in target.providers:
        return False
    return any(_named(target, ref_in(context, flow)) for context in target.contexts or CONTEXTS)


def _named(target: Target, ref: Ref) -> bool:
    mine = not target.agencies or ref.agency in target.agencies
    named = not target.ids or ref.id in target.ids
    versions = [query.of((ref.version,)) for query in target.versions]
    return mine and named and (not versions or any(versions))


def _lives(call: Call) -> tuple[Lived, ...]:
    """What was ever live; of the moment before one cannot know more than a second."""
    return tuple(life for life in call.ports.head.known.lives if life.since)


def _shown(call: Call, at: str) -> list[tuple[Release, Lived]]:
    """The release of each programme that readers were shown at a moment, and how it stands."""
    then = [life for life in _lives(call) if (life.was_live(at) if at else life.is_shown)]
    last = {life.entry.programme: life for life in ranked(then)}
    return [(releases.manifest(call, life.entry.sha256), life) for life in last.values()]


def _last(lives: Iterable[Lived]) -> Lived | None:
    found = ranked(lives)
    return found[-1] if found else None


def _flows(call: Call, release: Release) -> list[Dataflow]:
    return list(releases.flows(call, release).values())
