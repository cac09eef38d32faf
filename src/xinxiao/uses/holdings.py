"""Holdings: which dataflows of which release answer a question, now, at a moment, or through time.

A version of a dataflow is answered by the newest release that readers were shown it in, so that what was published stays in
reach when a later release has another version. What counts is what readers were shown
(:meth:`xinxiao.model.life.Lived.was_live`), of each programme; nothing is computed anew.
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
from xinxiao.model.version_query import newest_first
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


@dataclass(frozen=True)
class _State:
    """A dataflow of a release, and how the release stands."""

    flow: Dataflow
    release: Release
    life: Lived

    @property
    def name(self) -> tuple[str, str, str]:
        """Which dataflow it is, of whatever version: programme, agency, id."""
        return self.release.programme.id, self.flow.agency, self.flow.id

    @property
    def held(self) -> Held:
        return Held(self.flow, self.release, self.life.since, self.life.until)


def holdings(call: Call, target: Target, at: str = "") -> tuple[Held, ...]:
    """The dataflows that answer, of what readers were shown ``at`` a moment (none: now): of each every version asked for,
    the newest first, from the newest release that holds it.

    Raises :class:`NotFound` when what is named, without a wildcard, is not among them, :class:`Withdrawn` when what was
    shown then was withdrawn since, or when only withdrawn releases hold what is asked for.
    """
    call.demand("read")
    lives = [life for life in _lives(call) if not at or life.since <= at]
    then = _states(call, [life for life in lives if (life.was_live(at) if at else life.is_shown)])
    found = _asked(target, then)
    given = [one for one in found if one.life.is_shown]
    newest = {one.name: one for one in reversed(found)}
    gone = next((one.life for one in newest.values() if not one.life.is_shown), None)
    if gone is None and not given:
        over = _asked(target, _states(call, [life for life in lives if not life.is_shown]))
        gone = next((one.life for one in over), None)
    if gone is not None:
        raise releases.withdrawn(gone)
    if not given and target.ids and then:
        raise _missing(target, then)
    return tuple(one.held for one in given)


def order(held: Held) -> tuple[str, int, str]:
    """What sorts by release, the one that readers were shown last at the end."""
    return held.since, held.release.last, held.release.as_of


def through_time(call: Call, held: Held) -> tuple[Held, ...]:
    """What readers were shown of a version of a dataflow, one after the other; states with the same rows are one.

    What was withdrawn since is left out: its data are shown to nobody.
    """
    states = {one.life.entry.sha256: one for one in _of_version(call, held)}
    lives = [one.life for one in states.values()]
    moments = sorted({moment for life in lives for moment in (life.since, life.until) if moment})
    found: list[Held] = []
    for moment in moments:
        last = _last(life for life in lives if life.was_live(moment))
        state = states[last.entry.sha256] if last else None
        if found and not found[-1].until:
            if state and state.held.digest == found[-1].digest:
                continue
            found[-1] = Held(found[-1].flow, found[-1].release, found[-1].since, moment)
        if state and state.life.is_shown:
            found.append(Held(state.flow, state.release, moment))
    return tuple(found)


def before(call: Call, held: Held, moment: str) -> Held | None:
    """What readers were shown of the same dataflow at a moment: of the same version, else of the one they were shown last;
    None when nothing, or what was withdrawn since."""
    mine = held.release.programme.id
    lives = [life for life in _lives(call) if life.entry.programme == mine and life.was_live(moment)]
    same = [one for one in _states(call, lives) if one.flow.id == held.flow.id]
    alike = [one for one in same if one.flow.version == held.flow.version]
    found = next(iter(alike or same), None)
    return found.held if found is not None and found.life.is_shown else None


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


def _asked(target: Target, states: Sequence[_State]) -> list[_State]:
    """Of some states, the newest first, those that answer: of each dataflow every version asked for, each once."""
    named: dict[tuple[str, str, str], dict[str, _State]] = {}
    for one in states:
        if _fits(target, one.flow):
            named.setdefault(one.name, {}).setdefault(one.flow.version, one)
    found = []
    for versions in named.values():
        wanted = [version for query in target.versions for version in query.of(versions)]
        kept = set(wanted) if target.versions else set(versions)
        found += [versions[version] for version in newest_first(kept, str)]
    return found


def _fits(target: Target, flow: Dataflow) -> bool:
    if target.providers and flow.agency not in target.providers:
        return False
    return any(_named(target, ref_in(context, flow)) for context in target.contexts or CONTEXTS)


def _named(target: Target, ref: Ref) -> bool:
    mine = not target.agencies or ref.agency in target.agencies
    return mine and (not target.ids or ref.id in target.ids)


def _missing(target: Target, states: Iterable[_State]) -> NotFound:
    """That there is no such artefact, with those whose ids are like it."""
    kind = (target.contexts or ("dataflow",))[0]
    refs = list(dict.fromkeys(ref_in(kind, one.flow) for one in states))
    wanted = ",".join(target.ids)
    near = releases.near(wanted.upper(), list(dict.fromkeys(ref.id for ref in refs)))
    known = ", ".join(ref.short for ref in refs if ref.id in near)
    said = told("sdmx_artefact", kind=kind, value=shown(wanted), known=known)
    return NotFound(f"no {kind} {wanted}", said)


def _lives(call: Call) -> tuple[Lived, ...]:
    """What was ever live; of the moment before one cannot know more than a second."""
    return tuple(life for life in call.ports.head.known.lives if life.since)


def _states(call: Call, lives: Iterable[Lived]) -> list[_State]:
    """The dataflows of some releases, the newest release of each programme first."""
    found: dict[str, list[_State]] = {}
    for life in ranked(lives):
        release = releases.manifest(call, life.entry.sha256)
        states = [_State(flow, release, life) for flow in releases.flows(call, release).values()]
        own = found.setdefault(life.entry.programme, [])
        own[:0] = states
    return [one for states in found.values() for one in states]


def _of_version(call: Call, held: Held) -> list[_State]:
    """The states of a version of a dataflow that readers were ever shown, the newest first."""
    mine = [life for life in _lives(call) if life.entry.programme == held.release.programme.id]
    flow = held.flow
    return [
        one
        for one in _states(call, mine)
        if (one.flow.agency, one.flow.id, one.flow.version) == (flow.agency, flow.id, flow.version)
    ]


def _last(lives: Iterable[Lived]) -> Lived | None:
    found = ranked(lives)
    return found[-1] if found else None
