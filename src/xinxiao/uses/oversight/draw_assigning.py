"""What follows from a draw: for each subject that was drawn, and each body, an inspection is opened as a case by the installation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from xinxiao.errors import Conflict, told
from xinxiao.model.actor import SYSTEM
from xinxiao.model.event import Fact
from xinxiao.model.oversight.case import Case
from xinxiao.model.oversight.case_facts import EntryRef
from xinxiao.model.oversight.draw import Record
from xinxiao.model.oversight.draw_facts import DrawAssigned
from xinxiao.model.oversight.lists import EntryKey
from xinxiao.oversight.draw_file import read_draw
from xinxiao.oversight.wanted import Wanted
from xinxiao.uses.oversight import cases
from xinxiao.uses.oversight.draw_roster import DrawsKnown, live_entries
from xinxiao.uses.oversight.draws import exported
from xinxiao.uses.oversight.office import Office
from xinxiao.uses.oversight.opening import opening


def assigned(office: Office, known: DrawsKnown, number: str) -> tuple[str, ...]:
    """Open the inspections of a draw, all in one transaction with the note of it and the act that uses it up; the numbers of their
    cases. Each rests on the entries of its body as they hold today.

    Raises :class:`Conflict` for a draw that is void, to be void, in review, or was assigned already; for an entry that holds no more,
    and where a subject has too few inspectors; as :func:`xinxiao.uses.oversight.cases.act` for who may not use it.
    """
    office.demand_any("oversee", "handle")
    standing = office.ports.draws.find(number)
    found = read_draw(exported(office, number))
    if standing.voided is not None or standing.assigned is not None or not isinstance(found, Record):
        raise Conflict(f"{number} is {standing.state}", told("draw_done", number=number))
    _demand_people(known, found)
    approval = cases.find(office, standing.committed.case)
    use = cases.doing(office, approval.id, Wanted(known.spec.approval.use, approval.number))
    made = opening(
        replace(office, actor=SYSTEM),
        known.spec.inspection.workflow,
        _wanted(office, known, approval, found),
        synthetic=found.terms.synthetic,
    )
    first, last = (made.cases[0], made.cases[-1]) if made.cases else ("", "")
    note = DrawAssigned(number=number, cases=len(made.cases), first=first, last=last)
    said: list[tuple[str, Fact]] = [(SYSTEM.line, fact) for fact in made.facts]
    said += [(office.actor.line, use.fact), (office.actor.line, note)]
    before = {approval.id: use.held} if use.held is not None else {}
    office.ports.cases.append_all(office.at, said, before, [*made.rows, *use.rows])
    return made.cases


def _demand_people(known: DrawsKnown, found: Record) -> None:
    most = len(known.spec.inspection.people)
    few = sorted({pair.subject for pair in found.pairs if len(pair.people) < most})
    if few:
        number = found.terms.number
        said = told("draw_people", number=number, count=len(few), subject=few[0])
        raise Conflict(f"{len(few)} have too few", said)


def _wanted(office: Office, known: DrawsKnown, approval: Case, found: Record) -> list[Wanted]:
    spec, terms = known.spec.inspection, found.terms
    entries = _entries(office, known, found)
    codes = [one.subject for one in found.selected]
    there = office.ports.subjects.among(codes, office.today.isoformat())
    common = {spec.draw: terms.number, spec.plan: terms.plan} | _how(known, approval)
    wanted = []
    for pair in found.pairs:
        subject, (first, *further) = there.get(pair.subject), entries[pair.body]
        people = zip(spec.people, (one.person for one in pair.people), strict=False)
        wanted.append(
            Wanted(
                spec.assign,
                values=common | dict(people),
                subject=pair.subject,
                area=subject.area if subject is not None else known.spec.area,
                entry=first,
                further=tuple(further),
            )
        )
    return wanted


def _entries(office: Office, known: DrawsKnown, found: Record) -> Mapping[str, tuple[EntryRef, ...]]:
    """The entries of each body as they hold today."""
    return {
        body.body: tuple(
            live.ref
            for live in live_entries(office, known, [EntryKey(one.list, one.entry) for one in body.entries])
        )
        for body in found.terms.bodies
    }


def _how(known: DrawsKnown, approval: Case) -> dict[str, str]:
    """Kind and method of the inspections as they were approved with the draw, else as the programme declares."""
    spec, fields = known.spec.inspection, known.spec.approval.fields
    return {
        spec.kind: approval.values.get(fields.kind) or spec.kind_code,
        spec.method: approval.values.get(fields.method) or spec.method_code,
    }
