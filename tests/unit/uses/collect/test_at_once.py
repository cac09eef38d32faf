"""Two who act at once, on both ledgers: what one looked at is still so when it writes, or nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pyotp
import pytest

from tests.people import account
from tests.together import at_once
from tests.unit.uses.collect.conftest import Time
from tests.unit.uses.collect.test_people import HOME, PASSWORD, UNIT, active, invited
from xinxiao.errors import Conflict, NotSignedIn, TooMany
from xinxiao.model.actor import Actor
from xinxiao.model.collect.people import Grant
from xinxiao.model.collect.report import Issue
from xinxiao.uses.call import Call
from xinxiao.uses.collect import accounts, codes, forms, sessions, tokens
from xinxiao.uses.collect.invitations import again, first_sign_in
from xinxiao.uses.collect.sign_in import CameIn, second_step, sign_in

LOGIN = "li@example.org"
NEW = "five other words stand together"


def meanwhile(monkeypatch: pytest.MonkeyPatch, part: Any, name: str, act: Callable[[], Any]) -> None:
    """Have something done by somebody else, once, just after a part was asked."""
    asked, done = getattr(part, name), list[int]()

    def then(*given: Any, **named: Any) -> Any:
        found = asked(*given, **named)
        if not done:
            done.append(1)
            act()
        return found

    monkeypatch.setattr(part, name, then)


def kinds(time: Time, kind: str) -> int:
    """How many events of a kind there are."""
    return len(list(time.ports.ledger.events.events(kind=kind)))


def test_of_two_roles_that_exclude_each_other_one_is_given(time: Time) -> None:
    given = (Grant("statistician", "990101"), Grant("case_officer", "990101"), Grant("audit_admin"))
    for _ in range(4):
        who = account(time.ports)
        got = at_once(*(partial(accounts.grant, time.call(), who.id, one) for one in given))
        assert [type(one) for one in got].count(Conflict) == 2
        assert len(time.ports.people.grants(who.id)) == 1
    assert kinds(time, "grant.given") == 4


def test_nobody_is_given_a_role_whose_account_is_ended_meanwhile(
    time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = account(time.ports)
    meanwhile(monkeypatch, time.ports.people, "grants", lambda: accounts.end(time.call(), who.id))
    with pytest.raises(Conflict):
        accounts.grant(time.call(), who.id, Grant("filler", UNIT))
    assert time.ports.people.grants(who.id) == ()


def test_an_account_ends_with_the_grants_that_its_events_name(
    time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = account(time.ports, Grant("filler", UNIT))
    more = partial(accounts.grant, time.call(), who.id, Grant("unit_head", UNIT))
    meanwhile(monkeypatch, time.ports.people, "grants", more)
    with pytest.raises(Conflict):
        accounts.end(time.call(), who.id)
    accounts.end(time.call(), who.id)
    assert kinds(time, "grant.ended") == 2
    got = at_once(*(partial(accounts.end, time.call(), account(time.ports).id),) * 3)
    assert [type(one) for one in got].count(Conflict) == 2
    assert kinds(time, "account.ended") == 2


def test_who_left_is_not_invited_back_by_whoever_looked_before(
    time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = active(time)
    held = accounts.find(time.call(), who.account)
    meanwhile(monkeypatch, time.ports.people, "sessions", lambda: accounts.end(time.call(), held.id))
    with pytest.raises(Conflict):
        again(time.call(), held)
    found = time.ports.people.account(held.id)
    assert found is not None
    assert found.state == "ended"


def test_of_many_who_fail_at_once_each_is_counted_and_the_lock_has_its_event(time: Time) -> None:
    who = active(time)
    wrong = partial(sign_in, time.anyone(), LOGIN, "not the words", HOME)
    got = at_once(*(wrong,) * 5)
    assert {type(one) for one in got} == {NotSignedIn}
    held = time.ports.people.credentials_of(who.account)
    assert held is not None
    events = time.ports.ledger.events.events
    (locked,) = events(kind="account.locked")
    assert (held.failures, held.locked_until) == (5, locked.fact["until"])
    refused = [event.sequence for event in events(kind="session.refused")]
    assert len(refused) == 5
    assert locked.sequence == refused[-1] + 1  # in one transaction


@pytest.mark.parametrize("what", ["changed", "ended", "locked"])
def test_nobody_comes_in_with_a_password_that_is_void_by_then(
    time: Time, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    who = active(time)
    own = time.call(Actor.signed_in(who.account))

    def lock() -> None:
        facts, until = [], "2026-09-01T03:00:00.000+00:00"
        time.ports.people.failed(who.account, 0, own.actor.line, own.at, facts, until)

    act = {
        "changed": partial(accounts.change_password, own, PASSWORD, NEW),
        "ended": partial(accounts.end, time.call(), who.account),
        "locked": lock,
    }[what]
    before = time.ports.people.sessions(who.account, own.at)
    meanwhile(monkeypatch, time.ports.gate, "fits", act)
    with pytest.raises(NotSignedIn):
        sign_in(time.anyone(), LOGIN, PASSWORD, HOME)
    left = time.ports.people.sessions(who.account, own.at)
    assert len(left) == (len(before) if what == "locked" else 0)


def test_of_two_changes_of_a_password_that_know_the_same_one_counts(time: Time) -> None:
    who = active(time)
    own = time.call(Actor.signed_in(who.account))
    words = [f"{n} words that stand together" for n in range(4)]
    got = at_once(*(partial(accounts.change_password, own, PASSWORD, word) for word in words))
    assert sorted(str(type(one).__name__) for one in got) in (
        ["Conflict"] * 3 + ["NoneType"],
        ["Conflict", "Conflict", "NoneType", "NotSignedIn"],
        ["Conflict", "NoneType", "NotSignedIn", "NotSignedIn"],
        ["NoneType"] + ["NotSignedIn"] * 3,
    )
    assert sign_in(time.anyone(), LOGIN, words[got.index(None)], HOME).step == "whole"


def test_a_code_an_invitation_and_a_session_are_good_once_whoever_is_first(time: Time) -> None:
    who = invited(time)
    first = partial(first_sign_in, time.anyone(), UNIT, who.code, PASSWORD, HOME)
    assert sorted(type(one).__name__ for one in at_once(*(first,) * 4)) == ["CameIn"] + ["NotSignedIn"] * 3
    own = time.call(Actor.signed_in(who.account))
    secret = pyotp.random_base32()
    totp = pyotp.TOTP(secret)
    codes.confirm(own, secret, totp.at(time.now))
    time.later(minutes=1)
    begun = [sign_in(time.anyone(), LOGIN, PASSWORD, HOME) for _ in range(4)]
    held = [sessions.signed_in(time.anyone(), one.secret) for one in begun]
    assert None not in held
    code = totp.at(time.now)
    steps = [partial(second_step, time.anyone(), one.session, code, HOME) for one in held if one]
    got = at_once(*steps)
    assert [type(one) for one in got].count(CameIn) == 1
    time.later(minutes=1)
    (came,) = [one for one in got if isinstance(one, CameIn)]
    whole = sessions.signed_in(time.anyone(), came.secret)
    assert whole is not None
    got = at_once(*(partial(sessions.whole, time.anyone(), whole.session),) * 4)
    assert [type(one) for one in got].count(str) == 1


def test_more_tokens_than_an_account_may_have_are_not_made_at_once_either(time: Time) -> None:
    who = account(time.ports, Grant("filler", UNIT))
    own = time.call(Actor.signed_in(who.id, (Grant("filler", UNIT),)))
    for n in range(tokens.MOST - 2):
        tokens.make(own, f"system {n}", "draft", 30)
    got = at_once(*(partial(tokens.make, own, f"more {n}", "draft", 30) for n in range(6)))
    assert [type(one) for one in got].count(TooMany) == 4
    made = next(one[0] for one in got if isinstance(one, tuple))
    ended = at_once(*(partial(tokens.end, own, made.id),) * 4)
    assert {one.ended_at for one in ended} == {own.at}
    assert kinds(time, "token.ended") == 1
    accounts.end(time.call(), who.id)
    with pytest.raises(Conflict):
        tokens.make(own, "late", "draft", 30)


def test_a_token_speaks_for_its_account_until_it_ends_on_either_ledger(time: Time) -> None:
    who = account(time.ports, Grant("filler", UNIT), Grant("unit_head", UNIT))
    own = time.call(Actor.signed_in(who.id, (Grant("filler", UNIT),)))
    token, secret = tokens.make(own, " ERP ", "submit", 1)
    shown = tokens.shown(time.anyone(), secret)
    assert shown is not None
    assert (shown.token, token.name) == (token, "ERP")
    assert {grant.role for grant in shown.actor.grants} == {"filler", "unit_head"}
    assert tokens.shown(time.anyone(), secret[:-1] + "!") is None
    assert tokens.own(own) == (token,)
    time.later(hours=24)
    assert tokens.shown(time.anyone(), secret) is None
    _, secret = tokens.make(replace(own, now=time.now), "other", "draft", 1)
    assert tokens.end_every(time.call()) == 1
    assert tokens.shown(time.anyone(), secret) is None


def test_of_two_who_issue_a_form_one_does_and_the_other_is_told(call: Call, shops: Path) -> None:
    got = at_once(*(partial(forms.issue, call, "SHOP_M", "2026-08", shops),) * 2)
    assert [type(one) for one in got].count(Issue) == 1
    (error,) = [one for one in got if isinstance(one, Conflict)]
    assert error.told is not None
    assert error.told.name == "form_issued"
    assert len(call.ports.reports.issues()) == 1
