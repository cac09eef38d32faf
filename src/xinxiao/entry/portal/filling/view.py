"""Pages of whoever reports: what is due, and the grid of a report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from xinxiao.entry.portal.collection import said
from xinxiao.entry.portal.desk import DeskVisit
from xinxiao.entry.portal.filling import above
from xinxiao.entry.portal.filling.sheet import Sheet
from xinxiao.entry.portal.filling.told import called, lines
from xinxiao.entry.portal.filling.where import key_in, path
from xinxiao.entry.portal.page import Page
from xinxiao.model.collect.content import Content
from xinxiao.model.collect.report import OWED, Report
from xinxiao.uses.collect import filling, reports
from xinxiao.uses.collect.reports import Due, Opened

URLS = {"draft": ("draft.json",), "submit": ("submit",)}
"""Addresses below a report that its page asks for."""


@dataclass(frozen=True)
class DueRow:
    """A report that is expected: where it is, what it is called, whose it is, by when, how it stands."""

    href: str
    form: str
    period: str
    unit: str
    name: str
    ends: str
    state: str
    late: bool
    owed: bool
    queries: int


def due_rows(visit: DeskVisit) -> tuple[DueRow, ...]:
    """What the units of whoever asks owe or sent; what is owed first, by when it ends."""
    found = reports.due(visit.call)
    names = {unit: said.respondent(visit, unit) for unit in {one.report.unit for one in found}}
    rows = [_due(visit, one, names[one.report.unit]) for one in found]
    return tuple(sorted(rows, key=lambda row: (not row.owed, not row.queries, row.ends)))


def _due(visit: DeskVisit, one: Due, name: str) -> DueRow:
    report = one.report
    return DueRow(
        visit.url(path(report.key)),
        visit.words.say(one.bundle.form.name),
        visit.words.period(report.period),
        report.unit,
        name,
        visit.end(report.ends),
        report.state,
        report.state in OWED and visit.call.at >= report.ends,
        report.state in OWED,
        len(report.open_threads),
    )


def due(visit: DeskVisit) -> Page:
    """What is due, by when, how far it is and what was queried."""
    return Page("due.html", visit.words.t("filling.due.head"), "reports", context={"rows": due_rows(visit)})


def report(visit: DeskVisit) -> Page:
    """A report to fill in: the grid, what was reported before, and what is found."""
    return grid(visit, reports.report(visit.call, key_in(visit.args)))


def grid(visit: DeskVisit, opened: Opened, content: Content | None = None, **more: Any) -> Page:
    """The page of a report; ``content``: what is filled in, where that is not what is kept."""
    shown = content if content is not None else opened.content
    sheet, key = Sheet(visit.words, opened, shown), opened.key
    revision = opened.draft.revision if opened.draft else 0
    findings = opened.findings if content is None else reports.examine(visit.call, key, shown)
    context = {
        "key": key,
        "form": opened.bundle.form,
        "report": opened.report,
        "parts": sheet.parts(),
        "base": revision,
        "after": opened.report.number,
        "data": Markup(sheet.data(_more(visit, opened, revision))),
        "found": lines(visit.words, opened.bundle, key.period, findings),
        "ends": visit.end(opened.report.ends),
        "saved": visit.moment(opened.draft.saved_at) if opened.draft else "",
        "name": said.respondent(visit, key.unit, key.period),
        "returned": above.last_return(visit, opened),
        "asked": [above.question(visit, opened, one) for one in opened.threads if one.answer is None],
        "here_at": path(key),
        "editable": True,
        "moved": (),
        "meanwhile": "",
        "shown": shown,
        **more,
    }
    title = f"{visit.words.say(opened.bundle.form.name)} · {visit.words.period(key.period)}"
    return Page("report.html", title, "reports", context=context)


def _more(visit: DeskVisit, opened: Opened, revision: int) -> dict[str, Any]:
    judged = filling.judged(visit.call, opened)
    say = visit.words.say
    rules = [
        {
            "id": rule["spec"].id,
            "severity": rule["spec"].severity,
            "says": say(rule["spec"].says),
            "remedy": say(rule["spec"].remedy),
            **{name: rule[name] for name in ("when", "then", "kinds")},
        }
        for rule in judged.rules
    ]
    account = visit.signed.account.id if visit.signed else ""
    return {
        "report": opened.key.text,
        "account": account,
        "base": revision,
        "after": opened.report.number,
        "csrf": visit.token,
        "urls": {name: visit.url(path(opened.key, *at)) for name, at in URLS.items()},
        "rules": rules,
        "record": judged.record,
        "called": called(visit.words, opened.bundle, opened.key.period),
        "owed": opened.report.state in OWED,
    }


def stands(report: Report) -> bool:
    """Whether a report was submitted and is not given back."""
    return report.number > 0 and report.state not in OWED
