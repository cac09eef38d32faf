"""The desk: my clocks, search, and how many cases stand where."""

from __future__ import annotations

from xinxiao.entry.portal import parameters
from xinxiao.entry.portal.desk import DeskVisit
from xinxiao.entry.portal.figure_table import Cell, Exhibit, Figure, Grid, columns
from xinxiao.entry.portal.filters import Filter
from xinxiao.entry.portal.oversight.cases.said import Sayer, office
from xinxiao.entry.portal.page import Page
from xinxiao.model.oversight.case_list import CaseRow
from xinxiao.model.oversight.desk import NOBODY, Count, urgency
from xinxiao.publish import charts
from xinxiao.uses.oversight import desk
from xinxiao.uses.oversight.desk import Asked, Desk

PARAMETERS = (
    parameters.text("q", 100),
    *(parameters.code(name) for name in ("workflow", "state", "area", "review")),
    parameters.code("handler", 80),
    parameters.text("after", 200),
    parameters.text("before", 200),
)
ME = "me"


def board(visit: DeskVisit) -> Page:
    """What is due for who asks, cases that are searched for, and how many stand in each state."""
    own, w = office(visit), visit.words
    asked = _asked(visit)
    found = desk.desk(own, asked)
    say = Sayer(visit, own, found.names, found.unconfirmed)
    searched = bool(asked.words or asked.state or asked.before)
    due, cases = _due(say, found.due), _cases(say, found.cases)
    grids: tuple[Exhibit, ...] = (cases,) if asked.words else (cases, due) if searched else (due,)
    context = {
        "filters": _filters(visit, say, found),
        "q": asked.words,
        "tally": _tally(say, found.counts),
        "funnel": _funnel(say, found.counts),
        "near": _near(say, found.due) if not asked.words else [],
        "opens": _opens(say),
        "more": {
            "due": _again(visit, after=_place(found.due[-1].due, found.due[-1])) if found.more_due else "",
            "cases": _again(visit, before=_place(found.cases[-1].opened, found.cases[-1]))
            if found.more_cases and not asked.words
            else "",
        },
        "narrow": found.more_cases and asked.words,
        "whole": visit.url("desk/cases"),
    }
    return Page("cases_board.html", w.t("oversight.desk.head"), "cases", context=context, exhibits=grids)


def _asked(visit: DeskVisit) -> Asked:
    query = visit.query
    handler = query.get("handler")
    return Asked(
        query.get("q"),
        query.get("workflow"),
        query.get("state"),
        query.get("area"),
        visit.actor.name if handler == ME else handler,
        query.get("review") == "yes",
        _placed(query.get("before")),
        _placed(query.get("after")),
    )


def _place(day: str, row: CaseRow) -> str:
    return f"{day} {row.case_id}"


def _placed(text: str) -> tuple[str, str] | None:
    day, _, case = text.partition(" ")
    return (day, case) if case else None


def _due(say: Sayer, due: tuple[CaseRow, ...]) -> Grid:
    w = say.visit.words
    heads = columns(
        ("CASE", w.t("oversight.case")),
        ("DUE", w.t("oversight.due")),
        ("CLOCK", w.t("oversight.clock")),
        ("SUBJECT", w.t("oversight.about")),
        ("STATE", w.t("oversight.state")),
        ("HANDLER", w.t("oversight.handler")),
    )
    cells = tuple(
        (
            say.case(one.case_id),
            say.due(one),
            Cell(say.clock(one.workflow, one.clock), one.clock),
            say.words(say.subject(one.subject)),
            Cell(say.state(one.workflow, one.state), one.state),
            Cell(say.person(one.handler), one.handler),
        )
        for one in due
    )
    return Grid("due", w.t("oversight.desk.due"), heads, cells, says=w.t("oversight.desk.due_says"))


def _cases(say: Sayer, cases: tuple[CaseRow, ...]) -> Grid:
    w = say.visit.words
    heads = columns(
        ("CASE", w.t("oversight.case")),
        ("WORKFLOW", w.t("oversight.workflow")),
        ("STATE", w.t("oversight.state")),
        ("SUBJECT", w.t("oversight.about")),
        ("AREA", w.t("oversight.area")),
        ("HANDLER", w.t("oversight.handler")),
        ("OPENED", w.t("oversight.opened"), "period"),
        ("DUE", w.t("oversight.next")),
    )
    cells = tuple(
        (
            say.case(one.case_id),
            Cell(say.workflow(one.workflow), one.workflow),
            Cell(say.state(one.workflow, one.state), one.state),
            say.words(say.subject(one.subject)),
            Cell(say.area(one.area), one.area),
            Cell(say.person(one.handler), one.handler),
            Cell(one.opened, one.opened),
            say.due(one, named=True),
        )
        for one in cases
    )
    return Grid("cases", w.t("oversight.desk.found"), heads, cells)


def _near(say: Sayer, due: tuple[CaseRow, ...]) -> list[tuple[str, int]]:
    """How many of the clocks shown are overdue, due today, due soon."""
    found = [urgency(one.due, say.office.today) for one in due]
    return [(name, found.count(name)) for name in ("overdue", "today", "soon")]


