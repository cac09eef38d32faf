"""Code lists of a release: which there are, who uses them, and their codes in the order of their hierarchy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xinxiao.entry.portal.release_view import ReleaseView
from xinxiao.errors import NotFound, told
from xinxiao.model.structure import Component, Dataflow
from xinxiao.publish.sdmx.structure.artefact import Artefact, Item, Scheme
from xinxiao.uses.call import Call
from xinxiao.uses.structures import structures


@dataclass(frozen=True)
class CodeList:
    """A code list: its artefact, its codes, and the columns of dataflows that it represents."""

    artefact: Artefact
    codes: tuple[Item, ...]
    users: tuple[tuple[Dataflow, Component], ...]

    @property
    def id(self) -> str:
        """Its id."""
        return self.artefact.ref.id

    def ordered(self) -> Iterator[tuple[int, Item]]:
        """Its codes, each with how deep it stands: those below another follow it."""
        below: dict[str | None, list[Item]] = {}
        known = {item.id for item in self.codes}
        for item in self.codes:
            below.setdefault(item.parent if item.parent in known else None, []).append(item)
        waiting = [(0, item) for item in reversed(below.pop(None, []))]
        while waiting:
            depth, item = waiting.pop()
            yield depth, item
            waiting += [(depth + 1, child) for child in reversed(below.pop(item.id, []))]


def codelists(call: Call, view: ReleaseView) -> Sequence[CodeList]:
    """The code lists of a release, by id."""
    artefacts = structures(call, view.release)
    held = [a for a in artefacts if a.ref.kind == "codelist" and isinstance(a.body, Scheme)]
    flows = [view.flow(step) for step in view.steps]
    return [
        CodeList(
            artefact,
            artefact.body.items if isinstance(artefact.body, Scheme) else (),
            tuple((flow, c) for flow in flows for c in flow.components if c.codelist == artefact.ref.id),
        )
        for artefact in held
    ]


def codelist(call: Call, view: ReleaseView, name: str) -> CodeList:
    """One of them. Raises :class:`NotFound` naming what there is."""
    found = {one.id: one for one in codelists(call, view)}
    if name not in found:
        said = told("unknown_codelist", codelist=name, release=view.id, known=", ".join(found))
        raise NotFound(f"{view.id} has no {name}", said)
    return found[name]
