"""One-time codes (RFC 6238: six digits, SHA-1, thirty seconds, as every authenticator makes them) and recovery codes.

The secret is sealed at rest. A code is good once: the ledger keeps the step of time it was of. Of a recovery code the ledger has
the hash.
"""

from __future__ import annotations

import hmac
import re
import secrets
from dataclasses import dataclass

from xinxiao.errors import NotSignedIn, told
from xinxiao.model.collect.people import Credentials
from xinxiao.model.collect.people_facts import AccountSecured
from xinxiao.uses.call import Call
from xinxiao.uses.collect.sessions import digest_of

STEP = 30
"""Seconds a code is shown."""
ASKEW = 1
"""Steps by which a clock may be wrong, either way."""
RECOVERY = 10
"""Recovery codes."""
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Letters and digits that nobody mistakes for another."""
ISSUER = "xinxiao"
_CODE = re.compile(r"[0-9]{6}")


@dataclass(frozen=True)
class SetUp:
    """What an authenticator needs: the secret as people type it, and the address a picture of squares holds."""

    secret: str
    address: str


def fits(call: Call, held: Credentials, given: str) -> bool:
    """Whether a code is good for an account; it is used up then."""
    code = re.sub(r"[\s-]", "", given).upper()
    if not _CODE.fullmatch(code):
        return call.ports.people.use_recovery(held.account, digest_of(code))
    if not held.code_secret:
        return False
    secret = call.ports.seal.open(held.code_secret, f"code {held.account}")
    step = _step(call, secret, code)
    return step is not None and call.ports.people.use_code(held.account, step)


def set_up(call: Call, name: str) -> SetUp:
    """A new secret for who asks, kept nowhere until it is confirmed. ``name``: what the authenticator shows it as."""
    import pyotp

    call.demand("attend")
    return set_up_again(pyotp.random_base32(), name)


def set_up_again(secret: str, name: str) -> SetUp:
    """The same with a secret that was shown already."""
    import pyotp

    return SetUp(secret, pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER))


def confirm(call: Call, secret: str, code: str) -> tuple[str, ...]:
    """Have the account of who asks signed in with this secret from now on, when a code made with it is given; the new recovery codes.

    Raises :class:`NotSignedIn` for another code.
    """
    call.demand("attend")
    step = _step(call, secret, re.sub(r"\s", "", code))
    if step is None:
        raise NotSignedIn("code", told("code_wrong"))
    account = call.actor.name
    held = call.ports.people.credentials_of(account)
    sealed = call.ports.seal.close(secret, f"code {account}")
    made = tuple(random_code(16) for _ in range(RECOVERY))
    facts = [AccountSecured(account=account, what="code")]
    call.ports.people.secure(
        account,
        {"code_secret": sealed, "code_used": step},
        call.actor.line,
        call.at,
        facts,
        recovery=[digest_of(one.replace("-", "")) for one in made],
        still={"code_secret": held.code_secret if held else ""},
    )
    return made


def random_code(letters: int) -> str:
    """A code nobody guesses, five bits a letter, in groups of five or four."""
    code, group = "".join(secrets.choice(LETTERS) for _ in range(letters)), 5 if letters % 5 == 0 else 4
    return "-".join(code[begin : begin + group] for begin in range(0, letters, group))


def _step(call: Call, secret: str, code: str) -> int | None:
    """The step of time a code is of, of those that count now."""
    import pyotp

    now, asked = int(call.now.timestamp()) // STEP, code.encode("ascii", "replace").decode()
    totp = pyotp.TOTP(secret)
    for step in range(now - ASKEW, now + ASKEW + 1):
        if hmac.compare_digest(totp.generate_otp(step), asked):
            return step
    return None
