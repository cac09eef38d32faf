"""The people of a demonstration: an account for each invented unit, statisticians of the whole and of its parts; and how one of them
comes in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from xinxiao.model.actor import Actor
from xinxiao.model.collect.people import Account, Grant, Respondent, Role, login_of
from xinxiao.model.collect.people_facts import AccountInvited, GrantGiven
from xinxiao.model.collect.synthetic import LOGIN, WORD
from xinxiao.model.event import Fact
from xinxiao.model.programme import Programme
from xinxiao.uses.call import Call
from xinxiao.uses.collect import codes, sessions
from xinxiao.uses.collect.accounts import new_id
from xinxiao.uses.collect.invitations import Invited, again, first_sign_in

MOST = 50_000
"""Accounts of a demonstration at most."""
STATISTICIAN = f"{LOGIN}statistician"
"""What the invented statistician of the whole signs in with; those of parts have the code of their area behind it."""


@dataclass(frozen=True)
class People:
    """Who acts in a demonstration: the respondent of each unit, the statisticians by area, and the larger area of each unit."""

    respondents: Mapping[str, Actor]
    statisticians: Mapping[str, Actor]
    regions: Mapping[str, str]
    whole: str

    def of_region(self, unit: str) -> Actor:
        """The statistician of the larger area that a unit lies in."""
        return self.statisticians.get(self.regions.get(unit, ""), self.statisticians[self.whole])


def login(unit: str) -> str:
    """What the respondent of a unit signs in with."""
    return login_of(f"{LOGIN}{unit}")


def people(
    call: Call, programme: Programme, frame: pa.Table, signers: Iterable[Sequence[Respondent]]
) -> People:
    """Everybody who acts, made where they are not there: a respondent for each unit, with every role that signs a form."""
    roles: Sequence[Role] = tuple(dict.fromkeys(("filler", *(role for each in signers for role in each))))
    top = next((area.id for area in programme.areas if not area.parent), "")
    rows = frame.select(["unit", "name", "area"]).to_pylist()
    regions = {row["unit"]: _region(programme, row["area"]) for row in rows}
    wanted = {
        login(row["unit"]): (
            row["unit"],
            f"{row['name']}填报人",
            [Grant(role, row["unit"]) for role in roles],
        )
        for row in rows
    }
    names = {area.id: area.name.zh for area in programme.areas}
    statisticians = {STATISTICIAN: top} | {
        f"{STATISTICIAN}-{area}".lower(): area for area in sorted({*regions.values()} - {top, ""})
    }
    there = dict(_known(call, [*wanted, *statisticians]))
    new = [(name, said, grants) for name, (_, said, grants) in wanted.items() if name not in there]
    new += [
        (name, f"{WORD}{names.get(area, '')}统计人员", [Grant("statistician", area)])
        for name, area in statisticians.items()
        if name not in there
    ]
    _add(call, new)
    found = there | dict(_known(call, [name for name, _, _ in new]))
    return People(
        {unit: found[name] for name, (unit, _, _) in wanted.items()},
        {area: found[name] for name, area in statisticians.items()},
        regions,
        top,
    )


def officers(call: Call, wanted: Iterable[tuple[str, str, Grant]]) -> dict[str, Actor]:
    """Further invented people, made where they are not there, by the ids they are asked for with: id, name, and what they are granted."""
    asked = {login_of(f"{LOGIN}{own}"): (own, name, grant) for own, name, grant in wanted}
    there = dict(_known(call, [*asked]))
    _add(call, [(name, said, [grant]) for name, (_, said, grant) in asked.items() if name not in there])
    found = there | dict(_known(call, [name for name in asked if name not in there]))
    return {own: found[name] for name, (own, _, _) in asked.items()}


def _region(programme: Programme, code: str) -> str:
    """The area of the second level that an area lies in."""
    level = programme.file.levels[1]
    for _ in programme.file.levels:
        area = programme.area(code)
        if area is None or area.level == level or not area.parent:
            break
        code = area.parent
    return code


def _known(call: Call, logins: Sequence[str], most: int = 500) -> Iterator[tuple[str, Actor]]:
    for first in range(0, len(logins), most):
        found = call.ports.people.by_login(logins[first : first + most])
        for name, (account, grants) in found.items():
            yield name, Actor.signed_in(account.id, grants)


def _add(call: Call, new: Sequence[tuple[str, str, Sequence[Grant]]]) -> None:
    """Make accounts that nobody can come in with: they are invited until now, by no code."""
    call.demand("admit")
    accounts = [Account(new_id(), name, said, "", "invited") for name, said, _ in new]
    grants = [
        (account.id, grant) for account, (_, _, own) in zip(accounts, new, strict=True) for grant in own
    ]
    facts: list[Fact] = [AccountInvited(account=account.id, until=call.at) for account in accounts]
    facts += [GrantGiven(account=name, role=grant.role, scope=grant.scope) for name, grant in grants]
    if accounts:
        call.ports.people.add(accounts, grants, call.actor.line, call.at, facts)


def invite(call: Call, units: Iterable[str]) -> tuple[Invited, ...]:
    """Invitations for the respondents of some units, and for the statistician of the whole. Who came in already is not invited again."""
    logins = [STATISTICIAN, *(login(unit) for unit in dict.fromkeys(units))]
    found = call.ports.people.by_login(logins)
    open_ = [found[name][0] for name in logins if name in found and found[name][0].state == "invited"]
    return tuple(again(call, account) for account in open_)


def active(call: Call) -> list[str]:
    """What those sign in with who were let in, respondents first."""
    found = call.ports.people.listed(LOGIN, "", MOST)
    logins = [account.login for account, _ in found if account.state == "active"]
    return sorted(logins, key=lambda name: (name.startswith(STATISTICIAN), name))


@dataclass(frozen=True)
class SignIn:
    """How somebody of a demonstration comes in: ``codes`` are good once each in place of a code of an authenticator, which ``secret``
    sets up; both are empty for who signs in with a password alone."""

    login: str
    name: str
    role: str
    password: str
    secret: str = ""
    codes: tuple[str, ...] = ()


def sign_ins(call: Call, logins: Iterable[str]) -> tuple[SignIn, ...]:
    """Let some invented people in, each by a password of its own, made now: what they came in with before is void.

    What they sign in with says that they are invented; others are left out.
    """
    import pyotp

    logins = [name for name in dict.fromkeys(logins) if name.startswith(LOGIN)]
    found = call.ports.people.by_login(logins)
    made = []
    for name in (name for name in logins if name in found):
        account, grants = found[name]
        invited, password = again(call, account), codes.random_code(10)
        came = first_sign_in(call, name, invited.code, password, "127.0.0.1")
        own = Call(call.ports, Actor.signed_in(account.id, grants), call.now)
        secret, recovery = "", tuple[str, ...]()
        if came.step == "setup":
            secret = pyotp.random_base32()
            code = pyotp.TOTP(secret).at(call.now)
            recovery = codes.confirm(own, secret, code)
        sessions.end_all(call, account.id, "ended")
        made.append(SignIn(name, account.name, invited.role, password, secret, recovery))
    return tuple(made)
