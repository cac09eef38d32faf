"""Who saw what of which case, why and when: for the audit administrator, as a page and as CSV. Of what was seen nothing is shown."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from xinxiao.entry.portal import answer
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.desk import DeskVisit
from xinxiao.entry.portal.figure_table import Cell, Grid, as_csv, columns
from xinxiao.entry.portal.oversight.cases.case import words_of
from xinxiao.entry.portal.oversight.cases.said import Sayer, office
from xinxiao.entry.portal.page import Page
from xinxiao.errors import DataFault
from xinxiao.uses.oversight import shown as uses
from xinxiao.uses.oversight.lists import day_of
from xinxiao.uses.oversight.shown import MOST, PAGE, AskedShown, Seen

FILTERS = ("officer", "case", "since", "until")
HEADS = ("EVENT", "AT", "OFFICER", "NAME", "CASE", "KIND", "FIELDS", "REASON", "SYNTHETIC")
FILE = "/desk/shown.csv"
NOBODY = "-"
"""Asked for where no account is called so: nobody did anything."""


def shown(visit: DeskVisit) -> Page:
    """Who saw or took away what is masked, the last first, by officer, case and days."""
    own, t = office(visit), visit.words.t
    say = Sayer(visit, own)
    alert: tuple[str, ...] = ()
    try:
        found = uses.shown(own, _asked(visit), PAGE)
    except DataFault as error:
        found, alert = uses.Page((), 0), words_of(error, visit)
    given = {name: visit.query.get(name) for name in FILTERS}
    context = {
        "given": given,
        "alert": alert,
        "whole": visit.url("desk/shown"),
        "csv": _address(visit, f"{visit.visit.site.root}{FILE}", 0),
        "more": {"shown": _address(visit, visit.url("desk/shown"), found.next) if found.next else ""},
    }
    grid = _grid(say, found.seen)
    return Page("shown.html", t("personal.shown.head"), "shown", context=context, exhibits=(grid,))


def csv(visit: DeskVisit) -> Answer:
    """The same as CSV, ten thousand events a file, with where the next one is; no text in it is a formula."""
    own = office(visit)
    say, found = Sayer(visit, own), uses.shown(own, _asked(visit), MOST)
    rows = [_row(say, one) for one in found.seen]
    body = as_csv(rows) if rows else (",".join(HEADS) + "\n").encode()
    made = answer.page(body, answer.CSV, f"shown-{own.now:%Y%m%dT%H%M%SZ}.csv")
    if not found.next:
        return made
    link = f'<{_address(visit, f"{visit.visit.site.root}{FILE}", found.next)}>; rel="next"'
    return replace(made, headers=(*made.headers, ("link", link)))


def _asked(visit: DeskVisit) -> AskedShown:
    """What is asked for. Raises :class:`DataFault` for a day that is none."""
    query = visit.query
    days = {name: day_of(query.get(name)).isoformat() for name in ("since", "until") if query.get(name)}
    before = int(query.get("before") or 0)
    return AskedShown(_actor(visit, query.get("officer")), query.get("case").upper(), before=before, **days)


def _actor(visit: DeskVisit, officer: str) -> str:
    """An actor as events hold it, of an account's id or of what somebody signs in with."""
    if not officer or officer.startswith("operator:"):
        return officer
    people = visit.call.ports.people
    held = people.account(officer) or people.named(officer.lower())
    return f"person:{held.id}" if held is not None else NOBODY


def _address(visit: DeskVisit, path: str, before: int) -> str:
    """The address of a page or file with what is asked for now."""
    asked = {name: visit.query.get(name) for name in FILTERS if visit.query.get(name)}
    asked |= {"before": str(before)} if before else {}
    return path + (f"?{urlencode(asked)}" if asked else "")


def _fields(say: Sayer, one: Seen) -> str:
    """The fields that were seen, by name; files and documents by what they are."""
    t, names = say.visit.words.t, list[str]()
    for ident, name in one.fields:
        kind, _, rest = ident.partition("-")
        if kind in ("evidence", "document") and rest:
            names.append(t(f"personal.shown.{kind}", number=rest))
        else:
            names.append(t("oversight.form.reason") if ident == "reason" else say.visit.words.say(name))
    return say.visit.words.join(names)


def _row(say: Sayer, one: Seen) -> dict[str, object]:
    event = one.looked.event
    values = (
        event.sequence,
        event.at,
        event.actor,
        say.actor(event.actor),
        one.looked.case,
        event.kind,
        " ".join(ident for ident, _ in one.fields),
        say.visit.words.t("personal.reason_gone") if one.reason is None else one.reason,
        "yes" if one.looked.synthetic else "no",
    )
    return dict(zip(HEADS, values, strict=True))


def _grid(say: Sayer, seen: tuple[Seen, ...]) -> Grid:
    t, visit = say.visit.words.t, say.visit
    heads = columns(
        ("AT", t("personal.shown.at"), "period"),
        ("OFFICER", t("personal.shown.who")),
        ("CASE", t("oversight.case")),
        ("FIELDS", t("personal.shown.fields")),
        ("KIND", t("personal.shown.how")),
        ("REASON", t("personal.shown.why"), "long"),
    )
    cells = []
    for one in seen:
        event = one.looked.event
        officer = event.actor.removeprefix("person:")
        flags = (t("oversight.mark.synthetic"),) if one.looked.synthetic else ()
        cells.append(
            (
                Cell(visit.moment(event.at), event.at),
                Cell(say.actor(event.actor), event.actor, visit.url("desk/shown", officer=officer)),
                Cell(
                    one.looked.case,
                    one.looked.case,
                    visit.url("desk/shown", case=one.looked.case),
                    flags=flags,
                ),
                Cell(_fields(say, one)),
                Cell(t(f"personal.shown.kind.{event.kind}"), event.kind),
                Cell(t("personal.reason_gone") if one.reason is None else one.reason),
            )
        )
    return Grid("shown", t("personal.shown.caption"), heads, tuple(cells), says=t("personal.shown.says"))
