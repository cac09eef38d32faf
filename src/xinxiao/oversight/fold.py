"""From events to a case. It knows no workflow and no programme: what an event says is all it needs.

Events out of turn raise :class:`Conflict`: a number that does not follow, a clock that is moved as it does not stand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar, cast

from msgspec.structs import replace

from xinxiao.errors import Conflict, told
from xinxiao.model.oversight.case import Case, ClockRun, Happened, Step
from xinxiao.model.oversight.case_facts import (
    CaseActed,
    CaseAssigned,
    CaseReviewed,
    CaseSuggested,
    ClockMove,
    ClockRanOut,
    ClockRecomputed,
    EntryRef,
)

T = TypeVar("T")
Fold = Callable[[Case, Any], Case]
_FROM: dict[str, tuple[str, ...]] = {
    "met": ("running", "suspended", "ran_out"),
    "met_late": ("running", "suspended", "ran_out"),
    "suspended": ("running",),
    "resumed": ("suspended",),
    "extended": ("running", "suspended"),
    "dropped": ("running", "suspended"),
    "ran_out": ("running",),
    "recomputed": ("running", "suspended"),
}
"""What may become of a clock as it stands."""


def fold(events: Iterable[Happened]) -> Case:
    """A case from all its events, in the order of their numbers. Raises :class:`Conflict` for events that are out of turn."""
    case: Case | None = None
    for one in events:
        case = after(case, one)
    if case is None:
        raise Conflict("a case without events", told("case_torn", case="", number=1))
    return case


def after(case: Case | None, happened: Happened) -> Case:
    """A case once something happened to it; None: it is opened by that. Raises as :func:`fold`."""
    fact = happened.fact
    if case is None:
        if not isinstance(fact, CaseActed) or fact.number != 1:
            raise _torn(fact.case, fact.number)
        case = _opened(fact)
    elif fact.case != case.id or fact.number != case.number + 1:
        raise _torn(fact.case, fact.number)
    made = _FOLDS[type(fact)](case, fact)
    return replace(made, number=fact.number, steps=(*case.steps, _step(made, happened)))


def _torn(case: str, number: int) -> Conflict:
    return Conflict(f"{case}: event {number} is out of turn", told("case_torn", case=case, number=number))


def rests_on(fact: CaseActed) -> tuple[EntryRef, ...]:
    """The entries of lists that an act rests on, the one it is about last."""
    return () if fact.entry is None else (*fact.further, fact.entry)


def _opened(fact: CaseActed) -> Case:
    return Case(
        id=fact.case,
        workflow=fact.workflow,
        definition=fact.definition,
        state=fact.state,
        ends=fact.ends,
        number=0,
        opened=fact.on,
        synthetic=fact.synthetic,
    )


def _step(case: Case, happened: Happened) -> Step:
    event, fact = happened.event, cast(Any, happened.fact)
    return Step(
        number=fact.number,
        event=event.sequence,
        at=event.at,
        on=getattr(fact, "on", "") or getattr(fact, "day", "") or event.at[:10],
        actor=event.actor,
        role=getattr(fact, "role", ""),
        kind=event.kind,
        act=getattr(fact, "act", "") or getattr(fact, "clock", ""),
        state=case.state,
        content=getattr(fact, "content", ""),
        entry=getattr(fact, "entry", None),
    )


def _acted(case: Case, fact: CaseActed) -> Case:
    moved = fact.state != case.state or fact.entry is not None
    return replace(
        case,
        workflow=fact.workflow,
        definition=fact.definition,
        state=fact.state,
        ends=fact.ends,
        ended=fact.on if fact.ends else "",
        subject=fact.subject or case.subject,
        area=fact.area or case.area,
        handler=fact.handler or case.handler,
        values=case.values | fact.values,
        clocks=_moved(case, fact),
        evidence=(*case.evidence, *fact.evidence),
        documents=(*case.documents, *fact.documents),
        publications=(*case.publications, *fact.publications),
        entries=_with(case.entries, rests_on(fact)),
        links=_with(case.links, fact.links),
        recused=_with(case.recused, (case.recusal_of,) if fact.recusal == "granted" else ()),
        recusal_of=fact.recused if fact.recusal == "asked" else "" if fact.recusal else case.recusal_of,
        in_review=case.in_review and not moved,
        visitors=fact.visitors or case.visitors,
        visit_on=fact.visit_on or case.visit_on,
        visited=case.visited or fact.visited,
    )


def _with(held: tuple[T, ...], more: tuple[T, ...]) -> tuple[T, ...]:
    return held + tuple(one for one in more if one not in held)


def _moved(case: Case, fact: CaseActed) -> tuple[ClockRun, ...]:
    runs = {(one.clock, one.run): one for one in case.clocks}
    for move in fact.clocks:
        key = move.clock, move.run
        if move.move == "started":
            if move.run != 1 + sum(clock == move.clock for clock, _ in runs):
                raise _torn(fact.case, fact.number)
            runs[key] = _started(move, fact.definition)
        else:
            runs[key] = _run(fact, runs.get(key), move.move, _changes(move))
    return tuple(runs.values())


def _started(move: ClockMove, definition: str) -> ClockRun:
    return ClockRun(
        clock=move.clock,
        run=move.run,
        started=move.on,
        due=move.due,
        provisional=move.provisional,
        rule=move.rule,
        article=move.article,
        version=move.version,
        confirmed=move.confirmed,
        state="running",
        file=move.file or definition,
    )


def _changes(move: ClockMove) -> Callable[[ClockRun], dict[str, Any]]:
    """What a move changes of a run."""
    counted = {"due": move.due, "provisional": move.provisional}

    def changes(run: ClockRun) -> dict[str, Any]:
        match move.move:
            case "suspended":
                return {"state": "suspended", "suspended_on": move.on}
            case "resumed":
                stood = (*run.suspended, (run.suspended_on, move.on))
                return counted | {"state": "running", "suspended_on": "", "suspended": stood}
            case "extended":
                return counted | {"extended": run.extended + 1}
            case _:
                return {"state": move.move, "suspended_on": "", "ended": move.on}

    return changes


def _run(
    fact: CaseActed | ClockRanOut | ClockRecomputed,
    run: ClockRun | None,
    what: str,
    changes: Callable[[ClockRun], dict[str, Any]],
) -> ClockRun:
    if run is None or run.state not in _FROM[what]:
        raise _torn(fact.case, fact.number)
    return replace(run, **changes(run))


def _one(case: Case, fact: ClockRanOut | ClockRecomputed, what: str, changes: dict[str, Any]) -> Case:
    """The case with one of its clocks changed."""
    runs = {(one.clock, one.run): one for one in case.clocks}
    key = fact.clock, fact.run
    runs[key] = _run(fact, runs.get(key), what, lambda _: changes)
    return replace(case, clocks=tuple(runs.values()))


def _ran_out(case: Case, fact: ClockRanOut) -> Case:
    return _one(case, fact, "ran_out", {"state": "ran_out", "ended": fact.day, "noticed": fact.noticed})


def _recomputed(case: Case, fact: ClockRecomputed) -> Case:
    names = ("due", "provisional", "rule", "article", "version", "confirmed")
    said = {"file": fact.source} if fact.why == "rule" else {}
    return _one(case, fact, "recomputed", said | {name: getattr(fact, name) for name in names})


def _assigned(case: Case, fact: CaseAssigned) -> Case:
    return replace(case, handler=fact.handler)


def _suggested(case: Case, fact: CaseSuggested) -> Case:
    return case


def _reviewed(case: Case, fact: CaseReviewed) -> Case:
    return replace(case, state=fact.state, in_review=True)


_FOLDS: dict[type, Fold] = {
    CaseActed: _acted,
    CaseAssigned: _assigned,
    ClockRanOut: _ran_out,
    ClockRecomputed: _recomputed,
    CaseSuggested: _suggested,
    CaseReviewed: _reviewed,
}
