"""Which structures are asked for, whichever dialect of SDMX REST the question came in, and those that fit."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from xinxiao.model.version_query import VersionQuery
from xinxiao.publish.sdmx.structure.artefact import Artefact, Ref, Scheme
from xinxiao.publish.sdmx.structure.detail import Detail
from xinxiao.publish.sdmx.structure.holdings import WHOLE, Found, Holdings, References
from xinxiao.publish.sdmx.structure.kinds import KindName

LATEST = (VersionQuery((), "~"),)


@dataclass(frozen=True)
class StructureQuery:
    """Artefacts of these kinds, agencies, ids and versions, none of one: any; and of schemes these items.

    ``references`` are what comes along, but for what is of the kinds that ``leaves`` has; ``detail`` is how much of it is
    told. Of a kind that we hold none of nothing fits.
    """

    kinds: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    versions: tuple[VersionQuery, ...] = LATEST
    items: tuple[str, ...] = ()
    references: References | Set[KindName] = "none"
    detail: Detail = "full"
    leaves: frozenset[KindName] = frozenset()


def matched(held: Holdings, asked: StructureQuery) -> Found:
    """The artefacts that fit: of each the versions asked for; of schemes those that have one of the items asked for."""
    versions: dict[tuple[KindName, str, str], list[Ref]] = {}
    for ref in held.artefacts:
        if _fits(asked, ref):
            versions.setdefault((ref.kind, ref.agency, ref.id), []).append(ref)
    found = [ref for same in versions.values() for ref in same if _wanted(asked, ref, same)]
    items = {ref: _items(held.artefacts[ref], asked) for ref in found}
    return {ref: these for ref, these in items.items() if these or not asked.items}


def _fits(asked: StructureQuery, ref: Ref) -> bool:
    named = (asked.kinds, ref.kind), (asked.agencies, ref.agency), (asked.ids, ref.id)
    return all(not these or one in these for these, one in named)


def _wanted(asked: StructureQuery, ref: Ref, same: list[Ref]) -> bool:
    held = [one.version for one in same]
    return not asked.versions or any(ref.version in query.of(held) for query in asked.versions)


def _items(artefact: Artefact, asked: StructureQuery) -> frozenset[str]:
    if not asked.items or not isinstance(artefact.body, Scheme):
        return WHOLE
    return frozenset(asked.items) & {item.path for item in artefact.body.items}
