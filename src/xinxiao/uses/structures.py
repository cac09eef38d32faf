"""Structures: what the SDMX artefacts of a release are, and those of all releases together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from xinxiao.model.content import Held, columns, held
from xinxiao.model.extract import Filter
from xinxiao.model.life import ranked
from xinxiao.model.release import Release
from xinxiao.model.structure import Dataflow
from xinxiao.model.text import Text
from xinxiao.publish.sdmx.structure.artefact import Artefact
from xinxiao.publish.sdmx.structure.artefacts import artefacts
from xinxiao.publish.sdmx.structure.asked import StructureQuery, matched
from xinxiao.publish.sdmx.structure.codes import codes_of
from xinxiao.publish.sdmx.structure.detail import resolved
from xinxiao.publish.sdmx.structure.header import Header
from xinxiao.publish.sdmx.structure.holdings import Holdings, together
from xinxiao.publish.sdmx.structure.validity import Validity, validity
from xinxiao.uses import releases
from xinxiao.uses.call import Call

MOST_NAMED = 12
"""How many artefacts are named to who asked for one there is not."""


def structures(call: Call, release: Release) -> tuple[Artefact, ...]:
    """Every artefact of a release. They follow from what it sealed, so the same release always has the same."""

    def make() -> tuple[Artefact, ...]:
        opened = releases.programme(call, release)
        flows = releases.flows(call, release)
        contents = {name: content(call, release, flow) for name, flow in flows.items()}
        return artefacts(opened.programme, opened.indices, contents)

    return call.ports.kept.structures.get(release.sha256, make)


def structures_of(call: Call, release: Release, flow: Dataflow) -> tuple[Artefact, ...]:
    """The artefacts of a release as far as one dataflow goes, whatever it holds; without reading its rows."""
    opened = releases.programme(call, release)
    return artefacts(opened.programme, opened.indices, {flow.id: Held({})})


def code_names(call: Call, held: Sequence[Release]) -> Callable[[str], Mapping[str, Text]]:
    """The names of the codes of a code list of some releases; of two alike that of the later one."""

    def names(codelist: str) -> Mapping[str, Text]:
        found: dict[str, Text] = {}
        for release in held:
            opened = releases.programme(call, release)
            found |= {item.id: item.name for item in codes_of(opened.programme, opened.indices, codelist)}
        return found

    return names


def content(call: Call, release: Release, flow: Dataflow) -> Held:
    """Which codes and periods a dataflow of a release holds, counted where it lies."""
    sealed = releases.part(release, flow)

    def make() -> Held:
        path = call.ports.blobs.verified(sealed.sha256)
        return held(flow, call.ports.tables.values(path, Filter(), columns(flow)))

    return call.ports.kept.contents.get(f"{flow.id}.{sealed.sha256}", make)


def header(call: Call, release: Release) -> Header:
    """The header of a message of a release's structures: it has the release's id and day."""
    programme = releases.programme(call, release).programme
    return Header(
        id=release.id,
        prepared=f"{release.release_date}T00:00:00Z",
        sender=programme.structures.agency,
        sender_name=programme.file.agency,
        test=programme.file.synthetic,
    )


def holdings(call: Call, moment: str = "") -> Holdings:
    """The artefacts of all releases that this actor may read now, or of those that were live at a moment (UTC, ISO 8601) and
    were not withdrawn since.

    Of one that several releases have, that of the newest counts.
    """
    if moment:
        then = ranked(life for life in releases.lives(call) if life.was_live(moment))
        entries = [life.entry for life in then if life.is_shown]
    else:
        entries = list(releases.entries(call))
    digests = tuple(entry.sha256 for entry in entries)

    def make() -> Holdings:
        return together(structures(call, releases.manifest(call, digest)) for digest in digests)

    return call.ports.kept.holdings.get(digests, make)


def asked(call: Call, query: StructureQuery, moment: str = "") -> tuple[Artefact, ...]:
    """What a question for structures gets; nothing where nothing fits. Raises :class:`Withdrawn` where only what withdrawn
    releases held fits."""
    held = holdings(call, moment)
    found = matched(held, query)
    if not found:
        _demand_not_withdrawn(call, query, moment)
    return resolved(held, found, query.references, query.detail, query.leaves)


def _demand_not_withdrawn(call: Call, query: StructureQuery, moment: str) -> None:
    """Raise :class:`Withdrawn` of the newest withdrawn release whose structures fit a question."""
    gone = [life for life in releases.lives(call) if not life.is_shown]
    for life in reversed(ranked(life for life in gone if not moment or life.since <= moment)):
        release = releases.manifest(call, life.entry.sha256)
        if matched(together([_declared(call, release)]), query):
            raise releases.withdrawn(life)


def _declared(call: Call, release: Release) -> tuple[Artefact, ...]:
    """The artefacts of a release, whatever it holds; without reading its rows."""
    opened = releases.programme(call, release)
    nothing = {name: Held({}) for name in releases.flows(call, release)}
    return artefacts(opened.programme, opened.indices, nothing)


def named_like(call: Call, query: StructureQuery, moment: str = "") -> tuple[str, ...]:
    """The artefacts of the kinds asked for whose ids are like those asked for, as ``AGENCY:ID(VERSION)``."""
    refs = [ref for ref in holdings(call, moment).artefacts if not query.kinds or ref.kind in query.kinds]
    like = releases.near(",".join(query.ids).upper(), sorted({ref.id for ref in refs}))
    named = [ref.short for name in like for ref in refs if ref.id == name]
    return tuple(dict.fromkeys(named))[:MOST_NAMED]


def valid(call: Call, query: StructureQuery, moment: str = "") -> Validity | None:
    """What data may be that are known by the artefact asked for; None when there is none. Raises :class:`Withdrawn` where
    only a withdrawn release held it."""
    held = holdings(call, moment)
    found = next(iter(matched(held, query)), None)
    if found is None:
        _demand_not_withdrawn(call, query, moment)
    return validity(held, found) if found is not None else None
