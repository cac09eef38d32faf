"""A demonstration desk: an invented population in the frame, a form issued to it, and its reports submitted as everybody's are.

Nothing takes a way of its own: the frame is imported, forms are issued, accounts are granted, and reports go through the same
examination. What a rule blocks is not submitted; it stays a draft of its respondent. Accounts have no password, and nobody comes in
with one until an invitation is written for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from xinxiao.errors import Conflict, told
from xinxiao.model.actor import Actor
from xinxiao.model.collect.content import Content, content_of
from xinxiao.model.collect.form import Form
from xinxiao.model.collect.people import Account, Grant, Role, login_of
from xinxiao.model.collect.people_facts import AccountInvited, GrantGiven
from xinxiao.model.collect.report import ReportKey
from xinxiao.model.collect.synthetic import WORD, is_synthetic
from xinxiao.model.event import Fact
from xinxiao.model.period import earlier, end_of
from xinxiao.model.programme import Programme
from xinxiao.texts import text
from xinxiao.uses.call import Call, Progress, clock, silent
from xinxiao.uses.collect import forms, reports
from xinxiao.uses.collect.accounts import new_id
from xinxiao.uses.collect.frame_import import import_frame
from xinxiao.uses.collect.invitations import Invited, again
from xinxiao.uses.collect.synthesise import FRAME, Asked, made

STEP = 25
"""Reports between two words of progress."""
MOST = 20_000
"""Units of a demonstration: more are for measuring, not for looking at."""
STATISTICIAN = "syn-statistician"
"""What the invented statistician signs in with."""
Outcome = str


@dataclass
class Loaded:
    """What a demonstration put into a home: periods issued for, and how many reports of each outcome: ``submitted``, ``held`` until a
    superior level releases a finding, ``draft`` for what a rule blocks, ``there`` before. ``skipped``: earlier periods that the form
    was not valid for or that nobody reports. ``units``: the first unit of each outcome in the period itself."""

    periods: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    counts: Counter[Outcome] = field(default_factory=Counter)
    units: dict[Outcome, str] = field(default_factory=dict)


def load(
    call: Call,
    programme: Programme,
    asked: Asked,
    files: Path,
    periods: int = 0,
    folder: Path | None = None,
    progress: Progress = silent,
) -> Loaded:
    """Fill a home from files that were just synthesised, with ``periods`` earlier periods. What is there stays; nothing is submitted twice.

    Raises :class:`Conflict` for a frame with a unit that is not synthetic, or with another invented population, and for more than
    ``MOST`` units; else as importing a frame, issuing a form and submitting a report.
    """
    if asked.units > MOST:
        raise Conflict(f"{asked.units} units", told("synthetic_many", count=asked.units, most=MOST))
    form = forms.form_of(programme, asked.form)
    own, skipped = _periods(form, asked.period, periods)
    done = Loaded(own, skipped)
    day = f"{own[0][:4]}-01-01"
    frame = pq.read_table(files / "frame.parquet")
    progress("frame", 0, 1)
    if not _is_there(call, frame, day):
        import_frame(call, files / "frame.parquet", day, folder=folder, whole=True)
    known = {held.period for held in forms.issued(call, form.id)}
    for at, period in enumerate(own):
        progress("issue", at, len(own))
        if period not in known:
            forms.issue(call, form.id, period, folder)
    accounts = _accounts(call, form, frame)
    units = frame.column("unit").to_pylist()
    for at, period in enumerate(own):
        last = period == asked.period
        contents = (
            _column(files) if last else made(programme, replace(asked, period=period, errors=0)).contents
        )
        for number, (unit, content) in enumerate(zip(units, contents.to_pylist(), strict=True)):
            if number % STEP == 0:
                progress("submit", at * len(units) + number, len(own) * len(units))
            key = ReportKey(form.id, period, unit)
            outcome = _submitted(replace(call, actor=accounts[unit], now=clock()), key, content)
            done.counts[outcome] += 1
            if last:
                done.units.setdefault(outcome, unit)
    progress("submit", 1, 1)
    return done


def invite(call: Call, programme: Programme, loaded: Loaded) -> tuple[Invited, ...]:
    """Invitations for one unit of each outcome, and for one statistician of the whole. Who came in already is not invited again."""
    top = next((area.id for area in programme.areas if not area.parent), "")
    if not call.ports.people.by_login([STATISTICIAN]):
        _add(call, [(STATISTICIAN, f"{WORD}统计人员", [Grant("statistician", top)])])
    logins = [STATISTICIAN, *(_login(unit) for unit in dict.fromkeys(loaded.units.values()))]
    found = call.ports.people.by_login(logins)
    open_ = [found[name][0] for name in logins if name in found and found[name][0].state == "invited"]
    return tuple(again(call, account) for account in open_)


def _periods(form: Form, period: str, count: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The period and so many before it, the first first: those that are issued, and those that are not."""
    every = [earlier(period, back) for back in range(count, 0, -1)]
    since = form.marks.valid_from
    fits = [each for each in every if end_of(each).isoformat() >= since and not form.calendar.is_waived(each)]
    return (*fits, period), tuple(each for each in every if each not in fits)


