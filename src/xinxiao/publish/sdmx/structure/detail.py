"""How much of artefacts is told: whole, as stubs, or of schemes only what is used (SDMX REST 2.2, ``detail``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import replace
from typing import Literal, get_args

from xinxiao.model.version_query import newest_first
from xinxiao.publish.sdmx.structure.artefact import AGENCIES, Artefact, Content, Ref, Scheme
from xinxiao.publish.sdmx.structure.holdings import Found, Holdings, Items, References
from xinxiao.publish.sdmx.structure.kinds import KINDS, KindName

Detail = Literal[
    "full",
    "allstubs",
    "referencestubs",
    "allcompletestubs",
    "referencecompletestubs",
    "referencepartial",
    "raw",
]
DETAILS: tuple[Detail, ...] = get_args(Detail)
NAMERS: Mapping[KindName, KindName] = {
    "categoryscheme": "categorisation",
    "conceptscheme": "datastructure",
    "dataproviderscheme": "provisionagreement",
}
"""The kind of artefact that names which items of a scheme are used, for schemes other than of codes and agencies."""
_ORDER = {name: place for place, name in enumerate(KINDS)}


def resolved(
    held: Holdings,
    found: Found,
    references: References | Set[KindName],
    detail: Detail,
    leaves: Set[KindName] = frozenset(),
) -> tuple[Artefact, ...]:
    """The artefacts asked for with those that come along, in as much detail as asked for, by kind and id, of one
    the newest version first.

    What would come along and is of the kinds of ``leaves`` stays away. We hold no extended code lists, so ``raw`` is the same as ``full``.
    """
    along = {ref for ref in held.reached(found, references) if ref.kind not in leaves}
    own = [_picked(held.artefacts[ref], items) for ref, items in found.items()]
    others = [held.artefacts[ref] for ref in along]
    if detail == "referencepartial":
        others = list(_partial(held, own, others))
    elif detail not in ("full", "raw"):
        stubs = _stub if "complete" in detail else _bare
        others = [stubs(artefact) for artefact in others]
        own = [stubs(artefact) for artefact in own] if detail.startswith("all") else own
    every = newest_first((*own, *others), lambda artefact: artefact.ref.version)
    return tuple(sorted(every, key=_place))


def _place(artefact: Artefact) -> tuple[int, str, str]:
    return _ORDER[artefact.ref.kind], artefact.ref.agency, artefact.ref.id


def _picked(artefact: Artefact, items: Items) -> Artefact:
    if items and isinstance(artefact.body, Scheme):
        return replace(artefact, body=artefact.body.picked(items))
    return artefact


def _stub(artefact: Artefact) -> Artefact:
    """Its identity, name and description."""
    return replace(artefact, stub=True)


def _bare(artefact: Artefact) -> Artefact:
    """Its identity and name."""
    return replace(artefact, stub=True, description=None)


def _partial(held: Holdings, own: Iterable[Artefact], others: Iterable[Artefact]) -> Iterable[Artefact]:
    along = list(others)
    every = [*own, *along]
    told = [*every, *_constraints(held, every)]
    for artefact in along:
        used = _used(artefact.ref, every, told)
        if isinstance(artefact.body, Scheme) and used is not None:
            yield replace(artefact, body=artefact.body.only(frozenset(used)))
        else:
            yield artefact


def _constraints(held: Holdings, every: Iterable[Artefact]) -> list[Artefact]:
    """The constraints of the dataflows among some artefacts: they say which codes are used, returned or not."""
    flows = {artefact.ref for artefact in every if artefact.ref.kind == "dataflow"}
    return [a for a in held.artefacts.values() if isinstance(a.body, Content) and a.body.flow in flows]


def _used(scheme: Ref, every: Iterable[Artefact], told: Iterable[Artefact]) -> set[str] | None:
    """The items of a scheme that what is returned uses; None where nothing returned says which."""
    if scheme == AGENCIES:
        return {artefact.ref.agency for artefact in every}
    if scheme.kind == "codelist":
        return _codes(scheme, told)
    namer = NAMERS.get(scheme.kind)
    found = [a.links[scheme] for a in every if a.ref.kind == namer and scheme in a.links]
    return set().union(*found) if found else None


def _codes(codelist: Ref, told: Iterable[Artefact]) -> set[str] | None:
    found: list[Iterable[str]] = []
    for artefact in told:
        if artefact.ref.kind == "hierarchy" and codelist in artefact.links:
            found.append(artefact.links[codelist])
        if isinstance(artefact.body, Content):
            held = {**artefact.body.keys, **artefact.body.others}
            found += [codes for name, codes in held.items() if artefact.body.lists.get(name) == codelist]
    return set().union(*found) if found else None
