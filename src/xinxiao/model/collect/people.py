"""People: accounts, what they are granted, what each role may do, and which roles exclude each other.

An account is known by a random id. Names and addresses stand in the table of accounts alone and can be blanked there; events
and everything else hold the id.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Literal, get_args

from xinxiao.errors import Conflict, DataFault, told

Respondent = Literal["filler", "statistical_head", "unit_head"]
"""Who reports for a unit: 填报人, 统计负责人, 单位负责人; in the order they sign."""
Role = Literal[
    Respondent,
    "statistician",
    "system_admin",
    "security_admin",
    "audit_admin",
    "case_officer",
    "supervisor",
]
"""Roles of people: the three of who reports, the statistician of an area, the three administrators, and the two of cases."""
PersonRight = Literal["attend", "fill", "sign", "inspect", "review", "admit", "audit", "operate", "handle"]
"""What people may do: be signed in; fill in reports; sign them; see what units reported; query, return and accept it; let people
in; read the record of what was done; look after the ledger and the jobs; handle cases."""
ScopeKind = Literal["unit", "area", "none"]
"""What a role is granted for: one frame unit, an area and all below it, or the whole installation."""
AccountState = Literal["invited", "active", "ended", "erased"]
OPEN: tuple[AccountState, ...] = ("invited", "active")
"""States of an account that may still be given anything."""
SessionStep = Literal["code", "setup", "whole"]
"""How far somebody is signed in: a one-time code is awaited, one has to be set up, or all is done."""
ROLES: tuple[Role, ...] = get_args(Role)
RESPONDENTS: tuple[Respondent, ...] = get_args(Respondent)
RESPONDENT: frozenset[Role] = frozenset(RESPONDENTS)
ADMINISTRATOR: frozenset[Role] = frozenset({"system_admin", "security_admin", "audit_admin"})
CASE: frozenset[Role] = frozenset({"case_officer", "supervisor"})
SEES_UNITS: frozenset[Role] = RESPONDENT | {"statistician"}
"""Roles that see the data of units."""
TWO_STEPS: frozenset[Role] = ADMINISTRATOR | CASE | {"statistician"}
"""Roles that sign in with a one-time code beside the password."""
SCOPES: dict[Role, ScopeKind] = {
    **dict.fromkeys(RESPONDENT, "unit"),
    "statistician": "area",
    **dict.fromkeys(ADMINISTRATOR, "none"),
    **dict.fromkeys(CASE, "area"),
}
RIGHTS: dict[Role, frozenset[PersonRight]] = {
    "filler": frozenset({"attend", "inspect", "fill"}),
    "statistical_head": frozenset({"attend", "inspect", "fill", "sign"}),
    "unit_head": frozenset({"attend", "inspect", "fill", "sign"}),
    "statistician": frozenset({"attend", "inspect", "review"}),
    "system_admin": frozenset({"attend", "operate"}),
    "security_admin": frozenset({"attend", "admit"}),
    "audit_admin": frozenset({"attend", "audit"}),
    "case_officer": frozenset({"attend", "handle"}),
    "supervisor": frozenset({"attend", "handle"}),
}


@dataclass(frozen=True)
class Grant:
    """A role for a scope: the id of a frame unit, the code of an area, or empty where the role has no scope."""

    role: Role
    scope: str = ""

    @property
    def kind(self) -> ScopeKind:
        """What the scope is."""
        return SCOPES[self.role]


@dataclass(frozen=True)
class Account:
    """An account as people see it. Login, name and e-mail are empty once it is erased."""

    id: str
    login: str
    name: str
    email: str
    state: AccountState
    locked_until: str = ""
    has_code: bool = False


@dataclass(frozen=True)
class Credentials:
    """What an account is signed in with: the hash of a password, the sealed secret of one-time codes (empty: none) and the step of
    time whose code was used last; and how it stands after failed attempts. For the uses of signing in alone."""

    account: str
    state: AccountState
    password: str = field(repr=False)
    code_secret: str = field(repr=False)
    code_used: int
    failures: int
    locked_until: str
    roles: frozenset[Role]


@dataclass(frozen=True)
class Session:
    """Somebody signed in. ``id`` names it in lists and events and opens nothing; times are UTC, ISO 8601."""

    id: str
    account: str
    step: SessionStep
    begun_at: str
    seen_at: str
    ends_at: str


def login_of(text: str) -> str:
    """A name to sign in with in the one form it is kept in: without blanks around, in small letters, compatible forms made one."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def role_of(text: str) -> Role:
    """A role by its name. Raises :class:`DataFault` for any other word."""
    if text not in ROLES:
        value = ascii(text[:40])[1:-1]
        raise DataFault(f"no role {value}", told("unknown_role", value=value, known=", ".join(ROLES)))
    return text


def exclusion(held: Iterable[Role], wanted: Role) -> Role | None:
    """The first role a person holds that excludes one more: of the administrators' roles one person holds one, and no
    other role beside it; roles that see the data of units, and those of cases, exclude each other."""
    return next((role for role in held if role != wanted and _exclude(role, wanted)), None)


def _exclude(one: Role, other: Role) -> bool:
    pair = {one, other}
    return bool(pair & ADMINISTRATOR) or bool(pair & CASE and pair & SEES_UNITS)


def demand_compatible(held: Collection[Role], wanted: Role) -> None:
    """Raise :class:`Conflict` for a role that a person with these may not have."""
    found = exclusion(held, wanted)
    if found:
        raise Conflict(f"{wanted} beside {found}", told("roles_exclude", wanted=wanted, held=found))


def reaches(
    grants: Iterable[Grant], right: PersonRight, *, unit: str = "", areas: Collection[str] = ()
) -> bool:
    """Whether a grant gives a right over a place: ``unit`` is a frame unit's id (empty: not about one), ``areas`` the area it is in
    and every area above that. A respondent reaches its own unit; a statistician, a case officer and a supervisor what lies in the area of the
    grant or below."""
    return any(
        right in RIGHTS[grant.role]
        and bool(grant.scope)
        and (grant.scope == unit if grant.kind == "unit" else grant.kind == "area" and grant.scope in areas)
        for grant in grants
    )