def _opens(say: Sayer) -> list[tuple[str, str]]:
    """Workflows of which a case can be opened by hand today, with where."""
    day = say.office.today.isoformat()
    roles = {grant.role for grant in say.visit.actor.grants}
    return [
        (say.visit.words.say(one.name), say.visit.url(f"desk/cases/open/{one.id}"))
        for one in say.office.ports.known.workflows.values()
        if one.valid_from <= day <= (one.valid_to or day)
        and any(not act.from_ and roles & set(act.by) for act in one.acts)
    ]


def _tally(say: Sayer, counts: tuple[Count, ...]) -> Grid:
    """Cases by workflow and state, in the order in which workflows say their states."""
    w = say.visit.words
    heads = columns(
        ("WORKFLOW", w.t("oversight.workflow")),
        ("STATE", w.t("oversight.state")),
        ("HELD", w.t("oversight.cases"), "number"),
    )
    cells = tuple(
        (
            Cell(say.workflow(one.workflow), one.workflow),
            Cell(
                say.state(one.workflow, one.state),
                one.state,
                say.visit.url(
                    "desk/cases", workflow=one.workflow, state=one.state, area=say.visit.query.get("area")
                ),
            ),
            Cell(f"{one.cases:,}", one.cases),
        )
        for one in _ordered(say, counts)
    )
    return Grid("states", w.t("oversight.desk.states"), heads, cells)


def _ordered(say: Sayer, counts: tuple[Count, ...]) -> list[Count]:
    flows = list(say.office.ports.known.workflows)

    def place(one: Count) -> tuple[int, str, int, str]:
        held = say.office.ports.known.workflows.get(one.workflow)
        states = list(held.state) if held else []
        at = states.index(one.state) if one.state in states else len(states)
        return flows.index(one.workflow) if one.workflow in flows else len(flows), one.workflow, at, one.state

    return sorted((one for one in counts if one.cases), key=place)


def _funnel(say: Sayer, counts: tuple[Count, ...]) -> list[Figure]:
    """One figure for each workflow: how many cases stand in each of its states, from the first to the last."""
    flows = dict.fromkeys(one.workflow for one in _ordered(say, counts))
    chosen = say.visit.query.get("workflow")
    return [_figure(say, flow, counts) for flow in flows if chosen in ("", flow)]


def _figure(say: Sayer, flow: str, counts: tuple[Count, ...]) -> Figure:
    held = say.office.ports.known.workflows.get(flow)
    number = {one.state: one.cases for one in counts if one.workflow == flow}
    states = [*(held.state if held else ()), *sorted(set(number) - set(held.state if held else ()))]
    rows = tuple({"WORKFLOW": flow, "STATE": state, "HELD": number.get(state, 0)} for state in states)
    bars = [
        charts.Bar(say.state(flow, state), number.get(state, 0), f"{number.get(state, 0):,}")
        for state in states
    ]
    w, whole = say.visit.words, sum(number.values())
    top = max(number, key=lambda state: number[state])
    told = w.t(
        "oversight.desk.funnel_says", cases=f"{whole:,}", most=say.state(flow, top), number=f"{number[top]:,}"
    )
    return Figure(
        f"funnel-{flow}", say.workflow(flow), told, rows, lambda frame: charts.bars(frame, bars), width=560
    )


def _filters(visit: DeskVisit, say: Sayer, found: Desk) -> tuple[Filter, ...]:
    w, query = visit.words, visit.query
    flows = {one.workflow for one in found.counts} | set(say.office.ports.known.workflows)
    flow = query.get("workflow")
    states = [one.state for one in _ordered(say, found.counts) if one.workflow == flow]
    held = say.office.ports.known.workflows.get(flow)
    states = [
        *(held.state if held else ()),
        *(state for state in states if not held or state not in held.state),
    ]
    handlers = ((ME, w.t("oversight.desk.me")), (NOBODY, w.t("oversight.nobody")))
    areas = _areas(say)
    return (
        Filter(
            "workflow",
            w.t("oversight.workflow"),
            flow,
            tuple((one, say.workflow(one)) for one in sorted(flows)),
            w.t("oversight.any"),
        ),
        *(
            (
                Filter(
                    "state",
                    w.t("oversight.state"),
                    query.get("state"),
                    tuple((one, say.state(flow, one)) for one in states),
                    w.t("oversight.any"),
                ),
            )
            if flow
            else ()
        ),
        Filter("area", w.t("oversight.area"), query.get("area"), areas, w.t("oversight.any")),
        Filter("handler", w.t("oversight.handler"), query.get("handler"), handlers, w.t("oversight.any")),
        Filter(
            "review",
            w.t("oversight.mark.in_review"),
            query.get("review"),
            (("yes", w.t("oversight.yes")),),
            w.t("oversight.any"),
        ),
    )


def _areas(say: Sayer) -> tuple[tuple[str, str], ...]:
    """Areas to choose from: those of who asks and what lies right below."""
    known, own = say.office.ports.known, [g.scope for g in say.visit.actor.grants if g.scope]
    below = [code for code in known.areas if known.above(code)[1:2] and known.above(code)[1] in own]
    return tuple((code, say.area(code)) for code in (*sorted(own), *sorted(below)))


def _again(visit: DeskVisit, **more: str) -> str:
    return visit.url("desk/cases", **{**dict(visit.query.pairs), **more})
