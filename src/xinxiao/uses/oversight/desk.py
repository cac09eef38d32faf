"""The desk of cases: what is due, what is found by words, how many cases stand where. Each sees the areas they handle and no others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from xinxiao.model.collect.people import CASE
from xinxiao.model.oversight.case_facts import EntryRef
from xinxiao.model.oversight.case_list import CaseQuery, CaseRow
from xinxiao.model.oversight.desk import Count, Means
from xinxiao.model.oversight.lists import EntryKey
from xinxiao.model.text import Text
from xinxiao.uses.oversight.office import Office

PAGE = 50
"""Cases, or clocks, of one page."""
MOST_MEANT = 200
"""Subjects that words may mean; with more, only the first count."""
MOST_WAYS = 12
"""Workflows, states and areas that words may mean."""
_BEGINNING = re.compile(r"[0-9A-Z][0-9A-Z-]{2,63}")


@dataclass(frozen=True)
class Asked:
    """What is asked of the desk. ``handler``: an account, ``-`` for nobody, empty for anybody; ``before`` and ``after``: the last case of
    the page before, with the day it stands by, of cases and of what is due."""

    words: str = ""
    workflow: str = ""
    state: str = ""
    area: str = ""
    handler: str = ""
    in_review: bool = False
    before: tuple[str, str] | None = None
    after: tuple[str, str] | None = None


@dataclass(frozen=True)
class Desk:
    """What the desk shows. ``more``: whether there is more than what is shown; ``unconfirmed``: cases whose next clock follows a rule
    that was not checked; ``names``: those of subjects."""

    due: tuple[CaseRow, ...]
    more_due: bool
    cases: tuple[CaseRow, ...]
    more_cases: bool
    counts: tuple[Count, ...]
    unconfirmed: frozenset[str]
    names: dict[str, str]


def reached(office: Office) -> frozenset[str] | None:
    """The areas over which who asks handles cases; None where these are all there are."""
    known = office.ports.known
    scopes = [grant.scope for grant in office.actor.grants if grant.scope and grant.role in CASE]
    found = frozenset[str]().union(*(known.within(scope) for scope in scopes))
    return None if known.areas and found >= known.areas else found


def desk(office: Office, asked: Asked) -> Desk:
    """What is due and which cases there are of what is asked for. Raises :class:`NotAllowed` for an area beyond reach."""
    office.demand("handle")
    own, areas = office.ports.case_desk, reached(office)
    if asked.area:
        office.demand_over("handle", office.ports.known.above(asked.area))
        within = office.ports.known.within(asked.area)
        areas = within if areas is None else within & areas
    query = CaseQuery(
        None if areas is None else tuple(sorted(areas)),
        asked.workflow,
        asked.state,
        handler=asked.handler,
        in_review=asked.in_review,
        most=PAGE + 1,
    )
    due, cases = tuple[CaseRow, ...](), tuple[CaseRow, ...]()
    if asked.words.strip():
        cases = tuple(_found(office, query, asked.words))
    else:
        due = own.listed(replace(query, order="due", after=asked.after))
        cases = own.listed(replace(query, after=asked.before)) if asked.state or asked.before else ()
    subjects = {one.subject for one in (*due, *cases) if one.subject}
    return Desk(
        due[:PAGE],
        len(due) > PAGE,
        cases[:PAGE],
        len(cases) > PAGE,
        own.counts(areas),
        _unconfirmed(office, (*due[:PAGE], *cases[:PAGE])),
        names(office, subjects),
    )


def _found(office: Office, query: CaseQuery, words: str) -> Iterator[CaseRow]:
    """Cases that words may mean: by number and subject, then by what workflows, states and areas are called."""
    text = unicodedata.normalize("NFKC", words).strip()
    seen = dict[str, CaseRow]()
    means = means_of(office, text)
    rows = list(office.ports.case_desk.meant(query, means)) if means != Means() else []
    for way in list(_ways(office, query, text.casefold()))[:MOST_WAYS]:
        rows += office.ports.case_desk.listed(way)
    for row in rows:
        if row.case_id not in seen and len(seen) < query.most:
            seen[row.case_id] = row
            yield row


def means_of(office: Office, text: str) -> Means:
    """What words may mean: the beginning of a number or code; subjects by their names."""
    upper = text.upper()
    beginning = upper if _BEGINNING.fullmatch(upper) else ""
    return Means(beginning, _subjects(office, text))


def _subjects(office: Office, text: str) -> tuple[str, ...]:
    """Codes of subjects whose names have some words in them; none for a single character."""
    day = office.today.isoformat()
    return (
        tuple(one.code for one in office.ports.subjects.found(text, day, MOST_MEANT)) if len(text) > 1 else ()
    )


def names(office: Office, subjects: Iterable[str]) -> dict[str, str]:
    """What some subjects are called today, by code; nothing for who is not in the register."""
    held = office.ports.subjects.among({code for code in subjects if code}, office.today.isoformat())
    return {code: one.name for code, one in held.items()}


def _ways(office: Office, query: CaseQuery, words: str) -> Iterator[CaseQuery]:
    """What else the words call something: a workflow, a state, an area."""
    known = office.ports.known
    for flow in known.workflows.values():
        if query.workflow not in ("", flow.id):
            continue
        if _calls(words, flow.id, flow.name):
            yield replace(query, workflow=flow.id)
        for state in flow.states:
            if _calls(words, state.id, state.name) and query.state in ("", state.id):
                yield replace(query, workflow=flow.id, state=state.id)
    for area in sorted(known.areas if query.areas is None else query.areas):
        name = known.area(area)
        if name is not None and _calls(words, area, name):
            within = known.within(area)
            yield replace(
                query, areas=tuple(sorted(within if query.areas is None else within & set(query.areas)))
            )


def _calls(words: str, code: str, name: Text) -> bool:
    """Whether words are a code, its name, or, of at least two characters, a part of that."""
    called = (name.zh.casefold(), name.en.casefold())
    return words in (code.casefold(), *called) or (len(words) > 1 and any(words in one for one in called))


def _unconfirmed(office: Office, rows: tuple[CaseRow, ...]) -> frozenset[str]:
    """Those of some cases whose next clock follows a version of a rule that was not checked against its text."""
    rules = office.ports.case_desk.rules({row.case_id for row in rows if row.clock})
    return frozenset(
        row.case_id for row in rows if not _is_confirmed(office, row, rules.get((row.case_id, row.clock)))
    )


def _is_confirmed(office: Office, row: CaseRow, held: tuple[str, str] | None) -> bool:
    workflow = office.ports.known.definition(row.definition, row.workflow)
    clock = workflow.clock.get(row.clock) if workflow is not None else None
    if clock is None or held is None:
        return True
    return all(one.confirmed for one in clock.versions if (one.rule, one.valid_from) == held)


def entries(office: Office, list_type: str) -> tuple[tuple[EntryRef, Text], ...]:
    """The entries of lists of a type that hold today, with what each is about; at most :data:`MOST_MEANT`."""
    return tuple(islice(_entries(office, list_type), MOST_MEANT))


def _entries(office: Office, list_type: str) -> Iterator[tuple[EntryRef, Text]]:
    day, own = office.today.isoformat(), office.ports.lists
    for name, register in sorted(own.registers().items()):
        of_type = {version.number: version for version in register.issued if version.type == list_type}
        said = {number: own.content(version) for number, version in of_type.items()}
        codes = {held.entry for held in own.entries(name) if held.version in of_type} if of_type else set()
        for code in sorted(codes):
            held = own.live(EntryKey(name, code), day)
            if held is not None and held.version in said:
                entry = said[held.version].entries[code]
                ref = EntryRef(list=name, version=held.version, code=code)
                yield ref, Text(zh=entry.matter, en=entry.matter_en or entry.matter)
