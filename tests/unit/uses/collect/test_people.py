"""People: invited, come in, locked out, given roles, ended, erased; and what the ledger says of it."""

from __future__ import annotations

import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pyotp
import pytest

from tests.unit.uses.collect.conftest import Time
from tests.unit.uses.collect.test_reminders import Box
from xinxiao.errors import Conflict, DataFault, NotAllowed, NotFound, NotSignedIn, Tampered, TooMany
from xinxiao.model.actor import SYSTEM, Actor
from xinxiao.model.collect.people import Grant
from xinxiao.uses import work
from xinxiao.uses.call import Call
from xinxiao.uses.collect import accounts, codes, reach, sessions
from xinxiao.uses.collect.invitations import Invited, Row, again, first_sign_in, invite
from xinxiao.uses.collect.sign_in import CameIn, second_step, sign_in
from xinxiao.uses.gate import Gate

UNIT = "91440300192317458F"
HOME = "198.51.100.7"
PASSWORD = "four words stand together"


def invited(time: Time, role: str = "filler", scope: str = UNIT, email: str = "Li@Example.org") -> Invited:
    """Somebody who is invited."""
    made, found = invite(time.call(), "people.csv", [Row(2, scope, role, "李明", email)])
    assert found == []
    return made[0]


def active(time: Time, role: str = "filler", scope: str = UNIT, email: str = "li@example.org") -> Invited:
    """Somebody who came in once."""
    who = invited(time, role, scope, email)
    first_sign_in(time.anyone(), scope or who.login, who.code, PASSWORD, HOME)
    return who


def worked(time: Time) -> list[str]:
    """What came of the jobs that wait, once they were all done."""
    said, call = list[str](), time.call(SYSTEM)
    while job := work.take(call, "w"):
        work.attempt(call, job, lambda job, ended, outcome: said.append(outcome))
    return said


def kinds(time: Time) -> list[str]:
    """The kinds of events there are."""
    return [event.kind for event in time.ports.ledger.events.events()]


def refused(time: Time, name: str, password: str, address: str = HOME) -> str:
    """What somebody is told who is not let in."""
    with pytest.raises(NotSignedIn) as error:
        sign_in(time.anyone(), name, password, address)
    return str(error.value)


def test_who_is_invited_comes_in_with_the_code_of_the_unit_and_chooses_a_password(time: Time) -> None:
    who = invited(time)
    assert who.login == "li@example.org"
    came = first_sign_in(
        time.anyone(), f" {UNIT.lower()} ", who.code.lower().replace("-", " "), PASSWORD, HOME
    )
    held = sessions.signed_in(time.anyone(), came.secret)
    assert held is not None
    assert held.actor == Actor.signed_in(who.account, (Grant("filler", UNIT),))
    assert sign_in(time.anyone(), "LI@example.org ", PASSWORD, HOME).step == "whole"
    assert kinds(time) == [
        "account.invited",
        "grant.given",
        "account.activated",
        "session.begun",
        "session.begun",
    ]


def test_the_code_of_a_unit_may_be_written_in_small_or_full_width_letters(time: Time) -> None:
    wide = UNIT.lower().replace("4", "４")
    assert wide != UNIT
    who = invited(time, scope=wide)
    accounts.grant(time.call(), who.account, Grant("unit_head", f"{UNIT[:9]} {UNIT[9:]}"))
    grants = time.ports.people.grants(who.account)
    assert sorted((own.role, own.scope) for own in grants) == [("filler", UNIT), ("unit_head", UNIT)]
    accounts.revoke(time.call(), who.account, Grant("unit_head", wide))
    assert [own.role for own in time.ports.people.grants(who.account)] == ["filler"]


def test_an_invitation_is_good_once_for_its_own_unit_and_thirty_days(time: Time) -> None:
    who, other = invited(time), invited(time, scope="U1", email="")
    for name, code in ((UNIT, other.code), ("U1", who.code), (UNIT, ""), ("", who.code), (UNIT, "x" * 500)):
        with pytest.raises(NotSignedIn, match="invitation"):
            first_sign_in(time.anyone(), name, code, PASSWORD, HOME)
    first_sign_in(time.anyone(), UNIT, who.code, PASSWORD, HOME)
    with pytest.raises(NotSignedIn):
        first_sign_in(time.anyone(), UNIT, who.code, PASSWORD, HOME)
    time.later(days=30)
    with pytest.raises(NotSignedIn):
        first_sign_in(time.anyone(), "U1", other.code, PASSWORD, HOME)


