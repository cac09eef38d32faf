"""The statistician's desk: how far a collection is, what stands out, what was asked, and one report beside others.

Whoever asks sees the area they were granted and what lies in it. What shows single units is recorded as read before it is
handed out. How many reports a page is about does not change how many questions are asked of the database.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from xinxiao.errors import Conflict, NotAllowed, told
from xinxiao.model.collect.bundle import Bundle, Circumstances
from xinxiao.model.collect.desk import By, Question, Standing, gathered, total
from xinxiao.model.collect.desk import questions as asked_of
from xinxiao.model.collect.facts import ReportAccepted
from xinxiao.model.collect.form import Item
from xinxiao.model.collect.report import Issue, Report, ReportKey, units_hash
from xinxiao.model.collect.scrutiny import Peers, Scrutinised, Suspicion, Test
from xinxiao.model.event import Event
from xinxiao.model.period import end_of
from xinxiao.uses.call import Call
from xinxiao.uses.collect import forms, reach, reports
from xinxiao.uses.collect.reports import Opened
from xinxiao.uses.collect.scrutiny import stratum_of

MOST = 500
"""Lines of a list."""
PAGE = 12
"""Collections of a page: each is a sum over the tally."""
BULK = 500
"""Reports that are accepted at once."""


# ---- where


@dataclass(frozen=True)
class Place:
    """Where somebody looks: an issue with its form and circumstances, an area, and all areas in it (None: all there are)."""

    issue: Issue
    bundle: Bundle
    where: Circumstances
    area: str
    areas: frozenset[str] | None


def place(call: Call, form: str, period: str, area: str = "") -> Place:
    """Where to look; without an ``area``, the largest one that was granted. Raises :class:`NotFound`, :class:`NotAllowed`."""
    issue = forms.issue_of(call, form, period)
    bundle, where = forms.bundle(call, issue), forms.where(call, issue)
    chosen = area or granted(call, where)
    if not call.actor.grants:
        call.demand("operate")
    elif not call.actor.reaches("review", areas=where.above(chosen)):
        raise NotAllowed("out of reach", told("out_of_reach"))
    return Place(issue, bundle, where, chosen, None if chosen == where.nation else where.within(chosen))


def granted(call: Call, where: Circumstances) -> str:
    """The largest area that whoever asks may review; the operator's is the whole. Raises :class:`NotAllowed` for nobody's."""
    if not call.actor.grants:
        return where.nation
    scopes = [grant.scope for grant in call.actor.grants if grant.role == "statistician"]
    if not scopes:
        raise NotAllowed("no area", told("out_of_reach"))
    return min(scopes, key=lambda scope: (len(where.above(scope)), scope))


def level(call: Call, where: Circumstances, area: str) -> tuple[str, int]:
    """The level at which whoever asks acts on reports of an area, and its rank: that of the highest area granted above it."""
    held = {grant.scope for grant in call.actor.grants if grant.role == "statistician"}
    found = [code for code in where.above(area) if code in held]
    if not found:
        raise NotAllowed("no level", told("out_of_reach"))
    own = where.by_id[found[-1]].level if found[-1] in where.by_id else where.levels[-1]
    return own, where.rank(own)


# ---- how far


@dataclass(frozen=True)
class Board:
    """How far a collection is in a place, by the areas directly in it or by industry. ``at``: as of when."""

    place: Place
    by: By
    rows: tuple[Standing, ...]
    whole: Standing
    at: datetime


def board(call: Call, form: str, period: str, area: str = "", by: By = "area") -> Board:
    """How far a collection is now, from the tally. Raises as :func:`place`."""
    at = place(call, form, period, area)
    found = call.ports.desk.standings(form, period, by, at.areas)
    rows = gathered(found, _Child(at) if by == "area" else str)
    return Board(at, by, rows, total(rows, at.area), call.now)


class _Child:
    """Which area directly in a place each area lies in; the place itself for what is reported of no smaller one."""

    def __init__(self, at: Place) -> None:
        where, below = at.where, (place.id for place in at.where.areas if place.parent == at.area)
        self._known = {code: child for child in below for code in where.within(child)}

    def __call__(self, code: str) -> str:
        """The area directly below."""
        return self._known.get(code, code)


def boards(call: Call, page: int = 1) -> tuple[tuple[tuple[Issue, Standing], ...], bool]:
    """How far issues are, in all of what whoever asks may review, the last issued first: ``PAGE`` of them, and whether there are
    earlier ones."""
    every = forms.issued(call)[::-1]
    issues = every[PAGE * (page - 1) : PAGE * page]
    if not issues:
        return (), False
    where = forms.where(call, issues[0])
    area = granted(call, where)
    areas = None if area == where.nation else where.within(area)
    of = [(one.form, one.period) for one in issues]
    found = {row.code: row for row in call.ports.desk.standings_of(of, areas)}
    rows = tuple((one, found.get(f"{one.form}/{one.period}", total(()))) for one in issues)
    return rows, len(every) > PAGE * page


# ---- lists of reports


@dataclass(frozen=True)
class Listed:
    """Reports of a place, with the names of their units; ``more``: the unit after which the next ones come, or empty."""

    place: Place
    reports: tuple[Report, ...]
    names: Mapping[str, str]
    more: str


def listed(
    call: Call, form: str, period: str, area: str = "", state: str = "", after: str = "", most: int = MOST
) -> Listed:
    """The reports of a place, by unit. Recorded as read. Raises as :func:`place`."""
    at = place(call, form, period, area)
    states = [state] if state else None
    found = call.ports.reports.listed(form, period, at.areas, states, after, most + 1)
    reach.read(call, "reports", f"{form}/{period}/{at.area}")
    shown = found[:most]
    names = _names(call, (report.unit for report in shown))
    return Listed(at, shown, names, shown[-1].unit if len(found) > most else "")


def _names(call: Call, units: Iterable[str]) -> Mapping[str, str]:
    wanted = frozenset(units)
    found = call.ports.desk.found(wanted, _today(call)) if wanted else {}
    return {unit: version.name for unit, version in found.items()}


def _today(call: Call) -> str:
    return call.now.astimezone(call.ports.zone).date().isoformat()


# ---- what stands out


@dataclass(frozen=True)
class Queue:
    """What scrutiny found in a place, the weightiest first; ``tests``: how many of each; ``done``: when, None for never."""

    place: Place
    suspicions: tuple[Suspicion, ...]
    names: Mapping[str, str]
    tests: Mapping[Test, int]
    done: Scrutinised | None
    newer: bool
    """Whether reports moved since."""


def queue(
    call: Call, form: str, period: str, area: str = "", test: str = "", industry: str = "", most: int = MOST
) -> Queue:
    """The queue of a place. Recorded as read. Raises as :func:`place`."""
    at, desk = place(call, form, period, area), call.ports.desk
    done = desk.scrutinised(form, period)
    found = desk.suspicions(form, period, at.areas, test=test, industry=industry, most=most)
    reach.read(call, "suspicions", f"{form}/{period}/{at.area}")
    names = _names(call, (one.unit for one in found))
    newer = done is not None and desk.last_event(form, period) > done.event
    return Queue(at, found, names, desk.tests(form, period, at.areas), done, newer)


# ---- one report


@dataclass(frozen=True)
class Line:
    """One item of a report: as reported now, in the last period and in the same one last year (None: nothing), and what peers
    reported."""

    item: Item
    value: str | None
    mark: str
    previous: str | None
    year: str | None
    peers: Peers | None


@dataclass(frozen=True)
class Review:
    """A report beside others, what tests found in it, and the level at which whoever asks acts on it."""

    opened: Opened
    where: Circumstances
    name: str
    lines: tuple[Line, ...]
    suspicions: tuple[Suspicion, ...]
    level: str
    rank: int

    @property
    def report(self) -> Report:
        """How it stands."""
        return self.opened.report

    @property
    def bundle(self) -> Bundle:
        """Its form."""
        return self.opened.bundle

    @property
    def may(self) -> tuple[str, ...]:
        """The acts of this level that may follow now."""
        report = self.report
        outranked = report.state == "accepted" and self.rank >= report.rank
        acts = [act for act in report.may if act in ("query", "return", "accept", "release", "extend")]
        if outranked:
            acts = [act for act in acts if act != "accept"]
        if report.state == "accepted" and self.rank > report.rank:
            acts = [act for act in acts if act != "return"]
        return tuple(acts)


def review(call: Call, key: ReportKey) -> Review:
    """A report for review. Recorded as read. Raises :class:`NotFound`, :class:`NotAllowed`."""
    call.demand("review")
    opened, desk = reports.report(call, key), call.ports.desk
    where = forms.where(call, opened.issue)
    own_level, rank = level(call, where, opened.report.area)
    unit = desk.found([key.unit], end_of(key.period).isoformat()).get(key.unit)
    peers = desk.peers(key.form, key.period, stratum_of(unit, where.scrutiny))
    return Review(
        opened=opened,
        where=where,
        name=_names(call, [key.unit]).get(key.unit, ""),
        lines=tuple(_line(opened, item, peers) for item in opened.bundle.form.items),
        suspicions=desk.suspicions(key.form, key.period, None, unit=key.unit, most=MOST),
        level=own_level,
        rank=rank,
    )


def _line(opened: Opened, item: Item, peers: Mapping[str, Peers]) -> Line:
    own, beside = opened.content, opened.beside[item.id]
    value, mark = own.cells.get(item.id), own.marks.get(item.id, "")
    return Line(item, value, mark, beside.before, beside.year_ago, peers.get(item.id))


# ---- threads


@dataclass(frozen=True)
class Questions:
    """Threads of all that whoever asks may review, the last first, with the names of units; reminders that were sent; who waits for
    more time."""

    found: tuple[Question, ...]
    names: Mapping[str, str]
    days: int
    reminders: tuple[Event, ...]
    waiting: tuple[Report, ...]
    """Reports whose units asked for more time and wait."""


def questions(
    call: Call, form: str = "", period: str = "", *, pending: bool = False, most: int = MOST
) -> Questions:
    """Questions and their answers; only ``pending`` ones, or all; and requests for more time. Recorded as read."""
    call.demand("review")
    issues = forms.issued(call, form)
    if not issues:
        return Questions((), {}, 0, (), ())
    where, desk = forms.where(call, issues[-1]), call.ports.desk
    area = granted(call, where)
    areas = None if area == where.nation else where.within(area)
    told_ = desk.told(areas, form, period, pending=pending, most=most)
    reach.read(call, "queries", f"{form or '*'}/{period or '*'}/{area}")
    found = tuple(one for one in asked_of(told_) if not (pending and one.thread.answer))
    waiting = desk.waiting(areas, form, period, most)
    names = _names(call, (*(one.key.unit for one in found), *(one.unit for one in waiting)))
    days, reminders = where.scrutiny.answer_days, desk.reminders(form, period, MOST)
    return Questions(found, names, days, reminders, waiting)


# ---- many at once


@dataclass(frozen=True)
class Clean:
    """Reports that nothing speaks against, as they stand now: ``digest`` names them and their contents, so that what is accepted
    is what was seen. ``whole``: whether these are all (else the first ``BULK``). ``scrutinised``: when they were looked at."""

    place: Place
    reports: tuple[tuple[ReportKey, int, str], ...]
    names: Mapping[str, str]
    level: str
    rank: int
    digest: str
    whole: bool
    scrutinised: Scrutinised | None


def clean(call: Call, form: str, period: str, area: str = "") -> Clean:
    """What may be accepted at once in a place: submitted, no question open, no suspicion, not moved since scrutiny; nothing before
    scrutiny was done. At most ``BULK`` reports, the first by unit; ``whole`` says whether there are more. Recorded as read.
    Raises as :func:`place`."""
    call.demand("review")
    at, desk = place(call, form, period, area), call.ports.desk
    own, rank = level(call, at.where, at.area)
    done = desk.scrutinised(form, period)
    found = desk.acceptable(form, period, at.areas, rank, done.event, BULK + 1) if done else ()
    reach.read(call, "reports", f"{form}/{period}/{at.area}")
    shown = found[:BULK]
    names = _names(call, (key.unit for key, _, _ in shown))
    digest = units_hash(f"{key.unit} {number} {sha}" for key, number, sha in shown)
    return Clean(at, shown, names, own, rank, digest, len(found) <= BULK, done)


def accept_clean(call: Call, form: str, period: str, area: str, digest: str) -> int:
    """Accept what :func:`clean` showed, in one transaction; how many. Raises :class:`Conflict`, and accepts nothing, when that is
    no more what it was, or any of it moves while it is accepted."""
    seen = clean(call, form, period, area)
    if seen.digest != digest:
        raise Conflict("the reports changed", told("bulk_changed"))
    if seen.scrutinised is None or not seen.reports:
        return 0
    facts = [
        ReportAccepted(**key.__dict__, number=number, content=sha, level=seen.level, rank=seen.rank)
        for key, number, sha in seen.reports
    ]
    try:
        call.ports.reports.accept_unmoved(call.actor.line, call.at, facts, seen.scrutinised.event)
    except Conflict as error:
        raise Conflict("the reports changed", told("bulk_changed")) from error
    return len(facts)
