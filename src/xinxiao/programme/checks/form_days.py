"""The days of forms: statutory marks in order and in force, and a calendar that opens, closes and accepts in this order."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from xinxiao.model.codes import fault
from xinxiao.model.collect.form import Form
from xinxiao.model.collect.window import PARTS, PeriodDays, window
from xinxiao.model.finding import Finding
from xinxiao.model.period import frequency, is_date
from xinxiao.programme.checks.known import Known
from xinxiao.programme.checks.rows import YEARS

LOOKED_AT = 5
"""Years of a form's validity whose periods are looked at."""
ANYWHERE = ZoneInfo("UTC")
"""The order of moments is the same in every zone."""


def marks(known: Known) -> Iterator[Finding]:
    """Statutory marks that are no days, end before they begin, or have run out by the release of the last cycle."""
    day = known.programme.file.cycles[-1].release_date
    for form in known.programme.forms.values():
        first, last = form.marks.valid_from, form.marks.valid_until
        place = known.at("forms", form.id, "marks", "valid_until")
        wrong = list(_days(known, form, ("marks", "valid_from"), first))
        wrong += _days(known, form, ("marks", "valid_until"), last)
        yield from wrong
        if not wrong and last < first:
            yield fault(*place, "DATES_ORDER", first=first, last=last)
        elif not wrong and last < day:
            yield fault(*place, "FORM_EXPIRED", form=form.id, last=last, day=day)


def calendars(known: Known) -> Iterator[Finding]:
    """Periods of another frequency; forms that are due before they open, or accepted before they are due."""
    for form in known.programme.forms.values():
        for i, part in enumerate(form.calendar.waived):
            if part not in PARTS[form.frequency]:
                place = known.at("forms", form.id, "calendar", "waived", i)
                yield fault(*place, "FORM_PERIOD", value=part, freq=form.frequency)
        told = [
            found for i, own in enumerate(form.calendar.periods) for found in _announced(known, form, own, i)
        ]
        yield from told
        if not any(found.code == "DATE_INVALID" for found in told):
            yield from _order(known, form)


def _announced(known: Known, form: Form, own: PeriodDays, i: int) -> Iterator[Finding]:
    at = ("calendar", "periods", i)
    earlier = [item.period for item in form.calendar.periods[:i]]
    if own.period in earlier:
        first = known.at("forms", form.id, "calendar", "periods", earlier.index(own.period), "period")
        place = known.at("forms", form.id, *at, "period")
        yield fault(*place, "ID_DUPLICATE", id=own.period, first=f"{first[0]}:{first[1]}")
    if frequency(own.period) != form.frequency:
        place = known.at("forms", form.id, *at, "period")
        yield fault(*place, "FORM_PERIOD", value=own.period, freq=form.frequency)
    yield from _days(known, form, (*at, "open"), own.open)
    yield from _days(known, form, (*at, "due"), own.due)
    levels = [item.level for item in form.calendar.accept]
    for j, item in enumerate(own.accept):
        yield from _days(known, form, (*at, "accept", j, "day"), item.day)
        if item.level not in levels:
            place = known.at("forms", form.id, *at, "accept", j, "level")
            yield fault(*place, "FORM_LEVEL", value=item.level, hint=", ".join(levels) or "-")


def _order(known: Known, form: Form) -> Iterator[Finding]:
    """The first period of each kind of disorder."""
    first = form.marks.valid_from[:4]
    told: set[str] = set()
    special = {item.period: i for i, item in enumerate(form.calendar.periods)}
    for year in range(int(first), min(int(first) + LOOKED_AT, YEARS["last"])):
        for period in form.periods(year):
            own = window(form.calendar, period, known.programme.calendar, ANYWHERE)
            wrong = {"FORM_DUE": own.due <= own.opens}
            wrong["FORM_ACCEPT"] = any(moment < own.due for moment in own.accept.values())
            word = "due" if wrong["FORM_DUE"] else "accept"
            at = ("periods", special[period]) if period in special else (word,)
            for code in (code for code, holds in wrong.items() if holds and code not in told):
                told.add(code)
                yield fault(*known.at("forms", form.id, "calendar", *at), code, period=period)


def _days(known: Known, form: Form, path: tuple[str | int, ...], day: str | None) -> Iterator[Finding]:
    if day is not None and not is_date(day):
        yield fault(*known.at("forms", form.id, *path), "DATE_INVALID", value=day, **YEARS)
