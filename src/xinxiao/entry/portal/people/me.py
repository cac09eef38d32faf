"""The own account: sessions, password, one-time codes; and the desk somebody comes to."""

from __future__ import annotations

from xinxiao.entry.errors import shown
from xinxiao.entry.portal import cookies
from xinxiao.entry.portal.access import FILLS
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.desk import DeskVisit
from xinxiao.entry.portal.filling.view import due_rows
from xinxiao.entry.portal.page import Page
from xinxiao.entry.portal.people.sign_in import REFUSED
from xinxiao.errors import DataFault, NotFound, NotSignedIn, Senseless, XinxiaoError, told
from xinxiao.uses.collect import accounts, codes, sessions

DONE = "done"
"""The parameter that says what was just done."""
ACTS = ("password", "sessions", "code")


def desk(visit: DeskVisit) -> Page:
    """What somebody who is signed in may do here."""
    roles = [(grant.role, grant.scope) for grant in visit.actor.grants]
    fills = FILLS.allows(visit.actor)
    due = due_rows(visit) if fills else ()
    context = {"roles": roles, "refused": int(visit.query.get(REFUSED) or 0), "fills": fills, "due": due}
    return Page("desk_home.html", visit.words.t("desk.home.head"), "desk", context=context)


def me(visit: DeskVisit) -> Page:
    """The own account: what one signs in with, and where one is signed in."""
    return _me(visit)


def do_password(visit: DeskVisit) -> Answer:
    """Choose another password."""
    fields, signed = visit.fields, visit.signed
    try:
        if fields["password"] != fields["again"]:
            raise Senseless("two passwords", told("password_twice"))
        own = signed.session.id if signed else ""
        accounts.change_password(visit.call, fields["old"], fields["password"], own)
    except (NotSignedIn, DataFault, Senseless) as error:
        return visit.page(_me(visit, error), shown(error, visit.lang).status)
    return visit.to("me", done="password")


def do_sessions(visit: DeskVisit) -> Answer:
    """End one of the own sessions, or all others."""
    named, own = visit.fields["session"], visit.signed.session.id if visit.signed else ""
    if named:
        sessions.end(visit.call, visit.actor.name, named)
    else:
        sessions.end_others(visit.call, own)
    if named == own:
        return visit.forgetting(visit.to("sign-in"), cookies.SESSION)
    return visit.to("me", done="sessions")


def code_page(visit: DeskVisit) -> Page:
    """Where one sets up one-time codes: a picture for the authenticator, and the secret to type. Raises ``NotFound`` where a
    code is awaited instead."""
    _demand_may_set_up(visit)
    return _set_up(visit, codes.set_up(visit.call, _login(visit)))


def do_set_up(visit: DeskVisit) -> Answer:
    """Confirm one-time codes by one; the recovery codes are shown once. Who had to do this is signed in whole then."""
    _demand_may_set_up(visit)
    purpose, signed = f"setup {visit.actor.name}", visit.signed
    secret = visit.call.ports.seal.open(visit.fields["secret"], purpose)
    try:
        made = codes.confirm(visit.call, secret, visit.fields["code"])
    except NotSignedIn as error:
        again = codes.set_up_again(secret, _login(visit))
        return visit.page(_set_up(visit, again, error), 422)
    page = Page("recovery.html", visit.words.t("desk.recovery.head"), "me", context={"codes": made})
    if signed is None or signed.session.step == "whole":
        return visit.page(page)
    secret = sessions.whole(visit.call, signed.session)
    return visit.holding(visit.page(page), cookies.SESSION, secret)


def _demand_may_set_up(visit: DeskVisit) -> None:
    """Who gave a password alone may set nothing up where a code is awaited: it would let them in without one."""
    if visit.signed is None or visit.signed.session.step == "code":
        raise NotFound(visit.visit.http.path)


def _login(visit: DeskVisit) -> str:
    return visit.signed.account.login if visit.signed else ""


def _me(visit: DeskVisit, error: XinxiaoError | None = None) -> Page:
    said = shown(error, visit.lang) if error else None
    done = visit.query.get(DONE)
    context = {
        "sessions": sessions.own(visit.call),
        "own": visit.signed.session.id if visit.signed else "",
        "has_code": bool(visit.signed and visit.signed.account.has_code),
        "message": f"{said.message}{visit.words.t('list.stop')} {said.hint}" if said else "",
        "done": done if done in ACTS else "",
        "roles": [(grant.role, grant.scope) for grant in visit.actor.grants],
    }
    return Page("me.html", visit.words.t("desk.me.head"), "me", context=context)


def _set_up(visit: DeskVisit, made: codes.SetUp, error: XinxiaoError | None = None) -> Page:
    import segno

    said = shown(error, visit.lang) if error else None
    picture = segno.make(made.address, error="m").svg_inline(
        scale=4, border=4, dark="#1b2430", light="#ffffff", svgclass="qr", lineclass=None, omitsize=False
    )
    context = {
        "picture": picture,
        "secret": " ".join(made.secret[begin : begin + 4] for begin in range(0, len(made.secret), 4)),
        "sealed": visit.call.ports.seal.close(made.secret, f"setup {visit.actor.name}"),
        "message": f"{said.message}{visit.words.t('list.stop')} {said.hint}" if said else "",
    }
    return Page("me_code.html", visit.words.t("desk.set_up.head"), "me", context=context)
