"""What levels above said about a report, as its respondent reads it: why it was returned, what is asked."""

from __future__ import annotations

from dataclasses import dataclass

from xinxiao.entry.portal.collection import said
from xinxiao.entry.portal.desk import DeskVisit
from xinxiao.model.collect.facts import ReportReturned
from xinxiao.model.collect.thread import Thread
from xinxiao.uses.collect import forms
from xinxiao.uses.collect.reports import Opened


@dataclass(frozen=True)
class SaidAbove:
    """What a level above said about a report: whose statisticians, when, which words; items by id and name; the number of a query."""

    by: str
    at: str
    words: str
    items: tuple[tuple[str, str], ...] = ()
    number: int = 0


def last_return(visit: DeskVisit, opened: Opened) -> SaidAbove | None:
    """Why a report was returned, while it is."""
    given = [one for one in opened.history if one.event.kind == ReportReturned.kind]
    if opened.report.state != "returned" or not given:
        return None
    last = given[-1]
    return SaidAbove(acting(visit, opened, last.event.fact["level"]), visit.moment(last.event.at), last.text)


def question(visit: DeskVisit, opened: Opened, thread: Thread) -> SaidAbove:
    """A query with the items it is about."""
    known = opened.bundle.form.by_id
    items = tuple((name, visit.words.say(known[name].name)) for name in thread.items if name in known)
    at = visit.moment(thread.question.event.at)
    return SaidAbove(acting(visit, opened, thread.level), at, thread.question.text, items, thread.number)


def acting(visit: DeskVisit, opened: Opened, level: str) -> str:
    """The area whose statisticians act at a level on a report."""
    return said.acting(visit, forms.where(visit.call, opened.issue), opened.report.area, level)