def test_of_two_who_use_an_invitation_at_once_one_comes_in(time: Time) -> None:
    who = invited(time)

    def come(_: int) -> bool:
        try:
            return bool(first_sign_in(time.anyone(), UNIT, who.code, PASSWORD, HOME).secret)
        except NotSignedIn:
            return False

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(come, range(4))) == 1


@pytest.mark.parametrize(
    "password", ["too short", "x" * 201, "aaaaaaaaaaaa", "li@example.org", "LI@EXAMPLE.ORG"]
)
def test_a_password_that_will_not_do_uses_no_invitation_up(time: Time, password: str) -> None:
    who = invited(time)
    with pytest.raises(DataFault):
        first_sign_in(time.anyone(), UNIT, who.code, password, HOME)
    assert first_sign_in(time.anyone(), UNIT, who.code, PASSWORD, HOME).step == "whole"


def test_a_refusal_says_nothing_of_why(time: Time) -> None:
    who = active(time)
    ended = active(time, scope="U2", email="wang@example.org")
    accounts.end(time.call(), ended.account)
    said = {
        refused(time, "li@example.org", "not the password"),
        refused(time, "nobody@example.org", "not the password"),
        refused(time, "wang@example.org", PASSWORD),
        refused(time, "", ""),
        refused(time, who.account, PASSWORD),
    }
    assert said == {"sign-in"}


def test_a_name_that_nobody_has_is_hashed_against_too() -> None:
    gate, asked = Gate(), []
    gate._one = lambda do: asked.append(do) or False  # type: ignore[method-assign, assignment, func-returns-value]
    gate.__dict__["_dummy"] = "held"
    assert not gate.fits("x", "")
    assert len(asked) == 1


def test_five_failures_lock_an_account_for_a_quarter_of_an_hour_and_the_next_five_for_twice_that(
    time: Time,
) -> None:
    who = active(time)
    for number in range(5):
        refused(time, "li@example.org", "not the password", f"203.0.113.{number}")
    with pytest.raises(TooMany) as error:
        sign_in(time.anyone(), "li@example.org", PASSWORD, HOME)
    assert error.value.seconds == 900
    time.ports.gate.names.forget("li@example.org")  # another process, which knows of the lock from the ledger
    refused(time, "li@example.org", PASSWORD)
    time.later(minutes=15, seconds=1)
    for number in range(5):
        refused(time, "li@example.org", "not the password", f"203.0.113.{number}")
    locks = [event.fact["until"] for event in time.ports.ledger.events.events(kind="account.locked")]
    assert locks == ["2026-09-01T02:15:00.000+00:00", "2026-09-01T02:45:01.000+00:00"]
    accounts.unlock(time.call(), who.account)
    assert sign_in(time.anyone(), "li@example.org", PASSWORD, HOME).step == "whole"


def test_the_holder_of_an_account_that_was_locked_is_told_by_mail_once_and_the_record_says_so(
    time: Time,
) -> None:
    box = Box()
    time.ports = replace(time.ports, post=box)
    active(time)
    (made,), _ = invite(time.call(), "people.csv", [Row(2, UNIT, "filler", "张华", "zhang@example.org")])
    first_sign_in(time.anyone(), made.login, made.code, PASSWORD, HOME)
    for number in range(5):
        refused(time, "zhang@example.org", "not the password", f"203.0.113.{number}")
        refused(time, "nobody@example.org", "not the password", f"203.0.113.{number}")
    assert worked(time) == ["sent"]
    ((_, subject, text, to),) = box.sent
    assert (subject, to) == ("账户已被锁定", ("zhang@example.org",))
    assert "2026-09-01 10:00" in text
    assert "2026-09-01 10:15" in text
    assert not any(word in text for word in ("http", PASSWORD, made.account, made.code))
    (said,) = time.ports.ledger.events.events(kind="account.lock_mailed")
    assert said.fact == {"account": made.account, "until": "2026-09-01T02:15:00.000+00:00"}


