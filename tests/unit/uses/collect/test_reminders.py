"""Reminders: who is reminded when, that it is recorded once, and to whom messages go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.collecting import (
    FAR,
    KEY,
    OTHER,
    SHOP,
    Listed,
    collecting,
    content,
    owner,
    programme,
    statistician,
)
from xinxiao.model.actor import SYSTEM
from xinxiao.model.collect.facts import ReportsReminded
from xinxiao.model.collect.report import ReportKey, units_hash
from xinxiao.model.job import Done, Job, Planned
from xinxiao.store.ledger import Ledger
from xinxiao.store.ledger.schema import ACCOUNT, GRANT
from xinxiao.uses import work
from xinxiao.uses.call import Call
from xinxiao.uses.collect import forms, reminders, reports

DUE_DAY = date(2026, 9, 8)
"""The last day of August's report."""


@dataclass
class Box:
    """A post that keeps what it is given."""

    can_send: bool = True
    is_open: bool = True
    sent: list[tuple[str, str, str, tuple[str, ...]]] = field(default_factory=list)

    def send(self, key: str, subject: str, text: str, to: Sequence[str] = ()) -> None:
        """Keep a message."""
        self.sent.append((key, subject, text, tuple(to)))


def posted(call: Call, box: Box) -> Call:
    return replace(call, ports=replace(call.ports, post=box), actor=SYSTEM)


def job(kind: str, key: str) -> Job:
    return Job(1, kind, key, "", "leased", 1, "w", "", "", "")


def remind(call: Call, day: date) -> Done:
    return reminders.remind(replace(call, actor=SYSTEM), job("report.remind", day.isoformat()))


def reminded(call: Call) -> list[tuple[str, str, int]]:
    return [
        (event.fact["day"], event.fact["stage"], event.fact["reports"])
        for event in call.ports.ledger.events.events(kind=ReportsReminded.kind)
    ]


def people(call: Call, *held: tuple[str, str, str, str]) -> None:
    """Accounts with an address, a role and a scope."""
    ledger = call.ports.ledger
    assert isinstance(ledger, Ledger)
    with ledger.database.writing() as connection:
        for account, email, role, scope in held:
            row = {c.name: "" for c in ACCOUNT.columns} | {"id": account, "login": account, "email": email}
            row |= {"state": "active", "code_used": 0, "failures": 0}
            connection.execute(sa.insert(ACCOUNT).values(row))
            grant = {"account": account, "role": role, "scope": scope, "since": ""}
            connection.execute(sa.insert(GRANT).values(grant))


def test_who_owes_is_reminded_three_days_before_on_the_day_and_after_and_those_above_three_days_later(
    issued: Call,
) -> None:
    for day in range(-10, 12):
        remind(issued, DUE_DAY + timedelta(days=day))
    assert reminded(issued) == [
        ("2026-09-05", "before", 3), ("2026-09-08", "at", 3), ("2026-09-09", "after", 3), ("2026-09-11", "above", 3),
    ]  # fmt: skip
    assert issued.ports.ledger.verify("event")[1] is None


def test_a_day_is_recorded_once_however_often_its_job_runs(issued: Call) -> None:
    for _ in range(3):
        remind(issued, DUE_DAY)
    assert reminded(issued) == [("2026-09-08", "at", 3)]


def test_who_submitted_is_not_reminded_who_got_it_back_is_and_more_time_counts(issued: Call) -> None:
    own = owner(issued)
    reports.submit(own, KEY, content())
    remind(issued, DUE_DAY)
    assert reminded(issued)[-1] == ("2026-09-08", "at", 2)
    reports.return_(statistician(issued), KEY, "请重报")
    key = ReportKey("SHOP_M", "2026-08", OTHER)
    until = datetime(2026, 9, 12, 4, tzinfo=UTC)
    reports.ask_extension(owner(issued, OTHER), key, until, "盘点")
    reports.extend(statistician(issued, "910102"), key, until, "同意")
    remind(issued, DUE_DAY + timedelta(days=1))
    said = {event.fact["stage"]: event.fact["units"] for event in issued.ports.reminders.of_day("2026-09-09")}
    assert said == {"before": units_hash([OTHER]), "after": units_hash(sorted([SHOP, FAR]))}
    remind(issued, date(2026, 9, 12))
    assert reminded(issued)[-1] == ("2026-09-12", "at", 1)
    assert [e.fact["stage"] for e in issued.ports.reminders.about(key)] == ["at", "before", "at"]
    assert [e.fact["stage"] for e in reports.report(own, KEY).reminded] == ["after"]


