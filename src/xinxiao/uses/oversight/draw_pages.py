"""Draws for anybody: which there are, what was committed of one, and what came of it. Nobody is asked who they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from xinxiao.errors import NotFound, Tampered
from xinxiao.model.cache import Cache
from xinxiao.model.oversight.draw import Fault, Reference, Terms
from xinxiao.model.oversight.draw_facts import DrawStanding
from xinxiao.model.oversight.draw_list import DrawQuery, NumbersOfYear
from xinxiao.oversight.draw_file import Outcome, read_outcome
from xinxiao.oversight.draw_verification import verify
from xinxiao.uses.oversight.draw_parts import exclusions_of, terms_of
from xinxiao.uses.oversight.list_files import Known, known
from xinxiao.uses.oversight.office import Office
from xinxiao.uses.store_ports import Blobs

PAGE = 50
"""Draws of one page."""
SELECTED = 100
"""Subjects drawn of one page."""
MISSING = 20
"""Numbers that are missing which are told one by one."""
SMALL = 20_000
"""A roster that is verified, or looked through, while somebody waits for the page; a longer one has processes of its own."""


@dataclass(frozen=True)
class Instead:
    """The number under which a draw was made void, with reason and approver; ``repeats``: whether it was drawn again under it."""

    number: str
    reference: Reference | None
    repeats: bool


@dataclass(frozen=True)
class DrawLine:
    """A draw in the list; ``terms`` are None where they are not here, or are not what was committed; ``instead``: of one that is void, by
    what."""

    standing: DrawStanding
    terms: Terms | None
    instead: Instead | None


@dataclass(frozen=True)
class DrawList:
    """A page of draws; ``next``: the event to go on from, 0 at the end; ``years``: how far numbers go; ``missing``: the first of those
    that are not there."""

    lines: tuple[DrawLine, ...]
    next: int
    years: tuple[NumbersOfYear, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class DrawPage:
    """One draw: what was committed, how many were left out for which reason, what came of it, and what took its place."""

    standing: DrawStanding
    terms: Terms | None
    left_out: Mapping[str, int]
    outcome: Outcome | None
    instead: Instead | None


_outcomes = Cache[str, Outcome](16)
_left_out = Cache[str, Mapping[str, int]](64)
_faults = Cache[str, tuple[Fault, ...]](64)


def known_of(office: Office) -> Known | None:
    """What the programme says; None for one that says nothing of oversight."""
    try:
        return known(office)
    except NotFound:
        return None


def listed(office: Office, query: DrawQuery) -> DrawList:
    """Draws that are asked for, and how far numbers go in each year."""
    pages = office.ports.draw_pages
    found = pages.page(replace(query, most=query.most + 1))
    shown, years = found[: query.most], pages.numbers()
    going_on = shown[-1].event.sequence if len(found) > query.most else 0
    gone = _instead(office, shown)
    lines = (
        DrawLine(one, terms(office.ports.blobs, one.committed.commitment), gone.get(one.committed.number))
        for one in shown
    )
    return DrawList(tuple(lines), going_on, years, _missing(office, years))


def one(office: Office, number: str) -> DrawPage:
    """One draw. Raises :class:`NotFound`."""
    standing, blobs = office.ports.draws.find(number), office.ports.blobs
    own = terms(blobs, standing.committed.commitment)
    return DrawPage(
        standing,
        own,
        left_out(blobs, own) if own is not None else {},
        outcome(blobs, standing),
        _instead(office, (standing,)).get(number),
    )


def terms(blobs: Blobs, commitment: str) -> Terms | None:
    """The terms of a commitment; None where they are not here, or are not what was committed."""
    try:
        return terms_of(blobs, commitment)
    except (NotFound, Tampered):
        return None


def outcome(blobs: Blobs, standing: DrawStanding) -> Outcome | None:
    """What came of a draw; None for one that is not drawn, or whose file is not here."""
    if standing.drawn is None:
        return None
    digest = standing.drawn.record
    try:
        return _outcomes.get(digest, lambda: read_outcome(blobs.get(digest)))
    except (NotFound, Tampered):
        return None


def left_out(blobs: Blobs, terms: Terms) -> Mapping[str, int]:
    """How many a roster leaves out, by the code of the reason; nothing where the list of them is not here."""
    if not terms.exclusions.count:
        return {}
    try:
        return _left_out.get(
            terms.exclusions.sha256, lambda: Counter(one.reason for one in exclusions_of(blobs, terms))
        )
    except (NotFound, Tampered):
        return {}


def faults(office: Office, standing: DrawStanding) -> tuple[Fault, ...]:
    """What this installation finds wrong with the file of a draw that it made itself, held against its own list of numbers.

    Raises :class:`NotFound` and :class:`Tampered` for a file that is not here.
    """
    if standing.drawn is None:
        return ()
    said, digest = standing.committed, standing.drawn.record
    numbers = {said.number: said.commitment}
    return _faults.get(digest, lambda: tuple(verify(office.ports.blobs.get(digest), numbers)))


def _missing(office: Office, years: tuple[NumbersOfYear, ...]) -> tuple[str, ...]:
    return tuple(
        one.number(own)
        for one in years
        if not one.is_whole
        for used in (office.ports.draw_pages.used(one.series, one.year),)
        for own in islice((own for own in range(1, one.last + 1) if own not in used), MISSING)
    )


def _instead(office: Office, standings: Sequence[DrawStanding]) -> dict[str, Instead]:
    """Of those that are void, by what, by their numbers."""
    by = {one.voided.by: one.committed.number for one in standings if one.voided is not None}
    found = {}
    for one in office.ports.draw_pages.found(by):
        own = terms(office.ports.blobs, one.committed.commitment)
        number, repeats = one.committed.number, one.committed.draw_kind == "repeat"
        found[by[number]] = Instead(number, own.of if own is not None else None, repeats)
    return found
