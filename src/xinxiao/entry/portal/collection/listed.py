"""Lists: the reports of a place, what stands out in them, questions, and what may be accepted at once."""

from __future__ import annotations

from typing import get_args

from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.collection import said
from xinxiao.entry.portal.collection.exhibits import files_of
from xinxiao.entry.portal.desk import DeskVisit
from xinxiao.entry.portal.figure_table import ABSENT, Cell, Exhibit, Grid, columns
from xinxiao.entry.portal.filters import Filter
from xinxiao.entry.portal.page import Page
from xinxiao.model.collect.desk import Question, ThreadState
from xinxiao.model.collect.report import STATES, Report
from xinxiao.model.collect.scrutiny import Scrutinised, Suspicion
from xinxiao.uses.collect import desk
from xinxiao.uses.collect.desk import Place

_STAGES = {"at": "at_due"}
"""Stages whose text has another name than they do: ``at`` is the head of a column."""


def reports(visit: DeskVisit) -> Page:
    """The reports of a place, by unit."""
    w, query = visit.words, visit.query
    found = desk.listed(
        visit.call,
        visit.args["form"],
        visit.args["period"],
        query.get("area"),
        query.get("state"),
        query.get("after"),
    )
    at = found.place
    cells = tuple(
        (
            _unit(visit, at, report.unit, found.names),
            Cell(said.area(visit, at.where, report.area), report.area),
            Cell(report.industry),
            Cell(w.t(f"collection.state.{report.state}"), report.state),
            Cell(w.t(f"collection.timely.{_timely(visit, report)}"), _timely(visit, report)),
            Cell(said.moment(visit, report.submitted_at), report.submitted_at),
            Cell(str(report.number), report.number),
            Cell(str(len(report.open_threads)), len(report.open_threads)),
        )
        for report in found.reports
    )
    heads = columns(
        ("UNIT", w.t("collection.unit")),
        ("REF_AREA", w.t("collection.area")),
        ("ACTIVITY", w.t("collection.industry")),
        ("STATE", w.t("collection.state.head")),
        ("TIMELY", w.t("collection.timely.head")),
        ("SUBMITTED_AT", w.t("collection.submitted_at"), "period"),
        ("NUMBER", w.t("collection.number"), "number"),
        ("OPEN_QUERIES", w.t("collection.open_threads"), "number"),
    )
    states = tuple((state, w.t(f"collection.state.{state}")) for state in STATES)
    chosen = Filter("state", w.t("collection.state.head"), query.get("state"), states, w.t("collection.any"))
    grid = Grid("reports", w.t("collection.list.caption"), heads, cells)
    more = _again(visit, after=found.more) if found.more else ""
    return _page(visit, at, "list", (grid,), filters=(chosen,), more=more)


def queue(visit: DeskVisit) -> Page:
    """What stands out in reported values, the weightiest first."""
    w, query = visit.words, visit.query
    found = desk.queue(
        visit.call,
        visit.args["form"],
        visit.args["period"],
        query.get("area"),
        query.get("test"),
        query.get("industry"),
    )
    at = found.place
    cells = tuple(
        (
            _unit(visit, at, one.unit, found.names),
            Cell(w.t(f"collection.test.{one.test}"), one.test),
            *suspicion_cells(visit, at, one),
        )
        for one in found.suspicions
    )
    heads = columns(
        ("UNIT", w.t("collection.unit")),
        ("TEST", w.t("collection.queue.test")),
        ("ITEM", w.t("collection.item")),
        ("VALUE", w.t("collection.queue.value"), "number"),
        ("EXPECTED", w.t("collection.queue.expected"), "number"),
        ("SIZE", w.t("collection.queue.size"), "number"),
        ("WEIGHT", w.t("collection.queue.weight"), "number"),
    )
    tests = tuple(
        (test, w.t("collection.queue.counted", test=w.t(f"collection.test.{test}"), count=count))
        for test, count in found.tests.items()
    )
    filters = (
        Filter("test", w.t("collection.queue.test"), query.get("test"), tests, w.t("collection.any")),
        Filter("industry", w.t("collection.industry"), query.get("industry"), longest=64),
    )
    grid = Grid(
        "suspicions", w.t("collection.queue.caption"), heads, cells, says=w.t("collection.queue.says")
    )
    shown: tuple[Exhibit, ...] = (grid, *_unsaid(visit, at, found.done))
    return _page(
        visit,
        at,
        "queue",
        shown,
        filters=filters,
        told=_when(visit, found.done, newer=found.newer),
        more="",
    )


