"""The people of this installation, for who lets them in: who there is, what each is granted, and what is done about it."""

from __future__ import annotations

from xinxiao.entry.errors import shown
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.desk import DeskVisit
from xinxiao.entry.portal.figure_table import Cell, Grid, columns
from xinxiao.entry.portal.page import Page
from xinxiao.errors import Conflict, DataFault, NotFound, Senseless, XinxiaoError, told
from xinxiao.model.collect.people import ROLES, Grant, role_of
from xinxiao.uses.collect import accounts, sessions
from xinxiao.uses.collect.invitations import Invited, Row, again, invite

SEARCH, AFTER = "q", "after"
PAGE = 100
"""Accounts on a page."""
FOR_GOOD = ("end", "erase")
"""What nobody can undo, so that it has to be said twice."""
ACTS = ("grant", "revoke", "unlock", "again", "sessions", "end", "erase")


def people(visit: DeskVisit) -> Page:
    """The accounts of this installation, with state and roles."""
    return _people(visit)


def do_invite(visit: DeskVisit) -> Answer:
    """Invite one person; the code is shown once."""
    fields = visit.fields
    row = Row(0, fields["scope"], fields["role"], fields["full_name"], fields["email"])
    made, found = invite(visit.call, "", [row])
    if found:
        return visit.page(_people(visit, found[0].message(visit.lang)), 422)
    return visit.page(_invited(visit, made[0]))


def person(visit: DeskVisit) -> Page:
    """One account: its state, roles and sessions. Raises ``NotFound``."""
    return _person(visit)


def do_person(visit: DeskVisit) -> Answer:
    """Give or take a role, unlock, invite anew, end sessions, end or erase the account."""
    call, fields = visit.call, visit.fields
    account = accounts.find(call, visit.args["account"])
    if fields["act"] in FOR_GOOD and not fields["sure"]:
        raise Senseless("not sure", told("field_missing", field="sure"))
    try:
        match fields["act"]:
            case "grant":
                accounts.grant(call, account.id, Grant(role_of(fields["role"]), fields["scope"]))
            case "revoke":
                accounts.revoke(call, account.id, Grant(role_of(fields["role"]), fields["scope"]))
            case "unlock":
                accounts.unlock(call, account.id)
            case "again":
                return visit.page(_invited(visit, again(call, account)))
            case "sessions":
                sessions.end(call, account.id)
            case "end":
                accounts.end(call, account.id)
            case _:
                accounts.erase(call, account.id)
    except (Conflict, DataFault, NotFound) as error:
        return visit.page(_person(visit, error), shown(error, visit.lang).status)
    return visit.to(f"people/{account.id}")


def _people(visit: DeskVisit, message: str = "") -> Page:
    w = visit.words
    search, after = visit.query.get(SEARCH), visit.query.get(AFTER)
    found = accounts.listed(visit.call, search, after, PAGE)
    lines = tuple(
        (
            Cell(account.login, href=visit.url(f"people/{account.id}")),
            Cell(account.name),
            Cell(w.t(f"desk.people.state.{account.state}"), account.state),
            Cell(w.join([_role(visit, grant) for grant in grants])),
        )
        for account, grants in found
    )
    heads = columns(
        *((name.upper(), w.t(f"desk.people.{name}")) for name in ("login", "name", "how", "roles"))
    )
    context = {
        "grid": Grid("people", w.t("desk.people.head"), heads, lines),
        "search": search,
        "more": found[-1][0].login if len(found) == PAGE else "",
        "roles": ROLES,
        "message": message,
    }
    return Page("people.html", w.t("desk.people.head"), "people", context=context)


def _role(visit: DeskVisit, grant: Grant) -> str:
    name = visit.words.t(f"desk.role.{grant.role}")
    return f"{name} {grant.scope}" if grant.scope else name


def _person(visit: DeskVisit, error: XinxiaoError | None = None) -> Page:
    account = accounts.find(visit.call, visit.args["account"])
    people_, said = visit.call.ports.people, shown(error, visit.lang) if error else None
    context = {
        "who": account,
        "grants": people_.grants(account.id),
        "sessions": people_.sessions(account.id, visit.call.at),
        "locked": account.locked_until if account.locked_until > visit.call.at else "",
        "roles": ROLES,
        "message": f"{said.message}{visit.words.t('list.stop')} {said.hint}" if said else "",
    }
    title = account.name or account.login or account.id
    return Page("person.html", title, "people", context=context)


def _invited(visit: DeskVisit, made: Invited) -> Page:
    return Page("invited.html", visit.words.t("desk.invited.head"), "people", context={"made": made})
