"""Kept answers: whole, bounded, keyed by what changes them and nothing else, and free of ledger and manifest."""

from __future__ import annotations

import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.unit.portal.conftest import TUTORIAL
from xinxiao import bootstrap
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.app import create
from xinxiao.entry.portal.http_request import HttpRequest
from xinxiao.entry.portal.kept import KeptAnswers
from xinxiao.entry.portal.route import Visit
from xinxiao.uses.call import Ports
from xinxiao.uses.run import run


def ask(path: str, query: str = "", **headers: str) -> HttpRequest:
    """A request as it comes from outside."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return HttpRequest("GET", path, query.encode(), named)


def test_a_page_read_before_is_not_sent_again(get: Any) -> None:
    tag = get("/en/about").headers["etag"]
    assert get("/en/about", if_none_match=tag).status_code == 304
    assert get("/en/about", if_none_match="*").status_code == 304
    assert get("/en/about", if_none_match='"other"').status_code == 200


def test_a_kept_page_touches_neither_ledger_nor_manifest_nor_table(
    ports: Ports, monkeypatch: pytest.MonkeyPatch
) -> None:
    portal = create(ports)
    request = ask("/en/index", "year=2023")
    with ports.head.watched():
        first = portal.respond(request)

        def fails(*_: object, **__: object) -> None:
            raise AssertionError("asked the stores")

        for name in ("batches", "count", "distinct"):
            monkeypatch.setattr(type(ports.tables), name, fails)
        monkeypatch.setattr(type(ports.ledger.releases), "entries", fails)
        for name in ("get", "verified", "has"):
            monkeypatch.setattr(type(ports.blobs), name, fails)
        again = portal.respond(request)
    assert (again.status, again.body) == (200, first.body)
    assert again.headers == first.headers


def test_a_query_in_another_order_is_the_same_page_and_another_value_is_not(ports: Ports) -> None:
    portal = create(ports)
    one = portal.quick(ask("/en/index/compare", "from=2021&to=2023"))
    other = portal.quick(ask("/en/index/compare", "to=2023&from=2021"))
    third = portal.quick(ask("/en/index/compare", "to=2024&from=2021"))
    assert isinstance(one, Visit) and isinstance(other, Visit) and isinstance(third, Visit)
    assert portal.kept.key(one) == portal.kept.key(other) != portal.kept.key(third)


def test_the_browser_s_language_is_in_the_key_only_where_the_address_does_not_say_it(ports: Ports) -> None:
    portal = create(ports)

    def key(path: str, lang: str) -> Any:
        visit = portal.quick(ask(path, accept_language=lang))
        assert isinstance(visit, Visit)
        return portal.kept.key(visit)

    assert key("/zh/about", "en") == key("/zh/about", "zh")
    assert key("/", "en") != key("/", "zh")
    assert key("/releases.json", "en") == key("/releases.json", "zh")


def test_nothing_unknown_and_no_error_is_kept(ports: Ports) -> None:
    portal = create(ports)
    for i in range(50):
        assert portal.respond(ask("/en/about", f"bench={i}")).status == 400
        assert portal.respond(ask(f"/en/areas/{i}")).status == 404
        assert portal.respond(ask("/en/index", f"year={i}")).status == 400
    assert len(portal.kept.cache) == 0


def test_what_is_kept_is_counted_with_keys_and_headers_and_stays_below_the_limit() -> None:
    kept = KeptAnswers(20_000)
    for i in range(100):
        kept.get(("/zh/", f"q={i}", "", "head"), lambda: Answer(200, b"x" * 300, (("etag", '"1"'),)))
    assert kept.cache.total <= 20_000
    assert len(kept.cache) == 15
    kept.get(("/zh/" + "y" * 50_000, "", "", "head"), lambda: Answer(200, b""))
    assert kept.cache.total <= 20_000


def test_a_release_sealed_meanwhile_is_shown_at_once_where_it_was_sealed(
    tmp_path: Path, sealed_home: Path
) -> None:
    call = bootstrap.call(Path(shutil.copytree(sealed_home, tmp_path / "home")))
    portal = create(call.ports)
    first = portal.respond(ask("/releases.json"))
    again = Path(shutil.copytree(TUTORIAL, tmp_path / "programme"))
    file = again / "programme.yaml"
    file.write_text(file.read_text("utf-8").replace("version: 0.1.0", "version: 0.1.1"), "utf-8")
    release = run(call, again)
    second = portal.respond(ask("/releases.json"))
    assert release.id.encode() in second.body
    assert release.id.encode() not in first.body
    assert release.id.encode() in portal.respond(ask("/zh/")).body
    call.ports.ledger.close()


def test_static_files_may_be_kept_for_a_year_where_their_address_says_which(get: Any) -> None:
    page = get("/en/").text
    place = page.index("/static/style.css?v=")
    address = page[place : page.index('"', place)]
    answer = get(address)
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert get("/static/style.css").headers["cache-control"] == "no-cache"
    assert get("/static/style.css?v=0").headers["cache-control"] == "no-cache"


def test_pages_are_asked_after_before_a_copy_is_shown(get: Any) -> None:
    answer = get("/en/")
    assert answer.headers["cache-control"] == "no-cache"
    assert "vary" not in answer.headers


def test_of_those_who_ask_the_same_at_once_one_makes_the_answer() -> None:
    kept, made, key = KeptAnswers(), list[int](), ("/zh/", "", "", "head")

    def make() -> Answer:
        made.append(1)
        time.sleep(0.05)
        return Answer(200, b"page")

    with ThreadPoolExecutor(8) as readers:
        answers = list(readers.map(lambda _: kept.get(key, make), range(8)))
    assert [answer.body for answer in answers] == [b"page"] * 8
    assert len(made) == 1


def test_an_error_is_made_anew_each_time() -> None:
    kept, made, key = KeptAnswers(), list[int](), ("/zh/", "", "", "head")

    def make() -> Answer:
        made.append(1)
        return Answer(404, b"no")

    assert [kept.get(key, make).status for _ in range(3)] == [404, 404, 404]
    assert (len(made), len(kept.cache)) == (3, 0)
