"""Artefacts: what a programme's structures are in SDMX, with names in both languages and what they refer to.

pysdmx's model has one language, no parent of a code and no stubs, so these are nouns of our own (ADR 24).
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from functools import cached_property

from xinxiao.model.structure import Component
from xinxiao.model.text import Text
from xinxiao.publish.sdmx.structure.kinds import KINDS, Kind, KindName

URN = "urn:sdmx:org.sdmx.infomodel."
SDMX = "SDMX"
"""The agency that maintains the scheme of top-level agencies."""


def urn(home: tuple[str, str], short: str) -> str:
    """The URN of an artefact of a package and class."""
    package, name = home
    return f"{URN}{package}.{name}={short}"


@dataclass(frozen=True, order=True)
class Ref:
    """Which artefact: its kind, the agency that maintains it, id and version."""

    kind: KindName
    agency: str
    id: str
    version: str

    @property
    def of(self) -> Kind:
        """Its kind."""
        return KINDS[self.kind]

    @property
    def short(self) -> str:
        """``AGENCY:ID(VERSION)``."""
        return f"{self.agency}:{self.id}({self.version})"

    @property
    def urn(self) -> str:
        """Its URN in SDMX 3.0."""
        return urn(self.of.home, self.short)

    def item(self, path: str) -> str:
        """The URN of one of its items."""
        return f"{urn(self.of.item_home, self.short)}.{path}"


AGENCIES = Ref("agencyscheme", SDMX, "AGENCIES", "1.0")


@dataclass(frozen=True)
class Note:
    """An annotation: of what type, and what it says; its ``id`` where it has one."""

    type: str
    title: str
    id: str = ""


@dataclass(frozen=True)
class Item:
    """One item of a scheme. ``parent`` is the path of the item above it; ``form`` how a concept is represented."""

    id: str
    name: Text
    description: Text | None = None
    parent: str | None = None
    notes: tuple[Note, ...] = ()
    form: Component | None = None
    nested: bool = False

    @property
    def path(self) -> str:
        """Its id within the scheme: of a nested one with those above it before it."""
        return f"{self.above}.{self.id}" if self.above else self.id

    @property
    def above(self) -> str:
        """The path of the item a nested one stands in; nothing at the top."""
        return self.parent or "" if self.nested else ""


@dataclass(frozen=True)
class Scheme:
    """The items of a scheme; ``lists`` are the code lists its concepts are represented by."""

    items: tuple[Item, ...]
    partial: bool = False
    lists: Mapping[str, Ref] | None = None

    def only(self, paths: frozenset[str]) -> Scheme:
        """The scheme with just the items at these paths and those above them."""
        above = {item.path: item.parent for item in self.items}
        kept: set[str] = set()
        for path in paths & set(above):
            at: str | None = path
            while at is not None and at not in kept:
                kept.add(at)
                at = above.get(at)
        return self._with(kept)

    def picked(self, paths: frozenset[str]) -> Scheme:
        """The items asked for: nested ones with those above them, others alone (REST 2.2, itemID)."""
        return self.only(paths) if any(item.nested for item in self.items) else self._with(paths)

    def _with(self, kept: Set[str]) -> Scheme:
        return replace(self, items=tuple(item for item in self.items if item.path in kept), partial=True)


@dataclass(frozen=True)
class Node:
    """A code in a hierarchy: the level it is of, from when to when it held, and the codes below it."""

    code: str
    level: str = ""
    valid_from: str | None = None
    valid_to: str | None = None
    below: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Tree:
    """A hierarchy of the codes of one list, and its levels from the top."""

    codelist: Ref
    nodes: tuple[Node, ...]
    levels: tuple[Item, ...] = ()


@dataclass(frozen=True)
class Structure:
    """The columns of a data structure: concepts of one scheme, and the code lists that represent them."""

    components: tuple[Component, ...]
    scheme: Ref
    lists: Mapping[str, Ref]

    @property
    def keys(self) -> tuple[Component, ...]:
        """The dimensions but the time, in the order of the key."""
        return tuple(c for c in self.components if c.place == "dimension" and c.kind != "period")

    @property
    def time(self) -> Component | None:
        """The time dimension."""
        return next((c for c in self.components if c.place == "dimension" and c.kind == "period"), None)

    @property
    def measures(self) -> tuple[Component, ...]:
        """What is measured."""
        return tuple(c for c in self.components if c.place == "measure")

    @property
    def attributes(self) -> tuple[Component, ...]:
        """What is said of it."""
        return tuple(c for c in self.components if c.place == "attribute")


@dataclass(frozen=True)
class Flow:
    """A dataflow's structure."""

    structure: Ref


@dataclass(frozen=True)
class Place:
    """A categorisation: which artefact stands in which category."""

    source: Ref
    scheme: Ref
    category: str


@dataclass(frozen=True)
class Agreement:
    """Who provides a dataflow."""

    flow: Ref
    scheme: Ref
    provider: str


@dataclass(frozen=True)
class Content:
    """What a dataflow actually holds: codes by column, and the first and the last day."""

    flow: Ref
    keys: Mapping[str, tuple[str, ...]]
    others: Mapping[str, tuple[str, ...]]
    lists: Mapping[str, Ref]
    span: tuple[str, str] | None = None


Body = Scheme | Tree | Structure | Flow | Place | Agreement | Content


@dataclass(frozen=True)
class Artefact:
    """One maintained artefact; of a ``stub`` only its identity, name and description are told. ``notes`` are those on it."""

    ref: Ref
    name: Text
    body: Body
    description: Text | None = None
    stub: bool = False
    notes: tuple[Note, ...] = ()

    @property
    def size(self) -> int:
        """Roughly how many entries it is written as."""
        match self.body:
            case Scheme(items=items):
                return len(items)
            case Content(keys=keys, others=others):
                return sum(map(len, (*keys.values(), *others.values())))
            case Tree(nodes=nodes):
                return len(_codes(nodes))
            case _:
                return 1

    @cached_property
    def links(self) -> Mapping[Ref, frozenset[str]]:
        """What it refers to, and the items it names there; none named: the whole."""
        found = _links(self.body)
        if self.ref != AGENCIES:
            found[AGENCIES] = frozenset({self.ref.agency}) if self.ref.agency != SDMX else frozenset()
        return found


def _links(body: Body) -> dict[Ref, frozenset[str]]:
    whole: frozenset[str] = frozenset()
    match body:
        case Scheme(lists=lists):
            return dict.fromkeys((lists or {}).values(), whole)
        case Tree(codelist=codelist, nodes=nodes):
            return {codelist: frozenset(_codes(nodes))}
        case Structure(components=components, scheme=scheme, lists=lists):
            return {scheme: frozenset(c.id for c in components)} | dict.fromkeys(lists.values(), whole)
        case Flow(structure=structure):
            return {structure: whole}
        case Place(source=source, scheme=scheme, category=category):
            return {source: whole, scheme: frozenset({category})}
        case Agreement(flow=flow, scheme=scheme, provider=provider):
            return {flow: whole, scheme: frozenset({provider})}
        case Content(flow=flow):
            return {flow: whole}


def _codes(nodes: tuple[Node, ...]) -> list[str]:
    return [code for node in nodes for code in (node.code, *_codes(node.below))]
