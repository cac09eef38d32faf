"""Where a case leads at the desk of plans and draws: a plan to its tasks, an approval to its draw, an inspection to the draw it came of."""

from __future__ import annotations

from xinxiao.errors import NotFound
from xinxiao.model.oversight.case import Case
from xinxiao.uses.oversight import cases, draw_roster
from xinxiao.uses.oversight.office import Office


def leads(office: Office, held: Case) -> tuple[str, str, str] | None:
    """Under which name (``web.draw_desk.*``), in which words and to which path a case leads; None for one that leads nowhere, or
    where who asks may not look."""
    try:
        spec = draw_roster.known(office).spec
        if held.workflow == spec.plan.workflow:
            return "tasks", held.values.get(spec.plan.number, held.id), f"desk/draws/plans/{held.id}"
        if held.workflow == spec.approval.workflow:
            number = held.values.get(spec.approval.fields.draw, held.id)
            return "draw", number, f"desk/draws/{held.id}"
        number = held.values.get(spec.inspection.draw, "")
        if held.workflow != spec.inspection.workflow or not number:
            return None
        case = office.ports.draws.find(number).committed.case
        cases.find(office, case)
    except NotFound:
        return None
    return "draw", number, f"desk/draws/{case}"
