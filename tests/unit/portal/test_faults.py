"""What is wrong is said plainly, in the reader's language, with the security headers, whatever it is."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from tests.unit.portal.conftest import asker
from xinxiao.entry.portal import respond
from xinxiao.entry.portal.app import create
from xinxiao.entry.portal.headers import SECURITY
from xinxiao.errors import Unavailable, told
from xinxiao.uses.call import Ports


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/en/nothing", 404),
        ("/fr/", 404),
        ("/zh/targets/T99", 404),
        ("/en/areas/999999", 404),
        ("/en/tasks/x", 404),
        ("/en/indicators/NOPE", 404),
        ("/en/data/NOPE", 404),
        ("/en/explain/RD_INDEX/too.short", 404),
        ("/en/?release=NOPE", 404),
        ("/en/targets.csv?figure=nope", 400),
        ("/en/methods/nope", 404),
        ("/en/index?year=1999", 400),
        ("/static/nope.css", 404),
        ("/zh/" + "x" * 5000, 414),
    ],
)
def test_what_is_not_there_is_said_plainly(get: Any, path: str, status: int) -> None:
    answer = get(path)
    assert answer.status_code == status
    assert "text/html" in answer.headers["content-type"]
    assert "Traceback" not in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_a_page_says_what_is_wrong_in_the_language_of_its_address(get: Any) -> None:
    assert "没有找到这一页" in get("/zh/targets/T99", accept_language="en").text
    assert "There is no such page" in get("/en/targets/T99").text
    assert "There is no such page" in get("/nothing", accept_language="en").text


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/zh/", {}),
        ("/zh/nothing", {}),
        ("/data/RD_NOPE.csv", {}),
        ("/static/style.css", {}),
        ("/", {}),
        ("/nowhere", {"accept_language": "en;q=\u00b2"}),
        ("/releases/latest/data/RD_TARGETS.csv", {"range": "bytes=" + "9" * 5000 + "-"}),
        ("/zh/index?year=1999", {}),
    ],
)
def test_every_answer_carries_the_security_headers(get: Any, path: str, headers: dict[str, str]) -> None:
    answer = get(path, **headers)
    assert answer.status_code < 500
    for name, value in SECURITY:
        assert answer.headers[name] == value


def test_a_copy_that_still_holds_carries_them_too(get: Any) -> None:
    tag = get("/en/about").headers["etag"]
    answer = get("/en/about", if_none_match=tag)
    assert answer.status_code == 304
    assert all(answer.headers[name] == value for name, value in SECURITY)


def broken(ports: Ports, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A portal whose pages fail in a way nobody foresaw."""
    portal = create(ports)

    def fails(*_: object) -> None:
        raise ZeroDivisionError("a secret detail")

    monkeypatch.setattr(type(portal.site.views), "view", fails)
    return portal


def test_a_fault_nobody_foresaw_is_a_page_without_its_details(
    ports: Ports, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    answer = asker(broken(ports, monkeypatch))("/en/")
    assert answer.status_code == 500
    assert "This cannot be shown now" in answer.text
    assert "secret" not in answer.text
    assert "a secret detail" in caplog.text


def test_a_fault_nobody_foresaw_is_json_where_json_was_asked_for(
    ports: Ports, monkeypatch: pytest.MonkeyPatch
) -> None:
    get = asker(broken(ports, monkeypatch))
    for path in ("/data/RD_INDEX.csv", "/en/index.json", "/quality/RD_INDEX.json"):
        answer = get(path)
        assert answer.status_code == 500
        assert json.loads(answer.text)["error"]["code"] == "ERROR"


def test_when_saying_so_fails_as_well_the_answer_still_is_complete(
    ports: Ports, monkeypatch: pytest.MonkeyPatch
) -> None:
    portal = broken(ports, monkeypatch)

    def fails(*_: object) -> None:
        raise RuntimeError("no template")

    monkeypatch.setattr(type(portal.site.renderer), "fill", fails)
    answer = asker(portal)("/zh/")
    assert answer.status_code == 500
    assert "no data was harmed" in answer.text
    assert all(answer.headers[name] == value for name, value in SECURITY)


def test_a_request_nobody_can_read_is_answered_as_well(ports: Ports, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("no headers")

    monkeypatch.setattr(respond, "visit", fails)
    answer = asker(create(ports))("/zh/")
    assert answer.status_code == 500
    assert all(answer.headers[name] == value for name, value in SECURITY)


def test_a_ledger_that_cannot_be_reached_is_said_as_a_page(
    ports: Ports, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Closed:
        @property
        def known(self) -> None:
            raise Unavailable("ledger", told("ledger_closed", url="sqlite:///x", reason="gone"))

        entries = known

    closed: Any = Closed()
    answer = asker(create(replace(ports, head=closed)))("/en/")
    assert answer.status_code == 503
    assert "Come again in a moment" in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_a_method_that_is_not_known_is_refused_with_those_that_are(get: Any, method: str) -> None:
    answer = get("/en/targets", method=method)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
    assert "text/html" in answer.headers["content-type"]
    assert json.loads(get("/releases.json", method=method).text)["error"]["code"] == "REQUEST"


def test_head_sends_the_headers_of_a_page_without_its_body(get: Any) -> None:
    page, head = get("/en/about"), get("/en/about", method="HEAD")
    assert (head.status_code, head.content) == (200, b"")
    own = "x-request-id"
    assert {n: v for n, v in head.headers.items() if n != own} == {
        n: v for n, v in page.headers.items() if n != own
    }
