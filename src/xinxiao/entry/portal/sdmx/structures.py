"""Answers to questions for structures, as messages in the form a client takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.parameters import visible
from xinxiao.entry.portal.route import Visit
from xinxiao.entry.portal.sdmx import grammar, structure_questions
from xinxiao.entry.portal.sdmx.answers import holds, nothing, streamed, tag_of
from xinxiao.entry.portal.sdmx.forms import STRUCTURES, STRUCTURES_1, taken
from xinxiao.entry.portal.sdmx.grammar import given
from xinxiao.errors import NotFound, told
from xinxiao.model.event import moment
from xinxiao.publish.sdmx.structure.asked import StructureQuery
from xinxiao.publish.sdmx.structure.files import WriteStructure
from xinxiao.uses import releases
from xinxiao.uses.structures import asked, header, named_like


def structures(visit: Visit) -> Answer:
    """Structures of all releases that count: the artefacts asked for, and those that come along with them.

    Raises ``WrongRequest`` for what SDMX does not know, ``NotFound`` for an artefact there is not.
    """
    return _answered(visit, structure_questions.structures(visit.args, visit.query), STRUCTURES)


def structures_1(kind: str) -> Callable[[Visit], Answer]:
    """Structures of one kind, for clients of SDMX 2.1."""

    def make(visit: Visit) -> Answer:
        return _answered(visit, structure_questions.structures_1(kind, visit.args, visit.query), STRUCTURES_1)

    make.__doc__ = f"Structures for clients of SDMX 2.1: {kind}. Raises ``WrongRequest``, ``NotFound``."
    return make


def _answered(visit: Visit, query: StructureQuery, forms: Mapping[str, WriteStructure]) -> Answer:
    media, _ = taken(visit.http, forms)
    as_of = given(partial(grammar.moment, "asOf"), visit.query.get("asOf"), None)
    tag = tag_of(visit, media)
    if holds(visit, tag):
        return streamed(visit, media, tag, "", None)
    call, at = visit.call, moment(as_of) if as_of else ""
    found = asked(call, query, at)
    if not found and (query.ids or visit.route.faults == "sdmx-1"):
        raise missing(visit, query, at)
    if not found:
        return nothing(visit)
    top = header(call, releases.find(call))

    def pieces() -> Iterator[bytes]:
        return forms[media](top, found, visit.lang)

    return streamed(visit, media, tag, "", pieces)


def missing(visit: Visit, query: StructureQuery, at: str = "") -> NotFound:
    """That there is no such artefact, or none with such items, with those whose ids are like it."""
    wanted = ",".join(query.ids) or "*"
    if query.items:
        wanted += f" ({','.join(query.items)})"
    kind = ", ".join(query.kinds) or "structure"
    known = ", ".join(named_like(visit.call, query, at)) or "-"
    said = told("sdmx_artefact", kind=kind, value=visible(wanted), known=known)
    return NotFound(f"no {kind} {visible(wanted)}", said)
