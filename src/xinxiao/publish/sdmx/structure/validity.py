"""What data of a structure may be: the structure with all that it names, and nothing else (REST 2.2, doc/schema.md)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from xinxiao.publish.sdmx.structure.artefact import (
    AGENCIES,
    Agreement,
    Artefact,
    Flow,
    Ref,
    Scheme,
    Structure,
)
from xinxiao.publish.sdmx.structure.holdings import Holdings
from xinxiao.publish.sdmx.structure.xsd import schema


@dataclass(frozen=True)
class Validity:
    """The structure behind an artefact that data are known by, with its concepts, its code lists and its agencies."""

    context: Ref
    structure: Artefact
    along: tuple[Artefact, ...]

    @property
    def artefacts(self) -> tuple[Artefact, ...]:
        """All of them: the agencies, concepts and lists, then the structure."""
        return (*self.along, self.structure)

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The dimensions that may stand at the observations."""
        body = self._body
        return (*(part.id for part in body.keys), *([body.time.id] if body.time else []))

    @property
    def at(self) -> str:
        """The one that stands there when nobody says: the time, else the last."""
        body = self._body
        return body.time.id if body.time else body.keys[-1].id

    def xsd(self, at: str, *, deletion: bool = False) -> Iterator[bytes]:
        """The XML schema of messages, perhaps of those that delete, with a dimension or all of them at the observations."""
        lists = {a.ref: a.body for a in self.along if isinstance(a.body, Scheme)}
        return schema(self.context, self._body, lists, at, deletion=deletion)

    @property
    def _body(self) -> Structure:
        assert isinstance(self.structure.body, Structure)
        return self.structure.body


def validity(held: Holdings, context: Ref) -> Validity:
    """What data known by a dataflow, a structure or an agreement may be. No constraint says what is allowed, so all codes are."""
    structure = _structure(held, held.artefacts[context])
    found = []
    for ref in sorted(held.children([structure.ref])):
        artefact = held.artefacts[ref]
        named = structure.links[ref]
        if ref == AGENCIES:
            named = frozenset({structure.ref.agency})
        if named and isinstance(artefact.body, Scheme):
            artefact = replace(artefact, body=artefact.body.only(named))
        found.append(artefact)
    return Validity(context, structure, tuple(found))


def _structure(held: Holdings, of: Artefact) -> Artefact:
    match of.body:
        case Flow(structure=structure):
            return held.artefacts[structure]
        case Agreement(flow=flow):
            return _structure(held, held.artefacts[flow])
        case _:
            return of
