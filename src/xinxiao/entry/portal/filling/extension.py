"""More time for a report: asking for it, and what was asked and decided so far."""

from __future__ import annotations

from dataclasses import dataclass

from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.desk import DeskVisit
from xinxiao.entry.portal.filling.where import key_in, path
from xinxiao.entry.portal.page import Page
from xinxiao.entry.portal.until import until
from xinxiao.errors import DataFault, told
from xinxiao.model.collect.facts import ExtensionAsked, ExtensionDecided
from xinxiao.model.collect.report import Told
from xinxiao.uses.collect import reports


@dataclass(frozen=True)
class Said:
    """A request or a decision: when, which, until when (empty for one that was refused), and the reason."""

    at: str
    kind: str
    until: str
    words: str


def extension(visit: DeskVisit) -> Page:
    """More time: when the report ends, what was asked and decided, and, while it is owed, a form to ask."""
    key = key_in(visit.args)
    opened = reports.report(visit.call, key)
    form = visit.words.say(opened.bundle.form.name)
    kinds = (ExtensionAsked.kind, ExtensionDecided.kind)
    context = {
        "key": key,
        "here_at": path(key),
        "report": opened.report,
        "ends": opened.report.ends,
        "first": visit.moment(max(opened.report.ends, visit.call.at))[:10],
        "end": visit.end,
        "open": "ask" in opened.report.may,
        "said": [_said(one) for one in opened.history if one.event.kind in kinds],
    }
    title = f"{visit.words.t('filling.extension.head')} · {form} · {visit.words.period(key.period)}"
    return Page("extension.html", title, "reports", context=context)


def _said(one: Told) -> Said:
    return Said(one.event.at, one.event.kind.partition(".")[2], one.event.fact["until"], one.text)


def ask(visit: DeskVisit) -> Answer:
    """Ask for more time, until the end of a day, for a reason."""
    key, day = key_in(visit.args), until(visit)
    if day is None:
        raise DataFault("until", told("field_missing", field="until"))
    reports.ask_extension(visit.call, key, day, visit.fields["words"])
    return visit.to(path(key, "extension"))
