"""An act is decided: a workflow, a case as it stands, what is wanted, by whom, today; what follows is a fact, or it is refused.

Nothing is done here and nothing is known of a store. What is refused says why and what would do.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from xinxiao.errors import Conflict, DataFault, NotFound, told
from xinxiao.model.oversight.case import Case, Step
from xinxiao.model.oversight.case_facts import CaseActed, PublicationMove, RecusalMove
from xinxiao.model.oversight.workflow import ActSpec, Workflow
from xinxiao.model.period import is_date
from xinxiao.model.ranges import FIRST_YEAR, LAST_YEAR
from xinxiao.oversight.due import due
from xinxiao.oversight.given import (
    demand_conditions,
    demand_entry,
    demand_evidence,
    open_values,
    organisation,
    subject_of,
)
from xinxiao.oversight.moves import moves
from xinxiao.oversight.wanted import By, Decision, DocumentDue, Grounds, Question, Wanted
from xinxiao.oversight.who import concerned, role_of

_RECUSAL: dict[str | None, RecusalMove] = {
    None: "",
    "asks": "asked",
    "grants": "granted",
    "refuses": "refused",
}


def decide(workflow: Workflow, case: Case | None, wanted: Wanted, by: By, grounds: Grounds) -> Decision:
    """What follows from an act on a case, or from one that opens a case (None).

    Raises :class:`NotFound` for an act the workflow does not have; :class:`Conflict` when the case moved on meanwhile or does not
    stand where the act is done; :class:`NotAllowed` for who may not; :class:`DataFault` for what is missing or wrong in what is given.
    """
    act = workflow.act.get(wanted.act)
    if act is None:
        word, known = ascii(wanted.act[:64])[1:-1], ", ".join(sorted(workflow.act))
        raise NotFound(f"no act {word}", told("case_no_act", act=word, known=known))
    _demand_seen(workflow, case, wanted)
    on = _day(act, case, wanted, grounds)
    question = Question(workflow, act, case, wanted, by, grounds, on)
    _demand_state(question)
    role = role_of(question)
    demand_entry(question)
    demand_evidence(question)
    shown, sealed, parts = open_values(question)
    demand_conditions(question)
    _demand_suggestion(question)
    _demand_follows(question)
    state = _reached(question)
    ends = workflow.state[state].ends
    fact = CaseActed(
        case=case.id if case is not None else grounds.number,
        number=1 + (case.number if case is not None else 0),
        workflow=workflow.id,
        definition=grounds.definition,
        act=act.id,
        state=state,
        ends=ends,
        on=on.isoformat(),
        role=role,
        values=shown,
        evidence=wanted.evidence,
        entry=wanted.entry,
        further=wanted.further,
        subject=_subject(question),
        area=wanted.area if case is None else "",
        handler=wanted.handler if case is None else "",
        clocks=moves(question, ends=ends),
        publications=_publications(question),
        links=wanted.links if case is None else (),
        recused=concerned(question) if act.recusal == "asks" else "",
        recusal=_RECUSAL[act.recusal],
        suggestion=wanted.suggestion,
        **_visit(question),
        synthetic=grounds.synthetic and case is None,
    )
    return Decision(fact, sealed, parts, _documents(question))


def _demand_seen(workflow: Workflow, case: Case | None, wanted: Wanted) -> None:
    if case is not None and case.number != wanted.seen:
        raise moved(workflow, case, wanted.seen)


def moved(workflow: Workflow, case: Case, seen: int) -> Conflict:
    """That a case moved on since somebody saw it, and what happened to it meanwhile."""
    since = [step for step in case.steps if step.number > seen]
    return Conflict(
        f"{case.id} moved from {seen} to {case.number}",
        told(
            "case_moved",
            case=case.id,
            seen=seen,
            number=case.number,
            what={
                language: "; ".join(_said(workflow, step, language) for step in since)
                for language in ("zh", "en")
            },
        ),
    )


def _said(workflow: Workflow, step: Step, language: str) -> str:
    spec = workflow.act.get(step.act) or workflow.clock.get(step.act)
    name = step.kind if spec is None else spec.name.zh if language == "zh" else spec.name.en
    return f"{step.number} {name} ({step.actor}, {step.at[:16]}Z)"


def _day(act: ActSpec, case: Case | None, wanted: Wanted, grounds: Grounds) -> date:
    """The day the act was done. Raises :class:`DataFault` for one to come, one that may not be before today, or before the last act."""
    if wanted.on and not is_date(wanted.on):
        raise DataFault(
            "no day", told("bad_date", first=FIRST_YEAR, last=LAST_YEAR, value=ascii(wanted.on[:40])[1:-1])
        )
    name = {"zh": act.name.zh, "en": act.name.en}
    on = date.fromisoformat(wanted.on) if wanted.on else grounds.today
    if on > grounds.today:
        raise DataFault(f"{on} is to come", told("case_future", day=on.isoformat()))
    if on < grounds.today and not act.back_dated:
        raise DataFault(f"{on} is past", told("case_back_dated", act=name, day=on.isoformat()))
    last = max((step.on for step in case.acted), default="") if case is not None else ""
    if on.isoformat() < last:
        raise DataFault(f"{on} before {last}", told("case_before", day=on.isoformat(), last=last))
    return on


def _demand_state(question: Question) -> None:
    case, act, workflow, day = question.case, question.act, question.workflow, question.on.isoformat()
    if case is None:
        if act.from_ or act.to is None:
            raise Conflict(f"{act.id} opens nothing", told("case_opens_not", act=question.name))
        if not workflow.valid_from <= day <= (workflow.valid_to or day):
            raise Conflict(
                f"{workflow.id} does not hold", told("case_workflow_over", workflow=workflow.id, day=day)
            )
    else:
        demand_from(workflow, case, act)


def demand_from(workflow: Workflow, case: Case, act: ActSpec) -> None:
    """Raise :class:`Conflict` for an act that is not done where a case stands, with those that are."""
    if case.state not in act.from_:
        state = workflow.state.get(case.state)
        name = {"zh": state.name.zh, "en": state.name.en} if state is not None else case.state
        possible = [one for one in workflow.acts if case.state in one.from_]
        acts = {
            "zh": "、".join(one.name.zh for one in possible),
            "en": ", ".join(one.name.en for one in possible),
        }
        said = {"zh": act.name.zh, "en": act.name.en}
        raise Conflict(f"{act.id} from {case.state}", told("case_state", act=said, state=name, acts=acts))


def _reached(question: Question) -> str:
    """The state an act leads to: the one it names, that of before the case went to review, or the one the case is in."""
    act, case = question.act, question.case
    if act.to is not None or case is None:
        return act.to or ""
    if not act.returns:
        return case.state
    review = {state.id for state in question.workflow.states if state.review}
    return next(step.state for step in reversed(case.acted) if step.state not in review)


def _visit(question: Question) -> dict[str, Any]:
    """Who goes to see whom the case is about, and when, where the act says so; and whether that is done by it."""
    visit, given = question.workflow.visit, question.values
    if visit is None:
        return {}
    people = dict.fromkeys(one for name in visit.people if (one := question.value(name)))
    return {
        "visitors": tuple(people) if set(visit.people) & set(given) else (),
        "visit_on": given.get(visit.day, ""),
        "visited": question.act.id in visit.acts,
    }


def _demand_suggestion(question: Question) -> None:
    number, case = question.wanted.suggestion, question.case
    if number and not any(
        step.number == number and step.kind == "case.suggested" for step in (case.steps if case else ())
    ):
        raise DataFault(f"no suggestion {number}", told("case_suggestion", number=number))


def _demand_follows(question: Question) -> None:
    """Raise :class:`Conflict` where a new case names another from which none of its workflow follows, by what was done in it."""
    for link in question.wanted.links if question.case is None else ():
        if question.workflow.id not in question.grounds.opens(link):
            shown, name = ascii(link[:80])[1:-1], question.workflow.name
            raise Conflict(
                f"{question.workflow.id} does not follow from {shown}",
                told("case_follows", case=shown, workflow={"zh": name.zh, "en": name.en}),
            )


def _subject(question: Question) -> str:
    """The organisation a new case is about, given by itself or by a field. Raises :class:`DataFault` for one too many or missing."""
    if question.case is not None:
        return ""
    given = subject_of(question)
    about = question.workflow.about
    given = organisation(given) if given and about == "subject" else given
    if about == "subject" and not (given and question.grounds.is_known("subject", given)):
        raise DataFault("no subject", told("case_subject", workflow=question.workflow.id))
    if about != "subject" and question.wanted.subject:
        raise DataFault("a subject", told("case_subject_none", workflow=question.workflow.id))
    return given


def _documents(question: Question) -> tuple[DocumentDue, ...]:
    day, found = question.on.isoformat(), list[DocumentDue]()
    specs = {one.id: one for one in question.workflow.documents}
    for name in question.act.documents:
        held = [one for one in specs[name].versions if one.valid_from <= day]
        if not held:
            shown = {"zh": specs[name].name.zh, "en": specs[name].name.en}
            raise DataFault(f"no template of {name}", told("case_template", document=shown, day=day))
        found.append(DocumentDue(specs[name], max(held, key=lambda one: one.valid_from)))
    return tuple(found)


def _publications(question: Question) -> tuple[PublicationMove, ...]:
    specs = {one.id: one for one in question.workflow.publications}
    begun = tuple(
        PublicationMove(publication=name, move="begun", until=_until(question, name))
        for name in question.act.publishes
        if name in specs
    )
    ended = tuple(PublicationMove(publication=name, move="ended") for name in question.act.withdraws)
    return ended + begun


def _until(question: Question, publication: str) -> str:
    """The last day something is public; empty: until an act withdraws it."""
    (spec,) = (one for one in question.workflow.publications if one.id == publication)
    day = question.on.isoformat()
    held = [one for one in spec.ends if one.valid_from <= day <= (one.valid_to or day)]
    if not held:
        return ""
    version = max(held, key=lambda one: one.valid_from)
    return due(version, question.on, question.grounds.calendar).day.isoformat()
