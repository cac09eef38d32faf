"""The page of one document of a case: what it says, as PDF and text, where anybody may check it, and in English as an aid to reading."""

from __future__ import annotations

from xinxiao.entry.portal.desk import DeskVisit
from xinxiao.entry.portal.oversight.cases.said import Sayer, office
from xinxiao.entry.portal.page import Page
from xinxiao.uses.oversight import case_page, issuing


def paper(visit: DeskVisit) -> Page:
    """The page; what shows something about a person asks for a reason first."""
    return built(visit)


def built(visit: DeskVisit, reason: str = "") -> Page:
    """The page, for a reason where one was stated."""
    own, case, number = office(visit), visit.args["case"], visit.args["number"]
    found = case_page.paper(own, case, number, reason)
    say, w = Sayer(visit, own), visit.words
    name = w.say(found.spec.name) if found.spec is not None else found.made.document
    path = f"oversight/documents/{number}"
    context = {
        "id": case,
        "number": number,
        "made": found.made,
        "is_shown": found.is_shown,
        "reason": reason,
        "lines": found.words.splitlines(),
        "english": found.english.splitlines(),
        "basis": say.rule(found.made.rule),
        "check": visit.url(path) if say.has(path) else "",
        "address": issuing.address(visit.lang, number),
        "action": visit.url(f"desk/cases/{case}/documents/{number}"),
    }
    return Page(
        "case_paper.html", w.t("oversight.paper.title", name=name, number=number), "cases", context=context
    )
