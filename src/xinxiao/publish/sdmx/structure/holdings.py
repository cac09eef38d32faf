"""Holdings: all artefacts there are, and what refers to what (SDMX REST 2.2, doc/structures.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, get_args

from xinxiao.publish.sdmx.structure.artefact import AGENCIES, Artefact, Ref, Scheme
from xinxiao.publish.sdmx.structure.kinds import KindName

References = Literal["none", "parents", "parentsandsiblings", "ancestors", "children", "descendants", "all"]
REFERENCES: tuple[References, ...] = get_args(References)
Items = frozenset[str]
Found = Mapping[Ref, Items]
"""Artefacts, and of schemes the items asked for; none named: the whole."""
WHOLE: Items = frozenset()


@dataclass(frozen=True)
class Holdings:
    """Artefacts by what they are."""

    artefacts: Mapping[Ref, Artefact]

    @cached_property
    def _users(self) -> Mapping[Ref, Mapping[Ref, Items]]:
        """What refers to each artefact, and the items of it that it names."""
        found: dict[Ref, dict[Ref, Items]] = {}
        for ref, artefact in self.artefacts.items():
            for used, items in artefact.links.items():
                found.setdefault(used, {})[ref] = items
        return found

    def children(self, found: Iterable[Ref]) -> set[Ref]:
        """What some artefacts refer to."""
        return {used for ref in found for used in self.artefacts[ref].links if used in self.artefacts}

    def parents(self, found: Found) -> set[Ref]:
        """What refers to some artefacts; where items were asked for, what refers to one of them or to the whole."""
        return {
            user
            for ref, asked in found.items()
            for user, items in self._users.get(ref, {}).items()
            if not asked or not items or asked & items
        }

    def reached(self, found: Found, references: References | Set[KindName]) -> set[Ref]:
        """The artefacts that come along: those asked for are not among them.

        Kinds stand for the artefacts of these kinds that have to do with those asked for, at any distance up or down.
        """
        if isinstance(references, str):
            return _WAYS[references](self, found) - set(found)
        every = self.ancestors(found) | _all(self, found)
        return {ref for ref in every if ref.kind in references} - set(found)

    def descendants(self, found: Iterable[Ref]) -> set[Ref]:
        """What some artefacts refer to, and what that refers to, and so on."""
        return _closed(self.children(found), self.children)

    def ancestors(self, found: Found) -> set[Ref]:
        """What refers to some artefacts, and what refers to that, and so on."""
        return _closed(self.parents(found), lambda refs: self.parents(dict.fromkeys(refs, WHOLE)))


def _closed(first: set[Ref], step: Callable[[set[Ref]], set[Ref]]) -> set[Ref]:
    found, new = set(first), first
    while new:
        new = step(new) - found
        found |= new
    return found


def _siblings(held: Holdings, found: Found) -> set[Ref]:
    parents = held.parents(found)
    return parents | held.children(parents)


def _all(held: Holdings, found: Found) -> set[Ref]:
    return _siblings(held, found) | held.descendants(found)


_WAYS: Mapping[str, Callable[[Holdings, Found], set[Ref]]] = {
    "none": lambda held, found: set(),
    "parents": Holdings.parents,
    "parentsandsiblings": _siblings,
    "ancestors": Holdings.ancestors,
    "children": Holdings.children,
    "descendants": Holdings.descendants,
    "all": _all,
}


def together(releases: Iterable[Iterable[Artefact]]) -> Holdings:
    """The artefacts of several releases, the oldest first: of one URN that of the newest counts; agencies are joined."""
    found: dict[Ref, Artefact] = {}
    for artefacts in releases:
        for artefact in artefacts:
            before = found.pop(artefact.ref, None)
            joined = before is not None and artefact.ref == AGENCIES
            found[artefact.ref] = _joined(before, artefact) if joined and before else artefact
    return Holdings(found)


def _joined(first: Artefact, second: Artefact) -> Artefact:
    """One scheme with the items of two; of two alike the second."""
    items = {
        item.id: item
        for artefact in (first, second)
        if isinstance(artefact.body, Scheme)
        for item in artefact.body.items
    }
    body = second.body
    return replace(
        second, body=replace(body, items=tuple(items.values())) if isinstance(body, Scheme) else body
    )
