"""An identity provider of our own on loopback: the way there and back, a first time with an invitation, and answers that do not fit."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.people import UNIT, Browser, Fixed
from xinxiao import bootstrap
from xinxiao.entry.portal.app import create
from xinxiao.entry.portal.door import Door
from xinxiao.model.actor import Actor
from xinxiao.settings import IdentityProvider
from xinxiao.store.provider import Provider
from xinxiao.uses.call import Call, Ports, clock
from xinxiao.uses.collect.invitations import Row, invite


@dataclass
class House:
    """A provider that knows one person; ``wrong`` changes the claims it signs, ``without`` drops one."""

    address: str = ""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1", "use": "sig"}))
    signs_with: RSAKey | None = None
    algorithm: str = "RS256"
    wrong: dict[str, Any] = field(default_factory=dict)
    without: str = ""
    waiting: dict[str, dict[str, str]] = field(default_factory=dict)

    def authorise(self, address: str) -> str:
        """What the person's browser comes back with."""
        asked = dict(parse_qsl(urlsplit(address).query))
        assert asked["code_challenge_method"] == "S256" and asked["response_type"] == "code"
        self.waiting["the-code"] = asked
        return f"{urlsplit(asked['redirect_uri']).path}?code=the-code&state={asked['state']}"

    def token(self, form: dict[str, list[str]]) -> dict[str, Any]:
        """What it gives for a code, once, to who holds the verifier."""
        asked = self.waiting.pop(form["code"][0])
        verifier = sha256(form["code_verifier"][0].encode()).digest()
        assert base64.urlsafe_b64encode(verifier).decode().rstrip("=") == asked["code_challenge"]
        now = int(time.time())
        claims = {
            "iss": self.address,
            "aud": "xinxiao",
            "sub": "person-7",
            "exp": now + 60,
            "iat": now,
            "nonce": asked["nonce"],
            **self.wrong,
        }
        claims.pop(self.without, None)
        signed = jwt.encode({"alg": self.algorithm, "kid": "1"}, claims, self.signs_with or self.key)
        return {"access_token": "x", "token_type": "Bearer", "id_token": signed}


@pytest.fixture
def house() -> Iterator[House]:
    """The provider, answering."""
    made = House()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            names = {"authorization_endpoint": "/authorise", "token_endpoint": "/token", "jwks_uri": "/keys"}
            found = {"issuer": made.address, **{name: made.address + path for name, path in names.items()}}
            self._say({"keys": [made.key.as_dict(private=False)]} if self.path == "/keys" else found)

        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["content-length"])).decode()
            assert self.headers["authorization"].startswith("Basic ")
            self._say(made.token(parse_qs(content)))

        def _say(self, value: object) -> None:
            content = json.dumps(value).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    made.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def ports(tmp_path: Path, house: House) -> Iterator[Ports]:
    """Stores in an empty home that name the provider."""
    secret = tmp_path / "client-secret"
    secret.write_text("hush\n")
    provider = Provider(IdentityProvider(house.address, "xinxiao", str(secret)))
    ports = replace(bootstrap.ports(tmp_path / "home"), places=Fixed(), provider=provider)
    yield ports
    ports.ledger.close()


@pytest.fixture
def door(ports: Ports) -> Door:
    """The portal over them."""
    return create(ports)


def back(browser: Browser, house: House) -> Any:
    """Go to the provider and come back."""
    sent = browser.get("/en/sign-in/provider")
    assert sent.status_code == 303
    return browser.get(house.authorise(sent.headers["location"]))


def test_somebody_comes_in_through_the_provider_once_an_invitation_bound_the_account(
    ports: Ports, door: Door, house: House
) -> None:
    (made,), _ = invite(
        Call(ports, Actor("operator"), clock()), "x", [Row(1, UNIT, "filler", "李", "li@example.org")]
    )
    browser = Browser(door)
    assert f"Sign in through {urlsplit(house.address).netloc}" in browser.get("/en/sign-in").text
    found = back(browser, house)
    assert (found.status_code, found.headers["location"]) == (303, "/zh/first")
    assert "no password is needed" in browser.get("/en/first").text
    assert browser.post("/en/first", {"name": UNIT, "code": made.code}).headers["location"] == "/en/desk"
    assert browser.get("/en/desk").status_code == 200
    assert "xinxiao_known" not in browser.cookies
    other = Browser(door)
    assert back(other, house).headers["location"] == "/zh/desk"
    assert other.get("/en/desk").status_code == 200
    kinds = [event.fact.get("by") for event in ports.ledger.events.events(kind="account.activated")]
    assert kinds == ["provider"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://evil.example"},
        {"aud": "another"},
        {"exp": 1_000_000_000},
        {"nonce": "another"},
        {"sub": None},
        {"exp": None},
    ],
)
def test_a_token_that_does_not_fit_lets_nobody_in(door: Door, house: House, wrong: dict[str, Any]) -> None:
    house.wrong = wrong
    browser = Browser(door)
    assert back(browser, house).status_code == 401
    assert "xinxiao_session" not in browser.cookies and "xinxiao_known" not in browser.cookies


@pytest.mark.parametrize("without", ["iss", "aud", "exp", "nonce", "sub"])
def test_a_token_that_lacks_a_claim_lets_nobody_in(door: Door, house: House, without: str) -> None:
    house.without = without
    browser = Browser(door)
    assert back(browser, house).status_code == 401
    assert "xinxiao_session" not in browser.cookies and "xinxiao_known" not in browser.cookies


def test_a_token_signed_by_another_lets_nobody_in(door: Door, house: House) -> None:
    house.signs_with = RSAKey.generate_key(2048, {"kid": "1"})
    assert back(Browser(door), house).status_code == 401


def test_an_answer_meant_for_another_browser_lets_nobody_in(door: Door, house: House) -> None:
    sent = Browser(door).get("/en/sign-in/provider")
    address = house.authorise(sent.headers["location"])
    assert Browser(door).get(address).status_code == 401
    victim = Browser(door)
    victim.get("/en/sign-in")
    assert victim.get(address).status_code == 401


def test_what_the_provider_said_is_sealed_for_one_browser_and_ten_minutes(
    ports: Ports, door: Door, house: House
) -> None:
    browser = Browser(door)
    back(browser, house)
    assert "person-7" not in browser.cookies["xinxiao_known"]
    other = Browser(door, {"xinxiao_known": browser.cookies["xinxiao_known"]})
    assert "no password is needed" not in other.get("/en/first").text


def test_a_provider_that_is_away_or_not_set_is_said(ports: Ports, tmp_path: Path) -> None:
    away = Provider(IdentityProvider("http://127.0.0.1:9", "xinxiao"))
    assert Browser(create(replace(ports, provider=away))).get("/en/sign-in/provider").status_code == 503
    none = Browser(create(replace(ports, provider=Provider())))
    assert none.get("/en/sign-in/provider").status_code == 404
    assert none.get("/sign-in/back?code=x&state=y").status_code == 404
    assert "Sign in through" not in none.get("/en/sign-in").text
