"""Messages through a real mail server on this machine."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from xinxiao.errors import Unavailable
from xinxiao.settings import Mail
from xinxiao.store.post import Post


class Box:
    """What a server took."""

    def __init__(self) -> None:
        self.taken: list[Any] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.taken.append(envelope)
        return "250 OK"


def authenticator(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    right = (data.login, data.password) == (b"me", b"p@ss:w")
    return AuthResult(success=right, handled=False)  # the server says so; handled, it would say nothing


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def trust(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """The certificate of a server here, which this process trusts meanwhile."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


def serve(box: Box, **options: Any) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port, **options)
    server.start()
    yield port
    server.stop()


@pytest.fixture
def plain(box: Box) -> Iterator[int]:
    yield from serve(box)


@pytest.fixture
def tls(box: Box, trust: ssl.SSLContext) -> Iterator[int]:
    yield from serve(box, ssl_context=trust)


@pytest.fixture
def starttls(box: Box, trust: ssl.SSLContext) -> Iterator[int]:
    yield from serve(
        box, tls_context=trust, require_starttls=True, authenticator=authenticator, auth_required=True
    )


def post(server: str) -> Post:
    return Post(Mail(server, "xinxiao@example.org", ("a@example.org", "b@example.org")))


def test_a_message_reaches_every_recipient(box: Box, plain: int) -> None:
    post(f"smtp://127.0.0.1:{plain}").send("mail.head 2026-01-01", "台账 2026-01-01", "链头\n")
    (taken,) = box.taken
    assert taken.rcpt_tos == ["a@example.org", "b@example.org"]
    assert taken.mail_from == "xinxiao@example.org"


def test_a_message_sent_twice_has_one_message_id(box: Box, plain: int) -> None:
    for _ in range(2):
        post(f"smtp://127.0.0.1:{plain}").send("mail.head 2026-01-01", "s", "t")
    ids = [
        line for e in box.taken for line in e.content.splitlines() if line.lower().startswith(b"message-id")
    ]
    assert len(ids) == 2
    assert len(set(ids)) == 1


def test_a_server_that_speaks_tls_from_the_start(box: Box, tls: int) -> None:
    post(f"smtps://127.0.0.1:{tls}").send("k", "s", "t")
    assert len(box.taken) == 1


def test_a_server_that_wants_tls_and_a_password(box: Box, starttls: int) -> None:
    post(f"smtp+starttls://me:p%40ss%3Aw@127.0.0.1:{starttls}").send("k", "s", "t")
    assert len(box.taken) == 1


@pytest.mark.parametrize("how", ["smtp", "smtp+starttls://me:wrong@"])
def test_a_server_that_refuses_is_said_without_the_password(box: Box, starttls: int, how: str) -> None:
    place = f"smtp://127.0.0.1:{starttls}" if how == "smtp" else f"{how}127.0.0.1:{starttls}"
    with pytest.raises(Unavailable) as caught:
        post(place).send("k", "s", "t")
    assert caught.value.told is not None
    assert caught.value.told.name == "mail_refused"
    assert "wrong" not in str(caught.value) + str(caught.value.told)
    assert box.taken == []


def test_a_server_nobody_vouches_for_is_not_spoken_to(
    box: Box, tls: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(Unavailable, match="certificate"):
        post(f"smtps://127.0.0.1:{tls}").send("k", "s", "t")
    assert box.taken == []


def test_without_a_server_or_somebody_to_send_to_the_post_is_closed() -> None:
    assert not Post(Mail()).is_open
    assert post("smtp://127.0.0.1:1").is_open


def test_a_server_that_is_not_there_is_said() -> None:
    with pytest.raises(Unavailable, match=r"127\.0\.0\.1"):
        post("smtp://127.0.0.1:1").send("k", "s", "t")
