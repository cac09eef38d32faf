"""All draws by number, and the plans in force."""

from __future__ import annotations

from typing import get_args

from xinxiao.entry.portal import parameters
from xinxiao.entry.portal.figure_table import ABSENT, Cell, Grid, columns
from xinxiao.entry.portal.oversight.draws.said import Said
from xinxiao.entry.portal.oversight.open import OpenVisit
from xinxiao.entry.portal.page import Page
from xinxiao.model.oversight.draw_list import DrawQuery, DrawState, NumbersOfYear
from xinxiao.uses.oversight import draw_pages, public_plans
from xinxiao.uses.oversight.draw_pages import PAGE, DrawLine
from xinxiao.uses.oversight.public_plans import PlanInForce

NUMBER = parameters.text("q", 41)
YEAR = parameters.count("year", 9_999)
STATE = parameters.code("state", 20)
BEFORE = parameters.count("before", 999_999_999)
STATES: tuple[DrawState, ...] = get_args(DrawState)


def overview(visit: OpenVisit) -> Page:
    """All draws by number, with the plans in force."""
    said, w, given = Said(visit), visit.words, visit.query
    state, year, words = given.get("state"), given.get("year"), given.get("q")
    if state:
        parameters.one_of("state", state, STATES)
    query = DrawQuery(
        int(year or 0),
        next((one for one in STATES if one == state), None),
        int(given.get("before") or 0),
        PAGE,
        words.strip().upper(),
    )
    found = draw_pages.listed(visit.office, query)
    plans = public_plans.in_force(visit.office, said.spec) if said.spec is not None else ()
    asked = {"year": year, "state": state, "q": words}
    context = {
        "q": words,
        "years": [str(one) for one in dict.fromkeys(one.year for one in found.years)],
        "year": year,
        "states": [(one, said.t(f"state.{one}")) for one in STATES],
        "state": state,
        "next": visit.url("draws", **asked, before=str(found.next)) if found.next else "",
        "numbers": [_numbers(said, one) for one in found.years],
        "missing": found.missing,
        "synthetic": any(one.standing.committed.synthetic for one in found.lines)
        or any(one.row.synthetic for one in plans),
        "verify": visit.url("draws/verify") if visit.has("draws/verify") else "",
    }
    public = {one.case.id for one in plans}
    grids = (_plans(visit, said, plans), _draws(visit, said, found.lines, public))
    return Page("draws.html", w.t("draw_pages.head"), "draws", w.t("draw_pages.lead"), context, grids)


def _numbers(said: Said, own: NumbersOfYear) -> str:
    places = {"first": own.number(own.first), "last": own.number(own.last), "count": own.count}
    return said.t("numbers" if own.is_whole else "numbers_gaps", **places, gaps=own.last - own.count)


def _plans(visit: OpenVisit, said: Said, plans: tuple[PlanInForce, ...]) -> Grid:
    """The plans in force, with the fields that are public of each."""
    fields = {field.id: visit.words.say(field.name) for own in plans for field, _ in own.values}
    heads = columns(("CASE", said.t("plan.case")), *fields.items(), ("SINCE", said.t("plan.since"), "period"))
    cells = []
    for own in plans:
        values = {field.id: value for field, value in own.values}
        flags = (visit.words.t("oversight.mark.synthetic"),) if own.row.synthetic else ()
        shown = [Cell(values[name], values[name]) if name in values else ABSENT for name in fields]
        number = Cell(own.case.id, own.case.id, visit.url(f"draws/plans/{own.case.id}"), flags)
        cells.append((number, *shown, Cell(own.row.since, own.row.since)))
    return Grid("plans", said.t("plan.caption"), heads, tuple(cells))


def _draws(visit: OpenVisit, said: Said, lines: tuple[DrawLine, ...], plans: set[str]) -> Grid:
    heads = columns(
        ("DRAW", said.t("number")),
        ("KIND", said.t("kind_of")),
        ("STATE", said.t("now")),
        ("TASK", said.t("task")),
        ("FROM", said.t("plan.case")),
        ("PUBLISHED", said.t("published"), "period"),
        ("ROSTER", said.t("roster"), "number"),
        ("SELECTED", said.t("selected"), "number"),
    )
    return Grid("draws", said.t("caption"), heads, tuple(_draw(visit, said, one, plans) for one in lines))


def _draw(visit: OpenVisit, said: Said, own: DrawLine, plans: set[str]) -> tuple[Cell, ...]:
    standing, terms = own.standing, own.terms
    fact, drawn = standing.committed, standing.drawn
    flags = (visit.words.t("oversight.mark.synthetic"),) if fact.synthetic else ()
    number = Cell(fact.number, fact.number, visit.url(f"draws/{fact.number}"), flags)
    if terms is None:
        task = plan = Cell(said.t("gone"))
        roster = ABSENT
    else:
        task = Cell(terms.task)
        plan = Cell(terms.plan, href=visit.url(f"draws/plans/{terms.plan}") if terms.plan in plans else "")
        roster = Cell(f"{terms.roster.count:,}", terms.roster.count)
    is_void = fact.draw_kind == "void"
    return (
        number,
        Cell(said.t(f"kind.{fact.draw_kind}"), fact.draw_kind),
        Cell(said.state(standing, terms, own.instead), standing.state),
        task,
        plan,
        Cell(visit.moment(fact.published), fact.published),
        ABSENT if is_void else roster,
        Cell(f"{drawn.selected:,}", drawn.selected) if drawn is not None and not is_void else ABSENT,
    )
