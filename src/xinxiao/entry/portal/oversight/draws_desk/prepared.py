"""A draw that was worked out and that nobody was asked to approve yet: its roster, whom it leaves out, its commitment."""

from __future__ import annotations

from typing import Any

from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.desk import DeskVisit
from xinxiao.entry.portal.oversight.draws_desk.said import (
    NOTHING,
    REFUSED,
    Desk,
    Tried,
    exclusions_grid,
    sources_grid,
    status,
    strata_grid,
)
from xinxiao.entry.portal.page import Page
from xinxiao.errors import NotFound, told
from xinxiao.model.oversight.draw import Terms
from xinxiao.model.oversight.plan import Plan
from xinxiao.uses.oversight import draw_pages, draw_standing, draws, plans


def prepared(visit: DeskVisit) -> Page:
    """What would be asked for. Raises ``NotFound``."""
    return _page(Desk(visit), NOTHING)


def do_ask(visit: DeskVisit) -> Answer:
    """Ask for the approval of what was looked at and no other; who asked for it before is led there."""
    desk, commitment = Desk(visit), visit.args["commitment"]
    try:
        made = draws.asked(
            desk.office, desk.known, commitment, _plan(desk, draw_standing.seen(desk.office, commitment))
        )
    except REFUSED as error:
        return visit.page(_page(desk, Tried(visit.fields, desk.refused(error))), status(error))
    return visit.to(f"desk/draws/{made.case}")


def _plan(desk: Desk, fixed: Terms) -> Plan:
    """The plan of terms, in the reach of who asks. Raises :class:`NotFound`."""
    found = plans.plan_of(desk.office, desk.known, plans.find(desk.office, desk.known, fixed.plan))
    if found is None:
        raise NotFound(f"no task {fixed.task}", told("no_task", task=fixed.task, known="-"))
    return found


def _page(desk: Desk, tried: Tried) -> Page:
    commitment = desk.visit.args["commitment"]
    fixed = draw_standing.seen(desk.office, commitment)
    _plan(desk, fixed)
    there = draws.approvals(desk.office, desk.known, commitment)
    context = {
        **of_terms(desk, fixed, commitment),
        "commitment": commitment,
        "asked": there[0].id if there else "",
        "alert": tried.why,
    }
    return Page(
        "draws_prepared.html", desk.t("prepared_title", number=fixed.number), "draws", context=context
    )


def of_terms(desk: Desk, fixed: Terms, commitment: str) -> dict[str, Any]:
    """What a page shows of terms: in facts, and the tables of its sources, its classes and whom it leaves out."""
    t = desk.t
    task = desk.visit.url(f"desk/draws/plans/{fixed.plan}/tasks/{fixed.task}")
    facts = [
        (t("draw"), fixed.number, ""),
        (t("plan"), fixed.plan, desk.visit.url(f"desk/draws/plans/{fixed.plan}")),
        (t("task"), fixed.task, task),
        (t("days"), t("span", since=fixed.since, until=fixed.until), ""),
        (t("roster"), t("roster_count", count=f"{fixed.roster.count:,}"), ""),
        (t("left_out"), t("roster_count", count=f"{fixed.exclusions.count:,}"), ""),
        (t("people"), t("people_count", count=fixed.inspectors.count), ""),
        (t("bodies"), desk.visit.words.join([one.body for one in fixed.bodies]), ""),
        (t("commitment"), commitment, ""),
    ]
    if fixed.of is not None:
        facts.insert(1, (t("repeats"), t("repeats_why", number=fixed.of.number, reason=fixed.of.reason), ""))
    return {
        "facts": facts,
        "task": task,
        "synthetic": fixed.synthetic,
        "sources": sources_grid(desk, fixed.sources),
        "strata": strata_grid(desk, fixed),
        "exclusions": exclusions_grid(desk, draw_pages.left_out(desk.office.ports.blobs, fixed)),
    }
