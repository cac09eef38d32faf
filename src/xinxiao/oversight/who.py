"""Who may do an act: by role, apart from who did others, and not who is recused."""

from __future__ import annotations

from xinxiao.errors import Conflict, DataFault, NotAllowed, told
from xinxiao.model.oversight.case import Case
from xinxiao.model.oversight.workflow import ActSpec, Doer
from xinxiao.oversight.wanted import Question

SYSTEM: Doer = "system"
WORKS: frozenset[Doer] = frozenset({"case_officer", "supervisor"})
"""Those whose work stops while a recusal waits, where the workflow says so; what others do (a party that withdraws) does not."""


def role_of(question: Question) -> Doer:
    """As what the actor does the act: the first of its roles that they have.

    Raises :class:`NotAllowed` for who has none of them, did an act that another person must have done, is recused or waits for a
    recusal to be decided; :class:`Conflict` for a step of a recusal that is out of turn, and while work stops for one.
    """
    act, by = question.act, question.by
    role = next((one for one in act.by if one in by.roles), None)
    if role is None:
        roles = ", ".join(act.by)
        raise NotAllowed(f"{by.actor} is none of {roles}", told("case_role", act=question.name, roles=roles))
    if act.decides and role == SYSTEM:
        raise NotAllowed(f"{act.id} is decided by people", told("case_machine", act=question.name))
    if question.case is not None and role != SYSTEM:
        _demand_another(question, question.case)
        _demand_unconcerned(question, question.case)
    _demand_turn(question)
    if role in WORKS and act.recusal is None and _stops(question) and question.case is not None:
        raise Conflict(f"{question.case.id} stops", told("case_recusal_stops", case=question.case.id))
    return role


def _demand_another(question: Question, case: Case) -> None:
    """Those who did the acts named must be other people."""
    for step in case.acted:
        if step.act in question.act.unlike and step.actor == question.by.actor:
            earlier = question.workflow.act.get(step.act)
            name = {"zh": earlier.name.zh, "en": earlier.name.en} if earlier is not None else step.act
            raise NotAllowed(
                f"{question.act.id}: {step.actor} did {step.act}",
                told("case_same_person", act=question.name, earlier=name),
            )


def _demand_unconcerned(question: Question, case: Case) -> None:
    account, act = question.by.account, question.act
    if account and account in case.recused:
        raise NotAllowed(f"{account} is recused", told("case_recused", case=case.id))
    is_own = bool(account) and account == case.recusal_of
    if is_own and act.recusal is not None:
        raise NotAllowed(f"{account} decides on itself", told("case_recusal_own", act=question.name))
    if is_own and _stops(question):
        raise NotAllowed(f"{account} waits", told("case_recusal_pending", case=case.id))


def _stops(question: Question) -> bool:
    """Whether work stops in a case until a recusal is decided that waits in it."""
    recusal = question.workflow.recusal
    pending = question.case.recusal_of if question.case is not None else ""
    return bool(pending) and recusal is not None and recusal.pending == "stops"


def concerned(question: Question) -> str:
    """The account a recusal is about that is asked for: named, else who handles the case, else who asks for themselves.

    Raises :class:`DataFault` where that is nobody: it could not be decided.
    """
    case = question.case
    handler = case.handler if case is not None else ""
    found = question.wanted.concerns or handler or question.by.account
    if not found:
        raise DataFault("whom it concerns is not said", told("case_recusal_whom", act=question.name))
    return found


def _demand_turn(question: Question) -> None:
    """A recusal is asked for while none waits, and decided while one does."""
    move, case = question.act.recusal, question.case
    pending = case.recusal_of if case is not None else ""
    if move == "asks" and pending:
        raise Conflict("a recusal waits", told("case_recusal_there", act=question.name))
    if move in ("grants", "refuses") and not pending:
        raise Conflict("no recusal waits", told("case_recusal_none", act=question.name))


def takes_part(act: ActSpec) -> bool:
    """Whether an act is a step of a recusal."""
    return act.recusal is not None