def _is_there(call: Call, frame: pa.Table, day: str) -> bool:
    """Whether this very population is in the frame. Raises :class:`Conflict` for a unit that is not invented, and for another one."""
    batches = [batch.select(list(FRAME)) for batch in call.ports.frame.held(day)]
    held = [row for batch in batches for row in batch.to_pylist()]
    real = sum(not is_synthetic(row["unit"]) for row in held)
    if real:
        raise Conflict(f"{real} real units", told("synthetic_mixed", count=real))
    if not held:
        return False
    wanted = {row["unit"]: row for row in frame.select(list(FRAME)).to_pylist()}
    if {row["unit"]: row for row in held} != wanted:
        raise Conflict("another population", told("synthetic_there", count=len(held)))
    return True


def _login(unit: str) -> str:
    return login_of(f"syn-{unit}")


def _accounts(call: Call, form: Form, frame: pa.Table) -> dict[str, Actor]:
    """Whoever submits for each unit: one invented respondent, with every role that signs the form."""
    rows = frame.select(["unit", "name"]).to_pylist()
    logins = {_login(row["unit"]): row["unit"] for row in rows}
    there = dict(_known(call, list(logins)))
    roles: Sequence[Role] = tuple(dict.fromkeys(("filler", *form.signers)))
    _add(
        call,
        [
            (login, f"{row['name']}填报人", [Grant(role, row["unit"]) for role in roles])
            for row in rows
            if (login := _login(row["unit"])) not in there
        ],
    )
    found = there | dict(_known(call, [login for login in logins if login not in there]))
    return {logins[login]: actor for login, actor in found.items()}


def _known(call: Call, logins: Sequence[str], most: int = 500) -> Iterator[tuple[str, Actor]]:
    for first in range(0, len(logins), most):
        found = call.ports.people.by_login(logins[first : first + most])
        for login, (account, grants) in found.items():
            yield login, Actor.signed_in(account.id, grants)


def _add(call: Call, people: Sequence[tuple[str, str, Sequence[Grant]]]) -> None:
    """Make accounts that nobody can come in with: they are invited until now, by no code."""
    call.demand("admit")
    accounts = [Account(new_id(), login, name, "", "invited") for login, name, _ in people]
    grants = [
        (account.id, grant) for account, (_, _, own) in zip(accounts, people, strict=True) for grant in own
    ]
    facts: list[Fact] = [AccountInvited(account=account.id, until=call.at) for account in accounts]
    facts += [GrantGiven(account=name, role=grant.role, scope=grant.scope) for name, grant in grants]
    if accounts:
        call.ports.people.add(accounts, grants, call.actor.line, call.at, facts)


def _column(files: Path) -> pa.ChunkedArray:
    return pq.read_table(files / "reports.parquet", columns=["content"]).column("content")


def _submitted(call: Call, key: ReportKey, made_of: bytes) -> Outcome:
    """Submit a report with explanations where a rule asks for them: what became of it."""
    if call.ports.reports.find(key).number or call.ports.reports.draft(key) is not None:
        return "there"
    content = content_of(made_of)
    asks = [found.rule for found in reports.examine(call, key, content) if found.rule and found.why]
    words = {rule: text("zh", "collect.synthetic.explanation", rule=rule) for rule in asks}
    explained = Content(cells=content.cells, marks=content.marks, explanations=words)
    try:
        reports.submit(call, key, explained, "file")
    except reports.Refused:
        reports.save_draft(call, key, content, 0)
        return "draft"
    return "held" if call.ports.reports.find(key).state == "held" else "submitted"
