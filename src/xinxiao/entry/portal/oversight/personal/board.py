"""What there is to look after of what is kept of people: decisions that wait, holds, whose time is over soon, what was erased."""

from __future__ import annotations

from xinxiao.entry.portal.desk import DeskVisit
from xinxiao.entry.portal.figure_table import Cell, Grid, columns
from xinxiao.entry.portal.oversight.cases.said import Sayer, office
from xinxiao.entry.portal.page import Page
from xinxiao.model.oversight.content import OWN, PERSON
from xinxiao.model.oversight.personal_record import DueErasure, Gone, Waiting
from xinxiao.uses.oversight import personal_page
from xinxiao.uses.oversight.personal_page import AHEAD, PersonalBoard

LISTS = ("waiting", "held", "gone")
"""Lists that go on by the number of an event."""


def board(visit: DeskVisit) -> Page:
    """What there is to look after within reach."""
    own, query = office(visit), visit.query
    day, _, number = query.get("due").partition(" ")
    found = personal_page.board(
        own,
        **{name: int(query.get(name) or 0) for name in LISTS},
        due=(day, number),
    )
    say = Sayer(visit, own)
    grids = (
        _begun(say, "waiting", found.waiting),
        _begun(say, "held", found.held),
        _due(say, found.due),
        _gone(say, found.gone),
    )
    context = {"more": _more(visit, found)}
    return Page(
        "personal_board.html", visit.words.t("personal.head"), "personal", context=context, exhibits=grids
    )


def part(say: Sayer, name: str) -> str:
    """What a part of a case is called; empty: all of it."""
    t = say.visit.words.t
    return t(f"personal.part.{name or 'whole'}") if name in ("", OWN, PERSON) else name


def _case(say: Sayer, case: str, *, synthetic: bool) -> Cell:
    flags = (say.visit.words.t("oversight.mark.synthetic"),) if synthetic else ()
    return Cell(case, case, say.visit.url(f"desk/personal/{case}"), flags=flags)


def _begun(say: Sayer, name: str, found: tuple[Waiting, ...]) -> Grid:
    t = say.visit.words.t
    heads = columns(
        ("CASE", t("oversight.case")),
        *((("PART", t("personal.of")),) if name == "waiting" else ()),
        ("BY", t(f"personal.{name}.by")),
        ("AT", t(f"personal.{name}.at"), "period"),
    )
    cells = tuple(
        (
            _case(say, one.case, synthetic=one.synthetic),
            *((Cell(part(say, one.part), one.part),) if name == "waiting" else ()),
            Cell(say.actor(one.actor), one.actor),
            Cell(say.visit.moment(one.at), one.at),
        )
        for one in found
    )
    return Grid(name, t(f"personal.{name}.head"), heads, cells, says=t(f"personal.{name}.says"))


def _due(say: Sayer, found: tuple[DueErasure, ...]) -> Grid:
    t = say.visit.words.t
    heads = columns(
        ("CASE", t("oversight.case")),
        ("ENDED", t("oversight.ended"), "period"),
        ("UNTIL", t("personal.due.until"), "period"),
        ("HELD", t("personal.due.standing")),
    )
    cells = tuple(
        (
            _case(say, one.case, synthetic=one.synthetic),
            Cell(one.ended, one.ended),
            Cell(say.left(one.until), one.until),
            Cell(t("personal.due.held" if one.held else "personal.due.goes")),
        )
        for one in found
    )
    return Grid("due", t("personal.due.head"), heads, cells, says=t("personal.due.says", days=AHEAD))


def _gone(say: Sayer, found: tuple[Gone, ...]) -> Grid:
    t, at = say.visit.words.t, say.visit.moment
    heads = columns(
        ("CASE", t("oversight.case")),
        ("PART", t("personal.of")),
        ("WHY", t("personal.gone.why")),
        ("DUE", t("personal.gone.due"), "period"),
        ("AT", t("personal.gone.at"), "period"),
        ("BY", t("personal.gone.by")),
    )
    cells = tuple(
        (
            _case(say, one.case, synthetic=one.synthetic),
            Cell(part(say, one.part), one.part),
            Cell(t(f"personal.gone.{one.event.fact['why']}"), one.event.fact["why"]),
            say.words(one.event.fact["due"]),
            Cell(at(one.event.at), one.event.at),
            Cell(say.actor(one.event.actor), one.event.actor),
        )
        for one in found
    )
    return Grid("gone", t("personal.gone.head"), heads, cells, says=t("personal.gone.says"))


def _more(visit: DeskVisit, found: PersonalBoard) -> dict[str, str]:
    """Where each list goes on; empty where it does not."""
    last = dict.fromkeys((*LISTS, "due"), "")
    for name in ("waiting", "held"):
        last[name] = str(getattr(found, name)[-1].event) if name in found.more else ""
    if "gone" in found.more:
        last["gone"] = str(found.gone[-1].event.sequence)
    if "due" in found.more:
        last["due"] = f"{found.due[-1].until} {found.due[-1].case}"
    return {
        name: visit.url("desk/personal", **{name: place}) + f"#{name}" if place else ""
        for name, place in last.items()
    }
