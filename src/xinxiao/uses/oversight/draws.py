"""Random inspection: a task of a plan becomes a roster, a commitment that another person approves, a draw, and inspections.

What is drawn was fixed before there was chance: terms, roster, exclusions and inspectors are kept by their hashes, the case of the
approval holds the commitment, and nothing but what was approved is published and drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xinxiao.errors import Conflict, DataFault, NotFound, told
from xinxiao.model.oversight.case import Case
from xinxiao.model.oversight.case_list import CaseQuery
from xinxiao.model.oversight.draw import (
    Before,
    Body,
    Cap,
    Commitment,
    Draft,
    EntryOfList,
    Exclusion,
    Inspector,
    LedgerEvent,
    Reference,
    Share,
    SourceOfChance,
    Terms,
    Value,
)
from xinxiao.model.oversight.draw_facts import DrawCommitted, DrawDrawn, DrawStanding, DrawVoided
from xinxiao.model.oversight.lists import EntryKey, LiveEntry
from xinxiao.model.oversight.plan import Plan, Task
from xinxiao.oversight.draw import drawn, record, seeded, terms
from xinxiao.oversight.roster import Roster
from xinxiao.oversight.tickets import Across
from xinxiao.oversight.wanted import Wanted
from xinxiao.uses.oversight import case_page, cases
from xinxiao.uses.oversight.draw_parts import exclusions_of, inspectors_of, keep, roster_of, second, terms_of
from xinxiao.uses.oversight.draw_roster import DrawsKnown, chosen, live_entries
from xinxiao.uses.oversight.office import Office

MOST_APPROVALS = 200
"""Cases of approval that are looked through, the newest."""


@dataclass(frozen=True)
class Prepared:
    """A draw as it waits for approval: its terms, their hash, whom the roster leaves out, and the case."""

    terms: Terms
    commitment: str
    exclusions: tuple[Exclusion, ...]
    case: str


@dataclass(frozen=True)
class WorkedOut:
    """A draw as it may be asked for: its terms, their hash, whom the roster leaves out, its task, and the entries that it rests on."""

    terms: Terms
    commitment: str
    exclusions: tuple[Exclusion, ...]
    task: Task
    entries: tuple[LiveEntry, ...]


@dataclass(frozen=True)
class Repeat:
    """Which draw is made again, and for what reason in public words."""

    number: str
    reason: str


def prepared(
    office: Office,
    known: DrawsKnown,
    plan_case: str,
    plan: Plan,
    task_number: str,
    inspectors: Sequence[Inspector],
    sources: Sequence[SourceOfChance],
    repeat: Repeat | None = None,
) -> Prepared:
    """Fix the terms of a draw and ask for its approval. Raises as :func:`worked_out`."""
    made = worked_out(office, known, plan_case, plan, task_number, inspectors, sources, repeat)
    case = _asked(office, known, made)
    return Prepared(made.terms, made.commitment, made.exclusions, case)


def worked_out(
    office: Office,
    known: DrawsKnown,
    plan_case: str,
    plan: Plan,
    task_number: str,
    inspectors: Sequence[Inspector],
    sources: Sequence[SourceOfChance],
    repeat: Repeat | None = None,
) -> WorkedOut:
    """The terms of a draw as they would be today, kept by their hash; nobody is asked for anything yet.

    Raises :class:`Conflict` for a plan that is not in force, an entry that does not hold, a source that has spoken already, a draw to
    repeat that was not made void, and where nobody is left; :class:`NotFound` for no such task; :class:`DataFault` as
    :func:`xinxiao.oversight.draw.terms`.
    """
    office.demand_any("oversee", "handle")
    task = _task(plan, task_number)
    _demand_plan(office, known, plan_case, plan)
    _demand_to_come(office, sources)
    entries = live_entries(office, known, [EntryKey(one.list, one.entry) for one in task.entries])
    of = None if repeat is None else _reference(office, known, repeat.number, repeat.reason)
    who = chosen(office, known, task, entries, of.number if of is not None else "")
    number, before = _next(office, known)
    draft = Draft(
        number=number,
        kind="first" if of is None else "repeat",
        of=of,
        before=before,
        plan=plan_case,
        task=task.number,
        bodies=_bodies(known, task, entries),
        shares=tuple(
            Share(stratum=one.stratum or known.spec.whole, ratio=one.ratio, least=one.least)
            for one in task.shares
        ),
        cap=Cap(subject=known.spec.cap, inspector=known.spec.inspector_cap),
        sources=tuple(sources),
        since=task.since,
        until=task.until,
        code=_code(),
        synthetic=who.synthetic,
    )
    fixed = terms(draft, who.roster, who.exclusions, inspectors)
    commitment = keep(office.ports.blobs, fixed, who.roster, who.exclusions, tuple(inspectors))
    return WorkedOut(fixed, commitment, who.exclusions, task, entries)


def asked(office: Office, known: DrawsKnown, commitment: str, plan: Plan) -> Prepared:
    """Ask for the approval of a draw that was worked out, if it would still come out the same.

    Raises as :func:`worked_out`, and :class:`Conflict` where what it rests on is other than it was, or its approval was asked for.
    """
    seen = terms_of(office.ports.blobs, commitment)
    repeat = None if seen.of is None else Repeat(seen.of.number, seen.of.reason)
    people = inspectors_of(office.ports.blobs, seen)
    made = worked_out(office, known, seen.plan, plan, seen.task, people, seen.sources, repeat)
    if made.commitment != commitment:
        raise Conflict(f"{commitment} is now {made.commitment}", told("draw_changed", number=seen.number))
    there = approvals(office, known, commitment)
    if there:
        said = told("draw_asked", number=seen.number, case=there[0].id, state=there[0].state)
        raise Conflict(f"{commitment} was asked for", said)
    return Prepared(made.terms, commitment, made.exclusions, _asked(office, known, made))


def approvals(office: Office, known: DrawsKnown, commitment: str = "") -> tuple[Case, ...]:
    """The newest cases in which draws are approved in the reach of who asks, those of a commitment alone where one is given; the newest
    first."""
    own = known.spec.approval
    rows = cases.listed(office, CaseQuery(workflow=own.workflow, most=MOST_APPROVALS))
    cases_ = (office.ports.cases.find(row.case_id) for row in rows)
    return tuple(one for one in cases_ if commitment in ("", one.values.get(own.fields.commitment)))


def committed(office: Office, known: DrawsKnown, case: str) -> DrawStanding:
    """Publish the commitment of a draw that another person approved, before there is chance.

    Raises :class:`Conflict` for a case that is not approved, an entry that no longer holds in the version that was approved, a
    source that has spoken meanwhile, and a number that is no longer next.
    """
    approval = cases.find(office, case)
    fields = known.spec.approval.fields
    number, commitment = approval.values.get(fields.draw, ""), approval.values.get(fields.commitment, "")
    _demand_state(known, approval, number, known.spec.approval.approved)
    fixed = terms_of(office.ports.blobs, commitment)
    if fixed.number != number:
        raise Conflict(f"{case}: {number}", told("draw_moved", number=number))
    if any(one.committed.case == approval.id for one in office.ports.draws.listed()):
        raise Conflict(f"{number} was committed", told("draw_done", number=number))
    _demand_to_come(office, fixed.sources)
    _demand_live(office, known, fixed)
    facts = [_fact(office, fixed, commitment, case)]
    voids = [DrawVoided(number=fixed.of.number, by=fixed.number)] if fixed.of is not None else []
    office.ports.draws.append(office.actor.line, office.at, [*facts, *voids])
    return office.ports.draws.find(number)


def drawn_with(
    office: Office, known: DrawsKnown, number: str, values: Sequence[Value], across: Across = map
) -> DrawStanding:
    """Draw, with what the sources said at the published time or after it; the file is kept and public.

    Raises :class:`Conflict` before that time, for what was drawn already, and for an entry that holds no more; :class:`DataFault` for
    values of other sources or from before their time.
    """
    standing, own = office.ports.draws.find(number), known.spec.approval
    approval = cases.find(office, standing.committed.case)
    if standing.drawn is not None:
        raise Conflict(f"{number} was drawn", told("draw_done", number=number))
    _demand_state(known, approval, number, own.approved)
    case_page.demand_act(office, approval, own.drawn)
    _demand_spoken(office, standing.committed.sources, values)
    said, fixed = standing.committed, terms_of(office.ports.blobs, standing.committed.commitment)
    for entry in _keys(fixed):
        live_entries(office, known, [entry])
    event = LedgerEvent(sequence=standing.event.sequence, sha256=standing.event.hash)
    commitment = Commitment(sha256=said.commitment, published=said.published, event=event)
    fact = _drawn(office, fixed, commitment, tuple(values), across)
    wanted = Wanted(own.drawn, approval.number, {own.fields.result: fact.record})
    cases.act(office, approval.id, wanted, also=lambda _: [fact])
    return office.ports.draws.find(number)


def voided(office: Office, known: DrawsKnown, number: str, reason: str) -> DrawStanding:
    """Record under the next number that a draw is void, after its case says so: the reason in public words, and who approved; all of it,
    with the file of that number, in one transaction. What the draw gave stays as it is.

    Raises :class:`Conflict` for a case that is not void."""
    of = _reference(office, known, number, reason)
    first = office.ports.draws.find(number)
    old = terms_of(office.ports.blobs, first.committed.commitment)
    own, before = _next(office, known)
    draft = Draft(
        number=own,
        kind="void",
        of=of,
        before=before,
        plan=old.plan,
        task=old.task,
        since=old.since,
        until=old.until,
        code=_code(),
        synthetic=old.synthetic,
    )
    fixed = terms(draft, Roster({}), (), ())
    commitment = keep(office.ports.blobs, fixed, Roster({}), (), ())
    committed_to = _fact(office, fixed, commitment, first.committed.case)
    when = Commitment(sha256=commitment, published=committed_to.published)  # its event is not there yet
    facts = [
        committed_to,
        DrawVoided(number=number, by=own),
        _drawn(office, fixed, when, (), map),
    ]
    office.ports.draws.append(office.actor.line, office.at, facts)
    return office.ports.draws.find(own)


def exported(office: Office, number: str) -> bytes:
    """The file of a draw, which is public. Raises :class:`NotFound` for one that is not drawn yet."""
    standing = office.ports.draws.find(number)
    if standing.drawn is None:
        raise NotFound(f"{number} is not drawn", told("draw_undrawn", number=number))
    return office.ports.blobs.get(standing.drawn.record)


def _drawn(
    office: Office, fixed: Terms, commitment: Commitment, values: tuple[Value, ...], across: Across
) -> DrawDrawn:
    """Draw, and keep the file; nothing is recorded of it yet."""
    blobs = office.ports.blobs
    roster, inspectors = roster_of(blobs, fixed), inspectors_of(blobs, fixed)
    seed = seeded(fixed.number, commitment.sha256, values)
    result = drawn(fixed, roster, inspectors, seed, across)
    content = record(fixed, commitment, values, roster, exclusions_of(blobs, fixed), inspectors, result)
    return DrawDrawn(
        number=fixed.number,
        values=values,
        seed=seed,
        record=blobs.put(content),
        selected=len(result.selected),
    )


def _task(plan: Plan, number: str) -> Task:
    found = next((task for task in plan.tasks if task.number == number), None)
    if found is None:
        names = ", ".join(task.number for task in plan.tasks) or "-"
        raise NotFound(f"no task {number}", told("no_task", task=ascii(number[:64])[1:-1], known=names))
    return found


def _demand_plan(office: Office, known: DrawsKnown, case: str, plan: Plan) -> None:
    own, held = known.spec.plan, cases.find(office, case)
    is_it = held.workflow == own.workflow and held.state == own.in_force
    if not is_it or held.values.get(own.sha256) != plan.sha256:
        raise Conflict(f"{case} is no plan", told("draw_plan_case", case=held.id, sha256=plan.sha256))


def _demand_to_come(office: Office, sources: Sequence[SourceOfChance]) -> None:
    for one in sources:
        if one.at <= second(office.now):
            raise Conflict(f"{one.source} is past", told("draw_late", source=one.source, at=one.at))


def _demand_spoken(office: Office, sources: Sequence[SourceOfChance], values: Sequence[Value]) -> None:
    if [(one.source, one.issue) for one in values] != [(one.source, one.issue) for one in sources]:
        names = "; ".join(f"{one.source} {one.issue}" for one in sources)
        raise DataFault("other sources", told("draw_values", sources=names))
    for source, value in zip(sources, values, strict=True):
        if not source.at <= value.at <= second(office.now):
            raise Conflict(
                f"{source.source} is early", told("draw_early", source=source.source, at=source.at)
            )


def _demand_state(known: DrawsKnown, case: Case, number: str, state: str) -> None:
    if case.workflow != known.spec.approval.workflow or case.state != state:
        said = told("draw_unapproved", number=number or "-", case=case.id, state=case.state)
        raise Conflict(f"{case.id} is {case.state}", said)


def _demand_live(office: Office, known: DrawsKnown, fixed: Terms) -> None:
    for key, own in _keys(fixed).items():
        (held,) = live_entries(office, known, [key])
        if str(held.version) != own.version:
            said = told("entry_not_live", entry=str(key), day=office.today.isoformat(), list=key.list)
            raise Conflict(f"{key}: version {held.version}", said)


def _keys(fixed: Terms) -> dict[EntryKey, EntryOfList]:
    """The entries of lists that a draw rests on, each once."""
    every = (entry for body in fixed.bodies for entry in body.entries)
    return {EntryKey(one.list, one.entry): one for one in every}


def _reference(office: Office, known: DrawsKnown, number: str, reason: str) -> Reference:
    """The draw that is repeated or made void, when its case says that it is void, with who approved that."""
    standing = office.ports.draws.find(number)
    if standing.voided is not None:
        raise Conflict(f"{number} is void", told("draw_done", number=number))
    case = cases.find(office, standing.committed.case)
    _demand_state(known, case, number, known.spec.approval.void)
    approver = [step.actor for step in case.acted if step.act == known.spec.approval.make_void][-1]
    commitment = standing.committed.commitment
    return Reference(number=number, commitment=commitment, reason=reason, approver=approver)


def _next(office: Office, known: DrawsKnown) -> tuple[str, Before | None]:
    """The next number of the series, and the draw before it."""
    series, year = known.spec.series, office.today.year
    last = office.ports.draws.last(series)
    if last is None:
        return f"{series}-{year}-0001", None
    before = Before(number=last[0], commitment=last[1])
    _, own_year, own = last[0].rsplit("-", 2)
    number = int(own) + 1 if int(own_year) == year else 1
    return f"{series}-{year}-{number:04}", before


def _bodies(known: DrawsKnown, task: Task, entries: Sequence[LiveEntry]) -> tuple[Body, ...]:
    found: dict[str, list[EntryOfList]] = {}
    for named, live in zip(task.entries, entries, strict=True):
        own = EntryOfList(list=live.key.list, version=str(live.version), entry=live.key.entry)
        found.setdefault(named.body or task.body, []).append(own)
    spec = known.spec
    return tuple(
        Body(body=name, entries=tuple(own), qualification=spec.qualification, people=spec.people)
        for name, own in found.items()
    )


def _asked(office: Office, known: DrawsKnown, made: WorkedOut) -> str:
    """Ask for approval: the case rests on all entries, and says how is to be inspected."""
    own, spec, fixed = known.spec.approval, known.spec.inspection, made.terms
    fields = own.fields
    values = {fields.draw: fixed.number, fields.plan: fixed.plan, fields.commitment: made.commitment}
    values |= {
        fields.kind: made.task.group or spec.kind_code,
        fields.method: made.task.way or spec.method_code,
    }
    first, *further = dict.fromkeys(one.ref for one in made.entries)
    wanted = Wanted(own.propose, values=values, area=known.spec.area, entry=first, further=tuple(further))
    return cases.open_(office, own.workflow, wanted, synthetic=fixed.synthetic).case.id


def _fact(office: Office, fixed: Terms, commitment: str, case: str) -> DrawCommitted:
    return DrawCommitted(
        number=fixed.number,
        commitment=commitment,
        before=fixed.before.commitment if fixed.before is not None else "",
        draw_kind=fixed.kind,
        of=fixed.of.number if fixed.of is not None else "",
        roster=fixed.roster.sha256,
        exclusions=fixed.exclusions.sha256,
        inspectors=fixed.inspectors.sha256,
        sources=fixed.sources,
        case=case,
        published=second(office.now),
        synthetic=fixed.synthetic,
    )


def _code() -> str:
    from importlib.metadata import version

    return f"xinxiao {version('xinxiao')}"
