"""Releases: which there are, how they stand, and what each holds.

This is the one place where it is held what a reader may see: what is live, and of the withdrawn the record.
"""

from __future__ import annotations

from difflib import get_close_matches

import pyarrow as pa

from xinxiao.errors import NotFound, Withdrawn, told
from xinxiao.model.dataset import Dataset
from xinxiao.model.life import Lived, latest, ranked
from xinxiao.model.release import Entry, Part, Release, read_manifest
from xinxiao.model.structure import Dataflow, Step
from xinxiao.release import seal
from xinxiao.release.lookup import Lookup
from xinxiao.uses.call import Call
from xinxiao.uses.opened import Opened, opened


def standing(call: Call) -> tuple[Lived, ...]:
    """What this actor may see of releases and how they stand, in the order of sealing: readers see what was ever live."""
    call.demand("read")
    lives = call.ports.ledger.releases.lives()
    return lives if call.actor.may("preview") else tuple(life for life in lives if life.since)


def entries(call: Call) -> tuple[Entry, ...]:
    """The releases whose data this actor may read, the newest last (:func:`xinxiao.model.life.ranked`).

    Readers read what is live; who prepares releases reads all.
    """
    return tuple(life.entry for life in ranked(standing(call)) if _may_read(call, life))


def lives(call: Call) -> tuple[Lived, ...]:
    """What was live and when, withdrawn releases too, in the order in which they went live."""
    told = [life for life in standing(call) if life.since]
    return tuple(sorted(told, key=lambda life: (life.since, life.entry.sequence)))


def find(call: Call, release_id: str | None = None) -> Release:
    """The release with this id (or the beginning of it, or its SHA-256); without one the newest that is live.

    Raises :class:`NotFound` naming near ids, :class:`Withdrawn` for a reader of one that was withdrawn.
    """
    if release_id is not None:
        return manifest(call, life_of(call, release_id).entry.sha256)
    known = standing(call)
    last = latest(known)
    if last is None and known:
        shown = ", ".join(f"{life.entry.id} {life.state}" for life in known[-5:])
        raise NotFound("no release is live", told("no_live_release", known=shown))
    if last is None:
        raise NotFound("no release yet", told("no_release", home=str(call.ports.home)))
    return manifest(call, last.entry.sha256)


def life_of(call: Call, release_id: str) -> Lived:
    """How the release with this id stands whose data this actor may read. Raises as :func:`find`."""
    found = record(call, release_id)
    if not _may_read(call, found):
        raise withdrawn(found)
    return found


def withdrawn(life: Lived) -> Withdrawn:
    """The error of who asks for what only a withdrawn release holds: it tells the notice, and leads to the record."""
    notice = {"zh": life.notice.zh, "en": life.notice.en} if life.notice else {"zh": "", "en": ""}
    said = told("release_withdrawn", release=life.entry.id, until=life.until, notice=notice)
    return Withdrawn(f"{life.entry.id} was withdrawn", said)


def record(call: Call, release_id: str) -> Lived:
    """How a release stands, withdrawn ones included: their record stays. Raises :class:`NotFound` naming near ids."""
    known = standing(call)
    if not known:
        raise NotFound("no release yet", told("no_release", home=str(call.ports.home)))
    found = [life for life in known if release_id in (life.entry.id, life.entry.sha256)]
    found = found or [life for life in known if life.entry.id.startswith(release_id)]
    if len(found) != 1:
        ids = [life.entry.id for life in found or known]
        near_ = get_close_matches(release_id, ids, 3, 0.4) or ids[-5:]
        raise NotFound(
            f"release {release_id}", told("unknown_release", release=release_id, known=", ".join(near_))
        )
    return found[0]


def _may_read(call: Call, life: Lived) -> bool:
    return life.is_shown or call.actor.may("preview")


def before(call: Call, release: Release) -> Release:
    """The release of the same programme that comes before this one. Raises :class:`NotFound` for the first.

    Only live ones count beside the release itself.
    """
    known = ranked(standing(call))
    own = [
        life.entry.sha256
        for life in known
        if life.entry.programme == release.programme.id
        and (life.is_shown or life.entry.sha256 == release.sha256)
    ]
    at = own.index(release.sha256)
    if at == 0:
        raise NotFound(f"{release.id} is the first", told("first_release", release=release.id))
    return manifest(call, own[at - 1])


def manifest(call: Call, digest: str) -> Release:
    """The release whose manifest has this hash."""
    ports = call.ports
    return ports.kept.releases.get(digest, lambda: read_manifest(ports.blobs.get(digest)))


def programme(call: Call, release: Release) -> Opened:
    """The programme sealed in a release."""
    ports = call.ports
    return ports.kept.programmes.get(release.nouns, lambda: opened(release, ports.blobs.get))


def flows(call: Call, release: Release) -> dict[str, Dataflow]:
    """The dataflows a release holds, by id, in the order the programme declares them."""

    def make() -> dict[str, Dataflow]:
        declared = programme(call, release).programme.flows
        return {name: flow for name, flow in declared.items() if name in release.datasets}

    return call.ports.kept.flows.get(release.sha256, make)


def flow(call: Call, release: Release, name: str) -> Dataflow:
    """One of them. Raises :class:`NotFound` naming near dataflows."""
    held = flows(call, release)
    if name not in held:
        raise NotFound(
            f"{release.id} has no {name}",
            told(
                "unknown_dataflow",
                dataflow=name,
                release=release.id,
                known=", ".join(near(name.upper(), list(held))),
            ),
        )
    return held[name]


def flow_of(call: Call, release: Release, step: Step) -> Dataflow:
    """The dataflow that a step filled. Raises :class:`NotFound` when the release holds none."""
    found = next((f for f in flows(call, release).values() if f.step == step), None)
    if found is None:
        return flow(call, release, step)
    return found


def part(release: Release, held: Dataflow) -> Part:
    """The sealed part of a dataflow."""
    return release.datasets[held.id]


def dataset(call: Call, release: Release, name: str) -> Dataset:
    """One whole dataset of a release, in memory. Raises :class:`NotFound`."""
    held, ports = flow(call, release, name), call.ports
    sealed = part(release, held)

    def read() -> Dataset:
        return seal.unseal(held, ports.blobs.get(sealed.sha256), ports.blobs.get(sealed.inputs_sha256))

    return ports.kept.datasets.get(f"{sealed.sha256}.{sealed.inputs_sha256}", read)


def observations(call: Call, release: Release, name: str) -> pa.Table:
    """The observations of one dataset, without what each was computed from, and not kept. Raises :class:`NotFound`."""
    held = flow(call, release, name)
    return seal.observations(held, call.ports.blobs.get(part(release, held).sha256))


def lookup(call: Call, release: Release) -> Lookup:
    """The datasets of a release, each read when first asked for."""

    def make() -> Lookup:
        return Lookup(flows(call, release), lambda name: dataset(call, release, name))

    return call.ports.kept.lookups.get(release.sha256, make)


def near(word: str, known: list[str]) -> list[str]:
    """The known words most like ``word``; all of them when none is."""
    return get_close_matches(word, known, 3, 0.5) or known
