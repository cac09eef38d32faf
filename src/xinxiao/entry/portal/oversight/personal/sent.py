"""What is sent to the pages of what is kept of people: erasures asked for and decided, holds, copies for who it is about. What is refused
is said where it was filled in."""

from __future__ import annotations

from collections.abc import Callable

from xinxiao.entry.errors import shown
from xinxiao.entry.portal import answer
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.desk import DeskVisit
from xinxiao.entry.portal.oversight.cases.said import office
from xinxiao.entry.portal.oversight.personal import case
from xinxiao.errors import Conflict, DataFault, NotAllowed, NotFound
from xinxiao.model.oversight.rule import Basis
from xinxiao.uses.oversight import erasure, personal, personal_page
from xinxiao.uses.oversight.office import Office
from xinxiao.uses.oversight.personal_file import CaseFile, rules_of

REFUSED = (Conflict, DataFault, NotAllowed, NotFound)
"""What is said on the page; that there is no such case is a page of its own."""
TEXT = "text/plain; charset=utf-8"
Do = Callable[[Office, CaseFile], object]


def ask(visit: DeskVisit) -> Answer:
    """Ask that what is kept of a person, or all of a case, be erased."""
    sent = visit.fields

    def do(own: Office, file: CaseFile) -> object:
        basis = [Basis(rule=sent["rule"], article=sent["article"])]
        name = "" if sent["part"] == "whole" else sent["part"]
        return erasure.ask(own, file, rules_of(own), name, basis, sent["reason"])

    return _done(visit, "ask", "erasures", do)


def decide(visit: DeskVisit) -> Answer:
    """Approve an erasure that another asked for, which does it; or refuse it with a reason."""
    sent = visit.fields

    def do(own: Office, file: CaseFile) -> object:
        asked = _number(sent["asked"])
        if sent["decision"] == "approve":
            return erasure.approve(own, file, asked)
        return erasure.refuse(own, file, rules_of(own), asked, sent["reason"])

    return _done(visit, f"decide-{sent['asked']}", "erasures", do)


def hold(visit: DeskVisit) -> Answer:
    """Have nothing of a case destroyed until further notice."""
    return _done(
        visit,
        "hold",
        "holds",
        lambda own, file: personal.hold(own, file, rules_of(own), visit.fields["reason"]),
    )


def end_hold(visit: DeskVisit) -> Answer:
    """End a hold."""
    sent = visit.fields
    return _done(
        visit,
        f"end-{sent['hold']}",
        "holds",
        lambda own, file: personal.end_hold(own, file, rules_of(own), _number(sent["hold"]), sent["reason"]),
    )


def hand_out(visit: DeskVisit) -> Answer:
    """Hand out what a case holds of a person, as JSON or to read; it is recorded before it is sent."""
    own, form = office(visit), visit.fields["form"]
    file = personal_page.file(own, visit.args["case"])
    try:
        made = personal.hand_out(own, file, rules_of(own), visit.fields["reason"])
    except REFUSED as error:
        return visit.page(case.refused(visit, "hand", error), shown(error, visit.lang).status)
    name = f"{file.case.id}-{made.event}"
    if form == "json":
        return answer.page(made.json, answer.JSON, f"{name}.json")
    return answer.page(made.text.encode(), TEXT, f"{name}.txt")


def _done(visit: DeskVisit, form: str, section: str, do: Do) -> Answer:
    own = office(visit)
    file = personal_page.file(own, visit.args["case"])
    try:
        do(own, file)
    except REFUSED as error:
        return visit.page(case.refused(visit, form, error), shown(error, visit.lang).status)
    return answer.redirect(visit.url(f"desk/personal/{file.case.id}") + f"#{section}", 303)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() else 0
