"""Cookies: the one of a session and the one of somebody about to sign in; and the tokens of forms made from them.

A token is an HMAC of fixed words under the secret of the cookie, so that only a page of the same browser has it, and
nothing has to be kept.
"""

from __future__ import annotations

import hmac
import re
from hashlib import sha256

from xinxiao.entry.portal.http_request import HttpRequest

SESSION = "xinxiao_session"
"""What a browser holds of a session."""
BEFORE = "xinxiao_before"
"""What ties the page for signing in to a browser that is not signed in."""
TOKEN = "token"
"""The field of a form that holds the token."""
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


def secret_of(request: HttpRequest, name: str) -> str:
    """The secret a browser holds under a name; empty for none, or one that was never given."""
    value = request.cookie(name)
    return value if _SECRET.fullmatch(value) else ""


def token_of(secret: str) -> str:
    """The token of the forms of whoever holds a secret."""
    return hmac.digest(secret.encode(), b"xinxiao form", sha256).hex()


def fits(secret: str, token: str) -> bool:
    """Whether a token is that of a secret, told in the same time whatever it is."""
    return bool(secret) and hmac.compare_digest(token_of(secret).encode(), token.encode("utf-8", "replace"))


def given(request: HttpRequest, root: str, name: str, secret: str) -> tuple[str, str]:
    """The header that has the browser hold a secret, until it is closed or the session ends."""
    secure = "; Secure" if request.origin.startswith("https:") else ""
    return "set-cookie", f"{name}={secret}; Path={root or '/'}; HttpOnly; SameSite=Lax{secure}"


def taken(request: HttpRequest, root: str, name: str) -> tuple[str, str]:
    """The header that has the browser forget it."""
    key, value = given(request, root, name, "")
    return key, f"{value}; Max-Age=0"
