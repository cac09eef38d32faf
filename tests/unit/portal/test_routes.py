"""The table of routes: every row says who may ask; rules are held in one place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.unit.portal.conftest import asker
from xinxiao.entry.portal import answer
from xinxiao.entry.portal.access import OPERATOR, PUBLIC
from xinxiao.entry.portal.app import create
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.route import Route, Table, Visit
from xinxiao.entry.portal.routes import TABLE
from xinxiao.model.actor import ANONYMOUS, Actor
from xinxiao.uses.call import Ports

ROOT = Path(__file__).resolve().parents[3]


def hello(visit: Visit) -> answer.Answer:
    """Says hello."""
    return answer.page(b"hello", answer.HTML)


def with_row(**named: Any) -> Table:
    """The table with one more row."""
    row = {"pattern": "/{lang}/hello", "make": hello, "says": "Hello.", "cache": "none"}
    return Table((*TABLE.routes, Route(**{**row, **named})), TABLE.fallback)


def test_a_route_that_does_not_say_who_may_ask_is_refused() -> None:
    with pytest.raises(TypeError, match="access"):
        with_row()
    with pytest.raises(TypeError, match="who may ask"):
        with_row(access=None)


def test_a_route_that_writes_needs_a_session_and_a_token() -> None:
    with pytest.raises(TypeError, match="session and a token"):
        with_row(access=OPERATOR, methods=("POST",))
    assert with_row(access=OPERATOR, methods=("POST",), session="needed", csrf="token", about="nobody")


def test_only_what_anybody_may_read_is_kept() -> None:
    with pytest.raises(TypeError, match="kept"):
        with_row(access=OPERATOR, cache="kept")


def test_whoever_may_not_is_refused_with_a_page_that_says_so(ports: Ports) -> None:
    get = asker(create(ports, table=with_row(access=OPERATOR)))
    answer = get("/en/hello")
    assert answer.status_code == 403
    assert "This is not for everybody" in answer.text
    assert "It is for: operator" in answer.text
    assert asker(create(ports, table=with_row(access=PUBLIC)))("/en/hello").text == "hello"


def test_whoever_may_not_is_refused_in_json_where_programs_ask(ports: Ports) -> None:
    get = asker(create(ports, table=with_row(access=OPERATOR, faults="json")))
    assert get("/en/hello").json()["error"]["code"] == "NOT_ALLOWED"


def test_rights_belong_to_kinds_of_actors() -> None:
    assert PUBLIC.allows(ANONYMOUS) and PUBLIC.allows(Actor("operator", "me"))
    assert not OPERATOR.allows(ANONYMOUS)
    assert OPERATOR.allows(Actor("operator", "me"))


def test_a_route_is_public_and_reads_only_or_stands_behind_a_session() -> None:
    for route in (*TABLE.routes, TABLE.fallback):
        assert len(route.says) > 8
        if route.session == "none":
            assert route.access is PUBLIC
            assert route.methods == ("GET", "HEAD")
            assert (route.csrf, route.about) == ("not needed", None)
        else:
            assert route.cache == "none"
            by_browser = "POST" in route.methods and route.session != "bearer"
            assert route.csrf == ("token" if by_browser else "not needed")


def test_no_address_fits_two_rows_of_the_same_form() -> None:
    patterns = [(route.pattern, method) for route in TABLE.routes for method in route.methods]
    assert len(patterns) == len(set(patterns))
    found = [route.pattern for route, _ in TABLE.find("/zh/explain/IC_X/A.B.json")]
    assert found[0] == "/{lang}/explain/{flow}/{key}.json"


def test_a_page_cannot_read_a_parameter_its_row_does_not_declare(english: Any) -> None:
    with pytest.raises(KeyError, match="declares no parameter"):
        english.get("year")


def test_templates_have_names_of_their_own_so_that_one_never_hides_another() -> None:
    folder = ROOT / "src" / "xinxiao" / "entry" / "portal"
    names = [path.name for path in folder.rglob("*.html")]
    assert len(names) == len(set(names))


def test_a_page_calls_uses_in_the_name_of_who_asks(english: PageRequest) -> None:
    clerk = Actor("operator", "Li")
    assert english.call.actor == ANONYMOUS
    assert replace(english, actor=clerk).call.actor == clerk