def test_who_has_no_address_or_left_is_told_nothing_and_the_job_ends(time: Time) -> None:
    box = Box()
    time.ports = replace(time.ports, post=box)
    who = invited(time, email="")
    first_sign_in(time.anyone(), who.login, who.code, PASSWORD, HOME)
    for number in range(5):
        refused(time, who.login, "not the password", f"203.0.113.{number}")
    assert worked(time) == ["nobody to tell"]
    assert box.sent == []


def test_who_comes_in_is_told_how_often_it_failed_before(time: Time) -> None:
    active(time)
    refused(time, "li@example.org", "not the password")
    refused(time, "li@example.org", "not the password")
    assert sign_in(time.anyone(), "li@example.org", PASSWORD, HOME).failures == 2
    assert sign_in(time.anyone(), "li@example.org", PASSWORD, HOME).failures == 0


def test_an_address_that_failed_fifty_times_waits_whatever_name_it_tries(time: Time) -> None:
    active(time)
    for number in range(50):
        time.ports.gate.addresses.note(HOME, time.now.timestamp() - number / 100)
    with pytest.raises(TooMany):
        sign_in(time.anyone(), "li@example.org", PASSWORD, HOME)
    assert sign_in(time.anyone(), "li@example.org", PASSWORD, "203.0.113.9").step == "whole"
    time.later(minutes=10)
    assert sign_in(time.anyone(), "li@example.org", PASSWORD, HOME).step == "whole"


def test_a_session_ends_when_nothing_is_done_for_half_an_hour_and_after_twelve_hours_whatever_is(
    time: Time,
) -> None:
    active(time)
    secret = sign_in(time.anyone(), "li@example.org", PASSWORD, HOME).secret
    time.later(minutes=29)
    assert sessions.signed_in(time.anyone(), secret)
    time.later(minutes=29)
    assert sessions.signed_in(time.anyone(), secret)
    time.later(minutes=30)
    assert sessions.signed_in(time.anyone(), secret) is None
    secret = sign_in(time.anyone(), "li@example.org", PASSWORD, HOME).secret
    for _ in range(25):
        assert sessions.signed_in(time.anyone(), secret)
        time.later(minutes=28)
    time.later(minutes=20)
    assert sessions.signed_in(time.anyone(), secret) is None


def code_of(secret: str, time: Time, steps: int = 0) -> str:
    """The code an authenticator shows."""
    return pyotp.TOTP(secret).at(time.now, counter_offset=steps)


def secured(time: Time) -> tuple[Invited, str, tuple[str, ...]]:
    """A statistician who set one-time codes up."""
    who = invited(time, "statistician", "990100", "tong@example.org")
    came = first_sign_in(time.anyone(), "990100", who.code, PASSWORD, HOME)
    assert came.step == "setup"
    call = time.call(Actor.signed_in(who.account))
    secret = codes.set_up(call, who.login).secret
    return who, secret, codes.confirm(call, secret, code_of(secret, time))


def second(time: Time, came: CameIn, code: str) -> CameIn:
    """The second step of a session."""
    held = sessions.signed_in(time.anyone(), came.secret)
    assert held is not None
    return second_step(time.call(held.actor), held.session, code, HOME)


def test_a_statistician_signs_in_with_a_code_and_has_no_role_before_it_is_given(time: Time) -> None:
    who, secret, _ = secured(time)
    time.later(minutes=1)
    came = sign_in(time.anyone(), who.login, PASSWORD, HOME)
    assert came.step == "code"
    held = sessions.signed_in(time.anyone(), came.secret)
    assert held is not None
    assert held.actor.grants == ()
    whole = second(time, came, code_of(secret, time))
    assert sessions.signed_in(time.anyone(), came.secret) is None
    held = sessions.signed_in(time.anyone(), whole.secret)
    assert held is not None
    assert held.actor.grants == (Grant("statistician", "990100"),)


