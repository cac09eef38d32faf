"""The history of a report: its submissions and what differs between them, acts of the levels above, queries and answers."""

from __future__ import annotations

from dataclasses import dataclass

from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.desk import DeskVisit
from xinxiao.entry.portal.filling import above
from xinxiao.entry.portal.filling.acts import differing
from xinxiao.entry.portal.filling.where import key_in, path
from xinxiao.entry.portal.page import Page
from xinxiao.errors import DataFault, told
from xinxiao.model.collect.content import content_of
from xinxiao.model.collect.facts import ReportSubmitted
from xinxiao.model.collect.report import ReportKey, Told
from xinxiao.uses.collect import receipts, reports
from xinxiao.uses.collect.reports import Opened


@dataclass(frozen=True)
class Step:
    """One event: when, what happened, the words said in it, and of a submission its number, hash and what differs from before."""

    at: str
    kind: str
    words: str
    level: str
    number: int = 0
    sha256: str = ""
    channel: str = ""
    late: bool = False
    until: str = ""
    differing: tuple[tuple[str, str, str, str], ...] = ()


def history(visit: DeskVisit) -> Page:
    """Everything that happened to a report, the last first, with the differences between its submissions."""
    key = key_in(visit.args)
    opened = reports.report(visit.call, key)
    steps = [_step(visit, opened, key, one) for one in opened.history]
    context = {
        "key": key,
        "here_at": path(key),
        "steps": list(reversed(steps)),
        "asked": [above.question(visit, opened, one) for one in opened.threads if one.answer is None],
        "report": opened.report,
        "waits": visit.end(opened.report.requested),
    }
    title = (
        f"{visit.words.t('filling.history.head')} · {visit.words.say(opened.bundle.form.name)}"
        f" · {visit.words.period(key.period)}"
    )
    return Page("history.html", title, "reports", context=context)


def _step(visit: DeskVisit, opened: Opened, key: ReportKey, one: Told) -> Step:
    said, kind = one.event.fact, one.event.kind.partition(".")[2]
    level = str(said.get("level", ""))
    at, level = visit.moment(one.event.at), above.acting(visit, opened, level) if level else ""
    if one.event.kind != ReportSubmitted.kind:
        return Step(at, kind, one.text, level, until=visit.end(str(said.get("until", ""))))
    number = said["number"]
    differs: tuple[tuple[str, str, str, str], ...] = ()
    if number > 1:
        now, before = (content_of(receipts.submitted(visit.call, key, n)) for n in (number, number - 1))
        differs = differing(visit, opened.bundle, before, now)
    return Step(
        at, kind, one.text, level, number, said["sha256"], said["channel"], said["late"], differing=differs
    )


def answer_query(visit: DeskVisit) -> Answer:
    """Answer a query of a level above."""
    key, thread = key_in(visit.args), visit.fields["thread"]
    if not thread.isdecimal() or len(thread) > 6:
        raise DataFault("thread", told("field_wrong", field="thread", known="1, 2, 3 …"))
    reports.answer(visit.call, key, int(thread), visit.fields["words"])
    return visit.to(path(key, "history"))
