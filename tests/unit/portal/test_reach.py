"""Every route behind a session, asked by everybody: each role with a scope here and elsewhere, and nobody at all.

Who may is said again here, role by role, so that a slip in the table of rights does not hide itself. A new route is asked by
itself; one that does not say whose data it shows cannot be put into the table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.people import OTHER, UNIT, Browser, Fixed, account, signed_in
from tests.unit.portal.test_desk import ROWS
from xinxiao import bootstrap
from xinxiao.entry.portal.app import create
from xinxiao.entry.portal.door import Door
from xinxiao.entry.portal.route import Route, Table
from xinxiao.entry.portal.routes import TABLE
from xinxiao.model.actor import Actor
from xinxiao.model.collect.people import Grant, role_of
from xinxiao.uses.call import Call, Ports, clock
from xinxiao.uses.collect import tokens

EVERY = {
    "filler",
    "statistical_head",
    "unit_head",
    "statistician",
    "system_admin",
    "security_admin",
    "audit_admin",
    "case_officer",
    "supervisor",
}
MAY = {
    "read": EVERY,
    "attend": EVERY,
    "fill": {"filler", "statistical_head", "unit_head"},
    "sign": {"statistical_head", "unit_head"},
    "inspect": {"filler", "statistical_head", "unit_head", "statistician"},
    "review": {"statistician"},
    "admit": {"security_admin"},
    "audit": {"audit_admin"},
    "operate": {"system_admin"},
    "handle": {"case_officer", "supervisor"},
}
"""Which roles have which right."""
HERE = {"unit": UNIT, "area": "990101"}
"""A unit and its area."""
REACHES = [
    *((role, UNIT, {"unit"}) for role in ("filler", "statistical_head", "unit_head")),
    *((role, OTHER, set[str]()) for role in ("filler", "statistical_head", "unit_head")),
    ("statistician", "990101", {"unit", "area"}),
    ("statistician", "990100", {"unit", "area"}),
    ("statistician", "990000", {"unit", "area"}),
    ("statistician", "990201", set[str]()),
    ("statistician", "990200", set[str]()),
    *((role, "", set[str]()) for role in ("system_admin", "security_admin", "audit_admin")),
    *(
        (role, area, found)
        for role in ("case_officer", "supervisor")
        for area, found in (("990101", {"area"}), ("990000", {"area"}), ("990200", set[str]()))
    ),
]
"""Role, scope, and whether it reaches that unit and that area: what lies elsewhere, or above, it does not."""
ROUTES = [route for route in (*TABLE.routes, *ROWS) if route.session != "none"]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ports]:
    """Stores in an empty home with places."""
    ports = replace(bootstrap.ports(tmp_path_factory.mktemp("reach") / "home"), places=Fixed())
    yield ports
    ports.ledger.close()


@pytest.fixture(scope="module")
def door(house: Ports) -> Door:
    """The portal with a few rows more."""
    return create(house, table=Table((*TABLE.routes, *ROWS), TABLE.fallback))


def asked(browser: Browser, route: Route) -> int:
    """The status of a request for a route about the unit and area here."""
    parts = {**HERE, "lang": "en"}
    path = re.sub(r"\{(\w+)\}", lambda match: parts.get(match[1], "x"), route.pattern)
    if "GET" in route.methods:
        return browser.get(path).status_code
    return browser.send("POST", path, headers={"x-csrf-token": browser.token}).status_code


def asking(house: Ports, door: Door, route: Route, grant: Grant) -> Browser:
    """Somebody with a grant, as the route wants them: signed in, about to sign in, or a program of theirs with a token if they may."""
    if route.session == "bearer":
        who = Actor.signed_in(account(house, grant).id, (grant,))
        if grant.role not in MAY["fill"]:
            return Browser(door, headers={"authorization": "Bearer xinxiao_x"})
        _, secret = tokens.make(Call(house, who, clock()), "program", "submit", 30)
        return Browser(door, headers={"authorization": f"Bearer {secret}"})
    secret = signed_in(house, grant)
    return (
        Browser(door, {"xinxiao_before": secret}) if route.session == "begins" else Browser.of(door, secret)
    )


def named(route: Route) -> str:
    """A route as a test's name."""
    return f"{route.methods[0]} {route.pattern}"


@pytest.mark.parametrize("route", ROUTES, ids=named)
def test_who_may_not_is_refused_and_who_may_is_not(house: Ports, door: Door, route: Route) -> None:
    may, wrong = MAY[route.access.right], []
    for role, scope, reaches in REACHES:
        browser = asking(house, door, route, Grant(role_of(role), scope))
        expected = role in may and (route.about not in ("unit", "area") or route.about in reaches)
        status = asked(browser, route)
        if (status not in (401, 403)) != expected or status >= 500:
            wrong.append((role, scope, status))
    assert wrong == []


@pytest.mark.parametrize("route", [route for route in ROUTES if route.session != "begins"], ids=named)
def test_who_is_not_signed_in_sees_and_changes_nothing(door: Door, route: Route) -> None:
    browser = Browser(door, headers={"accept": "application/json"})
    assert asked(browser, route) == 401
    assert asked(Browser(door), route) == (303 if "GET" in route.methods and route.faults == "page" else 401)


@pytest.mark.parametrize("route", [route for route in ROUTES if route.session == "needed"], ids=named)
@pytest.mark.parametrize("step", ["code", "setup"])
def test_who_gave_a_password_alone_is_not_in_yet(house: Ports, door: Door, route: Route, step: str) -> None:
    secret = signed_in(house, Grant("statistician", "990000"), step="code" if step == "code" else "setup")
    browser = replace(Browser.of(door, secret), headers={"accept": "application/json"})
    assert asked(browser, route) == 401


@pytest.mark.parametrize(
    "route", [r for r in ROUTES if "POST" in r.methods and r.session != "bearer"], ids=named
)
def test_what_is_sent_without_a_token_changes_nothing(house: Ports, door: Door, route: Route) -> None:
    roles = sorted(MAY[route.access.right])
    role = "filler" if "filler" in roles else "statistician" if "statistician" in roles else roles[0]
    scope = UNIT if role == "filler" else "990000" if role == "statistician" else ""
    browser = Browser.of(door, signed_in(house, Grant(role_of(role), scope)))
    path = re.sub(r"\{(\w+)\}", lambda match: {**HERE, "lang": "en"}.get(match[1], "x"), route.pattern)
    media = "application/json" if route.takes.json else "application/x-www-form-urlencoded"
    content = "{}" if route.takes.json else "note=x"
    found = browser.send("POST", path, content=content, headers={"content-type": media})
    assert found.status_code == 403


def test_roles_are_all_asked() -> None:
    assert {role for role, _, _ in REACHES} == EVERY
    assert len(ROUTES) >= 25
