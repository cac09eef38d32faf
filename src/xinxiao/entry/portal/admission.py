"""Who comes in behind a session: who it is, whether they may, whether what they send is from a page of theirs.

Asked of every route that has to do with sessions, before it is. ``admitted`` asks the ledger, so it is done in a thread;
``sent_from_own_page`` needs the body.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from urllib.parse import urlsplit

from xinxiao.entry.portal.cookies import BEFORE, SESSION, TOKEN, fits, secret_of
from xinxiao.entry.portal.route import WRITING, Visit
from xinxiao.errors import NotAllowed, NotSignedIn, told
from xinxiao.model.collect.people import SessionStep
from xinxiao.model.collect.report import ReportKey
from xinxiao.uses.collect import reach, tokens
from xinxiao.uses.collect.sessions import SECRET, signed_in


class StepAwaited(NotSignedIn):
    """Somebody gave a password, and a further ``step`` is to come first."""

    def __init__(self, step: SessionStep) -> None:
        super().__init__(step, told("not_signed_in"))
        self.step = step


HERE = ("", "same-origin", "none")
"""What Sec-Fetch-Site says of what comes from a page of this portal, or was typed; browsers of before 2023 may not say it."""


def admitted(visit: Visit) -> Visit:
    """The visit with who makes it. Raises :class:`NotSignedIn`, :class:`NotAllowed`."""
    route, http = visit.route, visit.http
    if route.session == "bearer":
        return _by_token(visit)
    _demand_own_site(visit)
    if route.session == "begins":
        secret = secret_of(http, BEFORE) or secrets.token_urlsafe(SECRET)
        return replace(visit, secret=secret, is_admitted=http.method not in WRITING)
    secret = secret_of(http, SESSION)
    found = signed_in(visit.call, secret) if secret else None
    if found is None:
        raise NotSignedIn(http.path, told("not_signed_in"))
    visit = replace(visit, http=replace(http, actor=found.actor), signed=found, secret=secret)
    if found.session.step != "whole" and route.session != "begun":
        raise StepAwaited(found.session.step)
    _demand_access(visit)
    return replace(visit, is_admitted=http.method not in WRITING)


def _by_token(visit: Visit) -> Visit:
    """The visit of a program that shows an access token (RFC 6750: in the header and nowhere else)."""
    scheme, _, secret = visit.http.headers.get("authorization", "").partition(" ")
    found = tokens.shown(visit.call, secret.strip()) if scheme.lower() == "bearer" else None
    if found is None:
        raise NotSignedIn(visit.http.path, told("token_over"))
    visit = replace(visit, http=replace(visit.http, actor=found.actor), token=found.token)
    _demand_access(visit)
    return replace(visit, is_admitted=True)


def _demand_access(visit: Visit) -> None:
    route, call = visit.route, visit.call
    if not route.access.allows(call.actor):
        raise NotAllowed(visit.http.path, told("access", who=route.access.name))
    if route.about == "unit":
        args = visit.args
        named = "form" in args and "period" in args
        key = ReportKey(args["form"], args["period"], args["unit"]) if named else None
        reach.demand_unit(call, route.access.right, args["unit"], key)
    elif route.about == "area":
        reach.demand_area(call, route.access.right, visit.args["area"])


def _demand_own_site(visit: Visit) -> None:
    """What changes something comes from a page of this portal, as far as the browser says."""
    http = visit.http
    if http.method not in WRITING:
        return
    origin, hosts = (
        http.headers.get("origin", ""),
        {urlsplit(http.origin).netloc, http.headers.get("host", "")},
    )
    strange = (
        bool(origin) and urlsplit(origin).netloc not in hosts
    )  # a proxy may have taken off the encryption
    if strange or http.headers.get("sec-fetch-site", "") not in HERE:
        raise NotAllowed(http.path, told("token_wrong"))


def sent_from_own_page(visit: Visit) -> Visit:
    """The visit, when what was sent holds the token of the session. Raises :class:`NotAllowed`."""
    http = visit.http
    if visit.route.session == "bearer":  # a browser sends no such header by itself
        return visit
    sent = [value for name, value in http.body.fields if name == TOKEN]
    token = http.headers.get("x-csrf-token", "") or (sent[0] if len(sent) == 1 else "")
    held = secret_of(http, BEFORE if visit.route.session == "begins" else SESSION)
    if not fits(held, token):
        raise NotAllowed(http.path, told("token_wrong"))
    return replace(visit, is_admitted=True)