def test_a_code_is_good_once_and_for_a_clock_half_a_minute_wrong(time: Time) -> None:
    who, secret, _ = secured(time)
    time.later(minutes=2)
    code = code_of(secret, time, 1)
    second(time, sign_in(time.anyone(), who.login, PASSWORD, HOME), code)
    for stale in (
        code,
        code_of(secret, time),
        code_of(secret, time, -2),
        code_of(secret, time, 2),
        "",
        "12345",
        "é" * 6,
    ):
        with pytest.raises(NotSignedIn):
            second(time, sign_in(time.anyone(), who.login, PASSWORD, HOME), stale)
        time.ports.gate.names.forget(f"code:{who.account}")
        accounts.unlock(time.call(), who.account)


def test_a_code_is_that_of_rfc_6238(time: Time) -> None:
    """Appendix B: at 59 seconds the secret 12345678901234567890 gives 94287082, of which we ask six digits."""
    who = active(time, "statistician", "990100")
    time.now = datetime(1970, 1, 1, 0, 0, 59, tzinfo=UTC)
    call = time.call(Actor.signed_in(who.account))
    with pytest.raises(NotSignedIn):
        codes.confirm(call, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "287083")
    assert codes.confirm(call, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", " 287 082")


def test_wrong_codes_lock_the_account_too(time: Time) -> None:
    who, secret, _ = secured(time)
    time.later(minutes=2)
    came = sign_in(time.anyone(), who.login, PASSWORD, HOME)
    for _ in range(5):
        with pytest.raises(NotSignedIn):
            second(time, came, "000000" if code_of(secret, time) != "000000" else "000001")
    with pytest.raises(TooMany):
        second(time, came, code_of(secret, time))
    assert "account.locked" in kinds(time)


def test_a_recovery_code_stands_in_for_one_once(time: Time) -> None:
    who, _, recovery = secured(time)
    assert (len(recovery), len(set(recovery)), len(recovery[0])) == (10, 10, 19)
    second(time, sign_in(time.anyone(), who.login, PASSWORD, HOME), recovery[0].lower())
    with pytest.raises(NotSignedIn):
        second(time, sign_in(time.anyone(), who.login, PASSWORD, HOME), recovery[0])
    second(time, sign_in(time.anyone(), who.login, PASSWORD, HOME), recovery[9])


def test_secrets_stand_nowhere_in_the_clear(time: Time, tmp_path: Path) -> None:
    who, secret, recovery = secured(time)
    came = sign_in(time.anyone(), who.login, PASSWORD, HOME)
    time.ports.ledger.compact()
    content = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for held in (secret, recovery[0].replace("-", ""), came.secret, who.code.replace("-", ""), PASSWORD):
        assert held.encode() not in content
    payloads = " ".join(event.payload + event.actor for event in time.ports.ledger.events.events())
    for personal in ("李明", "tong@example.org", "example"):
        assert personal not in payloads


def test_the_key_is_its_owners_alone_and_opens_for_its_purpose_alone(time: Time, tmp_path: Path) -> None:
    seal = time.ports.seal
    sealed = seal.close("JBSWY3DP", "code 1")
    assert seal.open(sealed, "code 1") == "JBSWY3DP"
    file = tmp_path / "home" / "secret"
    assert (stat.S_IMODE(file.stat().st_mode), file.stat().st_size) == (0o600, 32)
    for wrong, purpose in (
        (sealed, "code 2"),
        (sealed[:-4] + "AAAA", "code 1"),
        ("", "code 1"),
        ("é", "code 1"),
    ):
        with pytest.raises(Tampered):
            seal.open(wrong, purpose)


def test_roles_that_exclude_each_other_are_refused_at_the_grant(time: Time) -> None:
    who = active(time)
    for role, scope in (
        ("case_officer", "990100"),
        ("supervisor", "990100"),
        ("system_admin", ""),
        ("security_admin", ""),
        ("audit_admin", ""),
    ):
        with pytest.raises(Conflict):
            accounts.grant(time.call(), who.account, Grant(role, scope))
    accounts.grant(time.call(), who.account, Grant("unit_head", UNIT))
    accounts.grant(time.call(), who.account, Grant("filler", "U7"))
    officer = active(time, "case_officer", "990100", "an@example.org")
    for given in (Grant("filler", UNIT), Grant("statistician", "990100"), Grant("audit_admin")):
        with pytest.raises(Conflict):
            accounts.grant(time.call(), officer.account, given)
    accounts.grant(time.call(), officer.account, Grant("supervisor", "990100"))
    with pytest.raises(Conflict):
        accounts.grant(time.call(), officer.account, Grant("supervisor", "990100"))


def test_a_scope_fits_its_role_and_is_known(time: Time) -> None:
    who = active(time)
    for given in (
        Grant("filler"),
        Grant("system_admin", "x"),
        Grant("statistician"),
        Grant("filler", "NOT-IN-FRAME"),
    ):
        with pytest.raises(DataFault):
            accounts.demand_scope(time.call(), given)
    with pytest.raises(DataFault, match="area"):
        accounts.grant(time.call(), who.account, Grant("statistician", "880000"))


def test_who_becomes_a_statistician_signs_in_anew_with_a_code(time: Time) -> None:
    who = active(time)
    secret = sign_in(time.anyone(), who.login, PASSWORD, HOME).secret
    accounts.grant(time.call(), who.account, Grant("statistician", "990101"))
    assert sessions.signed_in(time.anyone(), secret) is None
    assert sign_in(time.anyone(), who.login, PASSWORD, HOME).step == "setup"


def test_who_left_is_out_at_once_and_what_they_did_stands(time: Time) -> None:
    who = active(time)
    secret = sign_in(time.anyone(), who.login, PASSWORD, HOME).secret
    accounts.end(time.call(), who.login)
    assert sessions.signed_in(time.anyone(), secret) is None
    assert time.ports.people.grants(who.account) == ()
    refused(time, who.login, PASSWORD)
    assert kinds(time)[-5:] == [
        "session.ended",
        "session.ended",
        "grant.ended",
        "account.ended",
        "session.refused",
    ]
    with pytest.raises(Conflict):
        accounts.grant(time.call(), who.account, Grant("filler", UNIT))


def test_an_erased_account_keeps_its_id_and_nothing_of_the_person(time: Time) -> None:
    who = active(time)
    accounts.erase(time.call(), who.account)
    held = accounts.find(time.call(), who.account)
    assert (held.login, held.name, held.email, held.state) == ("", "", "", "erased")
    assert invited(time).account != who.account  # the name is free again


@pytest.mark.parametrize("last", [accounts.end, accounts.erase])
def test_an_account_that_was_ended_does_not_come_back(time: Time, last: Callable[[Call, str], None]) -> None:
    who = active(time)
    last(time.call(), who.account)
    held = accounts.find(time.call(), who.account)
    for act in (
        lambda: again(time.call(), held),
        lambda: accounts.end(time.call(), who.account),
        lambda: accounts.unlock(time.call(), who.account),
        lambda: accounts.grant(time.call(), who.account, Grant("filler", UNIT)),
    ):
        with pytest.raises(Conflict):
            act()
    accounts.erase(time.call(), who.account)
    assert accounts.find(time.call(), who.account).state == "erased"


def test_another_password_ends_the_other_sessions(time: Time) -> None:
    who = active(time)
    one, two = (sign_in(time.anyone(), who.login, PASSWORD, HOME).secret for _ in range(2))
    held = sessions.signed_in(time.anyone(), one)
    assert held is not None
    with pytest.raises(NotSignedIn):
        accounts.change_password(time.call(held.actor), "not the password", "another one of mine")
    accounts.change_password(time.call(held.actor), PASSWORD, "another one of mine", held.session.id)
    assert sessions.signed_in(time.anyone(), one)
    assert sessions.signed_in(time.anyone(), two) is None
    assert sign_in(time.anyone(), who.login, "another one of mine", HOME).step == "whole"


def test_a_new_invitation_voids_what_let_one_in_before(time: Time) -> None:
    who = active(time)
    secret = sign_in(time.anyone(), who.login, PASSWORD, HOME).secret
    new = again(time.call(), accounts.find(time.call(), who.account))
    assert sessions.signed_in(time.anyone(), secret) is None
    refused(time, who.login, PASSWORD)
    first_sign_in(time.anyone(), UNIT, new.code, PASSWORD, HOME)


def test_only_who_lets_people_in_may_and_nobody_ends_the_session_of_another(time: Time) -> None:
    who = active(time)
    other = active(time, scope="U3", email="zhao@example.org")
    filler = time.call(Actor.signed_in(who.account, (Grant("filler", UNIT),)))
    for act in (
        lambda: accounts.find(filler, who.account),
        lambda: accounts.listed(filler),
        lambda: accounts.grant(filler, who.account, Grant("unit_head", UNIT)),
        lambda: accounts.end(filler, other.account),
        lambda: accounts.erase(filler, other.account),
        lambda: accounts.unlock(filler, other.account),
        lambda: invite(filler, "x", []),
        lambda: sessions.end(filler, other.account),
    ):
        with pytest.raises(NotAllowed):
            act()
    admin = time.call(Actor.signed_in("0", (Grant("security_admin"),)))
    assert sessions.end(admin, other.account) == 1
    with pytest.raises(NotFound):
        sessions.end(admin, other.account, "x")


def test_rows_that_are_not_sound_are_findings_and_the_others_go_on(time: Time) -> None:
    rows = [
        Row(2, UNIT, "filler", "李明", "li@example.org"),
        Row(3, "NOT-IN-FRAME", "filler", "王", ""),
        Row(4, UNIT, "clerk", "王", ""),
        Row(5, "", "filler", "王", ""),
        Row(6, "880000", "statistician", "王", ""),
        Row(7, UNIT, "unit_head", "", ""),
        Row(8, UNIT, "unit_head", "王", "no address"),
        Row(9, UNIT, "filler", "李明", "LI@example.org"),
        Row(10, "990100", "supervisor", "李明", "li@example.org"),
        Row(11, "U5", "filler", "李明", "li@example.org"),
        Row(12, "U5", "unit_head", "王", ""),
    ]
    made, found = invite(time.call(), "people.csv", rows)
    assert [(finding.line, finding.code) for finding in found] == [
        (3, "PERSON_FRAME"),
        (4, "PERSON_ROLE"),
        (5, "PERSON_SCOPE"),
        (6, "PERSON_AREA"),
        (7, "PERSON_NAME"),
        (8, "PERSON_NAME"),
        (9, "PERSON_THERE"),
        (10, "PERSON_ROLES"),
    ]
    assert [(one.scope, one.role, bool(one.code)) for one in made] == [
        (UNIT, "filler", True),
        ("U5", "filler", False),
        ("U5", "unit_head", True),
    ]
    assert made[0].account == made[1].account


def test_ten_thousand_are_invited_in_seconds(time: Time) -> None:
    from time import perf_counter

    start = perf_counter()
    made, found = invite(
        time.call(), "x", [Row(n, f"U{n}", "filler", f"人{n}", f"u{n}@example.org") for n in range(10_000)]
    )
    assert perf_counter() - start < 20
    assert (len(made), len({one.code for one in made}), found) == (10_000, 10_000, [])
    assert first_sign_in(time.anyone(), "U9999", made[-1].code, PASSWORD, HOME).step == "whole"


def test_that_somebody_saw_data_of_a_unit_is_in_the_chain_of_readings(time: Time) -> None:
    reach.read(time.call(Actor.signed_in("0a")), "report", "F/2026-08/U1")
    (event,) = time.ports.ledger.readings.events()
    assert (event.actor, event.kind) == ("person:0a", "unit.read")
    assert event.fact == {"what": "report", "key": "F/2026-08/U1"}


def test_a_right_reaches_as_far_as_its_grant(time: Time) -> None:
    city = time.call(Actor.signed_in("0", (Grant("statistician", "990100"),)))
    reach.demand_unit(city, "inspect", "U1")
    reach.demand_area(city, "review", "990101")
    for refused_ in (
        lambda: reach.demand_unit(city, "fill", "U1"),
        lambda: reach.demand_unit(city, "inspect", "NOT-IN-FRAME"),
        lambda: reach.demand_unit(city, "inspect", ""),
        lambda: reach.demand_area(city, "review", "990000"),
        lambda: reach.demand_area(city, "review", ""),
    ):
        with pytest.raises(NotAllowed):
            refused_()
