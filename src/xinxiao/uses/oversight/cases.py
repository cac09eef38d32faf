"""Cases: opening one, acting on it, giving it to somebody, a machine's suggestion, and finding it.

An act is decided by the workflow the case goes by, what no event may hold is sealed, and the fact is appended if nothing happened to the
case since it was seen: else who acts is told what did.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from msgspec.structs import replace as changed

from xinxiao.errors import Conflict, DataFault, NotAllowed, NotFound, told
from xinxiao.model.event import Event, Fact
from xinxiao.model.oversight.case import Case, Happened, happened
from xinxiao.model.oversight.case_facts import CaseActed, CaseAssigned, CaseSuggested, EvidenceKept
from xinxiao.model.oversight.case_list import CaseCount, CaseQuery, CaseRow
from xinxiao.model.oversight.content import OWN, Place, Row, content_hash
from xinxiao.model.oversight.workflow import Workflow
from xinxiao.model.receipt import Receipt, receipt
from xinxiao.model.release import sha256
from xinxiao.oversight.decide import decide, demand_from, moved
from xinxiao.oversight.evidence import examined
from xinxiao.oversight.fold import after
from xinxiao.oversight.given import REASON
from xinxiao.oversight.wanted import Decision, Wanted
from xinxiao.uses.oversight import clocks, going_by, letters
from xinxiao.uses.oversight.going_by import GoesBy
from xinxiao.uses.oversight.office import Office

Files = Sequence[tuple[str, Path]]
"""Files that come with an act: what each is called by who sends it, and where it is."""
Also = Callable[[CaseActed], Sequence[Fact]]
"""What happens with an act, in the same transaction and in the same name: the facts that follow from its own."""


def _nothing(_fact: CaseActed) -> Sequence[Fact]:
    return ()


@dataclass(frozen=True)
class Doing:
    """An act that was decided and is not recorded yet: its fact, what is sealed of it, the case as it was (None: it is opened by it),
    and the workflow it goes by."""

    workflow: Workflow
    held: Case | None
    fact: CaseActed
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Done:
    """What an act did: the case as it stands then, the event, and its receipt."""

    case: Case
    event: Event

    @property
    def receipt(self) -> Receipt:
        """What whoever acted keeps of it."""
        return receipt(self.event)


def open_(
    office: Office,
    workflow: str,
    wanted: Wanted,
    files: Files = (),
    *,
    synthetic: bool = False,
    also: Also = _nothing,
) -> Done:
    """Open a case by a workflow as its file says it today, which the case goes by from now on. ``also``: what happens with it.

    Raises :class:`NotFound` for no such workflow, :class:`NotAllowed` for who may not in that area, and as
    :func:`xinxiao.oversight.decide.decide`.
    """
    going_by.demand_over(office, wanted.area)
    goes_by = going_by.new(office, workflow)
    decision = _decided(office, goes_by, None, wanted, files, synthetic=synthetic)  # before a number is spent
    prefix, year = goes_by.workflow.prefix, office.today.year
    number = numbered(prefix, year, office.ports.cases.give_numbers(prefix, year)[0])
    decision = replace(decision, fact=changed(decision.fact, case=number))
    return _recorded(office, _doing(office, goes_by, None, decision, files), also)


def numbered(prefix: str, year: int, number: int) -> str:
    """A number as it is written: PREFIX-2026-000001."""
    return f"{prefix}-{year}-{number:06d}"


def act(office: Office, case: str, wanted: Wanted, files: Files = (), also: Also = _nothing) -> Done:
    """Do an act on a case; ``also``: what happens with it.

    Clocks that ran out are noted first, so that what follows from that comes before it. Raises :class:`NotFound` for a case out of
    reach, :class:`Conflict` ``case_moved`` when something happened to it since it was seen, and as
    :func:`xinxiao.oversight.decide.decide`.
    """
    return _recorded(office, doing(office, case, wanted, files), also)


def doing(office: Office, case: str, wanted: Wanted, files: Files = ()) -> Doing:
    """An act on a case, decided and not recorded: for who records it with others. Raises as :func:`act`, but for what happens until
    it is recorded."""
    held = going_by.found(office, case)
    if not wanted.on and held.number == wanted.seen:
        held = clocks.noted(office, held)
    goes_by = going_by.held(office, held)
    return _doing(office, goes_by, held, _decided(office, goes_by, held, wanted, files), files)


def _doing(office: Office, goes_by: GoesBy, held: Case | None, decision: Decision, files: Files) -> Doing:
    """Seal what is to be sealed, make documents."""
    fact = decision.fact
    rows = office.ports.content.sealed(fact.case, fact.number, decision.sealed, decision.parts)
    fact = changed(fact, content=content_hash(rows), evidence=_sealed(office, fact, files))
    fact = changed(fact, documents=letters.made(office, goes_by.workflow, held, fact, decision))
    return Doing(goes_by.workflow, held, fact, rows)


def _recorded(office: Office, done: Doing, also: Also) -> Done:
    held, fact = done.held, done.fact
    said = [fact, *also(fact)]
    try:
        event = office.ports.cases.append(office.actor.line, office.at, said, held, done.rows)[0]
    except Conflict:
        if held is None:
            raise
        now = office.ports.cases.find(held.id)
        if now.number == held.number:
            raise
        raise moved(done.workflow, now, held.number) from None
    return Done(after(held, Happened(event, fact)), event)


def _decided(
    office: Office,
    goes_by: GoesBy,
    held: Case | None,
    wanted: Wanted,
    files: Files,
    *,
    synthetic: bool = False,
) -> Decision:
    if held is not None:
        _demand_own_reasons(office, held, wanted)
    area = held.area if held is not None else wanted.area
    who = going_by.by(office, area)
    known = going_by.grounds(office, goes_by, synthetic=synthetic)
    return decide(goes_by.workflow, held, replace(wanted, evidence=_looked_at(files)), who, known)


def _demand_own_reasons(office: Office, held: Case, wanted: Wanted) -> None:
    """Raise :class:`DataFault` where somebody gives a machine's words for their reasons: a decision is a person's (PIPL article 24)."""
    said = "".join(wanted.reason.split())
    if not said or all(step.kind != CaseSuggested.kind for step in held.steps):
        return
    machines = {step.number for step in held.steps if step.kind == CaseSuggested.kind}
    rows = [row for row in office.ports.cases.contents(held.id) if row.act in machines]
    for one in office.ports.content.opened(held.id, rows).values():
        if "".join(str(one.values.get(REASON, "")).split()) == said:
            raise DataFault("a machine's words", told("case_reason_machine"))


def _looked_at(files: Files) -> tuple[EvidenceKept, ...]:
    """What files are, before anything is kept of them. Raises as :func:`xinxiao.oversight.evidence.examined`."""
    found = ((path, examined(path, name)) for name, path in files)
    return tuple(
        EvidenceKept(sha256=sha256(path.read_bytes()), kept="", size=one.size, kind=one.kind)
        for path, one in found
    )


def _sealed(office: Office, fact: CaseActed, files: Files) -> tuple[EvidenceKept, ...]:
    """The same, sealed and kept."""
    place, made = Place(fact.case, fact.number, OWN), list[EvidenceKept]()
    for number, ((_, path), one) in enumerate(zip(files, fact.evidence, strict=True), 1):
        sealed = office.ports.content.sealed_file(place, number, path.read_bytes())
        made.append(changed(one, kept=office.ports.blobs.put(sealed)))
    return tuple(made)


def assign(office: Office, case: str, handler: str, seen: int) -> Done:
    """Give a case to somebody to handle; who handles it already may be asked, and so may nobody be (empty).

    Raises :class:`NotAllowed` for who is no supervisor there, :class:`Conflict` when something happened to it since it was seen.
    """
    held = going_by.found(office, case)
    workflow = going_by.held(office, held).workflow
    if "supervisor" not in going_by.by(office, held.area).roles:
        raise NotAllowed("no supervisor", told("case_assign"))
    if held.number != seen:
        raise moved(workflow, held, seen)
    fact = CaseAssigned(case=held.id, number=held.number + 1, handler=handler, role="supervisor")
    (event,) = office.ports.cases.append(office.actor.line, office.at, [fact], held)
    return Done(after(held, Happened(event, fact)), event)


def suggest(office: Office, case: str, act: str, words: str, method: str) -> Done:
    """Have a machine suggest an act on a case, in words that are sealed; ``method`` names what made it. Nothing follows from it: a
    person decides (PIPL article 24).

    Raises :class:`NotAllowed` for people, who act themselves, :class:`NotFound` for an act the workflow does not have,
    :class:`Conflict` for one that is not done where the case stands, and :class:`DataFault` for no words.
    """
    if office.actor.kind != "system":
        raise NotAllowed("people act", told("case_suggest"))
    held = going_by.found(office, case)
    workflow = going_by.held(office, held).workflow
    if act not in workflow.act:
        known = ", ".join(sorted(workflow.act))
        raise NotFound(f"no act {act}", told("case_no_act", act=ascii(act[:64])[1:-1], known=known))
    demand_from(workflow, held, workflow.act[act])
    if not words.strip():
        raise DataFault("no words", told("case_suggestion_words"))
    number = held.number + 1
    rows = office.ports.content.sealed(held.id, number, {REASON: words})
    fact = CaseSuggested(
        case=held.id, number=number, act=act, method=method[:200], content=content_hash(rows)
    )
    (event,) = office.ports.cases.append(office.actor.line, office.at, [fact], held, rows)
    return Done(after(held, Happened(event, fact)), event)


# ---- finding


def find(office: Office, case: str) -> Case:
    """A case in the reach of who asks. Raises :class:`NotFound`."""
    return going_by.found(office, case)


def history(office: Office, case: str) -> tuple[Happened, ...]:
    """All that happened to a case, in order. Raises as :func:`find`."""
    going_by.found(office, case)
    return tuple(happened(event) for event in office.ports.cases.events(case))


def listed(office: Office, query: CaseQuery) -> tuple[CaseRow, ...]:
    """Cases in the reach of who asks that fit a question. Raises :class:`NotAllowed` for who handles none."""
    return office.ports.cases.listed(replace(query, areas=_within(office, query.areas)))


def counts(office: Office) -> tuple[CaseCount, ...]:
    """How many cases in the reach of who asks stand where. Raises as :func:`listed`."""
    return office.ports.cases.counts(_within(office, None))


def _within(office: Office, areas: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """The areas asked for that the actor reaches; None for all there are."""
    if office.actor.may("oversee") or office.actor.kind == "system":
        return areas
    office.demand("handle")
    scopes = {one.scope for one in office.actor.grants if one.role in ("case_officer", "supervisor")}
    own = frozenset().union(*(office.ports.known.within(scope) for scope in scopes))
    return tuple(sorted(own if areas is None else own & set(areas)))
