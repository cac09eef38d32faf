"""The desk: plans with their states, draws with what comes next of each, and where a plan comes in."""

from __future__ import annotations

from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.desk import DeskVisit
from xinxiao.entry.portal.figure_table import Cell, Grid, columns
from xinxiao.entry.portal.oversight.draws_desk.said import NOTHING, REFUSED, Desk, Tried, draws_grid, status
from xinxiao.entry.portal.page import Page
from xinxiao.errors import Senseless, told
from xinxiao.model.oversight.case import Case
from xinxiao.uses.oversight import draw_standing, plans
from xinxiao.uses.oversight.draw_roster import matters
from xinxiao.uses.oversight.plans import PlanFile


def board(visit: DeskVisit) -> Page:
    """All plans and draws, and where a new plan is given."""
    return _board(Desk(visit), NOTHING)


def do_open(visit: DeskVisit) -> Answer:
    """Open the case of a plan with its file, unless something is wrong with that."""
    desk = Desk(visit)
    try:
        file = sent(desk)
        if not file.sound:
            return visit.page(_board(desk, unsound(desk, file)), 422)
        made = plans.opened(desk.office, desk.known, file, visit.fields["year"], visit.fields["number"])
    except REFUSED as error:
        return visit.page(_board(desk, Tried(visit.fields, desk.refused(error))), status(error))
    return visit.to(f"desk/draws/plans/{made.id}")


def sent(desk: Desk) -> PlanFile:
    """The file of a plan that was sent. Raises :class:`Senseless` for none, :class:`DataFault` for a workbook that cannot be opened."""
    file = desk.visit.file
    if file is None:
        raise Senseless("no file", told("field_missing", field="file"))
    named = matters(desk.office, desk.known)
    return plans.read(desk.known, file.filename or "plan", file.path, named)


def unsound(desk: Desk, file: PlanFile) -> Tried:
    """What is said of a file with something wrong."""
    why = desk.t("plan_wrong" if file.findings else "plan_empty", count=len(file.findings))
    return Tried(desk.visit.fields, (why,), file.findings)


def _board(desk: Desk, tried: Tried) -> Page:
    context = {
        "plans": _plans(desk, plans.listed(desk.office, desk.known)),
        "draws": draws_grid(desk, draw_standing.draws_of(desk.office, desk.known)),
        "may_open": desk.known.spec.area in _areas(desk),
        "year": tried.sent.get("year", str(desk.office.today.year)),
        "number": tried.sent.get("number", ""),
        "headers": [
            (one.aliases[0] if one.aliases else one.id, one.needed) for one in desk.known.columns.columns
        ],
        "alert": tried.why,
        "findings": desk.findings(tried.findings),
    }
    return Page("draws_board.html", desk.t("title"), "draws", context=context)


def _areas(desk: Desk) -> frozenset[str]:
    """The areas over which who asks is an officer."""
    scopes = [one.scope for one in desk.visit.actor.grants if one.role == "case_officer"]
    return frozenset().union(*(desk.office.ports.known.within(scope) for scope in scopes))


def _plans(desk: Desk, found: tuple[Case, ...]) -> Grid:
    spec = desk.known.spec.plan
    heads = columns(
        ("FROM", desk.t("plan")),
        ("NUMBER", desk.t("plan_number")),
        ("YEAR", desk.t("year")),
        ("STATE", desk.t("state")),
        ("OPENED", desk.t("opened")),
        ("TASKS", desk.t("task_count"), "number"),
    )
    cells = tuple(
        (
            Cell(one.id, one.id, desk.visit.url(f"desk/draws/plans/{one.id}")),
            Cell(one.values.get(spec.number, "")),
            Cell(one.values.get(spec.year, "")),
            Cell(desk.say.state(one.workflow, one.state), one.state),
            Cell(one.opened, one.opened),
            Cell(one.values.get(spec.tasks, "–")),
        )
        for one in found
    )
    return Grid("plans", desk.t("plans"), heads, cells)
