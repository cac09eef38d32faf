"""A server's clock that jumps, and days that are not like others: nobody is let in for longer, nothing is lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
import pytest

from tests.collecting import KEY, content, owner
from tests.people import account
from tests.unit.uses.collect.conftest import Time
from tests.unit.uses.collect.test_people import HOME, PASSWORD, active, refused
from xinxiao.errors import NotSignedIn, TooMany
from xinxiao.model.actor import SYSTEM, Actor
from xinxiao.model.collect.people import Grant
from xinxiao.uses import work
from xinxiao.uses.call import Call
from xinxiao.uses.collect import accounts, codes, forms, reports, sessions, tokens
from xinxiao.uses.collect.sign_in import second_step, sign_in

LOGIN = "li@example.org"


def test_a_session_begun_by_a_clock_that_was_ahead_is_over_once_it_is_set_back(time: Time) -> None:
    active(time)
    time.later(hours=6)
    secret = sign_in(time.anyone(), LOGIN, PASSWORD, HOME).secret
    time.later(minutes=-4)
    assert sessions.signed_in(time.anyone(), secret) is not None
    time.later(hours=-6)
    assert sessions.signed_in(time.anyone(), secret) is None
    again = sign_in(time.anyone(), LOGIN, PASSWORD, HOME).secret
    assert sessions.signed_in(time.anyone(), again) is not None


def test_a_session_seen_by_a_clock_that_was_ahead_does_not_hold_until_then(time: Time) -> None:
    active(time)
    secret = sign_in(time.anyone(), LOGIN, PASSWORD, HOME).secret
    time.later(minutes=20)
    assert sessions.signed_in(time.anyone(), secret) is not None
    time.later(minutes=25)
    assert sessions.signed_in(time.anyone(), secret) is not None
    time.later(minutes=-30)
    assert sessions.signed_in(time.anyone(), secret) is None


def test_who_has_to_wait_waits_no_longer_for_a_clock_that_was_set_back(time: Time) -> None:
    active(time)
    for number in range(5):
        refused(time, "nobody", PASSWORD, f"203.0.113.{number}")
    time.later(hours=-7)
    with pytest.raises(TooMany) as error:
        sign_in(time.anyone(), "nobody", PASSWORD, HOME)
    assert error.value.seconds == 900
    time.later(seconds=901)
    refused(time, "nobody", PASSWORD)


def test_a_lock_holds_through_a_clock_that_is_set_back_until_somebody_takes_it_off(time: Time) -> None:
    who = active(time)
    for number in range(5):
        refused(time, LOGIN, "not the password", f"203.0.113.{number}")
    time.later(hours=-3)
    time.ports.gate.names.forget(LOGIN)
    refused(time, LOGIN, PASSWORD)
    accounts.unlock(time.call(), who.account)
    assert sign_in(time.anyone(), LOGIN, PASSWORD, HOME).step == "whole"


def test_a_code_that_was_used_is_not_good_again_when_its_time_comes_back(time: Time) -> None:
    who = active(time)
    secret = pyotp.random_base32()
    totp = pyotp.TOTP(secret)
    first, *_ = codes.confirm(time.call(Actor.signed_in(who.account)), secret, totp.at(time.now))
    time.later(minutes=1)
    for back in (0, -1, -120):
        time.later(minutes=back)
        begun = sign_in(time.anyone(), LOGIN, PASSWORD, HOME)
        held = sessions.signed_in(time.anyone(), begun.secret)
        if back == 0:
            assert held is not None
            assert second_step(time.anyone(), held.session, totp.at(time.now), HOME).step == "whole"
            continue
        assert held is not None
        with pytest.raises(NotSignedIn):
            second_step(time.anyone(), held.session, totp.at(time.now), HOME)
    assert second_step(time.anyone(), held.session, first, HOME).step == "whole"


def test_a_token_ends_on_its_day_also_over_a_leap_day_and_a_year(time: Time) -> None:
    who = account(time.ports, Grant("filler", "U1"))
    time.now = datetime(2028, 2, 29, 23, 59, 59, tzinfo=UTC)
    own = time.call(Actor.signed_in(who.id, (Grant("filler", "U1"),)))
    token, secret = tokens.make(own, "ERP", "draft", 366)
    assert token.ends_at == "2029-03-01T23:59:59.000+00:00"
    time.now = datetime(2028, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert tokens.shown(time.anyone(), secret) is not None
    time.now = datetime(2029, 3, 1, 23, 59, 59, tzinfo=UTC)
    assert tokens.shown(time.anyone(), secret) is None
    time.later(hours=-5)
    assert tokens.shown(time.anyone(), secret) is not None


def test_february_of_a_leap_year_and_december_are_due_when_the_calendar_says(call: Call, shops: Path) -> None:
    for now, period, opens, due in (
        (datetime(2027, 1, 3, tzinfo=UTC), "2026-12", "2026-12-31T16:00", "2027-01-08T16:00"),
        (datetime(2027, 3, 3, tzinfo=UTC), "2027-02", "2027-02-28T16:00", "2027-03-08T16:00"),
    ):
        made = forms.issue(Call(call.ports, call.actor, now), "SHOP_M", period, shops)
        assert (made.opens[:16], made.due[:16]) == (opens, due)


def test_a_worker_whose_clock_jumps_ahead_and_back_reminds_nobody_twice(issued: Call) -> None:
    def work_at(now: datetime) -> None:
        call = Call(issued.ports, SYSTEM, now)
        work.plan(call)
        while job := work.take(call, "w"):
            work.attempt(call, job, lambda *told: None)

    def reminded() -> list[tuple[str, str]]:
        found = issued.ports.ledger.events.events(kind="report.reminded")
        return [(event.fact["day"], event.fact["stage"]) for event in found]

    work_at(issued.now)
    work_at(issued.now + timedelta(days=3, hours=3))
    assert reminded() == [("2026-09-05", "before")]
    work_at(issued.now)
    work_at(issued.now + timedelta(days=2, hours=3))
    assert reminded() == [("2026-09-05", "before")]
    work_at(issued.now + timedelta(days=5, hours=3))
    assert reminded() == [("2026-09-05", "before"), ("2026-09-08", "at")]
    reports.submit(owner(issued), KEY, content())
    assert issued.ports.ledger.verify("event")[1] is None
