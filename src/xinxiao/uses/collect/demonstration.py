"""A demonstration desk: an invented population in the frame, forms issued to it, and its reports lived through as everybody's are.

Nothing takes a way of its own: the frame is imported, forms are issued, accounts are granted, and reports go through the same
acts. What a rule blocks is not submitted; it stays a draft of its respondent. Acts are dated by the forms' calendars, from when
the first form opens until now, so that some are in time and some late. Accounts have no password, and nobody comes in with one
until an invitation is written for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from xinxiao.collect.examine import references
from xinxiao.errors import Conflict, told
from xinxiao.model.collect.form import Form
from xinxiao.model.collect.report import ReportKey
from xinxiao.model.collect.synthetic import is_synthetic
from xinxiao.model.collect.window import Window
from xinxiao.model.period import earlier, ending, frequency
from xinxiao.model.programme import Programme
from xinxiao.process.synthetic import life
from xinxiao.process.synthetic.population import FRAME
from xinxiao.uses.call import Call, Progress, silent
from xinxiao.uses.collect import forms, reminders
from xinxiao.uses.collect.demonstration_acts import Acts, Outcome
from xinxiao.uses.collect.demonstration_people import people
from xinxiao.uses.collect.frame_import import import_frame
from xinxiao.uses.collect.synthesise import Asked, Key, population, rows

STEP = 25
"""Acts between two words of progress."""
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
    for key, window in own.items():
        acts.expect(key, window, contents(programme, filling, key))
    _live(call, programme, acts, filling, progress)
    done.counts, done.acts, done.units = acts.counts, acts.acts, acts.shown(asked.wanted)
    return done


def contents(programme: Programme, filling: Filling, key: Key) -> dict[str, tuple[bytes, bytes]]:
    """What each unit reports of a form for a period: what it sends first, and what it would send without the planted error."""
    asked = filling.asked
    right = dict(rows(population(programme, asked), *key))
    if key not in asked.wanted:
        return {unit: (content, content) for unit, content in right.items()}
    held = pq.read_table(
        filling.files / "reports.parquet", filters=[("form", "=", key[0]), ("period", "=", key[1])]
    )
    sent = zip(held.column("unit").to_pylist(), held.column("content").to_pylist(), strict=True)
    return {unit: (content, right[unit]) for unit, content in sent}


# ---- periods


def wanted(call: Call, programme: Programme) -> tuple[Key, ...]:
    """Every form of a programme with the last period that it can be filled for now, in the order of the forms."""
    found = []
    for form in forms.in_order(programme):
        year = call.now.year
        every = [period for each in (year - 1, year) for period in form.periods(each)]
        opened = [p for p in every if _fits(call, programme, form, p)]
        if opened:
            found.append((form.id, opened[-1]))
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
    every = {"M": 1, "Q": 3, "S": 6, "A": 12}[form.frequency]
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
    for number, (at, _, what) in enumerate(steps):
        if number % STEP == 0:
            progress("submit", number, len(steps))
        then = replace(call, now=at)
        match what:
            case ("issue", form, period):
                if (form, period) not in acts.issued:
                    forms.issue_from(then, programme, str(form), str(period))
            case ("remind",):
                acts.acts["remind"] += len(
                    reminders.record(then, at.astimezone(_zone(call, programme)).date(), "with")
                )
            case (kind, key):
                acts.do(then, str(kind), key)  # type: ignore[arg-type]
    progress("submit", 1, 1)


def _zone(call: Call, programme: Programme) -> object:
    return programme.zone(call.ports.zone)


def _planned(
    call: Call, programme: Programme, acts: Acts, filling: Filling
) -> list[tuple[datetime, int, tuple[object, ...]]]:
    """Everything that happens, by when: forms are issued before anything else of a moment."""
    planned: list[tuple[datetime, int, tuple[object, ...]]] = []
    days = set()
    planted = _planted(filling)
    for (form, period), window in acts.windows.items():
        planned.append((min(window.opens, call.now), 0, ("issue", form, period)))
        made = np.random.default_rng([filling.asked.seed, 7, *f"{form}{period}".encode()])
        for unit in acts.units[form, period]:
            key = ReportKey(form, period, unit)
            if filling.life == "plain":
                steps = life.plain(window, call.now)
            else:
                steps = life.lively(window, call.now, made, (form, period, unit) in planted)
            planned += [(step.at, 1, (step.kind, key)) for step in steps]
        days |= {window.due + timedelta(days=left) for left in (-4, -1, 0, 2)}
    if filling.life == "lively":
        planned += [
            (day.replace(hour=9), 2, ("remind",)) for day in sorted(days) if day.replace(hour=9) <= call.now
        ]
    return sorted(planned, key=lambda each: each[:2])


def _planted(filling: Filling) -> set[tuple[str, str, str]]:
    key = pq.read_table(filling.files / "key.parquet", columns=["form", "period", "unit"])
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
