"""Where draws stand: each with the case of its approval, its terms, what happened to it, and what is to be done next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import msgspec

from xinxiao.errors import NotFound, XinxiaoError, told
from xinxiao.model.oversight.case import Case
from xinxiao.model.oversight.case_list import CaseQuery
from xinxiao.model.oversight.draw import Pair, Terms
from xinxiao.model.oversight.draw_facts import DrawStanding
from xinxiao.uses.oversight import case_page, cases, draws
from xinxiao.uses.oversight.draw_pages import outcome
from xinxiao.uses.oversight.draw_parts import second, terms_of
from xinxiao.uses.oversight.draw_roster import DrawsKnown
from xinxiao.uses.oversight.office import Office
from xinxiao.uses.oversight.plans import is_digest

MOST_PAIRS = 50
"""Subjects with their inspectors that a page shows."""
Next = Literal["approval", "commit", "late", "wait", "draw", "note", "assign", "record_void", "done", "void", "gone"]  # fmt: skip
"""What comes next of a draw: somebody decides in its case; its commitment is published; a source has spoken, and it must be prepared anew;
its time is waited for; it is drawn; its case is told that it was; inspections are opened; that it is void is recorded; nothing, for all
is done, it is void, or it came to nothing."""


@dataclass(frozen=True)
class DrawAsked:
    """A draw: the case in which it is approved, its terms, and what happened to it since; None before it is committed."""

    case: Case
    terms: Terms
    standing: DrawStanding | None
    next: Next


def draws_of(office: Office, known: DrawsKnown, plan: str = "") -> tuple[DrawAsked, ...]:
    """The draws of a plan, or of all in the reach of who asks, the newest first."""
    return tuple(_draws_of(office, known, plan))


def _draws_of(office: Office, known: DrawsKnown, plan: str) -> Iterator[DrawAsked]:
    fields, held = known.spec.approval.fields, _standings(office)
    for case in draws.approvals(office, known):
        commitment = case.values.get(fields.commitment, "")
        if plan in ("", case.values.get(fields.plan)) and _kept(office, commitment):
            yield _asked(office, known, case, held.get(case.id))


def draw_of(office: Office, known: DrawsKnown, case: str) -> DrawAsked:
    """The draw that a case is about. Raises :class:`NotFound`."""
    held, own = cases.find(office, case), known.spec.approval
    if held.workflow != own.workflow or not _kept(office, held.values.get(own.fields.commitment, "")):
        shown = ascii(case[:80])[1:-1]
        raise NotFound(f"{shown} is no draw", told("no_case", case=shown))
    return _asked(office, known, held, _standings(office).get(held.id))


def seen(office: Office, commitment: str) -> Terms:
    """The terms of a draw that nobody was asked to approve yet. Raises :class:`NotFound` for what is none."""
    try:
        if _kept(office, commitment):
            return terms_of(office.ports.blobs, commitment)
    except msgspec.MsgspecError:
        pass
    raise NotFound("no terms", told("no_draw", number=ascii(commitment[:64])[1:-1]))


def may(office: Office, case: Case, act: str) -> bool:
    """Whether who asks may do an act on the case of a draw, if its state allows."""
    try:
        case_page.demand_act(office, case, act)
    except XinxiaoError:
        return False
    return True


def inspections(office: Office, known: DrawsKnown, one: DrawAsked) -> tuple[tuple[Pair, str], ...]:
    """Whom a draw selected, for each body, with the case that was opened of it, empty where none is; the first of them."""
    found = outcome(office.ports.blobs, one.standing) if one.standing is not None else None
    pairs = found.pairs[:MOST_PAIRS] if found is not None else ()
    return tuple((pair, _inspection(office, known, one.terms, pair)) for pair in pairs)


def _inspection(office: Office, known: DrawsKnown, fixed: Terms, pair: Pair) -> str:
    spec = known.spec.inspection
    (body,) = (one for one in fixed.bodies if one.body == pair.body)
    entries = {(one.list, one.entry) for one in body.entries}
    for row in office.ports.cases.listed(CaseQuery(workflow=spec.workflow, subject=pair.subject)):
        case = office.ports.cases.find(row.case_id)
        rests = {(one.list, one.code) for one in case.entries}
        if case.values.get(spec.draw) == fixed.number and rests & entries:
            return case.id
    return ""


def _kept(office: Office, digest: str) -> bool:
    return is_digest(digest) and office.ports.blobs.has(digest)


def _standings(office: Office) -> Mapping[str, DrawStanding]:
    """Draws by the case in which they were approved; the number under which one was made void is no draw of its own."""
    found = office.ports.draws.listed()
    return {one.committed.case: one for one in found if one.committed.draw_kind != "void"}


def _asked(office: Office, known: DrawsKnown, case: Case, standing: DrawStanding | None) -> DrawAsked:
    fixed = terms_of(office.ports.blobs, case.values[known.spec.approval.fields.commitment])
    return DrawAsked(case, fixed, standing, _next(office, known, case, fixed, standing))


def _next(office: Office, known: DrawsKnown, case: Case, fixed: Terms, standing: DrawStanding | None) -> Next:
    own, now = known.spec.approval, second(office.now)
    if standing is None:
        if case.state == own.approved:
            return "commit" if all(one.at > now for one in fixed.sources) else "late"
        return "gone" if case.ends else "approval"
    if standing.voided is not None:
        return "void"
    if case.state == own.void:
        return "record_void"
    if standing.drawn is None or case.state == own.approved:
        return _before_chance(standing, now) if case.state == own.approved else "approval"
    if standing.assigned is not None:
        return "done"
    if _follows(office, case, own.use):
        return "assign"
    return "gone" if case.ends else "approval"


def _before_chance(standing: DrawStanding, now: str) -> Next:
    if standing.drawn is not None:
        return "note"
    return "draw" if all(one.at <= now for one in standing.committed.sources) else "wait"


def _follows(office: Office, case: Case, act: str) -> bool:
    """Whether an act is possible in the state of a case, or was the last: who opens inspections may have been cut off after it."""
    workflow = office.ports.known.definition(case.definition, case.workflow)
    spec = workflow.act.get(act) if workflow is not None else None
    return spec is not None and case.state in (*spec.from_, spec.to)
