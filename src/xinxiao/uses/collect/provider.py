"""Signing in through an identity provider: an account is known by the issuer and the subject bound to it at the first time."""

from __future__ import annotations

import base64
import hmac
from dataclasses import dataclass
from hashlib import sha256

from xinxiao.errors import NotSignedIn, told
from xinxiao.model.actor import SYSTEM
from xinxiao.model.collect.people_facts import SessionRefused
from xinxiao.uses.call import Call
from xinxiao.uses.collect import sessions
from xinxiao.uses.collect.sign_in import CameIn, step_of


@dataclass(frozen=True)
class Asked:
    """What ties an answer of a provider to the browser that asked: made from the secret its cookie holds, kept nowhere."""

    state: str
    nonce: str
    verifier: str


def asked(secret: str) -> Asked:
    """Of a browser with this secret."""

    def made(what: str) -> str:
        mac = hmac.digest(secret.encode(), f"xinxiao provider {what}".encode(), sha256)
        return base64.urlsafe_b64encode(mac).decode("ascii").rstrip("=")

    return Asked(made("state"), made("nonce"), made("verifier"))


def address(call: Call, secret: str, back: str) -> str:
    """Where somebody is sent to sign in at the provider."""
    ties = asked(secret)
    return call.ports.provider.address(back, ties.state, ties.nonce, ties.verifier)


def came_back(call: Call, secret: str, back: str, code: str, state: str) -> tuple[str, str]:
    """Issuer and subject of who comes back from the provider. Raises :class:`NotSignedIn` for an answer to another browser."""
    ties = asked(secret)
    if not secret or not hmac.compare_digest(ties.state.encode(), state.encode("utf-8", "replace")):
        raise NotSignedIn("state", told("provider_refused", provider=call.ports.provider.name))
    return call.ports.provider.said(back, code, ties.nonce, ties.verifier)


def sign_in_as(call: Call, issuer: str, subject: str) -> CameIn | None:
    """Begin a session of the account bound to a subject; None when there is none. Raises :class:`NotSignedIn` for one that is
    locked or was ended."""
    held = call.ports.people.of_subject(issuer, subject)
    if held is None:
        return None
    if held.state != "active" or held.locked_until > call.at:
        fact = SessionRefused(account=held.account, why="state" if held.state != "active" else "locked")
        call.ports.ledger.events.append(SYSTEM.line, call.at, [fact])
        raise NotSignedIn("provider", told("sign_in_refused"))
    step, still = step_of(held), {"issuer": issuer, "subject": subject, "code_secret": held.code_secret}
    return CameIn(sessions.begin(call, held.account, step, still), step, held.failures)
