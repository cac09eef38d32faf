"""The page of working days: how many each year has, and when a time is over that starts on a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, cast, get_args

from xinxiao.entry.clock_words import day_in_words, in_words
from xinxiao.entry.portal.figure_table import ABSENT, Cell, Grid, Note, columns
from xinxiao.entry.portal.filters import Filter, chosen, typed
from xinxiao.entry.portal.page import Page
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.parameters import choice, count, text
from xinxiao.model.calendar import CalendarSpec
from xinxiao.model.oversight.clock import FirstDay, LastDay, LengthUnit
from xinxiao.uses.working_days import Counted, Tried, YearDays, calendar_of, counted, years

LONGEST = 10_000
DAY = len("YYYY-MM-DD")
FORWARD, BACK = "on", "back"
PARAMETERS = (
    text("from", DAY),
    count("number", LONGEST),
    choice("unit", lambda request: get_args(LengthUnit), lambda request: "working_day"),
    choice("first", lambda request: get_args(FirstDay), lambda request: "excluded"),
    choice("last", lambda request: get_args(LastDay), lambda request: "kept"),
    choice("way", lambda request: (FORWARD, BACK), lambda request: FORWARD),
    text("stopped", DAY),
    text("resumed", DAY),
)


def working_days(request: PageRequest) -> Page:
    """Working days of each year with their sources, and a calculator for times that start on a day."""
    w = request.words
    spec = calendar_of(request.call, request.view.release)
    context: dict[str, Any] = {"asked": _filters(request), "outcome": "", "way": ()}
    grids: tuple[Grid, ...] = (_years(request, years(spec)),)
    if request.get("from"):
        found = _counted(request, spec)
        context |= _outcome(request, found)
        grids = (_steps(request, found), *grids)
    title = w.t("calendar.working_days.title")
    return Page("working_days.html", title, "calendar", w.t("calendar.working_days.summary"), context, grids)


def _counted(request: PageRequest, spec: CalendarSpec) -> Counted:
    tried = Tried(
        start=request.get("from"),
        number=int(request.get("number")),
        unit=cast(LengthUnit, request.get("unit")),
        first_day=cast(FirstDay, request.get("first")),
        last_day=cast(LastDay, request.get("last")),
        stopped=request.get("stopped"),
        resumed=request.get("resumed"),
        beforehand=request.get("way") == BACK,
    )
    return counted(spec, tried)


def _filters(request: PageRequest) -> tuple[Filter, ...]:
    def say(name: str) -> str:
        return request.words.t(f"calendar.working_days.{name}")

    def one(name: str) -> Filter:
        return chosen(request, name, say(name), lambda code: say(f"{name}s.{code}"))

    def line(name: str) -> Filter:
        return typed(request, name, say(name))

    return (
        *(line("from"), line("number"), one("unit"), one("first")),
        *(one("last"), one("way"), line("stopped"), line("resumed")),
    )


def _outcome(request: PageRequest, found: Counted) -> dict[str, Any]:
    w = request.words
    key = "provisional" if found.due.provisional else "outcome"
    lists = (("off", found.off), ("worked", found.worked))
    return {
        "outcome": w.t(f"calendar.working_days.{key}", day=day_in_words(found.due.day, request.lang)),
        "way": [
            w.t(f"calendar.working_days.{name}", days=_list(request, days)) for name, days in lists if days
        ],
    }


def _list(request: PageRequest, days: tuple[date, ...]) -> str:
    return request.words.join([day.isoformat() for day in days])


def _steps(request: PageRequest, found: Counted) -> Grid:
    w = request.words
    heads = columns(("STEP", w.t("calendar.working_days.step"), "long"))
    lines = tuple((Cell(words),) for words in in_words(found.due, request.lang))
    return Grid("steps", w.t("calendar.working_days.steps"), heads, lines)


def _years(request: PageRequest, found: tuple[YearDays, ...]) -> Grid:
    def say(name: str, **places: object) -> str:
        return request.words.t(f"calendar.working_days.{name}", **places)

    heads = columns(
        ("YEAR", say("year")),
        ("WORKING", say("days"), "number"),
        ("OFF", say("days_off"), "number"),
        ("WORKED", say("days_worked"), "number"),
        ("STATUTORY", say("statutory"), "number"),
        ("SOURCE", say("source"), "long"),
    )
    newest = tuple(reversed(found))
    lines = tuple(
        (
            Cell(str(one.year), one.year, flags=(say("not_announced"),) if one.provisional else ()),
            *(Cell(str(number), number) for number in (one.working, one.off, one.worked, one.statutory)),
            _source(request, one.source),
        )
        for one in newest
    )
    notes = tuple(
        Note(say("amended", year=one.year), "", cited=tuple(map(request.words.cited, one.amended_by)))
        for one in newest
        if one.amended_by
    )
    data = tuple(_row(one) for one in newest)
    return Grid("years", say("years"), heads, lines, notes, stacks=True, data=data)


def _row(year: YearDays) -> Mapping[str, str | int | None]:
    return {
        "YEAR": year.year,
        "WORKING": year.working,
        "OFF": year.off,
        "WORKED": year.worked,
        "STATUTORY": year.statutory,
        "STATE": "provisional" if year.provisional else "announced",
        "SOURCE": year.source,
        "AMENDED_BY": ";".join(year.amended_by) or None,
    }


def _source(request: PageRequest, code: str | None) -> Cell:
    if code is None:
        return ABSENT
    cited = request.words.cited(code)
    return Cell(cited.line, code, cited=cited)
