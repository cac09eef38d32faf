"""One draw, from its approval to its inspections: what was fixed, what comes next, and the forms for that."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.desk import DeskVisit
from xinxiao.entry.portal.figure_table import Cell, Grid, columns
from xinxiao.entry.portal.oversight.draws_desk.prepared import of_terms
from xinxiao.entry.portal.oversight.draws_desk.said import NOTHING, REFUSED, Desk, Tried, status
from xinxiao.entry.portal.page import Page
from xinxiao.errors import Conflict, DataFault, told
from xinxiao.model.oversight.draw import SourceOfChance, Value
from xinxiao.oversight.side_by_side import across_processes
from xinxiao.uses.oversight import draw_assigning, draw_standing, draws
from xinxiao.uses.oversight.draw_standing import DrawAsked


def draw(visit: DeskVisit) -> Page:
    """One draw by the case of its approval. Raises ``NotFound``."""
    return _page(Desk(visit), NOTHING)


def do_commit(visit: DeskVisit) -> Answer:
    """Publish the commitment."""
    desk = Desk(visit)
    return _done(desk, lambda one: draws.committed(desk.office, desk.known, one.case.id))


def do_draw(visit: DeskVisit) -> Answer:
    """Draw, with what the sources said; who sends the same again changes nothing and is told nothing else."""
    desk = Desk(visit)

    def act(one: DrawAsked) -> None:
        values = _values(desk, one)
        drawn = one.standing.drawn if one.standing is not None else None
        if drawn is not None and one.next != "note" and drawn.values == values:
            return
        with across_processes(one.terms.roster.count) as across:
            draws.drawn_with(desk.office, desk.known, one.terms.number, values, across)

    return _done(desk, act)


def do_assign(visit: DeskVisit) -> Answer:
    """Open the inspections."""
    desk = Desk(visit)
    return _done(desk, lambda one: draw_assigning.assigned(desk.office, desk.known, one.terms.number))


def do_void(visit: DeskVisit) -> Answer:
    """Record that it is void, after its case says so."""
    desk, reason = Desk(visit), visit.fields["reason"]
    return _done(desk, lambda one: draws.voided(desk.office, desk.known, one.terms.number, reason))


def _done(desk: Desk, act: Callable[[DrawAsked], object]) -> Answer:
    case = desk.visit.args["case"]
    one = draw_standing.draw_of(desk.office, desk.known, case)
    try:
        act(one)
    except REFUSED as error:
        return desk.visit.page(_page(desk, Tried(desk.visit.fields, desk.refused(error))), status(error))
    return desk.visit.to(f"desk/draws/{case}")


def _values(desk: Desk, one: DrawAsked) -> tuple[Value, ...]:
    """What the sources said, in their order. Raises :class:`DataFault` for one that is missing."""
    standing = one.standing
    if standing is None:
        raise Conflict("not committed", told("draw_done", number=one.terms.number))
    if one.next == "note" and standing.drawn is not None:
        return standing.drawn.values
    return tuple(_value(desk, number, own) for number, own in enumerate(standing.committed.sources, 1))


def _value(desk: Desk, number: int, source: SourceOfChance) -> Value:
    sent = desk.visit.fields
    value, at, witnesses = (sent.get(f"said.{name}{number}", "") for name in ("value", "at", "witnesses"))
    for name, given in (("value", value), ("seen_at", at)):
        if not given:
            raise DataFault(f"no {name}", told("field_missing", field=f"{desk.t(name)} {number}"))
    names = witnesses.replace("，", ",").replace("、", ",").replace(";", ",").replace("；", ",").split(",")
    people = tuple(one.strip() for one in names if one.strip())
    return Value(source=source.source, issue=source.issue, value=value, at=desk.moment(at), witnesses=people)


def _page(desk: Desk, tried: Tried) -> Page:
    one = draw_standing.draw_of(desk.office, desk.known, desk.visit.args["case"])
    own, held, t = desk.known.spec.approval, one.case, desk.t
    commitment = held.values[own.fields.commitment]
    public = f"draws/{one.terms.number}"
    context: dict[str, Any] = {
        **of_terms(desk, one.terms, commitment),
        "case": held.id,
        "number": one.terms.number,
        "state": desk.say.state(held.workflow, held.state),
        "next": one.next,
        "next_words": t(f"next.{one.next}"),
        "may": {
            "draw": draw_standing.may(desk.office, held, own.drawn),
            "assign": held.ends or draw_standing.may(desk.office, held, own.use),
        },
        "happened": list(_happened(desk, one)),
        "until": desk.until(max(source.at for source in one.terms.sources)) if one.terms.sources else "",
        "last": desk.visit.moment(max((source.at for source in one.terms.sources), default="")),
        "said": [_typed(desk, tried.sent, number, own_) for number, own_ in enumerate(one.terms.sources, 1)],
        "reason": tried.sent.get("reason", ""),
        "inspections": _inspections(desk, one),
        "zone": str(desk.office.ports.zone),
        "now": desk.visit.moment(desk.office.at),
        "public": desk.visit.url(public) if one.standing is not None and desk.say.has(public) else "",
        "alert": tried.why,
    }
    return Page("draws_draw.html", t("draw_title", number=one.terms.number), "draws", context=context)


def _happened(desk: Desk, one: DrawAsked) -> Iterator[tuple[str, str]]:
    """What happened to it so far: a head and words."""
    t, standing = desk.t, one.standing
    if standing is None:
        return
    yield t("published"), desk.visit.moment(standing.committed.published)
    if standing.drawn is not None:
        for value in standing.drawn.values:
            words = t(
                "said_words",
                source=desk.source(value.source),
                issue=value.issue,
                value=value.value,
                at=desk.visit.moment(value.at),
            )
            yield t("value"), words
        yield t("seed"), standing.drawn.seed
        yield t("selected"), t("roster_count", count=f"{standing.drawn.selected:,}")
        yield t("record"), standing.drawn.record
    if standing.assigned is not None:
        yield t("assigned"), t("cases_count", count=standing.assigned.cases)
    if standing.voided is not None:
        yield t("voided"), standing.voided.by


def _typed(desk: Desk, sent: Mapping[str, str], number: int, source: SourceOfChance) -> dict[str, str]:
    """One source with what was typed of it."""
    return {
        "number": str(number),
        "head": f"{desk.source(source.source)} {source.issue}",
        "takes": source.takes,
        "announced": desk.visit.moment(source.at),
        "value": sent.get(f"said.value{number}", ""),
        "at": sent.get(f"said.at{number}", desk.typed(source.at)),
        "witnesses": sent.get(f"said.witnesses{number}", ""),
    }


def _inspections(desk: Desk, one: DrawAsked) -> Grid | None:
    """Whom it selected, who inspects them, and the case of each; None before it is drawn."""
    found = draw_standing.inspections(desk.office, desk.known, one)
    if one.standing is None or one.standing.drawn is None:
        return None
    t = desk.t
    heads = columns(
        ("SUBJECT", t("subject")), ("BODY", t("body")), ("PEOPLE", t("people")), ("CASE", t("inspection"))
    )
    cells = tuple(
        (
            Cell(pair.subject, pair.subject),
            Cell(pair.body, pair.body),
            Cell(desk.visit.words.join([one.person for one in pair.people])),
            desk.case(case) if case else Cell(t("not_assigned")),
        )
        for pair, case in found
    )
    caption = t("inspections", shown=len(found), count=f"{one.standing.drawn.selected:,}")
    return Grid("inspections", caption, heads, cells)
