"""What a file says was drawn, against what its seed, roster and inspectors give."""

from __future__ import annotations

from collections.abc import Iterator

from xinxiao.model.oversight.draw import Fault, Record
from xinxiao.oversight.draw import drawn
from xinxiao.oversight.pairing import why_not
from xinxiao.oversight.roster import Roster
from xinxiao.oversight.tickets import Across


def result_faults(record: Record, roster: Roster, across: Across) -> Iterator[Fault]:
    """Subjects left out or put in, wrong tickets and lines, people who may not, are twice there, or are others."""
    right = drawn(record.terms, roster, record.inspectors, record.seed, across)
    want = {one.subject: one for one in right.selected}
    have = {one.subject: one for one in record.selected}
    excluded = {one.subject for one in record.exclusions}
    barred = excluded & have.keys()
    for stratum in record.terms.strata:
        barred |= excluded.intersection(roster.strata.get(stratum.stratum, ()))
    yield from (Fault("DRAW_EXCLUDED", subject) for subject in barred)
    yield from (Fault("DRAW_LEFT_OUT", subject) for subject in want.keys() - have.keys())
    yield from (Fault("DRAW_NOT_DRAWN", subject) for subject in have.keys() - want.keys())
    if want.keys() == have.keys() and record.selected != right.selected:
        yield Fault("DRAW_TICKET")
    if record.lines != right.lines:
        yield Fault("DRAW_LINE")
    yield from _people_faults(record)
    pairs = {(one.subject, one.body): one for one in right.pairs}
    said = {(one.subject, one.body): one for one in record.pairs}
    others = {key[0] for key in pairs.keys() | said.keys() if pairs.get(key) != said.get(key)}
    yield from (Fault("DRAW_PAIR", subject) for subject in others)
    if not others and record.pairs != right.pairs:
        yield Fault("DRAW_PAIR")


def _people_faults(record: Record) -> Iterator[Fault]:
    """One person twice for a subject; one who is no inspector, or may not inspect it."""
    people = {one.person: one for one in reversed(record.inspectors)}
    bodies = {one.body: one for one in record.terms.bodies}
    for pair in record.pairs:
        names = [one.person for one in pair.people]
        if len(set(names)) < len(names):
            yield Fault("DRAW_SAME_PERSON", pair.subject)
        body = bodies.get(pair.body)
        for name in names:
            if body is None or name not in people or why_not(body, people[name], pair.subject, record.terms):
                yield Fault("DRAW_UNFIT", f"{pair.subject} {name}")
