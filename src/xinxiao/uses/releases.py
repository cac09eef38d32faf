"""Releases: which there are, and what each holds."""

from __future__ import annotations

from difflib import get_close_matches

import pyarrow as pa

from xinxiao.errors import NotFound, told
from xinxiao.model.dataset import Dataset
from xinxiao.model.release import Entry, Part, Release, read_manifest
from xinxiao.model.structure import Dataflow, Step
from xinxiao.release import seal
from xinxiao.release.lookup import Lookup
from xinxiao.uses.call import Call
from xinxiao.uses.opened import Opened, opened


def entries(call: Call) -> tuple[Entry, ...]:
    """All sealed releases in the order of sealing."""
    call.demand("read")
    return call.ports.ledger.releases.entries()


def find(call: Call, release_id: str | None = None) -> Release:
    """The release with this id (or the beginning of it, or its SHA-256); without one the last sealed.

    Raises :class:`NotFound` naming near ids.
    """
    known = entries(call)
    if not known:
        raise NotFound("no release yet", told("no_release", home=str(call.ports.home)))
    if release_id is None:
        return manifest(call, known[-1].sha256)
    found = [e for e in known if release_id in (e.id, e.sha256)]
    found = found or [e for e in known if e.id.startswith(release_id)]
    if len(found) != 1:
        ids = [e.id for e in found or known]
        near_ = get_close_matches(release_id, ids, 3, 0.4) or ids[-5:]
        raise NotFound(
            f"release {release_id}", told("unknown_release", release=release_id, known=", ".join(near_))
        )
    return manifest(call, found[0].sha256)


def before(call: Call, release: Release) -> Release:
    """The release of the same programme that was sealed before this one. Raises :class:`NotFound` for the first."""
    own = [entry.sha256 for entry in entries(call) if entry.programme == release.programme.id]
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
    declared = programme(call, release).programme.flows
    return {name: flow for name, flow in declared.items() if name in release.datasets}


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
