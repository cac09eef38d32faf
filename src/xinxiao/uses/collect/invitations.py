"""Invitations: accounts made in bulk, a code for each, and the first time somebody comes in with one.

The code is 80 random bits; the ledger holds its hash, and it is good once and for a time. What is printed or mailed to people is
the table this gives back, and nothing else has the codes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal

from xinxiao.errors import NotSignedIn, TooMany, told
from xinxiao.files.sheet import Sheet, read_rows
from xinxiao.model.actor import SYSTEM, Actor
from xinxiao.model.codes import fault
from xinxiao.model.collect.people import (
    ROLES,
    SCOPES,
    TWO_STEPS,
    Account,
    Grant,
    Role,
    SessionStep,
    exclusion,
    login_of,
)
from xinxiao.model.collect.people_facts import AccountActivated, AccountInvited, GrantGiven, SessionRefused
from xinxiao.model.event import Fact, moment
from xinxiao.model.finding import Finding
from xinxiao.uses.call import Call
from xinxiao.uses.collect import sessions
from xinxiao.uses.collect.accounts import demand_open, demand_password, new_id, tidied
from xinxiao.uses.collect.codes import LETTERS, random_code
from xinxiao.uses.collect.sessions import digest_of
from xinxiao.uses.collect.sign_in import CameIn

GOOD = timedelta(days=30)
"""How long an invitation is good."""
CODE = 16
"""Letters of a code."""
_EMAIL = re.compile(r"[^@\s,<>]{1,64}@[A-Za-z0-9.-]{1,255}")


@dataclass(frozen=True)
class Row:
    """Who is to be invited: the line it stands in, the scope of the role (unit, area, or empty), the role, name and e-mail."""

    line: int
    scope: str
    role: str
    name: str
    email: str


@dataclass(frozen=True)
class Invited:
    """Who was invited: what to sign in with, and the code for the first time; the code is empty for an account that was there."""

    account: str
    login: str
    role: Role | Literal[""]
    scope: str
    name: str
    email: str
    code: str
    until: str


SHEET = Sheet(columns=("role", "name"), optional=("unit", "area", "email"), filled=("role", "name"))
"""The table of who is to be invited: ``unit`` for a respondent, ``area`` for a statistician."""


def rows_of(file: str, content: bytes) -> tuple[tuple[Row, ...], list[Finding]]:
    """The rows of such a table, and what is wrong with it."""
    read, found = read_rows(file, content, SHEET)
    rows = (
        []
        if read is None
        else [(line, {n: v.strip() for n, v in cells.items()}) for line, cells in read.records()]
    )
    return tuple(
        Row(
            line,
            cells.get("unit", "") or cells.get("area", ""),
            cells["role"],
            cells["name"],
            cells.get("email", ""),
        )
        for line, cells in rows
    ), found


def invite(call: Call, file: str, rows: Sequence[Row]) -> tuple[tuple[Invited, ...], list[Finding]]:
    """Make the accounts of all rows that are sound, give the roles, and a code to each new account; and what is wrong with the rest.

    Whoever has an account already (by e-mail) gets the role in it. All in one transaction.
    """
    call.demand("admit")
    made = _Making(call, file)
    known = call.ports.people.by_login([login_of(row.email) for row in rows if row.email])
    rows = _tidied(call, rows)
    areas = call.ports.places.areas_of([row.scope for row in rows if _kind(row.role) == "unit"], _day(call))
    for row in rows:
        made.take(row, known, areas)
    if made.invited:
        call.ports.people.add(made.accounts, made.grants, call.actor.line, call.at, made.facts, made.codes)
    for account in made.to_secure:
        sessions.end_all(call, account, "secured")
    return tuple(made.invited), made.found


def _tidied(call: Call, rows: Sequence[Row]) -> list[Row]:
    """The rows with the ids of units, however their codes were written."""
    found = tidied(call, [row.scope for row in rows if _kind(row.role) == "unit"])
    return [replace(row, scope=found.get(row.scope, row.scope)) for row in rows]


class _Making:
    """Accounts and grants as they are made of rows."""

    def __init__(self, call: Call, file: str) -> None:
        self.call, self.file = call, file
        self.until = moment(call.now + GOOD)
        self.accounts: list[Account] = []
        self.grants: list[tuple[str, Grant]] = []
        self.codes: list[tuple[str, str, str]] = []
        self.facts: list[Fact] = []
        self.invited: list[Invited] = []
        self.found: list[Finding] = []
        self.to_secure: list[str] = []
        self._held: dict[str, tuple[Account, list[Grant]]] = {}
        self._counts: dict[str, int] = {}

    def take(
        self, row: Row, known: Mapping[str, tuple[Account, tuple[Grant, ...]]], areas: Mapping[str, str]
    ) -> None:
        """One row."""
        wrong = self._wrong(row, areas)
        if wrong is not None:
            self.found.append(wrong)
            return
        role: Role = next(role for role in ROLES if role == row.role)
        given, login = Grant(role, row.scope), login_of(row.email)
        there = known.get(login)
        account, grants = self._held.get(login) or ((there[0], list(there[1])) if there else (None, []))
        if account is not None and (given in grants or account.state not in ("active", "invited")):
            self.found.append(fault(self.file, row.line, "PERSON_THERE", role=role, scope=row.scope or "-"))
            return
        against = exclusion([one.role for one in grants], role)
        if against:
            self.found.append(fault(self.file, row.line, "PERSON_ROLES", role=role, held=against))
            return
        code = ""
        if account is None:
            account = self._account(row, login)
            code = random_code(CODE)
            self.codes.append((account.id, digest_of(code.replace("-", "")), self.until))
            self.facts.append(AccountInvited(account=account.id, until=self.until))
        elif role in TWO_STEPS and not account.has_code:
            self.to_secure.append(account.id)
        grants.append(given)
        self._held[account.login] = (account, grants)
        self.grants.append((account.id, given))
        self.facts.append(GrantGiven(account=account.id, role=role, scope=row.scope))
        until = self.until if code else ""
        self.invited.append(
            Invited(account.id, account.login, role, row.scope, row.name, row.email, code, until)
        )

    def _wrong(self, row: Row, areas: Mapping[str, str]) -> Finding | None:
        places = self.call.ports.places
        if row.role not in ROLES:
            return fault(self.file, row.line, "PERSON_ROLE", value=row.role, known=", ".join(ROLES))
        kind = _kind(row.role)
        if bool(row.scope) != (kind != "none"):
            return fault(self.file, row.line, "PERSON_SCOPE", role=row.role, scope=row.scope or "-")
        if kind == "unit" and not areas.get(row.scope):
            return fault(self.file, row.line, "PERSON_FRAME", unit=row.scope, day=_day(self.call))
        if kind == "area" and not places.above(row.scope):
            return fault(self.file, row.line, "PERSON_AREA", area=row.scope)
        if not row.name or (row.email and not _EMAIL.fullmatch(row.email)):
            return fault(self.file, row.line, "PERSON_NAME")
        return None

    def _account(self, row: Row, login: str) -> Account:
        if not login:
            base = f"{row.scope or row.role}".lower()
            self._counts[base] = self._counts.get(base, 0) + 1
            login = f"{base}-{new_id()[:6]}"
        made = Account(new_id(), login, row.name, row.email, "invited")
        self.accounts.append(made)
        return made


def first_sign_in(call: Call, name: str, code: str, password: str, address: str) -> CameIn:
    """Come in for the first time: ``name`` is the code of the unit, the area or what one signs in with; choose a password.

    Raises :class:`NotSignedIn` for what fits no invitation, :class:`DataFault` for a password that will not do, :class:`TooMany`.
    """
    account = _opened(call, name, code, address)
    demand_password(password, account.login)
    hashed = call.ports.gate.hashed(password)
    return _activate(
        call,
        account,
        code,
        {"password": hashed},
        AccountActivated(account=account.id, by="password"),
        address,
    )


def first_with_provider(call: Call, name: str, code: str, issuer: str, subject: str, address: str) -> CameIn:
    """The same for who is known to an identity provider: no password is chosen. Raises the same."""
    account = _opened(call, name, code, address)
    values = {"issuer": issuer, "subject": subject}
    return _activate(
        call, account, code, values, AccountActivated(account=account.id, by="provider"), address
    )


def _opened(call: Call, name: str, code: str, address: str) -> Account:
    """The account an invitation is for, when name and code belong together."""
    gate, now = call.ports.gate, call.now.timestamp()
    wait = int(gate.addresses.wait(address, now))
    if wait:
        raise TooMany("first sign-in", told("sign_in_wait", minutes=wait // 60 + 1), seconds=wait)
    account = call.ports.people.invited(_digest(code), call.at)
    names = (
        {account.login, *(g.scope.lower() for g in call.ports.people.grants(account.id))}
        if account
        else set()
    )
    if account is None or login_of(name) not in names - {""}:
        raise _refused(call, address)
    return account


def _activate(
    call: Call, account: Account, code: str, values: Mapping[str, str], fact: AccountActivated, address: str
) -> CameIn:
    actor = Actor.signed_in(account.id)
    if not call.ports.people.activate(account.id, _digest(code), values, actor.line, call.at, [fact]):
        raise _refused(call, address)
    roles = {grant.role for grant in call.ports.people.grants(account.id)}
    step: SessionStep = "setup" if roles & TWO_STEPS else "whole"
    return CameIn(sessions.begin(call, account.id, step), step, 0)


def _refused(call: Call, address: str) -> NotSignedIn:
    call.ports.gate.addresses.note(address, call.now.timestamp())
    fact = SessionRefused(account="", why="unknown")
    call.ports.ledger.events.append(SYSTEM.line, call.at, [fact])
    return NotSignedIn("invitation", told("invitation_wrong"))


def again(call: Call, account: Account) -> Invited:
    """A new invitation for an account whose holder forgot the password or never came; the old one, the password, the one-time codes
    and all sessions are void. Raises :class:`Conflict` for an account that was ended."""
    call.demand("admit")
    demand_open(account)
    code, until = random_code(CODE), moment(call.now + GOOD)
    values = {"state": "invited", "password": "", "code_secret": "", "issuer": "", "subject": ""}
    facts = [AccountInvited(account=account.id, until=until)]
    sessions.end_all(call, account.id, "secured")
    call.ports.people.secure(
        account.id,
        values,
        call.actor.line,
        call.at,
        facts,
        recovery=(),
        invitation=(digest_of(code.replace("-", "")), until),
    )
    grants = call.ports.people.grants(account.id)
    role: Role | Literal[""] = grants[0].role if grants else ""
    scope = grants[0].scope if grants else ""
    return Invited(account.id, account.login, role, scope, account.name, account.email, code, until)


def _digest(code: str) -> str:
    letters = "".join(letter for letter in code.upper() if letter in LETTERS)
    return digest_of(letters)


def _kind(role: str) -> str:
    found: Collection[Role] = [known for known in ROLES if known == role]
    return next((SCOPES[known] for known in found), "")


def _day(call: Call) -> str:
    return call.now.astimezone(call.ports.zone).date().isoformat()
