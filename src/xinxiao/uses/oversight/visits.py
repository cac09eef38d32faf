"""Whom who asks goes to see, by the day: open cases that name them among those who go, and the form by which each visit is done."""

from __future__ import annotations

from dataclasses import dataclass

from xinxiao.model.oversight.case import Case
from xinxiao.model.oversight.case_list import CaseRow
from xinxiao.model.oversight.workflow import ActSpec, Workflow
from xinxiao.uses.oversight import going_by
from xinxiao.uses.oversight.desk import names, reached
from xinxiao.uses.oversight.office import Office

MOST = 100
"""Visits that are shown, of those ahead and of those done."""


@dataclass(frozen=True)
class Going:
    """One visit: the day (empty: none was said), the case, whether its form may be filled in as the case stands."""

    day: str
    row: CaseRow
    is_open: bool


@dataclass(frozen=True)
class Visits:
    """Visits ahead, the earliest first, those without a day before; visits done of cases still open. ``names``: those of subjects."""

    ahead: tuple[Going, ...]
    more_ahead: bool
    done: tuple[Going, ...]
    more_done: bool
    names: dict[str, str]


def mine(office: Office) -> Visits:
    """The visits of who asks, in the areas they handle. Raises :class:`NotAllowed` for who handles none."""
    office.demand("handle")
    areas, own = reached(office), office.ports.case_desk
    ahead, done = (
        own.visits(office.actor.name, areas, visited=visited, most=MOST + 1) for visited in (False, True)
    )
    subjects = {row.subject for _, row in (*ahead[:MOST], *done[:MOST])}
    made = [[_going(office, day, row) for day, row in found[:MOST]] for found in (ahead, done)]
    return Visits(
        tuple(made[0]), len(ahead) > MOST, tuple(made[1]), len(done) > MOST, names(office, subjects)
    )


def _going(office: Office, day: str, row: CaseRow) -> Going:
    workflow = office.ports.known.definition(row.definition, row.workflow)
    return Going(day, row, any(row.state in act.from_ for act in _acts(workflow)))


def _acts(workflow: Workflow | None) -> tuple[ActSpec, ...]:
    """The acts by which a visit is done."""
    if workflow is None or workflow.visit is None:
        return ()
    return tuple(one for one in workflow.acts if one.id in workflow.visit.acts)


def form_of(office: Office, case: str) -> str:
    """The act by which the visit of a case is done as it stands, by what is known of it; empty for none. Raises :class:`NotFound` for a
    case out of reach."""
    held = going_by.found(office, case)
    workflow = going_by.held(office, held).workflow
    return next((act.id for act in _acts(workflow) if held.state in act.from_ and _fits(held, act)), "")


def _fits(case: Case, act: ActSpec) -> bool:
    """Whether the conditions hold that the form itself does not settle."""
    asked = {*act.needs, *act.takes}
    return all(
        one.field in asked or set(case.values.get(one.field, "").split()) & set(one.is_)
        for one in act.only_if
    )