def first_queue(visit: DeskVisit) -> Page:
    """Every collection, the last first, and where what stands out in it is."""
    w, page = visit.words, int(visit.query.get("page") or 1)
    rows, earlier = desk.boards(visit.call, page)
    cells = tuple(
        (
            Cell(
                said.issue(visit, issue.form, issue.period),
                f"{issue.form}/{issue.period}",
                visit.url(f"desk/findings/{issue.form}/{issue.period}"),
            ),
            Cell(w.plain(standing.received, decimals=0), standing.received),
            Cell(w.plain(standing.submitted + standing.held, decimals=0), standing.submitted + standing.held),
        )
        for issue, standing in rows
    )
    heads = columns(
        ("FORM", w.t("collection.form")),
        ("RECEIVED", w.t("collection.count.received"), "number"),
        ("AWAITING", w.t("collection.queue.awaiting"), "number"),
    )
    grid = Grid("collections", w.t("collection.board.all"), heads, cells)
    context: dict[str, object] = {"told": w.t("collection.queue.lead"), "trail": ()}
    context |= {"filters": (), "hidden": {}, "file": files_of(visit)}
    context["more"] = visit.url("desk/findings", page=str(page + 1)) if earlier else ""
    return Page(
        "collection_list.html", w.t("collection.queue.head"), "findings", context=context, exhibits=(grid,)
    )


def suspicion_cells(visit: DeskVisit, at: Place | desk.Review, one: Suspicion) -> tuple[Cell, ...]:
    """Item, value, what was expected, how far out, and weight of one suspicion."""
    w = visit.words
    expected = ABSENT if one.expected is None else Cell(w.plain(one.expected), one.expected)
    weight = Cell(w.percent(one.weight, 2), one.weight)
    whole = w.t("collection.queue.whole")
    return (
        Cell(said.item(visit, at.bundle, one.item) or whole, one.item),
        Cell(said.reported(one.value) if one.value else ABSENT.text, one.value),
        expected,
        Cell(_size(one), one.size),
        weight,
    )


def _size(one: Suspicion) -> str:
    """In the test's own measure: a power of ten, a chance, or distances."""
    if one.test == "slip":
        return f"×10{'⁻' if one.size < 0 else ''}{'⁰¹²³⁴⁵⁶⁷⁸⁹'[int(abs(one.size))]}"
    if one.test in ("copied", "last_digit", "first_digit"):
        return f"p {one.size:.1e}"
    return f"{one.size:,.1f}"


def _unsaid(visit: DeskVisit, at: Place, done: Scrutinised | None) -> tuple[Grid, ...]:
    """Of how many values or reports each test says nothing, and why."""
    if done is None or not done.unsaid:
        return ()
    w = visit.words
    cells = tuple(
        (
            Cell(w.t(f"collection.test.{one.test}"), one.test),
            Cell(said.item(visit, at.bundle, one.item) or w.t("collection.queue.whole"), one.item),
            Cell(w.t(f"collection.unsaid.{one.reason}"), one.reason),
            Cell(w.plain(one.units, decimals=0), one.units),
        )
        for one in done.unsaid
    )
    heads = columns(
        ("TEST", w.t("collection.queue.test")),
        ("ITEM", w.t("collection.item")),
        ("REASON", w.t("collection.queue.reason")),
        ("UNITS", w.t("collection.queue.units"), "number"),
    )
    return (
        Grid("unsaid", w.t("collection.queue.unsaid"), heads, cells, says=w.t("collection.queue.domain")),
    )


