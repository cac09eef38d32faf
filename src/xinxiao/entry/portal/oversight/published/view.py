"""Pages for anybody: what oversight is, what is public now, one result."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from xinxiao.entry.portal import parameters
from xinxiao.entry.portal.figure_table import Cell, Grid, columns
from xinxiao.entry.portal.oversight.open import OpenVisit
from xinxiao.entry.portal.page import Page
from xinxiao.model.oversight.clock import ClockVersion
from xinxiao.model.oversight.workflow import Field, Workflow
from xinxiao.oversight.given import MONEY
from xinxiao.uses.oversight import desk, draw_following, draw_pages, published
from xinxiao.uses.oversight.published import Result, Results

WORDS = parameters.text("q", 100)
BEFORE = parameters.count("before", 999_999_999)
DRAW = parameters.text("draw", 41)


def overview(visit: OpenVisit) -> Page:
    """What oversight does in the open: lists, draws, published results, and by which workflows and time limits."""
    w, known = visit.words, visit.office.ports.known
    doors = [
        (w.t(f"oversight.public.{name}"), w.t(f"oversight.public.{name}_says"), visit.url(path))
        for name, path in (
            ("lists", "lists"),
            ("draws", "draws"),
            ("published", "oversight/published"),
            ("documents", "oversight/documents"),
        )
        if visit.has(path)
    ]
    context = {"doors": doors, "mark": visit.office.ports.chain.mark()}
    shown = (_limits(visit, tuple(known.workflows.values())),)
    head, lead = w.t("oversight.public.head"), w.t("oversight.public.lead")
    return Page("oversight_overview.html", head, "overview", lead, context, shown)


def _limits(visit: OpenVisit, flows: tuple[Workflow, ...]) -> Grid:
    """Each version of each time limit of each workflow, with where it stands and when it holds."""
    w = visit.words
    heads = columns(
        ("CLOCK", w.t("oversight.clock")),
        ("WORKFLOW", w.t("oversight.workflow")),
        ("LENGTH", w.t("oversight.public.length")),
        ("BASIS", w.t("oversight.page.basis")),
        ("HOLDS", w.t("oversight.public.period")),
    )
    cells = tuple(
        (
            Cell(w.say(clock.name), clock.id),
            Cell(w.say(flow.name), flow.id),
            Cell(
                _length(visit, version),
                flags=() if version.confirmed else (w.t("oversight.mark.unconfirmed"),),
            ),
            Cell(rule(visit, version.rule, version.article), f"{version.rule} {version.article}"),
            Cell(_period(visit, version), version.valid_from),
        )
        for flow in flows
        for clock in flow.clocks
        for version in clock.versions
    )
    return Grid(
        "limits", w.t("oversight.public.rules"), heads, cells, says=w.t("oversight.public.rules_says")
    )


def _length(visit: OpenVisit, version: ClockVersion) -> str:
    if version.length is None:
        return visit.words.t("oversight.public.set_by")
    return f"{version.length.number} {visit.words.t(f'oversight.trace.unit.{version.length.unit}')}"


def _period(visit: OpenVisit, version: ClockVersion) -> str:
    if version.valid_to is None:
        return visit.words.t("oversight.public.since_day", day=version.valid_from)
    return visit.words.t("oversight.public.between", first=version.valid_from, last=version.valid_to)


def rule(visit: OpenVisit, ident: str, article: str = "") -> str:
    """A rule with the place in it."""
    found = visit.office.ports.known.rules.get(ident)
    name = visit.words.say(found.name) if found else ident
    return visit.words.t("oversight.article", rule=name, article=article) if article else name


def listed(visit: OpenVisit) -> Page:
    """What is public now, with until when."""
    w, words = visit.words, visit.query.get("q")
    draw, before = visit.query.get("draw"), int(visit.query.get("before") or 0)
    found = of_draw(visit, draw, before) if draw else published.results(visit.office, words, before)
    heads = columns(
        ("CASE", w.t("oversight.case")),
        ("PUBLICATION", w.t("oversight.published.what")),
        ("SUBJECT", w.t("oversight.about")),
        ("RESULT", w.t("oversight.published.result"), "long"),
        ("BASIS", w.t("oversight.page.basis")),
        ("SINCE", w.t("oversight.published.since"), "period"),
        ("UNTIL", w.t("oversight.published.until"), "period"),
    )
    cells = tuple(
        (
            Cell(one.row.case, one.row.case, visit.url(f"oversight/published/{one.row.case}")),
            Cell(w.say(one.publication.name), one.publication.id, flags=_marks(visit, one)),
            Cell(_subject(one, found.names), one.row.subject),
            Cell(_found(visit, one)),
            Cell(_basis(visit, one)),
            Cell(one.row.since, one.row.since),
            Cell(one.row.until or w.t("oversight.published.open_end"), one.row.until),
        )
        for one in found.found
    )
    asked = {"draw": draw} if draw else {"q": words}
    context = {
        "q": words,
        "draw": draw,
        "next": visit.url("oversight/published", **asked, before=str(found.next)) if found.next else "",
        "files": [
            (name.upper(), visit.url(f"oversight/published.{name}", **asked)) for name in ("csv", "json")
        ],
        "synthetic": any(one.row.synthetic for one in found.found),
    }
    grid = Grid("published", w.t("oversight.published.caption"), heads, cells)
    head, lead = w.t("oversight.published.head"), w.t("oversight.published.lead")
    return Page("oversight_published.html", head, "published", lead, context, (grid,))


def of_draw(visit: OpenVisit, number: str, before: int, most: int = published.PAGE) -> Results:
    """What is public of the inspections that followed from a draw. Raises :class:`NotFound` for no such draw."""
    office = visit.office
    standing, known = office.ports.draws.find(number), draw_pages.known_of(office)
    outcome = draw_pages.outcome(office.ports.blobs, standing)
    if outcome is None or known is None or known.draws is None:
        return Results((), 0, {})
    cases = draw_following.cases_of(office, known.draws, standing, outcome)
    return published.among(office, cases, before, most)


def _found(visit: OpenVisit, one: Result) -> str:
    """What was found, in words: the fields of a result that are chosen from codes."""
    w = visit.words
    coded = [(field, value) for field, value in one.values if field.codelist]
    told = (w.say(field.name) + w.t("colon") + said(visit, field, value) for field, value in coded)
    return w.t("list.semicolon").join(told) or "–"


def _basis(visit: OpenVisit, one: Result) -> str:
    return visit.words.t("list.semicolon").join(rule(visit, b.rule, b.article) for b in one.publication.basis)


def _until(visit: OpenVisit, one: Result) -> str:
    """Until when something is public, and by which version of which rule that is so."""
    t, day = visit.words.t, one.row.since
    if not one.row.until:
        return t("oversight.published.open_end")
    held = [own for own in one.publication.ends if own.valid_from <= day <= (own.valid_to or day)]
    version = max(held, key=lambda own: own.valid_from, default=None)
    if version is None:
        return one.row.until
    by = rule(visit, version.rule, version.article)
    return t("oversight.published.until_by", day=one.row.until, length=_length(visit, version), rule=by)


def _marks(visit: OpenVisit, one: Result) -> tuple[str, ...]:
    names = (("unconfirmed", not one.publication.confirmed), ("synthetic", one.row.synthetic))
    return tuple(visit.words.t(f"oversight.mark.{name}") for name, holds in names if holds)


def _subject(one: Result, names: Mapping[str, str]) -> str:
    name = names.get(one.row.subject, "")
    return f"{name} {one.row.subject}".strip() or "–"


def result(visit: OpenVisit) -> Page:
    """What is public of one case."""
    w = visit.words
    found = published.of_case(visit.office, visit.args["case"])
    names = desk.names(visit.office, {one.row.subject for one in found})
    first = found[0]
    context = {
        "results": [_told(visit, one) for one in found],
        "workflow": w.say(first.workflow.name),
        "subject": _subject(first, names),
        "synthetic": first.row.synthetic,
    }
    title = w.t("oversight.published.title", case=first.row.case)
    return Page("oversight_result.html", title, "published", "", context)


def _told(visit: OpenVisit, one: Result) -> dict[str, object]:
    w = visit.words
    return {
        "name": w.say(one.publication.name),
        "marks": _marks(visit, one),
        "since": one.row.since,
        "until": _until(visit, one),
        "basis": _basis(visit, one),
        "values": [(w.say(field.name), said(visit, field, value)) for field, value in one.values],
        "documents": [(d.number, d.sha256, _document(visit, d.number)) for d in one.documents],
    }


def _document(visit: OpenVisit, number: str) -> str:
    path = f"oversight/documents/{number}"
    return visit.url(path) if visit.has(path) else ""


def said(visit: OpenVisit, field: Field, value: str) -> str:
    """A value as people read it."""
    w, known = visit.words, visit.office.ports.known
    if field.codelist and field.kind in ("code", "codes"):
        names = known.codes(field.codelist)
        return w.join([w.say(names.get(one)) or one for one in value.split()])
    if field.kind in ("number", "money") and MONEY.fullmatch(value):
        number = Decimal(value)  # of a count of four digits, which may be a year, no thousands are set apart
        return f"{number:,f}" if field.kind == "money" or abs(number) >= 10_000 else f"{number:f}"
    return (w.say(known.area(value)) or value) if field.kind == "area" else value
