"""What is one unit's own is shown to nobody whom it is not: words and values are planted in the report of one shop, and looked for in
whatever every route behind a session answers to people of other units and areas, and to those who see no unit's data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest

from tests.collecting import collecting, content, owner, statistician
from tests.desk import SHOPS, SLIPPED, collected, key
from tests.people import Browser, account
from tests.unit.portal.test_collection import Areas
from tests.unit.portal.test_reach import MAY, named
from xinxiao.entry.portal.app import create
from xinxiao.entry.portal.door import Door
from xinxiao.entry.portal.page_request import Parameter
from xinxiao.entry.portal.route import Route
from xinxiao.entry.portal.routes import TABLE
from xinxiao.model.actor import SYSTEM, Actor
from xinxiao.model.collect.people import Grant, Role
from xinxiao.uses.call import Call, clock
from xinxiao.uses.collect import filling, reports, scrutiny, sessions, tokens

PLANTED = ("紫檀木匣", "7305319", "铁线莲问", "水曲柳答", "白桦令牌", "甲店3<")
"""A remark, a number, words of a question and of its answer, the name of a token, and the shop's name as pages have it."""
FAR = SHOPS[13]
"""A shop of another province."""
OUTSIDE: tuple[tuple[Role, str], ...] = (
    ("filler", FAR),
    ("statistical_head", SHOPS[11]),
    ("unit_head", SHOPS[3]),
    ("statistician", "910102"),
    ("statistician", "920100"),
    ("system_admin", ""),
    ("security_admin", ""),
    ("audit_admin", ""),
    ("case_officer", "910101"),
    ("supervisor", "910000"),
)
INSIDE: tuple[tuple[Role, str], ...] = (("filler", SLIPPED), ("statistician", "910101"))
ROUTES = [route for route in TABLE.routes if route.session in ("needed", "bearer", "begun")]
GIVEN: Mapping[str, str] = {
    "area": "910101", "form": "SHOP_M", "period": "2026-08", "by": "area", "state": "submitted", "page": "1", "act": "examine",
}  # fmt: skip
"""What parameters ask for, where a route has them."""


@dataclass
class House:
    """A portal over a collection with things planted in it, and how its routes are asked for the first one's."""

    call: Call
    door: Door
    parts: Mapping[str, str]
    fields: Mapping[str, str]

    def browser(self, role: Role, scope: str, route: Route) -> Browser:
        who = account(self.call.ports, grant := Grant(role, scope))
        if route.session != "bearer":
            return Browser.of(self.door, sessions.begin(Call(self.call.ports, SYSTEM, clock()), who.id))
        secret = "xinxiao_x"
        if role in MAY["fill"]:
            own = Call(self.call.ports, Actor.signed_in(who.id, (grant,)), clock())
            secret = tokens.make(own, "program", "submit", 30)[1]
        return Browser(self.door, headers={"authorization": f"Bearer {secret}"})

    def answers(self, route: Route, role: Role, scope: str) -> Iterator[tuple[str, str]]:
        """What was asked and what came, with all parameters and without any."""
        browser = self.browser(role, scope, route)
        path = re.sub(r"\{(\w+)\}", lambda match: self.parts[match[1]], route.pattern)
        if "GET" not in route.methods:
            yield path, self.sent(browser, path, route)
            return
        asked = "&".join(f"{one.name}={GIVEN[one.name]}" for one in route.parameters if _is_asked(one))
        for query in {"", f"?{asked}" if asked else ""}:
            found = browser.get(path + query)
            assert found.status_code < 500, (role, path + query, found.text)
            yield path + query, f"{found.text} {dict(found.headers)}"

    def sent(self, browser: Browser, path: str, route: Route) -> str:
        headers = {"x-csrf-token": browser.token}
        given: dict[str, Any] = {"data": self.fields | {"token": browser.token}}
        if route.takes.json:
            body = (
                {"cells": {}, "base": 1, "act": "examine"}
                if route.session == "bearer"
                else {"cells": {}, "base": 0}
            )
            given = {"content": json.dumps(body)}
            headers["content-type"] = "application/json"
        elif route.takes.lines:
            given = {"content": f"FORM,PERIOD,UNIT,ORDERS\nSHOP_M,2026-08,{SLIPPED},x\n".encode()}
            headers["content-type"] = "text/csv"
        found = browser.send("POST", path, headers=headers, **given)
        assert found.status_code < 500, (path, found.text)
        return f"{found.text} {dict(found.headers)}"