def _when(visit: DeskVisit, done: Scrutinised | None, *, newer: bool) -> str:
    w = visit.words
    if done is None:
        return w.t("collection.queue.never")
    told = w.t("collection.queue.done", at=said.moment(visit, done.at), reports=done.reports)
    return told + (w.t("collection.queue.newer") if newer else "")


def questions(visit: DeskVisit) -> Page:
    """Questions about reports, open, overdue and answered, and the reminders that were sent."""
    w, query = visit.words, visit.query
    chosen = query.get("state")
    found = desk.questions(
        visit.call, query.get("form"), query.get("period"), pending=chosen in ("open", "overdue")
    )
    rows = [(one, one.state(visit.call.now, found.days)) for one in found.found]
    cells = tuple(_question(visit, found, one, state) for one, state in rows if chosen in ("", state))
    heads = columns(
        ("UNIT", w.t("collection.unit")),
        ("FORM", w.t("collection.form")),
        ("STATE", w.t("collection.state.head")),
        ("ASKED_AT", w.t("collection.thread.asked_at"), "period"),
        ("QUESTION", w.t("collection.thread.question"), "long"),
        ("ANSWERED_AT", w.t("collection.thread.answered_at"), "period"),
        ("ANSWER", w.t("collection.thread.answer"), "long"),
    )
    grid = Grid(
        "queries",
        w.t("collection.thread.caption"),
        heads,
        cells,
        says=w.t("collection.thread.says", days=found.days),
    )
    states = tuple((state, w.t(f"collection.thread.{state}")) for state in get_args(ThreadState))
    filters = (Filter("state", w.t("collection.state.head"), chosen, states, w.t("collection.any")),)
    context: dict[str, object] = {"told": "", "more": "", "trail": (), "filters": filters, "hidden": {}}
    context["file"] = files_of(visit)
    title = w.t("collection.thread.head")
    shown = (grid, *_waiting(visit, found), _reminders(visit, found))
    return Page("collection_list.html", title, "queries", context=context, exhibits=shown)


def _question(visit: DeskVisit, found: desk.Questions, one: Question, state: ThreadState) -> tuple[Cell, ...]:
    w, key, thread = visit.words, one.key, one.thread
    page = visit.url(f"desk/reports/{key.text}") + f"#thread-{thread.number}"
    asked, answer = thread.question, thread.answer
    return (
        Cell(found.names.get(key.unit) or key.unit, key.unit, page),
        Cell(said.issue(visit, key.form, key.period), f"{key.form}/{key.period}"),
        Cell(w.t(f"collection.thread.{state}"), state),
        Cell(said.moment(visit, asked.event.at), asked.event.at),
        Cell(asked.text),
        Cell(said.moment(visit, answer.event.at), answer.event.at) if answer else ABSENT,
        Cell(answer.text) if answer else ABSENT,
    )


def _waiting(visit: DeskVisit, found: desk.Questions) -> tuple[Grid, ...]:
    """Who asked for more time; nothing where nobody waits."""
    w = visit.words
    heads = columns(
        ("UNIT", w.t("collection.unit")),
        ("FORM", w.t("collection.form")),
        ("ENDS", w.t("collection.due"), "period"),
        ("UNTIL", w.t("collection.extension.until"), "period"),
    )
    cells = tuple(
        (
            Cell(
                found.names.get(one.unit) or one.unit,
                one.unit,
                visit.url(f"desk/reports/{one.key.text}") + "#acts",
            ),
            Cell(said.issue(visit, one.form, one.period), f"{one.form}/{one.period}"),
            Cell(visit.end(one.ends), one.ends),
            Cell(visit.end(one.requested), one.requested),
        )
        for one in found.waiting
    )
    return (Grid("extensions", w.t("collection.extension.caption"), heads, cells),) if cells else ()


