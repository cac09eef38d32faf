"""Many cases opened at once: each is decided as one by itself would be, with as few questions to the stores as there can be.

Nothing is recorded here: whoever opens them appends all facts in one transaction, or none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

from msgspec.structs import replace as changed

from xinxiao.model.oversight.case_facts import CaseActed, EntryRef
from xinxiao.model.oversight.content import Row, content_hash
from xinxiao.oversight.decide import decide
from xinxiao.oversight.wanted import By, Decision, Grounds, Wanted
from xinxiao.uses.oversight import going_by, letters
from xinxiao.uses.oversight.cases import numbered
from xinxiao.uses.oversight.going_by import GoesBy
from xinxiao.uses.oversight.office import Office


@dataclass(frozen=True)
class Opening:
    """Cases that are decided and not recorded yet: the fact that opens each, in order, and what is sealed of all."""

    facts: tuple[CaseActed, ...]
    rows: tuple[Row, ...]

    @property
    def cases(self) -> tuple[str, ...]:
        """Their numbers, which follow each other."""
        return tuple(fact.case for fact in self.facts)


def opening(office: Office, workflow: str, wanted: Sequence[Wanted], *, synthetic: bool = False) -> Opening:
    """Cases of one workflow, about subjects in their areas, that rest on entries and come without files.

    Raises as :func:`xinxiao.uses.oversight.cases.open_`, for the first that is refused, before any number is spent.
    """
    goes_by = going_by.new(office, workflow)
    who = _by_area(office, wanted)
    grounds = _grounds(office, goes_by, wanted, synthetic=synthetic)
    decided = [decide(goes_by.workflow, None, one, who[one.area], grounds) for one in wanted]
    return _sealed(office, goes_by, _given_numbers(office, goes_by, decided))


def _by_area(office: Office, wanted: Sequence[Wanted]) -> dict[str, By]:
    areas = {one.area for one in wanted}
    for area in sorted(areas):
        going_by.demand_over(office, area)
    return {area: going_by.by(office, area) for area in areas}


def _grounds(office: Office, goes_by: GoesBy, wanted: Sequence[Wanted], *, synthetic: bool) -> Grounds:
    """The grounds of one case, with what is asked of each subject and entry asked once for all."""
    own = going_by.grounds(office, goes_by, synthetic=synthetic)
    there = office.ports.subjects.among([one.subject for one in wanted], office.today.isoformat())

    def is_known(kind: str, value: str) -> bool:
        return (kind == "subject" and value in there) or own.is_known(kind, value)

    predicate = cache(partial(going_by.predicate, office))

    def is_about(entry: EntryRef, code: str, day: str) -> bool:
        if day == office.today.isoformat() and code in there:
            return going_by.about(office, predicate(entry), there[code])
        return own.is_about(entry, code, day)

    return replace(own, is_known=is_known, is_live=cache(own.is_live), is_about=is_about)


def _given_numbers(office: Office, goes_by: GoesBy, decided: Sequence[Decision]) -> list[Decision]:
    if not decided:
        return []
    prefix, year = goes_by.workflow.prefix, office.today.year
    given = office.ports.cases.give_numbers(prefix, year, len(decided))
    return [
        replace(one, fact=changed(one.fact, case=numbered(prefix, year, number)))
        for one, number in zip(decided, given, strict=True)
    ]


def _sealed(office: Office, goes_by: GoesBy, decided: Sequence[Decision]) -> Opening:
    acts = [(one.fact.case, one.fact.number, one.sealed, one.parts) for one in decided]
    sealed = office.ports.content.sealed_all(acts)
    facts = list[CaseActed]()
    for one, rows in zip(decided, sealed, strict=True):
        fact = changed(one.fact, content=content_hash(rows))
        facts.append(changed(fact, documents=letters.made(office, goes_by.workflow, None, fact, one)))
    return Opening(tuple(facts), tuple(row for rows in sealed for row in rows))