def _is_asked(parameter: Parameter) -> bool:
    return parameter.name in GIVEN


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("own")
    with collecting(folder / "home") as made:
        call = collected(made, folder / "programme")
        call = replace(call, ports=replace(call.ports, places=Areas()))
        own, held = owner(call, SLIPPED), key(SLIPPED)
        reports.submit(own, held, content(ORDERS="7305319", NOTE="紫檀木匣"))
        reports.query(statistician(call), held, "铁线莲问：订单为何如此之多")
        reports.query(statistician(call), held, "铁线莲问：商品为何如此之少")
        reports.answer(own, held, 1, "水曲柳答：新开了三家门店")
        reports.save_draft(own, held, content(ORDERS="7305319", NOTE="紫檀木匣二"), 0, 2)
        scrutiny.refresh(call, "SHOP_M", "2026-08")
        who = account(call.ports, Grant("filler", SLIPPED))
        me = Call(call.ports, Actor.signed_in(who.id, (Grant("filler", SLIPPED),)), clock())
        sessions.begin(me, who.id)
        token, _ = tokens.make(me, "白桦令牌", "draft", 30)
        sheet = folder / "sheet.xlsx"
        sheet.write_bytes("ORDERS,7305319 紫檀木匣".encode())
        digest = call.ports.blobs.put(sheet.read_bytes())
        filling.hand_in(own, held, sheet, digest, "workbook", 1)
        session = call.ports.people.sessions(who.id, me.at)[0].id
        parts = {
            "lang": "zh", "form": "SHOP_M", "period": "2026-08", "unit": SLIPPED, "area": "910101", "number": "1",
            "item": "ORDERS", "sha256": digest, "account": who.id, "form_of": "json",
        }  # fmt: skip
        fields = {
            "id": token.id, "session": session, "name": "x", "reach": "draft", "days": "1", "area": "910101",
            "digest": "0" * 64, "words": "x", "sha256": digest, "rule": "x", "thread": "1", "base": "0",
        }  # fmt: skip
        yield House(call, create(call.ports), parts, fields)


def _left(house: House) -> tuple[Any, ...]:
    ports = house.call.ports
    who = house.parts["account"]
    held = ports.tokens.of(who)
    return (
        ports.reports.find(key(SLIPPED)), ports.reports.draft(key(SLIPPED)), held, ports.people.sessions(who, house.call.at),
    )  # fmt: skip


@pytest.mark.parametrize(
    "route", [route for route in ROUTES if route.pattern != "/{lang}/sign-out"], ids=named
)
def test_nobody_whom_it_is_not_sees_or_changes_what_is_planted(house: House, route: Route) -> None:
    before, seen = _left(house), []
    for role, scope in OUTSIDE:
        for path, said in house.answers(route, role, scope):
            marks = [mark for mark in PLANTED if mark in said]
            if SLIPPED not in path and "POST" not in route.methods and role != "security_admin":
                marks += [SLIPPED] * (SLIPPED in said)
            seen += [(role, scope, path, mark) for mark in marks]
    assert seen == []
    if not (route.pattern.startswith("/{lang}/people/") and "POST" in route.methods):
        assert _left(house) == before


def test_those_whose_it_is_see_it_on_every_page_that_filters_by_itself(house: House) -> None:
    blind = set()
    for route in ROUTES:
        if route.about != "own" or "GET" not in route.methods or route.pattern.endswith((".svg", ".png")):
            continue
        said = [text for role, scope in INSIDE for _, text in house.answers(route, role, scope)]
        if not any(mark in text for text in said for mark in (*PLANTED, SLIPPED)):
            blind.add(route.pattern)
    assert {re.sub(r"^/\{lang\}/|\.\w+$", "", pattern) for pattern in blind} <= {
        "desk/completeness",  # counts alone
        "desk/findings",  # those of the last collection that was looked at, or which there are
        "desk/completeness/{form}/{period}",
        "desk/accept/{form}/{period}",  # a report that something speaks against is not accepted with others
        "reports/tokens",  # of another account of the same unit
    }
