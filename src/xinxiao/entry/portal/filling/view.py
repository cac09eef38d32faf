"""Pages of whoever reports: what is due, and the grid of a report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup

from xinxiao.entry.portal.desk import DeskVisit
from xinxiao.entry.portal.filling.sheet import Sheet
from xinxiao.entry.portal.filling.told import lines
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
    """A report that is expected: where it is, what it is called, by when, how it stands."""

    href: str
    form: str
    period: str
    unit: str
    ends: str
    state: str
    late: bool
    owed: bool
    queries: int


def due_rows(visit: DeskVisit) -> tuple[DueRow, ...]:
    """What the units of whoever asks owe or sent; what is owed first, by when it ends."""
    rows = [_due(visit, one) for one in reports.due(visit.call)]
    return tuple(sorted(rows, key=lambda row: (not row.owed, not row.queries, row.ends)))


def _due(visit: DeskVisit, one: Due) -> DueRow:
    report = one.report
    return DueRow(
        visit.url(path(report.key)),
        visit.words.say(one.bundle.form.name),
        report.period,
        report.unit,
        local(visit, report.ends),
        report.state,
        report.state in OWED and visit.call.at >= report.ends,
        report.state in OWED,
        len(report.open_threads),
    )


def local(visit: DeskVisit, moment: str) -> str:
    """A moment in the zone of this installation, to the minute."""
    if not moment:
        return ""
    return datetime.fromisoformat(moment).astimezone(visit.call.ports.zone).strftime("%Y-%m-%d %H:%M")


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
        "found": lines(visit.words, opened.bundle, findings),
        "ends": local(visit, opened.report.ends),
        "saved": local(visit, opened.draft.saved_at) if opened.draft else "",
        "threads": opened.threads,
        "here_at": path(key),
        "editable": True,
        "moved": (),
        "meanwhile": "",
        "shown": shown,
        **more,
    }
    title = f"{visit.words.say(opened.bundle.form.name)} · {key.period}"
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
    }


def stands(report: Report) -> bool:
    """Whether a report was submitted and is not given back."""
    return report.number > 0 and report.state not in OWED
