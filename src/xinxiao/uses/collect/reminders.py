"""Reminding: every day those who owe a report are told, before it is due, on its last day and when it is overdue; then those above.

What is recorded is the reminder (催报): an event with the list of units, which their pages show. Messages follow from it, and
where there is no way to send any the record stands all the same. What nobody has to answer is left out: trial forms, forms
past their date, and units that turned out to be out of the frame at the period's end.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Literal, cast

from xinxiao.model.collect.facts import ReportsReminded, Stage
from xinxiao.model.collect.people import RESPONDENT
from xinxiao.model.collect.report import Owed, ReportKey, units_hash
from xinxiao.model.collect.window import end_text
from xinxiao.model.event import Event, moment
from xinxiao.model.job import Done, Job, Planned
from xinxiao.model.period import end_of
from xinxiao.texts import LANGUAGES, text
from xinxiao.uses.call import Call
from xinxiao.uses.collect import forms

Trials = Literal["without", "with"]
MAIL = "mail.reminder"
"""The job that sends messages of one reminder, some units at a time."""
STAGES: Mapping[int, Stage] = {3: "before", 0: "at", -1: "after", -3: "above"}
"""Days left of a report's time, and the stage of reminding on that day."""
TOGETHER = 200
"""Units whose messages one job sends."""


def remind(call: Call, job: Job) -> Done:
    """Remind of everything that is at a stage on the day of the job; what was recorded for that day already stays so."""
    events = record(call, date.fromisoformat(job.key))
    following = [
        Planned(MAIL, f"{event.sequence:012d} ", call.at) for event in events if call.ports.post.can_send
    ]
    return Done(f"{len(following)} to send" if following else "recorded", (), following)


def record(call: Call, day: date, trials: Trials = "without") -> tuple[Event, ...]:
    """Record the reminders of a day that were not recorded yet, and send nothing; ``trials``: those of trial forms, too."""
    known = {
        (e.fact["form"], e.fact["period"], e.fact["stage"])
        for e in call.ports.reminders.of_day(day.isoformat())
    }
    made = []
    for left, stage in STAGES.items():
        for (form, period), each in groupby(
            _owed(call, day, left), key=lambda owed: (owed.form, owed.period)
        ):
            if (form, period, stage) in known or not _is_answerable(call, (form, period), day, trials):
                continue
            units = _asked(call, period, {owed.unit for owed in each})
            if not units:
                continue
            fact = ReportsReminded(
                form=form,
                period=period,
                day=day.isoformat(),
                stage=stage,
                reports=len(units),
                units=units_hash(units),
            )
            made.append(call.ports.reminders.record(call.actor.line, call.at, fact, units))
    return tuple(made)


def _owed(call: Call, day: date, left: int) -> tuple[Owed, ...]:
    """What ends so many days after a day: its last day is that one, its end the midnight after it or an hour before."""
    begin = datetime.combine(day + timedelta(days=left), time(), call.ports.zone)
    tick = timedelta(milliseconds=1)
    return call.ports.reminders.owed(moment(begin + tick), moment(begin + timedelta(days=1) + tick))


def _is_answerable(call: Call, issued: tuple[str, str], day: date, trials: Trials) -> bool:
    """Whether anybody has to answer a form on a day: its marks hold, and it is no trial where those are left out."""
    form = forms.bundle(call, forms.issue_of(call, *issued)).form
    return (trials == "with" or form.marks.approval != "trial") and form.is_valid(day.isoformat())


def _asked(call: Call, period: str, units: Collection[str]) -> list[str]:
    """Those of some units that were in the frame at the period's end, as far as is known by now."""
    left: frozenset[str] = call.ports.frame.left(sorted(units), end_of(period).isoformat())
    return sorted(set(units) - left)


def mail(call: Call, job: Job) -> Done:
    """Send the messages of a reminder to the next units, and plan those after them."""
    number, _, after = job.key.partition(" ")
    event = call.ports.reports.event(int(number))
    units = call.ports.reminders.units(event.sequence, after, TOGETHER)
    if not units:
        return Done("sent")
    send = _to_those_above if event.fact["stage"] == "above" else _to_respondents
    send(call, event, units)
    more = [Planned(MAIL, f"{number} {units[-1]}", call.at)] if len(units) == TOGETHER else []
    return Done(f"{len(units)} units", (), more)


def _to_respondents(call: Call, event: Event, units: Iterable[str]) -> None:
    """One message for each unit, to all who report for it."""
    for unit, to in call.ports.reminders.addresses([*units], RESPONDENT).items():
        _send(call, event, unit, (1, to))


def _to_those_above(call: Call, event: Event, units: Iterable[str]) -> None:
    """One message for each area with units that owe, to the statisticians of the nearest area above that has any."""
    issue = forms.issue_of(call, event.fact["form"], event.fact["period"])
    where = forms.where(call, issue)
    keys = [ReportKey(issue.form, issue.period, unit) for unit in units]
    by_area: dict[str, int] = {}
    for report in call.ports.reports.of_keys(keys):
        by_area[report.area] = by_area.get(report.area, 0) + 1
    scopes = {above for area in by_area for above in where.above(area)}
    held = call.ports.reminders.addresses(scopes, ["statistician"])
    for area, count in sorted(by_area.items()):
        to = next((held[above] for above in where.above(area) if above in held), ())
        if to:
            _send(call, event, area, (count, to))


def _send(call: Call, event: Event, about: str, what: tuple[int, tuple[str, ...]]) -> None:
    """One message in both languages; sent twice it is seen as one."""
    said, (count, to) = event.fact, what
    issue = forms.issue_of(call, said["form"], said["period"])
    form = forms.bundle(call, issue).form
    due = datetime.fromisoformat(issue.due).astimezone(call.ports.zone)
    stage = cast(Stage, said["stage"])
    places = {
        "period": said["period"],
        "number": form.marks.table_number,
        "due": end_text(due),
        "about": about,
        "count": count,
    }
    names = {"zh": form.name.zh, "en": form.name.en}
    subject, lines = "", list[str]()
    for language in LANGUAGES:
        own = places | {"form": names[language]}
        subject = subject or text(language, f"collect.reminder.{stage}.subject", **own)
        lines += [text(language, f"collect.reminder.{stage}.text", **own), ""]
    call.ports.post.send(f"{MAIL} {event.sequence} {about}", subject, "\n".join(lines), to)
