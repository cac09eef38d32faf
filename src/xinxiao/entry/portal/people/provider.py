"""The way to the identity provider and back."""

from __future__ import annotations

from datetime import timedelta

from xinxiao.entry.portal import answer, cookies
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.desk import DeskVisit
from xinxiao.entry.portal.people.sign_in import KNOWN, come
from xinxiao.errors import NotFound, NotSignedIn, told
from xinxiao.model.event import moment
from xinxiao.uses.collect import provider

BACK = "/sign-in/back"
"""Where a provider sends people back to, in either language: the address to register there."""
GOOD = timedelta(minutes=10)
"""How long an invitation may be typed by somebody whom the provider knows."""


def to_provider(visit: DeskVisit) -> Answer:
    """Go to the identity provider to sign in there. Raises ``NotFound`` where none is set."""
    if not visit.call.ports.provider.name:
        raise NotFound(visit.visit.http.path)
    secret = visit.visit.secret
    made = answer.redirect(provider.address(visit.call, secret, _back(visit)), 303)
    return visit.holding(made, cookies.BEFORE, secret)


def from_provider(visit: DeskVisit) -> Answer:
    """Come back from the identity provider: signed in, or, who has no account bound to it yet, to where an invitation is typed. Raises ``NotFound`` where none is set."""
    call, name = visit.call, visit.call.ports.provider.name
    if not name:
        raise NotFound(visit.visit.http.path)
    if visit.query.get("error") or not visit.query.get("code"):
        raise NotSignedIn("provider", told("provider_refused", provider=name))
    code, state = visit.query.get("code"), visit.query.get("state")
    issuer, subject = provider.came_back(call, visit.visit.secret, _back(visit), code, state)
    came = provider.sign_in_as(call, issuer, subject)
    if came is not None:
        return come(visit, came, "")
    text = f"{moment(call.now + GOOD)}\n{issuer}\n{subject}"
    sealed = call.ports.seal.close(text, f"known {visit.visit.secret}")
    return visit.holding(visit.to("first"), KNOWN, sealed)


def _back(visit: DeskVisit) -> str:
    return f"{visit.visit.http.origin}{visit.visit.site.root}{BACK}"
