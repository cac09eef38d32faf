"""What those who run the portal see: its health, its measures, its log; and the ids by which all three name a request."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from ipaddress import ip_network
from typing import Any

import anyio
import httpx
import pytest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.parser import text_string_to_metric_families

from tests.unit.portal.conftest import Get, asker
from xinxiao.entry.portal import state
from xinxiao.entry.portal.access import PUBLIC
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.app import create
from xinxiao.entry.portal.http_request import request_of
from xinxiao.entry.portal.route import Route, Table, Visit
from xinxiao.entry.portal.site.routes import FALLBACK
from xinxiao.errors import Tampered, Unavailable
from xinxiao.settings import Serving, serving
from xinxiao.uses.call import Call, Ports

TRUSTING = serving(environ={"XINXIAO_PROXIES": "10.0.0.0/8"})


@pytest.fixture
def own(ports: Ports) -> Get:
    """A portal nobody else asks."""
    return asker(create(ports))


def samples(answer: httpx.Response) -> dict[tuple[str, ...], float]:
    """Every sample, by its name and the values of its labels."""
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_a_portal_that_can_read_its_ledger_and_lake_is_ready(own: Get) -> None:
    answer = own("/healthz")
    assert answer.json() == {"alive": True, "ready": True, "ledger": "ok", "lake": "ok", "published": True}
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")


def test_what_cannot_be_read_is_said_without_its_details(ports: Ports) -> None:
    class Lost:
        def get(self, digest: str) -> bytes:
            raise Tampered("/a/secret/path")

    class Closed:
        @property
        def releases(self) -> Any:
            raise Unavailable("postgresql://me:secret@db")

    lost: Any = Lost()
    answer = asker(create(replace(ports, blobs=lost)))("/healthz", accept_language="en")
    told = answer.json()
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert (told["ready"], told["ledger"], told["lake"]) == (False, "ok", "TAMPERED")
    assert told["error"]["message"] == "The portal is not ready: lake"
    closed: Any = Closed()
    answer = asker(create(replace(ports, ledger=closed)))("/healthz")
    assert (answer.status_code, answer.json()["ledger"]) == (503, "UNAVAILABLE")
    assert "secret" not in answer.text


def test_requests_are_counted_by_route_and_status_and_their_times_in_classes(own: Get) -> None:
    for path in (
        "/en/about",
        "/en/about",
        "/zh/about",
        "/en/nothing",
        "/en/index?year=1",
        "/en/areas/990001",
    ):
        own(path)
    own("/en/about", method="DELETE")
    own("/en/about", method="BREW")
    found = samples(own("/metrics"))
    about, count = "/{lang}/about", "xinxiao_requests_total"
    assert found[count, "GET", about, "200"] == 3
    assert found[count, "GET", "/{anything}", "404"] == 1
    assert found[count, "GET", "/{lang}/index", "400"] == 1
    assert found[count, "GET", "/{lang}/areas/{area}", "200"] == 1
    assert found[count, "other", about, "405"] == 2
    assert found["xinxiao_request_seconds_count", about] == 5
    assert found["xinxiao_request_seconds_bucket", "+Inf", about] == 5
    assert found["xinxiao_requests_in_flight",] == 1  # the one that asks


def test_caches_releases_and_memory_are_shown(own: Get) -> None:
    own("/en/about")
    own("/en/about")
    found = samples(own("/metrics"))
    assert found["xinxiao_cache_requests_total", "pages", "hit"] == 1
    assert found["xinxiao_cache_entries", "pages"] == 1
    assert found["xinxiao_cache_bytes", "pages"] > 4_000
    assert found["xinxiao_releases",] == 1
    assert found["process_resident_memory_bytes",] > 10_000_000


def test_a_feature_adds_measures_of_its_own(own: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    def own_measures(call: Call) -> list[GaugeMetricFamily]:
        return [GaugeMetricFamily("xinxiao_actors", call.actor.kind, 7)]

    monkeypatch.setattr(state, "SOURCES", (own_measures,))
    assert samples(own("/metrics"))["xinxiao_actors",] == 7


def scope(client: str, given: str) -> dict[str, Any]:
    headers = [(b"x-request-id", given.encode("latin-1"))]
    return {"method": "GET", "path": "/", "headers": headers, "client": (client, 1)}


@pytest.mark.parametrize(
    ("client", "given", "kept"),
    [
        ("10.1.2.3", "abc-123_X.9", True),
        ("192.0.2.1", "abc-123_X.9", False),
        ("", "abc-123_X.9", False),
        ("10.1.2.3", "short", False),
        ("10.1.2.3", "x" * 65, False),
        ("10.1.2.3", "abc 123 456", False),
        ("10.1.2.3", "abcdefgh\u00e9", False),
    ],
)
def test_the_id_of_a_request_is_that_of_a_trusted_proxy_or_a_new_one(
    client: str, given: str, kept: bool
) -> None:
    found = request_of(scope(client, given), TRUSTING).id
    assert (found == given) is kept
    assert kept or re.fullmatch("[0-9a-f]{16}", found)


def test_every_answer_says_the_id_of_its_request_and_an_error_in_json_as_well(own: Get) -> None:
    ids = {own("/en/about").headers["x-request-id"] for _ in range(3)}
    assert len(ids) == 3
    wrong = own("/releases.json?x=1")
    assert wrong.json()["error"]["request"] == wrong.headers["x-request-id"]


@pytest.mark.parametrize(
    ("path", "method", "status", "code"),
    [
        ("/nothing", "GET", 404, "NOT_FOUND"),
        ("/en/about", "PUT", 405, "REQUEST"),
        ("/en/index?year=1", "GET", 400, "REQUEST"),
        ("/en/" + "x" * 4000, "GET", 414, "TOO_LONG"),
    ],
)
def test_who_asks_for_json_is_answered_errors_in_json_everywhere(
    own: Get, path: str, method: str, status: int, code: str
) -> None:
    answer = own(path, method=method, accept="application/json")
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert set(answer.json()["error"]) == {"code", "message", "hint", "request"}
    assert "accept" in answer.headers["vary"].split(", ")
    assert (
        "text/html" in own(path, method=method, accept="text/html,application/json").headers["content-type"]
    )


def test_a_request_leaves_one_line_with_nothing_of_who_asks(
    own: Get, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="xinxiao")
    answer = own("/en/search?q=Zhang+San", user_agent="Secret/1.0", accept_language="en")
    [record] = [record for record in caplog.records if record.getMessage() == "request"]
    fields: dict[str, Any] = dict(record.fields)  # type: ignore[attr-defined]
    assert isinstance(fields.pop("ms"), float)
    assert fields == {
        "request": answer.headers["x-request-id"],
        "actor": "anonymous",
        "use": "/{lang}/search",
        "method": "GET",
        "status": 200,
        "bytes": len(answer.content),
        "outcome": "made",
    }
    assert "Zhang" not in json.dumps(fields)


@pytest.mark.parametrize(
    ("path", "headers", "outcomes"),
    [
        ("/en/about", {}, ["made", "kept"]),
        ("/en/about", {"if_none_match": "*"}, ["same", "same"]),
        ("/nothing", {}, ["refused", "refused"]),
        ("/releases/{release}/data/RD_INDEX.parquet", {"range": "bytes=0-9"}, ["made", "made"]),
        ("/data/RD_INDEX.csv", {}, ["made", "kept"]),
    ],
)
def test_the_outcome_says_how_a_request_ended(
    own: Get,
    ports: Ports,
    caplog: pytest.LogCaptureFixture,
    path: str,
    headers: dict[str, str],
    outcomes: list[str],
) -> None:
    path = path.format(release=ports.head.entries[-1].id)
    caplog.set_level("INFO", logger="xinxiao")
    for _ in outcomes:
        own(path, **headers)
    assert [record.fields["outcome"] for record in caplog.records if hasattr(record, "fields")] == outcomes


@pytest.fixture(scope="module")
def below(ports: Ports) -> Iterator[Get]:
    """A portal that stands below another site."""
    portal = create(ports, serving=Serving(root="/xinxiao"))
    yield asker(portal)
    assert portal.heavy is not None
    portal.heavy.close()


LINK = re.compile(r'(?:href|src|action)="([^"#][^"]*)"')


def test_below_a_root_every_link_leads_to_an_address_below_it(below: Get) -> None:
    waiting, seen = ["/xinxiao/zh/", "/xinxiao/en/"], set[str]()
    while waiting and len(seen) < 120:
        address = waiting.pop(0)
        answer = below(address)
        assert answer.status_code == 200, address
        seen.add(address)
        if "text/html" not in answer.headers["content-type"]:
            continue
        for link in LINK.findall(answer.text):
            path = link.replace("&amp;", "&")
            if path.startswith(("http://", "https://", "data:")):
                continue
            assert path.startswith("/xinxiao/"), (address, path)
            kind = re.sub(r"[^/?=&]*\d[^/?=&]*", "N", path)
            if path not in seen and kind not in seen and ".xlsx" not in path and "audit" not in path:
                seen.add(kind)
                waiting.append(path)
    assert len(seen) > 60


def test_below_a_root_redirects_errors_and_the_description_know_it(below: Get) -> None:
    assert below("/xinxiao", accept_language="en").headers["location"] == "/xinxiao/en/"
    assert below("/xinxiao/en").headers["location"] == "/xinxiao/en/"
    way = below("/xinxiao/en/data/RD_INDEX.csv").headers["location"]
    assert re.fullmatch(
        r"/xinxiao/releases/TR-2024-[0-9a-f]{12}/data/RD_INDEX\.csv\?lang=en&layout=long", way
    )
    assert below("/xinxiao/openapi.json").json()["servers"] == [{"url": "/xinxiao"}]
    assert 'href="/xinxiao/en/index"' in below("/xinxiao/en/index?year=1").text
    assert below("/xinxiaozh/").status_code == 404
    assert below("/healthz").status_code == 200  # who asks past the proxy


def test_an_answer_that_breaks_off_has_its_headers_and_is_logged_as_broken(
    ports: Ports, caplog: pytest.LogCaptureFixture
) -> None:
    def breaking() -> Iterator[bytes]:
        yield b"a beginning"
        raise OSError("what a reader sent")

    def make(visit: Visit) -> Answer:
        return Answer(200, b"", (("content-type", "text/plain"),), stream=breaking)

    caplog.set_level("INFO", logger="xinxiao")
    route = Route(pattern="/x", make=make, says="", access=PUBLIC, cache="none")
    portal, messages = create(ports, table=Table((route,), FALLBACK)), list[Any]()

    async def send(message: Any) -> None:
        messages.append(message)

    async def ask() -> None:
        scope = {"type": "http", "method": "GET", "path": "/x", "query_string": b"", "headers": []}
        await portal(scope, anyio.sleep_forever, send)  # type: ignore[arg-type]

    with pytest.raises(OSError, match="what a reader sent"):
        anyio.run(ask)
    assert dict(messages[0]["headers"])[b"x-frame-options"] == b"DENY"
    assert [message.get("body") for message in messages[1:]] == [b"a beginning"]
    [record] = [record for record in caplog.records if hasattr(record, "fields")]
    assert (record.fields["outcome"], record.levelname) == ("broken", "ERROR")


@pytest.mark.parametrize(
    ("client", "forwarded", "peer"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.7", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", "192.0.2.1, 198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", "198.51.100.7, 10.1.2.3", "198.51.100.7"),
        ("127.0.0.1", "x'; DROP", "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
    ],
)
def test_the_address_somebody_fails_from_is_what_a_trusted_proxy_says(
    client: str, forwarded: str, peer: str
) -> None:
    serving = replace(TRUSTING, proxies=tuple(map(ip_network, ("127.0.0.1", "10.0.0.0/8"))))
    asked = {**scope(client, ""), "headers": [(b"x-forwarded-for", forwarded.encode())]}
    assert request_of(asked, serving).peer == peer
