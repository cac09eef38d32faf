"""What follows from a draw: for each subject that was drawn, and each body, an inspection is opened as a case by the installation."""

from __future__ import annotations

from dataclasses import replace

from xinxiao.errors import Conflict, told
from xinxiao.model.actor import SYSTEM
from xinxiao.model.oversight.case_facts import EntryRef
from xinxiao.model.oversight.case_list import CaseQuery
from xinxiao.model.oversight.draw import Body, Pair, Record
from xinxiao.model.oversight.draw_facts import DrawAssigned, DrawStanding
from xinxiao.oversight.draw_file import read_draw
from xinxiao.oversight.wanted import Wanted
from xinxiao.uses.oversight import case_page, cases
from xinxiao.uses.oversight.draw_roster import DrawsKnown
from xinxiao.uses.oversight.draws import exported
from xinxiao.uses.oversight.office import Office


def assigned(office: Office, known: DrawsKnown, number: str) -> tuple[str, ...]:
    """Open the inspections of a draw; the numbers of their cases. Who was cut off opens those that are missing.

    Raises :class:`Conflict` for a draw that is void or was assigned already, and before anything is opened where a subject has too
    few inspectors.
    """
    office.demand_any("oversee", "handle")
    standing = office.ports.draws.find(number)
    found = read_draw(exported(office, number))
    if standing.voided is not None or standing.assigned is not None or not isinstance(found, Record):
        raise Conflict(f"{number} is {standing.state}", told("draw_done", number=number))
    _demand_people(known, found)
    approval = cases.find(office, standing.committed.case)
    if not approval.ends:
        case_page.demand_act(office, approval, known.spec.approval.use)
    opened = tuple(_opened(office, known, found, pair) for pair in found.pairs)
    _note(office, known, standing, len(opened))
    return opened


def _demand_people(known: DrawsKnown, found: Record) -> None:
    most = len(known.spec.inspection.people)
    few = sorted({pair.subject for pair in found.pairs if len(pair.people) < most})
    if few:
        number = found.terms.number
        said = told("draw_people", number=number, count=len(few), subject=few[0])
        raise Conflict(f"{len(few)} have too few", said)


def _opened(office: Office, known: DrawsKnown, found: Record, pair: Pair) -> str:
    spec, terms = known.spec.inspection, found.terms
    (body,) = (one for one in terms.bodies if one.body == pair.body)
    entry = _entry(body)
    system = replace(office, actor=SYSTEM)
    there = CaseQuery(workflow=spec.workflow, subject=pair.subject, most=10_000)
    for row in office.ports.cases.listed(there):
        case = office.ports.cases.find(row.case_id)
        if case.values.get(spec.draw) == terms.number and entry in case.entries:
            return case.id
    values = dict(zip(spec.people, (one.person for one in pair.people), strict=False))
    values |= {spec.draw: terms.number, spec.plan: terms.plan}
    values |= {spec.kind: spec.kind_code, spec.method: spec.method_code}
    subject = office.ports.subjects.at(pair.subject, office.today.isoformat())
    area = subject.area if subject is not None else known.spec.area
    wanted = Wanted(spec.assign, values=values, subject=pair.subject, area=area, entry=entry)
    return cases.open_(system, spec.workflow, wanted, synthetic=terms.synthetic).case.id


def _entry(body: Body) -> EntryRef:
    first = body.entries[0]
    return EntryRef(list=first.list, version=int(first.version), code=first.entry)


def _note(office: Office, known: DrawsKnown, standing: DrawStanding, count: int) -> None:
    number, own = standing.committed.number, known.spec.approval
    case = office.ports.cases.find(standing.committed.case)
    if not case.ends:
        cases.act(office, case.id, Wanted(own.use, case.number))
    office.ports.draws.append(office.actor.line, office.at, [DrawAssigned(number=number, cases=count)])