def _reminders(visit: DeskVisit, found: desk.Questions) -> Grid:
    w = visit.words
    cells = tuple(
        (
            Cell(said.moment(visit, one.at), one.at),
            Cell(
                said.issue(visit, str(one.fact["form"]), str(one.fact["period"])),
                f"{one.fact['form']}/{one.fact['period']}",
            ),
            Cell(
                w.t(f"collection.stage.{_STAGES.get(str(one.fact['stage']), one.fact['stage'])}"),
                one.fact["stage"],
            ),
            Cell(w.plain(float(str(one.fact["reports"])), decimals=0), one.fact["reports"]),
        )
        for one in found.reminders
    )
    heads = columns(
        ("AT", w.t("collection.stage.at"), "period"),
        ("FORM", w.t("collection.form")),
        ("STAGE", w.t("collection.stage.head")),
        ("REPORTS", w.t("collection.stage.reports"), "number"),
    )
    return Grid("reminders", w.t("collection.stage.caption"), heads, cells)


def clean(visit: DeskVisit) -> Page:
    """What may be accepted at once, before it is."""
    w = visit.words
    found = desk.clean(visit.call, visit.args["form"], visit.args["period"], visit.query.get("area"))
    at = found.place
    cells = tuple(
        (_unit(visit, at, key.unit, found.names), Cell(str(number), number), Cell(sha[:12], sha))
        for key, number, sha in found.reports
    )
    heads = columns(
        ("UNIT", w.t("collection.unit")),
        ("NUMBER", w.t("collection.number"), "number"),
        ("SHA256", w.t("collection.sha256")),
    )
    key = "collection.bulk.says" if found.whole else "collection.bulk.part"
    told = w.t(key, count=len(found.reports)) if found.scrutinised else w.t("collection.queue.never")
    grid = Grid("clean", w.t("collection.bulk.caption"), heads, cells, says=told)
    level = w.t("collection.bulk.level", area=said.area(visit, at.where, at.area), level=found.level)
    action = visit.url(f"desk/accept/{at.issue.form}/{at.issue.period}")
    fields = {"area": at.area, "digest": found.digest}
    return _page(
        visit, at, "bulk", (grid,), told=level, action=action, fields=fields, count=len(found.reports)
    )


def accept_clean(visit: DeskVisit) -> Answer:
    """Accept what was shown, if it is still that."""
    form, period, fields = visit.args["form"], visit.args["period"], visit.fields
    desk.accept_clean(visit.call, form, period, fields["area"], fields["digest"])
    return visit.to(f"desk/reports/{form}/{period}", area=fields["area"], state="accepted")


def _timely(visit: DeskVisit, report: Report) -> str:
    """``yes``, ``no``, ``overdue`` or ``awaited``."""
    if report.timely:
        return report.timely
    return "overdue" if visit.call.at > report.ends else "awaited"


def _unit(visit: DeskVisit, at: Place, unit: str, names: object) -> Cell:
    assert isinstance(names, dict)
    page = f"desk/reports/{at.issue.form}/{at.issue.period}/{unit}"
    name = names.get(unit)
    return Cell(f"{name} {unit}" if name else unit, unit, visit.url(page))


def _again(visit: DeskVisit, **more: str) -> str:
    path = visit.visit.http.path.removeprefix(f"/{visit.lang}/")
    return visit.url(path, **{**dict(visit.query.pairs), **more})


def _page(visit: DeskVisit, at: Place, kind: str, shown: tuple[Exhibit, ...], **context: object) -> Page:
    w, form, period = visit.words, at.issue.form, at.issue.period
    title = w.t(
        f"collection.{kind}.title",
        form=w.say(at.bundle.form.name),
        period=w.period(period),
        area=said.area(visit, at.where, at.area),
    )
    back = visit.url(f"desk/completeness/{form}/{period}", area=at.area)
    trail = ((w.t("collection.board.link", period=w.period(period)), back),)
    blank: dict[str, object] = {
        "told": "",
        "more": "",
        "filters": (),
        "trail": trail,
        "file": files_of(visit),
    }
    blank["hidden"] = {"area": visit.query.get("area")}
    template = "collection_bulk.html" if kind == "bulk" else "collection_list.html"
    nav = {"queue": "findings", "list": "completeness", "bulk": "completeness"}[kind]
    return Page(template, title, nav, context={**blank, **context}, exhibits=shown)
