"""Answers to questions for what data may be: a schema to hold messages against, or the structures it follows from."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from xinxiao.entry.portal import parameters
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.route import Visit
from xinxiao.entry.portal.sdmx import grammar, structure_questions
from xinxiao.entry.portal.sdmx.answers import holds, streamed, tag_of
from xinxiao.entry.portal.sdmx.forms import STRUCTURES, taken
from xinxiao.entry.portal.sdmx.grammar import given
from xinxiao.entry.portal.sdmx.structures import missing
from xinxiao.model.event import moment
from xinxiao.model.selection import ALL_DIMENSIONS
from xinxiao.publish.sdmx.structure.validity import Validity
from xinxiao.uses import releases
from xinxiao.uses.structures import header, valid

XSD = "application/vnd.sdmx.schema+xml;version=3.0.0"
AT = "dimensionAtObservation"


def schema(visit: Visit) -> Answer:
    """What data of a dataflow, structure or agreement may be: an XML schema of SDMX-ML 3.0, or the structures behind it.

    Raises ``WrongRequest`` for what SDMX does not know, ``NotFound`` for an artefact there is not.
    """
    media, _ = taken(visit.http, [*STRUCTURES, XSD])
    query = structure_questions.context(visit.args)
    as_of = given(partial(grammar.moment, "asOf"), visit.query.get("asOf"), None)
    deletion = given(partial(grammar.flag, "deletion"), visit.query.get("deletion"), False)
    at = moment(as_of) if as_of else ""
    tag = tag_of(visit, media)
    if holds(visit, tag):
        return streamed(visit, media, tag, "", None)
    call = visit.call
    found = valid(call, query, at)
    if found is None:
        raise missing(visit, query, at)
    dimension = _dimension(found, visit.query.get(AT))
    top = header(call, releases.find(call))

    def pieces() -> Iterator[bytes]:
        if media == XSD:
            return found.xsd(dimension, deletion=deletion)
        return STRUCTURES[media](top, found.artefacts, visit.lang)

    return streamed(visit, media, tag, "", pieces)


def _dimension(found: Validity, asked: str) -> str:
    """The dimension at the observations. Raises :class:`WrongRequest` for one the structure has not."""
    if not asked:
        return found.at
    parameters.one_of(AT, asked, [*found.dimensions, ALL_DIMENSIONS])
    return asked
