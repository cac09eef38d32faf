"""Answers to what data there are, as messages of structures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.route import Visit
from xinxiao.entry.portal.sdmx import questions
from xinxiao.entry.portal.sdmx.answers import holds, nothing, streamed, tag_of
from xinxiao.entry.portal.sdmx.forms import STRUCTURES, STRUCTURES_1, taken
from xinxiao.model.selection import AvailabilityQuery
from xinxiao.publish.sdmx.structure.artefact import Artefact
from xinxiao.publish.sdmx.structure.files import WriteStructure
from xinxiao.publish.sdmx.structure.offers import along, constraint
from xinxiao.uses.availability import availability as offered
from xinxiao.uses.holdings import order
from xinxiao.uses.structures import header, structures_of


def availability(visit: Visit) -> Answer:
    """What data there are: the codes and periods of each dimension, of what a data query would give or of what could be added.

    Raises ``WrongRequest`` for what SDMX does not know, ``NotFound`` for an artefact there is not.
    """
    return _answered(visit, questions.availability(visit.args, visit.query), STRUCTURES)


def availability_1(visit: Visit) -> Answer:
    """What data there are, for clients of SDMX 2.1. Raises ``WrongRequest``, ``NotFound``."""
    return _answered(visit, questions.availability_1(visit.args, visit.query), STRUCTURES_1)


def _answered(visit: Visit, query: AvailabilityQuery, forms: Mapping[str, WriteStructure]) -> Answer:
    media, _ = taken(visit.http, forms)
    tag = tag_of(visit, media)
    if holds(visit, tag):
        return streamed(visit, media, tag, "", None)
    call = visit.call
    offers = offered(call, query, questions.start_day(visit.query))
    if not offers:
        return nothing(visit)
    found: dict[object, Artefact] = {}
    for offer in offers:
        flow = offer.held.flow
        own = constraint(flow, offer.what)
        found[own.ref] = own
        if query.references - {"none"}:
            held = structures_of(call, offer.held.release, flow)
            for artefact in along(flow, offer.what, held, query.references):
                found.setdefault(artefact.ref, artefact)
    top = header(call, max((offer.held for offer in offers), key=order).release)

    def pieces() -> Iterator[bytes]:
        return forms[media](top, found.values(), visit.lang)

    return streamed(visit, media, tag, max(offer.held.since for offer in offers), pieces)