def test_a_form_on_trial_reminds_nobody(tmp_path: Path) -> None:
    from tests.collecting import changed

    with collecting(tmp_path / "home") as call:
        forms.issue(
            call, "SHOP_M", "2026-08", changed(tmp_path / "p", {"approval: approved": "approval: trial"})
        )
        remind(call, DUE_DAY)
        assert reminded(call) == []


def test_what_expired_meanwhile_reminds_nobody_though_more_time_was_given(tmp_path: Path) -> None:
    from tests.collecting import changed

    with collecting(tmp_path / "home") as call:
        last = {"valid_until: '2027-06-30'": "valid_until: '2026-09-08'"}
        forms.issue(call, "SHOP_M", "2026-08", changed(tmp_path / "p", last))
        until = datetime(2026, 9, 12, 4, tzinfo=UTC)
        reports.ask_extension(owner(call), KEY, until, "盘点")
        reports.extend(statistician(call), KEY, until, "同意")
        remind(call, DUE_DAY)
        remind(call, date(2026, 9, 12))
        assert reminded(call) == [("2026-09-08", "at", 2)]


def test_who_turned_out_to_have_left_the_frame_is_not_reminded(issued: Call) -> None:
    class Left(Listed):
        def left(self, units: Sequence[str], day: str) -> frozenset[str]:
            assert day == "2026-08-31"
            return frozenset({SHOP}) & frozenset(units)

    remind(replace(issued, ports=replace(issued.ports, frame=Left())), DUE_DAY)
    (event,) = issued.ports.reminders.of_day(DUE_DAY.isoformat())
    assert event.fact["units"] == units_hash(sorted([OTHER, FAR]))


def test_respondents_get_one_message_for_a_unit_in_both_languages(issued: Call) -> None:
    box = Box()
    people(
        issued, ("a", "a@x.cn", "filler", SHOP), ("b", "b@x.cn", "unit_head", SHOP), ("c", "", "filler", OTHER),
        ("d", "d@x.cn", "statistician", "910101"),
    )  # fmt: skip
    call = posted(issued, box)
    done = remind(call, DUE_DAY)
    (mail,) = done.following
    assert reminders.mail(call, job(mail.kind, mail.key)).outcome == "3 units"
    ((_, subject, text, to),) = box.sent
    assert to == ("a@x.cn", "b@x.cn")
    assert subject == "提醒：店铺月报（2026-08）今天到期"
    assert "X101表" in text
    assert "Monthly report of shops" in text
    assert SHOP in text
    assert "2026-09-08 24:00" in text


def test_after_three_days_the_nearest_statisticians_above_are_told_how_many_owe(issued: Call) -> None:
    box = Box()
    people(issued, ("d", "d@x.cn", "statistician", "910100"), ("e", "e@x.cn", "statistician", "CN"))
    call = posted(issued, box)
    (mail,) = remind(call, DUE_DAY + timedelta(days=3)).following
    reminders.mail(call, job(mail.kind, mail.key))
    assert [(to, "1 units" in text) for _, _, text, to in box.sent] == [
        (("d@x.cn",), True), (("d@x.cn",), True), (("e@x.cn",), True),
    ]  # fmt: skip


def test_messages_go_out_in_pieces_and_each_piece_plans_the_next(
    issued: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminders, "TOGETHER", 2)
    box = Box()
    people(issued, *((unit[-1], f"{unit[-1]}@x.cn", "filler", unit) for unit in (SHOP, OTHER, FAR)))
    call = posted(issued, box)
    todo: list[Planned] = list(remind(call, DUE_DAY).following)
    while todo:
        todo += reminders.mail(call, job(todo[0].kind, todo.pop(0).key)).following
    assert sorted(to for *_, to in box.sent) == [("1@x.cn",), ("2@x.cn",), ("3@x.cn",)]


def test_a_worker_reminds_by_itself(tmp_path: Path) -> None:
    with collecting(tmp_path / "home") as made:
        forms.issue(made, "SHOP_M", "2026-08", programme(tmp_path / "p"))
        at = replace(made, actor=SYSTEM, now=datetime(2026, 9, 5, 1, tzinfo=UTC))
        heard: list[tuple[str, str, str]] = []
        work.work_off(at, "w", lambda: at.now, lambda j, ended, said: heard.append((j.kind, ended, said)))
        assert ("report.remind", "done", "recorded") in heard
        assert reminded(made) == [("2026-09-05", "before", 3)]
