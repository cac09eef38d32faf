"""One plan: its state, its file, its tasks with what was drawn of each, and what its draft still needs."""

from __future__ import annotations

from collections.abc import Callable

from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.desk import DeskVisit
from xinxiao.entry.portal.figure_table import Cell, Grid, columns
from xinxiao.entry.portal.oversight.draws_desk.board import sent, unsound
from xinxiao.entry.portal.oversight.draws_desk.said import NOTHING, REFUSED, Desk, Tried, status
from xinxiao.entry.portal.page import Page
from xinxiao.model.oversight.case import Case
from xinxiao.model.oversight.plan import Plan, Task
from xinxiao.uses.oversight import draw_standing, plans
from xinxiao.uses.oversight.draw_standing import DrawAsked
from xinxiao.uses.oversight.plans import PlanFile


def plan(visit: DeskVisit) -> Page:
    """One plan. Raises ``NotFound``."""
    return _page(Desk(visit), NOTHING)


def do_file(visit: DeskVisit) -> Answer:
    """Give a plan that is a draft another file; give one whose file is not kept here the file it had."""
    desk = Desk(visit)
    try:
        file = sent(desk)
    except REFUSED as error:
        return visit.page(_page(desk, Tried(visit.fields, desk.refused(error))), status(error))
    if not file.sound:
        return visit.page(_page(desk, unsound(desk, file)), 422)
    return _done(desk, lambda: _take(desk, plans.find(desk.office, desk.known, visit.args["case"]), file))


def _take(desk: Desk, held: Case, file: PlanFile) -> None:
    if held.state == desk.known.spec.plan.drafted:
        plans.redrafted(desk.office, desk.known, held.id, _seen(desk), file)
    else:
        plans.brought(desk.office, desk.known, held.id, file)


def do_propose(visit: DeskVisit) -> Answer:
    """Have a plan go on to review."""
    desk = Desk(visit)
    return _done(desk, lambda: plans.proposed(desk.office, desk.known, visit.args["case"], _seen(desk)))


def _done(desk: Desk, act: Callable[[], object]) -> Answer:
    try:
        act()
    except REFUSED as error:
        why = desk.refused(error)
        return desk.visit.page(_page(desk, Tried(desk.visit.fields, why)), status(error))
    return desk.visit.to(f"desk/draws/plans/{desk.visit.args['case']}")


def _seen(desk: Desk) -> int:
    seen = desk.visit.fields["seen"]
    return int(seen) if seen.isdecimal() else 0


def _page(desk: Desk, tried: Tried) -> Page:
    spec, held = desk.known.spec.plan, plans.find(desk.office, desk.known, desk.visit.args["case"])
    own = plans.plan_of(desk.office, desk.known, held)
    drawn = draw_standing.draws_of(desk.office, desk.known, held.id)
    drafted = held.state == spec.drafted
    may = {
        "redraft": drafted and draw_standing.may(desk.office, held, spec.redraft),
        "propose": drafted and own is not None and draw_standing.may(desk.office, held, spec.propose),
        "bring": not drafted and own is None and spec.sha256 in held.values,
    }
    public = f"draws/plans/{held.id}"
    context = {
        "case": held.id,
        "seen": held.number,
        "facts": [
            (desk.t("plan_number"), held.values.get(spec.number, "")),
            (desk.t("year"), held.values.get(spec.year, "")),
            ("SHA-256", held.values.get(spec.sha256, "")),
        ],
        "state": desk.say.state(held.workflow, held.state),
        "in_force": held.state == spec.in_force,
        "public": desk.visit.url(public) if held.state == spec.in_force and desk.say.has(public) else "",
        "may": may,
        "tasks": _tasks(desk, held, own, drawn) if own is not None else None,
        "alert": tried.why,
        "findings": desk.findings(tried.findings),
    }
    return Page(
        "draws_plan.html",
        desk.t("plan_title", number=held.values.get(spec.number, held.id)),
        "draws",
        context=context,
    )


def _tasks(desk: Desk, held: Case, own: Plan, drawn: tuple[DrawAsked, ...]) -> Grid:
    heads = columns(
        ("TASK", desk.t("task")),
        ("NAME", desk.t("task_name"), "long"),
        ("ENTRIES", desk.t("entries")),
        ("SHARES", desk.t("shares")),
        ("SPAN", desk.t("days")),
        ("BODY", desk.t("body")),
        ("DRAWN", desk.t("drawn"), "long"),
    )
    cells = tuple(
        (
            Cell(one.number, one.number, desk.visit.url(f"desk/draws/plans/{held.id}/tasks/{one.number}")),
            Cell(one.name),
            Cell(entries(one)),
            Cell(shares(desk, one)),
            Cell(desk.t("span", since=one.since, until=one.until)),
            Cell(one.body),
            Cell(_drawn(desk, one, drawn)),
        )
        for one in own.tasks
    )
    return Grid("tasks", desk.t("tasks_caption"), heads, cells)


def entries(task: Task) -> str:
    """The entries of lists that a task rests on."""
    return "; ".join(f"{one.body + '=' if one.body else ''}{one.list}/{one.entry}" for one in task.entries)


def shares(desk: Desk, task: Task) -> str:
    """How many of each class are drawn."""
    return desk.visit.words.t("list.semicolon").join(desk.share(one) for one in task.shares)


def _drawn(desk: Desk, task: Task, drawn: tuple[DrawAsked, ...]) -> str:
    own = [one for one in drawn if one.terms.task == task.number]
    if not own:
        return desk.t("not_drawn")
    return desk.visit.words.t("list.semicolon").join(
        desk.t("drawn_one", number=one.terms.number, next=desk.t(f"next.{one.next}")) for one in own
    )
