"""Dates: of the calendar, in order, and inside the validity of the codes they are used with."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow.compute as pc

from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.model.period import end_of, is_date
from xinxiao.model.target import Milestone
from xinxiao.programme.checks.known import Known
from xinxiao.programme.checks.rows import YEARS, first_lines

Place = tuple[str, int]


def _date(value: str | None, place: Place) -> Iterator[Finding]:
    if value is not None and not is_date(value):
        yield fault(*place, "DATE_INVALID", value=value, **YEARS)


def _order(first: object, last: object, place: Place) -> Iterator[Finding]:
    if str(first) > str(last):
        yield fault(*place, "DATES_ORDER", first=first, last=last)


def cycles(known: Known) -> Iterator[Finding]:
    """Cycles: years in order, known before released; the account's years in order."""
    for i, item in enumerate(known.programme.file.cycles):

        def at(word: str, of: int = i) -> Place:
            return known.line("programme.yaml", "cycles", of, word)

        yield from _date(item.as_of, at("as_of"))
        yield from _date(item.release_date, at("release_date"))
        yield from _order(item.first, item.last, at("last"))
        yield from _order(item.as_of, item.release_date, at("release_date"))
        begin = getattr(item, "index_first", None)
        if begin is not None:
            yield from _order(item.first, begin, at("index_first"))
            yield from _order(begin, item.last, at("index_first"))
    if known.programme.account is not None:
        spec = known.programme.account
        yield from _order(spec.first, spec.last, known.line("account.yaml", "last"))


def targets(known: Known) -> Iterator[Finding]:
    """Deadlines, baselines before them, milestones, and the days the chance is computed at."""
    for item in known.programme.targets:
        yield from _date(item.deadline, known.at("targets", item.id, "deadline"))
        if item.baseline is not None:
            year = str(int(item.deadline[:4]) - 1) if item.deadline[:4].isdecimal() else item.deadline
            yield from _order(item.baseline[:4], year, known.at("targets", item.id, "baseline"))
        for i, day in enumerate(item.known_in):
            yield from _date(day, known.at("targets", item.id, "known_in", i))
        if item.milestone is not None:
            yield from _milestone(known, item.milestone, "targets", item.id, "milestone")


def tasks(known: Known) -> Iterator[Finding]:
    """Deadlines and milestones of tasks; numbers without gaps."""
    for item in known.programme.tasks:
        yield from _date(item.deadline, known.at("tasks", str(item.id), "deadline"))
        for i, step in enumerate(item.milestones):
            yield from _milestone(known, step, "tasks", str(item.id), "milestones", i)
    numbers = {item.id for item in known.programme.tasks}
    gaps = sorted(set(range(1, min(max(numbers, default=0), 9999))) - numbers)
    if gaps:
        file, line = known.at("tasks", str(min(numbers)))
        yield fault(file, line, "TASK_GAP", missing=", ".join(map(str, gaps[:10])))


def _milestone(known: Known, step: Milestone, kind: str, noun: str, *path: str | int) -> Iterator[Finding]:
    yield from _date(step.due, known.at(kind, noun, *path, "due"))
    yield from _date(step.reached, known.at(kind, noun, *path, "reached"))


def sources(known: Known) -> Iterator[Finding]:
    """Days of publication; days a page was read: not before it was published, and only where its address was kept."""
    for item in known.programme.sources.values():
        yield from _date(item.published, known.at("sources", item.id, "published"))
        if item.accessed is None:
            continue
        place = known.at("sources", item.id, "accessed")
        yield from _date(item.accessed, place)
        yield from _order(item.published, item.accessed, place)
        if item.url is None and item.archived is None:
            yield fault(*place, "SOURCE_ADDRESS", source=item.id)


def areas(known: Known) -> Iterator[Finding]:
    """Figures of areas outside the years their code was in force; parents that do not exist."""
    limited = {a.id: a for a in known.programme.areas if a.valid_from or a.valid_to}
    rows = known.loaded.rows
    used = sorted(set(pc.unique(rows.column("REF_AREA")).to_pylist()) & set(limited))
    for code in used:
        area = limited[code]
        own = rows.filter(pc.equal(rows.column("REF_AREA"), code))
        for period in sorted(set(pc.unique(own.column("TIME_PERIOD")).to_pylist())):
            if _inside(period, area.valid_from, area.valid_to):
                continue
            for value, file, line, _ in first_lines(own, "TIME_PERIOD", [period]):
                valid = f"{area.valid_from or ''}..{area.valid_to or ''}"
                yield fault(file, line, "AREA_VALIDITY", area=code, period=value, valid=valid)
    for area in known.programme.areas:
        for other in (area.parent, *area.successors):
            yield from known.unknown("AREA_UNKNOWN", "CL_AREA", other, known.at("CL_AREA", area.id))


def _inside(period: str, first: str | None, last: str | None) -> bool:
    try:
        end = end_of(period).isoformat()
    except ValueError:
        return True
    return (not first or end >= first) and (not last or f"{period[:4]}-01-01" <= last)


def bodies(known: Known) -> Iterator[Finding]:
    """Responsible bodies that did not exist when the policy was issued."""
    issued = known.programme.file.issued
    codes = known.programme.codelists.get("CL_BODY")
    if issued is None or codes is None:
        return
    valid = {code.id: (code.valid_from or "", code.valid_to or "9999") for code in codes.codes}
    for item in known.programme.tasks:
        for i, body in enumerate(item.bodies):
            first, last = valid.get(body, ("", "9999"))
            if not first <= issued <= last:
                place = known.at("tasks", str(item.id), "bodies", i)
                yield fault(*place, "BODY_VALIDITY", body=body, issued=issued, valid=f"{first}..{last}")
