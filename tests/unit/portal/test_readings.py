"""Every look at data of units is an event: each address that shows some is asked, and the chain of readings has to grow."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.desk import SHOPS, at_desk
from tests.people import Browser, signed_in
from tests.unit.portal.test_collection import Areas
from xinxiao.entry.portal.app import create
from xinxiao.entry.portal.door import Door
from xinxiao.entry.portal.route import SEEING_UNITS, Route
from xinxiao.entry.portal.routes import TABLE
from xinxiao.model.actor import Actor
from xinxiao.model.collect.people import Grant, Role
from xinxiao.uses.call import Call, clock
from xinxiao.uses.collect import tokens

HERE = {
    "lang": "zh", "form": "SHOP_M", "period": "2026-08", "unit": SHOPS[0], "number": "1", "form_of": "json", "item": "ORDERS",
}  # fmt: skip
NOTHING_OF_UNITS = {
    "/{lang}/desk/completeness": "sums of areas",
    "/{lang}/desk/completeness/{form}/{period}": "sums of areas",
    "/{lang}/desk/findings": "sums of collections",
    "/{lang}/reports": "what one's own units owe, without what they reported",
    "/api/v1/reports": "the same",
    "/{lang}/reports/tokens": "one's own tokens",
}
"""Addresses for those who see data of units that show none."""
ROUTES = [
    route
    for route in TABLE.routes
    if route.access.right in SEEING_UNITS and "GET" in route.methods and "{sha256}" not in route.pattern
]


def bare(route: Route) -> str:
    """The address of a route's page: without the ending of a file of it."""
    return re.sub(r"\.(csv|json)$", "", route.pattern)


@pytest.fixture(scope="module")
def call(desk_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Call]:
    home = tmp_path_factory.mktemp("readings") / "home"
    with at_desk(shutil.copytree(desk_home, home)) as made:
        yield replace(made, ports=replace(made.ports, places=Areas()))


@pytest.fixture(scope="module")
def door(call: Call) -> Door:
    return create(call.ports)


def asking(call: Call, door: Door, route: Route) -> Browser:
    """Somebody who may ask for a route: a respondent where they may, else the statistician of the county."""
    role: Role = "filler" if route.access.right != "review" else "statistician"
    grant = Grant(role, SHOPS[0] if role == "filler" else "910101")
    if route.session != "bearer":
        return Browser.of(door, signed_in(call.ports, grant))
    from tests.people import account

    who = Actor.signed_in(account(call.ports, grant).id, (grant,))
    _, secret = tokens.make(Call(call.ports, who, clock()), "program", "draft", 30)
    return Browser(door, headers={"authorization": f"Bearer {secret}"})


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.pattern)
def test_what_shows_data_of_units_is_recorded_as_read(call: Call, door: Door, route: Route) -> None:
    browser, chain = asking(call, door, route), call.ports.ledger.readings
    path = re.sub(r"\{(\w+)\}", lambda match: HERE[match[1]], route.pattern)
    before = chain.mark().sequence
    found = browser.get(path)
    assert found.status_code == 200, (path, found.text[:300])
    grown = chain.mark().sequence > before
    assert grown != (bare(route) in NOTHING_OF_UNITS), path
