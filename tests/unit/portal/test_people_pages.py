"""Coming in by the pages: invitation, password, one-time code, next page; the own account; the people; and the way out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyotp
import pytest

from tests.people import UNIT, Browser, Fixed, account, signed_in
from xinxiao import bootstrap
from xinxiao.entry.portal.app import create
from xinxiao.entry.portal.door import Door
from xinxiao.model.actor import Actor
from xinxiao.model.collect.people import Grant
from xinxiao.uses.call import Call, Ports, clock
from xinxiao.uses.collect.invitations import Row, invite

PASSWORD = "four words stand together"
OPERATOR = Actor("operator", "me")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Ports]:
    """Stores in an empty home with places."""
    ports = replace(bootstrap.ports(tmp_path / "home"), places=Fixed())
    yield ports
    ports.ledger.close()


@pytest.fixture
def door(house: Ports) -> Door:
    """The portal over it."""
    return create(house)


def invited(house: Ports, role: str, scope: str, email: str) -> str:
    """The code of an invitation."""
    (made,), _ = invite(Call(house, OPERATOR, clock()), "x", [Row(1, scope, role, "李明", email)])
    return made.code


def came_in(house: Ports, door: Door) -> Browser:
    """A browser that came in with an invitation."""
    code, browser = invited(house, "filler", UNIT, "li@example.org"), Browser(door)
    assert browser.get("/zh/first").status_code == 200
    fields = {"name": UNIT, "code": code, "password": PASSWORD, "again": PASSWORD}
    found = browser.post("/zh/first", fields)
    assert (found.status_code, found.headers["location"]) == (303, "/zh/desk")
    return browser


def test_somebody_comes_in_with_an_invitation_and_later_with_the_password(house: Ports, door: Door) -> None:
    browser = came_in(house, door)
    page = browser.get("/zh/desk")
    assert "李明" in page.text and "填报人" in page.text
    assert browser.post("/zh/sign-out").status_code == 303
    browser.get("/zh/sign-in")
    found = browser.post(
        "/zh/sign-in", {"name": "li@example.org", "password": PASSWORD, "next": "/zh/me?done=code"}
    )
    assert found.headers["location"] == "/zh/me?done=code"
    cookies = found.headers.get_list("set-cookie")
    assert re.fullmatch(r"xinxiao_session=[\w-]{43}; Path=/; HttpOnly; SameSite=Lax", cookies[0])
    assert browser.get("/zh/me").status_code == 200


@pytest.mark.parametrize(
    "to",
    [
        "https://evil.example/zh/me",
        "//evil.example",
        "/zh//evil.example",
        "/\\evil.example",
        "/zh/me\r\nset-cookie: x=y",
        "javascript:alert(1)",
        "/zh/no-such-page",
        "/static/style.css",
    ],
)
def test_nobody_is_led_elsewhere_after_signing_in(house: Ports, door: Door, to: str) -> None:
    browser = came_in(house, door)
    browser.post("/zh/sign-out")
    browser.get("/zh/sign-in")
    found = browser.post("/zh/sign-in", {"name": "li@example.org", "password": PASSWORD, "next": to})
    assert found.headers.get("location", "/zh/desk") == "/zh/desk"
    assert "x=y" not in str(found.headers)


def test_a_refusal_looks_the_same_for_every_name_and_shows_no_password(house: Ports, door: Door) -> None:
    came_in(house, door)
    browser, bodies = Browser(door), set()
    browser.get("/en/sign-in")
    for name in ("li@example.org", "nobody@example.org"):
        found = browser.post("/en/sign-in", {"name": name, "password": "secret-of-mine"})
        assert found.status_code == 401
        assert "That did not let you in" in found.text and "secret-of-mine" not in found.text
        bodies.add(found.text.replace(name, "NAME"))
    assert len(bodies) == 1


def test_too_many_failures_are_429_with_the_time_to_wait(house: Ports, door: Door) -> None:
    came_in(house, door)
    browser = Browser(door)
    browser.get("/en/sign-in")
    for _ in range(5):
        assert browser.post("/en/sign-in", {"name": "li@example.org", "password": "x"}).status_code == 401
    found = browser.post("/en/sign-in", {"name": "li@example.org", "password": PASSWORD})
    assert found.status_code == 429
    assert 890 <= int(found.headers["retry-after"]) <= 900
    assert "wait 15 minutes" in found.text


def test_a_form_for_signing_in_is_tied_to_the_browser_it_was_shown_to(door: Door) -> None:
    browser, other = Browser(door), Browser(door)
    browser.get("/en/sign-in")
    other.get("/en/sign-in")
    fields = {"name": "x", "password": "y", "token": other.token}
    assert browser.send("POST", "/en/sign-in", data=fields).status_code == 403
    assert Browser(door).post("/en/sign-in", {"name": "x", "password": "y"}).status_code == 403


def test_a_statistician_sets_codes_up_before_anything_else_and_gives_one_each_time(
    house: Ports, door: Door
) -> None:
    code, browser = invited(house, "statistician", "990100", "tong@example.org"), Browser(door)
    browser.get("/en/first")
    fields = {"name": "990100", "code": code, "password": PASSWORD, "again": PASSWORD}
    assert browser.post("/en/first", fields).headers["location"] == "/en/me/code"
    assert browser.get("/en/desk").headers["location"] == "/en/me/code"
    assert browser.get("/en/me").status_code == 303
    page = browser.get("/en/me/code").text
    assert "<svg" in page
    secret = re.search(r'<code class="secret">([A-Z2-7 ]+)<', page)
    sealed = re.search(r'name="secret" value="([^"]+)"', page)
    assert secret and sealed
    totp = pyotp.TOTP(secret[1].replace(" ", ""))
    wrong = "000000" if totp.now() != "000000" else "000001"
    before = browser.cookies["xinxiao_session"]
    assert browser.post("/en/me/code", {"code": wrong, "secret": sealed[1]}).status_code == 422
    done = browser.post("/en/me/code", {"code": totp.now(), "secret": sealed[1]})
    assert done.status_code == 200
    codes = re.findall(r"<li><code>([A-Z2-9-]{19})</code></li>", done.text)
    assert len(set(codes)) == 10
    assert browser.cookies["xinxiao_session"] != before
    assert browser.get("/en/desk").status_code == 200
    browser.post("/en/sign-out")
    browser.get("/en/sign-in")
    found = browser.post("/en/sign-in", {"name": "tong@example.org", "password": PASSWORD})
    assert found.headers["location"] == "/en/sign-in/code"
    assert browser.get("/en/desk").headers["location"].startswith("/en/sign-in/code?next=")
    assert browser.get("/en/me/code").status_code == 404  # a password alone sets nothing up
    assert browser.post("/en/me/code", {"code": totp.now(), "secret": sealed[1]}).status_code == 404
    assert browser.post("/en/sign-in/code", {"code": wrong}).status_code == 401
    assert browser.post("/en/sign-in/code", {"code": codes[3]}).headers["location"].startswith("/en/desk")
    assert browser.get("/en/desk").status_code == 200


def test_the_own_password_and_sessions(house: Ports, door: Door) -> None:
    browser = came_in(house, door)
    other = Browser(door)
    other.get("/zh/sign-in")
    other.post("/zh/sign-in", {"name": "li@example.org", "password": PASSWORD})
    page = browser.get("/en/me").text
    named = re.findall(r'name="session" value="([0-9a-f]{16})"', page)
    assert len(named) == 1
    assert (
        browser.post("/en/me/sessions", {"session": named[0]}).headers["location"] == "/en/me?done=sessions"
    )
    assert other.get("/zh/desk").status_code == 303
    new = {"password": "another one of mine", "again": "another one of mine"}
    assert browser.post("/en/me/password", {"old": "wrong", **new}).status_code == 401
    assert (
        browser.post(
            "/en/me/password", {"old": PASSWORD, "password": "a" * 12, "again": "b" * 12}
        ).status_code
        == 422
    )
    assert (
        browser.post("/en/me/password", {"old": PASSWORD, "password": "short", "again": "short"}).status_code
        == 400
    )
    assert browser.post("/en/me/password", {"old": PASSWORD, **new}).status_code == 303
    assert browser.get("/en/me?done=password").status_code == 200


def test_nobody_ends_the_session_of_another(house: Ports, door: Door) -> None:
    browser = came_in(house, door)
    who = account(house)
    from xinxiao.uses.collect import sessions

    other = Browser.of(door, sessions.begin(Call(house, Actor.signed_in(who.id), clock()), who.id))
    (held,) = house.people.sessions(who.id, "2026")
    assert browser.post("/en/me/sessions", {"session": held.id}).status_code == 404
    assert other.get("/en/desk").status_code == 200


def test_a_security_administrator_lets_people_in_and_out(house: Ports, door: Door) -> None:
    admin = Browser.of(door, signed_in(house, Grant("security_admin")))
    page = admin.post(
        "/en/people", {"role": "filler", "scope": UNIT, "full_name": "王<b>芳", "email": "wang@example.org"}
    )
    code = re.search(r'<code class="secret">([A-Z2-9-]{19})<', page.text)
    assert code
    assert (
        admin.post("/en/people", {"role": "filler", "scope": "NOT-IN-FRAME", "full_name": "王"}).status_code
        == 422
    )
    listed = admin.get("/en/people").text
    assert "王&lt;b&gt;芳" in listed
    number = re.search(r'/en/people/([0-9a-f]{16})">wang@', listed)
    assert number
    path = f"/en/people/{number[1]}"
    assert admin.get(path).status_code == 200
    assert admin.post(path, {"act": "grant", "role": "unit_head", "scope": UNIT}).status_code == 303
    assert admin.post(path, {"act": "grant", "role": "supervisor", "scope": "990100"}).status_code == 409
    assert admin.post(path, {"act": "grant", "role": "filler", "scope": "NOT-IN-FRAME"}).status_code == 400
    assert admin.post(path, {"act": "revoke", "role": "unit_head", "scope": UNIT}).status_code == 303
    assert admin.post(path, {"act": "again"}).status_code == 200
    assert admin.post(path, {"act": "nonsense"}).status_code == 422
    assert admin.post(path, {"act": "end"}).status_code == 422
    assert admin.post(path, {"act": "end", "sure": "yes"}).status_code == 303
    assert "ended" in admin.get(path).text
    assert admin.post(path, {"act": "erase", "sure": "yes"}).status_code == 303
    assert "wang@example.org" not in admin.get("/en/people").text
    assert admin.get("/en/people/0000000000000000").status_code == 404


def test_an_answer_of_the_portal_never_names_a_secret_in_an_address(house: Ports, door: Door) -> None:
    browser = came_in(house, door)
    for path in ("/en/desk", "/en/me", "/en/me/code", "/en/sign-in", "/en/first"):
        found = browser.get(path)
        addresses = re.findall(r'(?:href|action|src)="([^"]*)"', found.text)
        assert not [a for a in addresses if browser.cookies["xinxiao_session"] in a or browser.token in a]
        assert found.headers["cache-control"] == "no-store"
