"""Signing in: the page, the step with a one-time code, and the first time with an invitation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from xinxiao.entry.errors import shown
from xinxiao.entry.portal import cookies
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.desk import DeskVisit
from xinxiao.entry.portal.page import Page
from xinxiao.entry.portal.respond import NEXT
from xinxiao.errors import DataFault, NotSignedIn, Senseless, TooMany, XinxiaoError, told
from xinxiao.texts import LANGUAGES
from xinxiao.uses.collect import sessions
from xinxiao.uses.collect.invitations import first_sign_in, first_with_provider
from xinxiao.uses.collect.sign_in import CameIn, second_step, sign_in

REFUSED = "refused"
"""The parameter of the desk that says how often others failed to sign in before."""


def sign_in_page(visit: DeskVisit) -> Page:
    """Where one signs in."""
    return _sign_in(visit, visit.query.get(NEXT), "")


def do_sign_in(visit: DeskVisit) -> Answer:
    """Sign in with a name and a password."""
    name, password = visit.fields["name"], visit.fields["password"]
    to = visit.fields.get(NEXT, "")
    try:
        came = sign_in(visit.call, name, password, visit.visit.http.peer)
    except (NotSignedIn, TooMany) as error:
        return _wrong(visit, error, lambda message: _sign_in(visit, to, name, message))
    return come(visit, came, to)


def code_page(visit: DeskVisit) -> Page:
    """Where one gives the one-time code after the password."""
    return _code(visit, visit.query.get(NEXT))


def do_code(visit: DeskVisit) -> Answer:
    """Go on with a one-time code, or a recovery code."""
    to = visit.fields.get(NEXT, "")
    if visit.signed is None or visit.signed.session.step != "code":
        return visit.to("desk")
    try:
        came = second_step(visit.call, visit.signed.session, visit.fields["code"], visit.visit.http.peer)
    except (NotSignedIn, TooMany) as error:
        return _wrong(visit, error, lambda message: _code(visit, to, message))
    return come(visit, came, to)


def first_page(visit: DeskVisit) -> Page:
    """Where one comes in for the first time, with an invitation."""
    return _first(visit, "")


def do_first(visit: DeskVisit) -> Answer:
    """Come in with an invitation, and choose a password; or none, for who is known to the identity provider."""
    fields, peer = visit.fields, visit.visit.http.peer
    known = known_to_provider(visit)
    try:
        if known:
            came = first_with_provider(visit.call, fields["name"], fields["code"], *known, peer)
        else:
            if fields["password"] != fields["again"]:
                raise Senseless("two passwords", told("password_twice"))
            came = first_sign_in(visit.call, fields["name"], fields["code"], fields["password"], peer)
    except (NotSignedIn, TooMany, DataFault, Senseless) as error:
        return _wrong(visit, error, lambda message: _first(visit, fields["name"], message))
    return visit.forgetting(come(visit, came, ""), KNOWN)


def come(visit: DeskVisit, came: CameIn, to: str) -> Answer:
    """Go on as somebody who came in: to the next step, to where they wanted, or to the desk."""
    if came.step == "code":
        made = visit.to("sign-in/code", **{NEXT: local(visit, to)})
    elif came.step == "setup":
        made = visit.to("me/code")
    elif local(visit, to):
        root = visit.visit.site.root
        made = replace(visit.to(""), headers=(("location", f"{root}{local(visit, to)}"),))
    else:
        made = visit.to("desk", **({REFUSED: str(came.failures)} if came.failures else {}))
    return visit.forgetting(visit.holding(made, cookies.SESSION, came.secret), cookies.BEFORE)


def local(visit: DeskVisit, to: str) -> str:
    """An address to go to, if it is one of this portal's pages; else nothing."""
    path = to.partition("?")[0]
    begins = any(path.startswith(f"/{lang}/") for lang in LANGUAGES)
    safe = (
        begins and "\\" not in to and "//" not in to and to.isprintable() and to.isascii() and " " not in to
    )
    return to if safe and visit.visit.site.table.find(path) else ""


KNOWN = "xinxiao_known"
"""The cookie that holds, sealed, who an identity provider said somebody is."""


def known_to_provider(visit: DeskVisit) -> tuple[str, str] | None:
    """Issuer and subject that an identity provider said a moment ago, if it did."""
    held = visit.visit.http.cookie(KNOWN)
    if not held:
        return None
    try:
        text = visit.call.ports.seal.open(held, f"known {visit.visit.secret}")
    except XinxiaoError:
        return None
    until, issuer, subject = text.split("\n", 2)
    return (issuer, subject) if until > visit.call.at else None


def sign_out(visit: DeskVisit) -> Answer:
    """End the session; the browser forgets it."""
    if visit.signed is not None:
        sessions.sign_out(visit.call, visit.signed.session)
    return visit.forgetting(visit.to("sign-in"), cookies.SESSION)


def _wrong(visit: DeskVisit, error: XinxiaoError, page: Callable[[str], Page]) -> Answer:
    """The page again, with what is wrong."""
    said = shown(error, visit.lang)
    made = visit.page(page(f"{said.message}{visit.words.t('list.stop')} {said.hint}"), said.status)
    if isinstance(error, TooMany):
        made = replace(made, headers=(*made.headers, ("retry-after", str(error.seconds))))
    return made


def _sign_in(visit: DeskVisit, to: str, name: str, message: str = "") -> Page:
    w = visit.words
    provider = visit.call.ports.provider.name
    context = {"to": local(visit, to), "name": name, "message": message, "provider": provider}
    return Page("sign_in.html", w.t("desk.sign_in.head"), "sign-in", context=context)


def _code(visit: DeskVisit, to: str, message: str = "") -> Page:
    context = {"to": local(visit, to), "message": message}
    return Page("sign_in_code.html", visit.words.t("desk.code.head"), "sign-in", context=context)


def _first(visit: DeskVisit, name: str, message: str = "") -> Page:
    context = {
        "name": name,
        "message": message,
        "known": known_to_provider(visit) is not None,
        "provider": visit.call.ports.provider.name,
    }
    return Page("first.html", visit.words.t("desk.first.head"), "sign-in", context=context)
