"""A demonstration desk: an invented population in the frame, forms issued to it, and its reports lived through as everybody's are.

Nothing takes a way of its own: the frame is imported, forms are issued, accounts are granted, and reports go through the same
acts. What a rule blocks is not submitted; it stays a draft of its respondent. Acts are dated by the forms' calendars, from when
the first form opens until now, so that some are in time and some late. Accounts have no password, and nobody comes in with one
until an invitation is written for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import pyarrow as pa
import pyarrow.parquet as pq

from xinxiao.collect.examine import references
from xinxiao.errors import Conflict, NotFound, told
from xinxiao.model.collect.form import Form
from xinxiao.model.collect.report import ReportKey
from xinxiao.model.collect.synthetic import is_synthetic
from xinxiao.model.collect.window import Window
from xinxiao.model.period import PER_YEAR, earlier, ending, frequency
from xinxiao.model.programme import Programme
from xinxiao.process.synthetic import life
from xinxiao.process.synthetic.population import FRAME
from xinxiao.uses.call import Call, Progress, silent
from xinxiao.uses.collect import forms, reminders, scrutiny
from xinxiao.uses.collect.demonstration_acts import Acts, Done, Held, Outcome
from xinxiao.uses.collect.demonstration_people import people
from xinxiao.uses.collect.frame_import import import_frame
from xinxiao.uses.collect.synthesise import Asked, Key, population

STEP, TOGETHER = 64, 8
"""Acts that are done before the next word of progress, and how many of them at once: their events go to disk together."""
REMINDED = -4, -1, 0, 2
"""Days from when a form is due on which somebody is reminded."""
MOST = 20_000
"""Units of a demonstration: more are for measuring, not for looking at."""
Life = Literal["plain", "lively"]
"""Whether everybody simply answers, or whatever becomes of reports is shown."""


@dataclass
class Loaded:
    """What a demonstration put into a home. ``periods``: what was issued, ``skipped``: earlier periods that a form was not valid for or
    that nobody reports; ``counts``: reports by what became of their first submission: ``submitted``, ``held`` until a superior level
    releases a finding, ``draft`` for what a rule blocks, ``there`` before; ``acts``: how many of each kind; ``units``: the first unit of
    each outcome in the period itself, and ``busy``: one with many reports that stand differently."""

    periods: tuple[Key, ...] = ()
    skipped: tuple[Key, ...] = ()
    counts: Counter[Outcome] = field(default_factory=Counter)
    acts: Counter[str] = field(default_factory=Counter)
    units: dict[Outcome, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Planned:
    """Something that happens at a moment, in the order of ``rank`` there: to a report, or to all (``issue``: which form and period)."""

    at: datetime
    rank: int
    kind: str
    key: ReportKey | None = None
    issue: Key = ("", "")


@dataclass(frozen=True)
class Filling:
    """What a home is filled with: files that were just synthesised, so many earlier periods, and how lively."""

    asked: Asked
    files: Path
    periods: int = 0
    life: Life = "plain"


def load(
    call: Call,
    programme: Programme,
    filling: Filling,
    folder: Path | None = None,
    progress: Progress = silent,
) -> Loaded:
    """Fill a home. What is there stays; nothing is submitted twice.

    Raises :class:`Conflict` for a frame with a unit that is not synthetic, or with another invented population, and for more than
    ``MOST`` units; else as importing a frame, issuing a form and submitting a report.
    """
    asked = filling.asked
    if asked.units > MOST:
        raise Conflict(f"{asked.units} units", told("synthetic_many", count=asked.units, most=MOST))
    own, skipped = _periods(call, programme, filling)
    done = Loaded(tuple(own), skipped)
    day = f"{min(period for _, period in own)[:4]}-01-01"
    frame = pq.read_table(filling.files / "frame.parquet")
    progress("frame", 0, 1)
    first = min(window.opens for window in own.values())
    began = replace(call, now=min(first, call.now))
    if not _is_there(call, frame, day):
        import_frame(began, filling.files / "frame.parquet", day, folder=folder, whole=True)
    signers = [programme.forms[form].signers for form in dict.fromkeys(form for form, _ in own)]
    acts = Acts(call, people(began, programme, frame, signers))
    held = contents(programme, filling, tuple(own))
    for key, window in own.items():
        acts.expect(key, window, held[key])
    _live(call, programme, acts, filling, progress)
    if filling.life == "lively":
        for form, period in asked.wanted:
            scrutiny.refresh(call, form, period)
    done.counts, done.acts, done.units = acts.counts, acts.acts, acts.shown(asked.wanted)
    return done


def contents(programme: Programme, filling: Filling, keys: tuple[Key, ...]) -> dict[Key, Held]:
    """What each unit reports: what it sends first, and what it would send without the planted error."""
    asked = filling.asked
    sent = {
        (row["form"], row["period"], row["unit"]): row["content"]
        for row in pq.read_table(filling.files / "reports.parquet").to_pylist()
    }
    found: dict[Key, Held] = {key: {} for key in keys}
    for piece in population(programme, asked).pieces():
        for key in keys:
            right = zip(piece.names(key[0]), piece.contents(*key).to_pylist(), strict=True)
            own = {unit: (sent.get((*key, unit), content), content) for unit, content in right}
            found[key] = {**found[key], **own}
    return found


# ---- periods


def wanted(call: Call, programme: Programme, form_id: str = "", period: str = "") -> tuple[Key, ...]:
    """A form and a period, or every form of a programme, each with the last period that can be filled by now, in their order.

    Raises :class:`NotFound` for a form there is not, and where none can be filled yet.
    """
    if form_id and period:
        return ((form_id, period),)
    chosen = (forms.form_of(programme, form_id),) if form_id else forms.in_order(programme)
    found = []
    for form in chosen:
        every = [each for year in (call.now.year - 1, call.now.year) for each in form.periods(year)]
        opened = [each for each in every if _fits(call, programme, form, each)]
        if opened:
            found.append((form.id, opened[-1]))
    if not found:
        known = ", ".join(programme.forms) or "-"
        raise NotFound("no form is open", told("unknown_form", form=form_id or "-", known=known))
    return tuple(found)


def _fits(call: Call, programme: Programme, form: Form, period: str) -> bool:
    """Whether a period is reported, and has opened while the form was valid."""
    if form.calendar.is_waived(period):
        return False
    opens = forms.days(call, programme, form, period).opens
    return opens <= call.now and form.is_valid(opens.date().isoformat())


def _periods(call: Call, programme: Programme, filling: Filling) -> tuple[dict[Key, Window], tuple[Key, ...]]:
    """What is issued, in the order it opens, each with its days; and the earlier periods that are not."""
    found, skipped = dict[Key, Window](), list[Key]()
    for form_id, period in filling.asked.wanted:
        form = forms.form_of(programme, form_id)
        for each in _earlier(form, period, filling.periods):
            if _fits(call, programme, form, each):
                found[form_id, each] = forms.days(call, programme, form, each)
            else:
                skipped.append((form_id, each))
        found[form_id, period] = forms.days(call, programme, form, period)
    for key in _compared(programme, filling.asked):
        if _fits(call, programme, programme.forms[key[0]], key[1]):
            found[key] = forms.days(call, programme, programme.forms[key[0]], key[1])
    return dict(sorted(found.items(), key=lambda each: (each[1].opens, each[0]))), tuple(skipped)


def _earlier(form: Form, period: str, count: int) -> list[str]:
    """So many periods before one: as many months as were asked for, fewer of what comes less often."""
    every = PER_YEAR["M"] // PER_YEAR[form.frequency]
    return [earlier(period, back) for back in range(-(-count // every), 0, -1)] if count >= every - 1 else []


def _compared(programme: Programme, asked: Asked) -> Iterator[Key]:
    """The reports of finer frequencies that rules of what was asked for compare with."""
    own = dict(asked.wanted)
    for form_id, period in asked.wanted:
        for other in sorted({reference.form for reference in references(programme.forms[form_id])}):
            form = programme.forms.get(other)
            if form is not None and other in own and form.frequency != frequency(period):
                then = ending(period, form.frequency)
                if then is not None and not form.calendar.is_waived(then):
                    yield other, then


# ---- what becomes of reports


def _live(call: Call, programme: Programme, acts: Acts, filling: Filling, progress: Progress) -> None:
    """All acts in the order of their days, until now."""
    steps = _planned(call, programme, acts, filling)
    done = 0
    with ThreadPoolExecutor(TOGETHER) as threads:
        for some in _apart(steps):
            progress("submit", done, len(steps))
            for kind, outcome in threads.map(lambda step: _step(call, programme, acts, step), some):
                acts.acts.update([kind] if kind else [])
                acts.counts.update([outcome] if outcome else [])
            done += len(some)
    progress("submit", 1, 1)


def _apart(steps: Sequence[Planned], most: int = STEP) -> Iterator[list[Planned]]:
    """Acts in their order, some at a time that can be done at once: each of another unit. What is of no unit stands alone."""
    some, units = list[Planned](), set[str]()
    for step in steps:
        unit = step.key.unit if step.key is not None else ""
        if some and (not unit or "" in units or unit in units or len(some) == most):
            yield some
            some, units = [], set()
        some.append(step)
        units.add(unit)
    if some:
        yield some


def _step(call: Call, programme: Programme, acts: Acts, step: Planned) -> Done:
    then = replace(call, now=step.at)
    if step.key is not None:
        return acts.do(then, step.kind, step.key)
    if step.kind == "remind":
        day = step.at.astimezone(programme.zone(call.ports.zone)).date()
        return ("remind" if reminders.record(then, day, "with") else "", "")
    if step.issue not in acts.issued:
        forms.issue_from(then, programme, *step.issue)
    return "", ""


def _planned(call: Call, programme: Programme, acts: Acts, filling: Filling) -> list[Planned]:
    """Everything that happens, by when: forms are issued before anything else of a moment."""
    planned, days = list[Planned](), set[datetime]()
    planted, seed = _planted(filling), filling.asked.seed
    for (form, period), window in acts.windows.items():
        planned.append(Planned(min(window.opens, call.now), 0, "issue", issue=(form, period)))
        for number, unit in enumerate(acts.units[form, period]):
            if filling.life == "plain":
                steps = life.plain(window, call.now)
            else:
                chance = (seed, 7, number, *f"{form}{period}".encode())
                steps = life.lively(window, call.now, chance, (form, period, unit) in planted)
            key = ReportKey(form, period, unit)
            planned += [Planned(step.at, 1, step.kind, key) for step in steps]
        days |= {(window.due + timedelta(days=left)).replace(hour=9) for left in REMINDED}
    if filling.life == "lively":
        planned += [Planned(day, 2, "remind") for day in sorted(days) if day <= call.now]
    return sorted(planned, key=lambda each: (each.at, each.rank))


def _planted(filling: Filling) -> set[tuple[str, str, str]]:
    key = pq.read_table(filling.files / "key.parquet")
    return {(row["form"], row["period"], row["unit"]) for row in key.to_pylist()}


def _is_there(call: Call, frame: pa.Table, day: str) -> bool:
    """Whether this very population is in the frame. Raises :class:`Conflict` for a unit that is not invented, and for another one."""
    batches = [batch.select(list(FRAME)) for batch in call.ports.frame.held(day)]
    held = [row for batch in batches for row in batch.to_pylist()]
    real = sum(not is_synthetic(row["unit"]) for row in held)
    if real:
        raise Conflict(f"{real} real units", told("synthetic_mixed", count=real))
    if not held:
        return False
    wanted_: Mapping[str, object] = {row["unit"]: row for row in frame.select(list(FRAME)).to_pylist()}
    if {row["unit"]: row for row in held} != wanted_:
        raise Conflict("another population", told("synthetic_there", count=len(held)))
    return True
