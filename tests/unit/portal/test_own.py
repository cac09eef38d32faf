"""What is one unit's or one area's own is shown to nobody whom it is not: words and values are planted in the report of one shop, in a
case of one county and in a list on its way, and looked for in whatever every route behind a session answers to people of other units and
areas, and to those who see no unit's data or handle no cases. Who handles cases sees no report, and who sees reports no case."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from tests import handled
from tests.collecting import collecting, content, owner, statistician
from tests.desk import SHOPS, SLIPPED, collected, key
from tests.handled import ELSEWHERE, HANDLING, OF_CASE, OF_LIST, Asking
from tests.officers import COUNTY, NATION, Desk
from tests.people import Browser, account
from tests.planned import DRAWING, OF_DRAW, OF_PLAN
from tests.unit.portal.test_collection import Areas
from tests.unit.portal.test_lists import LIST
from tests.unit.portal.test_reach import MAY, named
from xinxiao import bootstrap
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
EVERYBODY = (*OUTSIDE, *ELSEWHERE, *INSIDE)
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
    asking: Mapping[str, Asking]

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
        own = self.asking.get(route.pattern, Asking({}))
        parts = {**self.parts, **own.parts}
        path = re.sub(r"\{(\w+)\}", lambda match: parts[match[1]], route.pattern)
        if "GET" not in route.methods:
            yield path, self.sent(browser, path, route)
            return
        asked = "&".join(f"{one.name}={GIVEN[one.name]}" for one in route.parameters if _is_asked(one))
        for query in {"", *(f"?{one}" for one in (asked, *own.queries) if one)}:
            found = browser.get(path + query)
            assert found.status_code < 500, (role, path + query, found.text)
            yield path + query, f"{found.text} {dict(found.headers)}"

    def sent(self, browser: Browser, path: str, route: Route) -> str:
        headers, own = {"x-csrf-token": browser.token}, self.asking.get(route.pattern, Asking({}))
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
        elif own.fields is not None:
            given = {"data": {**own.fields, "token": browser.token}, "files": own.files}
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
        desk = handled.planting(call.ports)
        asking = handled.planted(desk, folder)
        call = replace(call, ports=desk.ports)
        yield House(call, create(call.ports), parts, fields, asking)


def _left(house: House) -> tuple[Any, ...]:
    ports = house.call.ports
    who = house.parts["account"]
    held = ports.tokens.of(who)
    return (
        ports.reports.find(key(SLIPPED)), ports.reports.draft(key(SLIPPED)), held, ports.people.sessions(who, house.call.at),
        *handled.left(ports),
    )  # fmt: skip


def hidden(role: Role, scope: str) -> tuple[str, ...]:
    """What nobody with this role for this scope may see. What is on its way of a list those see who handle cases of its area."""
    return (
        *(PLANTED if (role, scope) not in INSIDE else ()),
        *(OF_CASE if (role, scope) not in HANDLING else ()),
        *((*OF_PLAN, *OF_DRAW) if (role, scope) not in DRAWING else ()),
        *(OF_LIST if (role, scope) not in DRAWING else ()),
    )


def outsiders(route: Route) -> Iterator[tuple[Role, str]]:
    """All but those whom a route is for: what is sent to it by them may change something."""
    for who in EVERYBODY:
        its_own = ("/desk/cases/", "/desk/personal/")
        is_cases = route.pattern.removeprefix("/{lang}").startswith(its_own)
        its = HANDLING if is_cases else () if route.access.right == "handle" else INSIDE
        if "GET" in route.methods or who not in its:
            yield who


@pytest.mark.parametrize(
    "route", [route for route in ROUTES if route.pattern != "/{lang}/sign-out"], ids=named
)
def test_nobody_whom_it_is_not_sees_or_changes_what_is_planted(house: House, route: Route) -> None:
    before, seen = _left(house), []
    for role, scope in outsiders(route):
        for path, said in house.answers(route, role, scope):
            marks = [mark for mark in hidden(role, scope) if mark in said]
            if "POST" not in route.methods and role != "security_admin":
                numbers = [SLIPPED] * ((role, scope) not in INSIDE)
                numbers += [handled.CASE] * ((role, scope) not in HANDLING)
                marks += [number for number in numbers if number not in path and number in said]
            seen += [(role, scope, path, mark) for mark in marks]
    assert seen == []
    if not (route.pattern.startswith("/{lang}/people/") and "POST" in route.methods):
        assert _left(house) == before


def test_those_whose_it_is_see_it_on_every_page_that_filters_by_itself(house: House) -> None:
    blind = set()
    for route in ROUTES:
        if route.about != "own" or "GET" not in route.methods or route.pattern.endswith((".svg", ".png")):
            continue
        handles = route.access.right == "handle"
        people = (*HANDLING, *DRAWING) if handles else INSIDE
        marks = (*OF_CASE, *OF_LIST, *OF_PLAN, *OF_DRAW, LIST) if handles else (*PLANTED, SLIPPED)
        said = [text for role, scope in people for _, text in house.answers(route, role, scope)]
        if not any(mark in text for text in said for mark in marks):
            blind.add(route.pattern)
    assert {re.sub(r"^/\{lang\}/|\.\w+$", "", pattern) for pattern in blind} <= {
        "desk/completeness",  # counts alone
        "desk/findings",  # those of the last collection that was looked at, or which there are
        "desk/completeness/{form}/{period}",
        "desk/accept/{form}/{period}",  # a report that something speaks against is not accepted with others
        "reports/tokens",  # of another account of the same unit
        "desk/personal",  # which cases, and no value of any
        "desk/personal/{case}",
        "desk/cases/open/{workflow}",  # of no case yet: the forms of a workflow, for the areas of who asks
        "desk/visits",  # of those alone who are named to go
        "desk/cases/{case}/visit",  # leads on
        "/desk/cases/{case}/receipts/{number}",  # codes and hashes
    }


def test_what_is_planted_of_oversight_is_all_seen_by_those_who_handle_it(house: House) -> None:
    routes = [one for one in ROUTES if one.access.right == "handle" and "GET" in one.methods]
    people = (*HANDLING, *DRAWING)
    seen = "".join(said for one in routes for who in people for _, said in house.answers(one, *who))
    taken = {"申石匠", "ElmFile", "%PDF-"}
    assert {
        mark for mark in (*OF_CASE, *OF_LIST, *OF_PLAN, *OF_DRAW) if mark not in seen
    } == taken  # handed out for a reason alone


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[tuple[Desk, House]]:
    """What is planted of oversight alone, in a home of its own, to be changed."""
    ports = bootstrap.ports(tmp_path / "home")
    made = handled.planting(ports)
    asking = handled.planted(made, tmp_path)
    call = Call(made.ports, SYSTEM, made.now)
    yield made, House(call, made.door, {"lang": "zh"}, {}, asking)
    ports.ledger.close()


@pytest.mark.parametrize(
    ("pattern", "role", "scope", "seen"),
    [
        ("desk/cases/open/{workflow}/{act}", "case_officer", COUNTY, "/zh/desk/cases/PER-2026-000002?done=1"),
        ("desk/cases/{case}/acts/{act}", "supervisor", COUNTY, f"/zh/desk/cases/{handled.CASE}?done=5"),
        ("desk/cases/{case}/show", "case_officer", COUNTY, "申石匠"),
        ("desk/cases/{case}/evidence/{number}/{file}", "case_officer", COUNTY, "ElmFile"),
        ("desk/cases/{case}/documents/{number}", "case_officer", COUNTY, "%PDF-"),
        (
            "desk/personal/{case}/erasures",
            "case_officer",
            COUNTY,
            f"/zh/desk/personal/{handled.CASE}#erasures",
        ),
        (
            "desk/personal/{case}/holds",
            "case_officer",
            COUNTY,
            f"/zh/desk/personal/{handled.CASE}#holds",
        ),
        ("desk/personal/{case}/copies", "supervisor", COUNTY, "申石匠"),
        ("desk/draws", "case_officer", NATION, "/zh/desk/draws/plans/PL-2026-000002"),
        ("desk/draws/plans/{case}/file", "case_officer", NATION, "/zh/desk/draws/plans/PL-2026-000001"),
        ("desk/draws/plans/{case}/propose", "case_officer", NATION, "/zh/desk/draws/plans/PL-2026-000001"),
        ("desk/lists", "case_officer", NATION, "/zh/desk/lists/FURTHER"),
        ("desk/lists/{list}/acts", "case_officer", NATION, f"/zh/desk/lists/{LIST}"),
        ("desk/lists/{list}/ends", "supervisor", NATION, f"/zh/desk/lists/{LIST}"),
    ],
)
def test_what_outsiders_send_in_vain_is_done_for_those_whose_it_is(
    desk: tuple[Desk, House], pattern: str, role: Role, scope: str, seen: str
) -> None:
    if pattern.endswith("/documents/{number}") and not handled.TYPESETTER:
        pytest.skip("the typesetter is not installed")
    (made, house), (route,) = desk, _sends(pattern)
    assert _done(made, house, route, Grant(role, scope), seen)


def _sends(pattern: str) -> list[Route]:
    return [one for one in ROUTES if one.pattern == f"/{{lang}}/{pattern}" and "POST" in one.methods]


def _done(desk: Desk, house: House, route: Route, grant: Grant, seen: str) -> bool:
    """Whether it was done: the case or the list is shown next, or what was asked for is handed out."""
    parts = {**house.parts, **house.asking[route.pattern].parts}
    path = re.sub(r"\{(\w+)\}", lambda match: parts[match[1]], route.pattern)
    said = house.sent(desk.browser(grant), path, route)
    return f"'location': '{seen}'" in said if seen.startswith("/") else seen in said


def test_a_further_version_is_taken_once_the_one_on_its_way_was_given_back(desk: tuple[Desk, House]) -> None:
    made, house = desk
    officer, there = Grant("case_officer", NATION), f"/zh/desk/lists/{LIST}"
    (acts,), (versions,) = _sends("desk/lists/{list}/acts"), _sends("desk/lists/{list}/versions")
    assert not _done(made, house, versions, officer, there)
    assert _done(made, house, acts, officer, there)
    assert not _done(made, house, versions, Grant("case_officer", COUNTY), there)
    assert _done(made, house, versions, officer, there)


def test_all_that_is_sent_to_the_desks_of_oversight_is_tried_by_outsiders_as_those_do_whose_it_is(
    house: House,
) -> None:
    sent = {one.pattern for one in ROUTES if one.access.right == "handle" and "POST" in one.methods}
    assert sent <= {pattern for pattern, one in house.asking.items() if one.fields is not None}
