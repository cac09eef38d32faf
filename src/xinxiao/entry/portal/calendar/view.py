"""The page of the release calendar."""

from __future__ import annotations

from datetime import datetime, timedelta

from xinxiao.entry.portal.figure_table import ABSENT, Cell, Grid, columns
from xinxiao.entry.portal.page import Page
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.model.life import Lived
from xinxiao.uses.calendar import HOUR, Planned, calendar

DAY = timedelta(days=1)


def overview(request: PageRequest) -> Page:
    """The release calendar: when releases are due, on what kind of day, and whether that was kept."""
    w, spec = request.words, request.view.programme.calendar
    planned = calendar(request.call, request.view.release)
    context = {
        "zone": spec.zone if spec is not None else request.views.ports.zone.key,
        "time": spec.time if spec is not None else "00:00",
        "note": w.say(spec.note) if spec is not None and spec.note is not None else "",
        "announced": w.period(spec.announced) if spec is not None else "",
        "ics": request.file("/calendar.ics" if request.lang == "zh" else "/calendar-en.ics"),
        "provisional": [str(item.year) for item in spec.years if item.provisional]
        if spec is not None
        else [],
    }
    grids = (_slots(request, planned),)
    return Page("calendar.html", w.t("calendar.title"), "calendar", w.t("calendar.summary"), context, grids)


def _slots(request: PageRequest, planned: tuple[Planned, ...]) -> Grid:
    w = request.words
    heads = columns(
        ("CYCLE", w.t("calendar.cycle")),
        ("DUE", w.t("calendar.due")),
        ("WORKING", w.t("calendar.working")),
        ("RELEASE", w.t("calendar.release")),
        ("LIVE", w.t("calendar.live")),
        ("LATE_HOURS", w.t("calendar.late"), "number"),
    )
    lines = tuple(
        (
            Cell(f"{item.slot.id} {w.say(item.slot.name)}", item.slot.id),
            Cell(_local(item.slot.due), item.slot.moment),
            Cell(w.t(f"calendar.days.{item.slot.working}"), item.slot.working),
            _release(request, item.first),
            _since(item),
            _late(request, item),
        )
        for item in reversed(planned)
    )
    return Grid("slots", w.t("calendar.caption"), heads, lines, stacks=True)


def _release(request: PageRequest, first: Lived | None) -> Cell:
    if first is None:
        return ABSENT
    return Cell(first.entry.id, href=request.url(f"releases/{first.entry.id}"))


def _since(item: Planned) -> Cell:
    if item.first is None:
        return ABSENT
    return Cell(
        _local(datetime.fromisoformat(item.first.since).astimezone(item.slot.due.tzinfo)), item.first.since
    )


def _late(request: PageRequest, item: Planned) -> Cell:
    w, late = request.words, item.late
    if late is None:
        overdue = item.overdue(request.call.now)
        return Cell(w.t("calendar.overdue" if overdue else "calendar.to_come"))
    hours = round(late / HOUR, 2)
    days, rest = divmod(abs(late), DAY)
    word = "calendar.after" if late > timedelta(0) else "calendar.before"
    return Cell(w.t(word, days=days, hours=rest // HOUR), hours)


def _local(moment: datetime) -> str:
    return moment.isoformat(sep=" ", timespec="minutes")
