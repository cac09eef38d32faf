"""Addresses: languages, slashes, and everything that 0.1 answered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.unit.portal.conftest import anyone
from xinxiao.entry.portal.headers import preferred
from xinxiao.entry.portal.routes import TABLE
from xinxiao.uses.releases import find

OLD = [
    line
    for line in (Path(__file__).parent / "addresses_of_0_1.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        ("", "zh"),
        ("en-GB,en;q=0.9", "en"),
        ("fr, en;q=0.2, zh-CN;q=0.8", "zh"),
        ("de", "zh"),
        ("en;q=0", "zh"),
        ("en;q=\u00b2", "zh"),
        ("en;q=1.5", "zh"),
        ("en;q=" + "9" * 5000, "zh"),
        ("fr," * 5000 + "en", "zh"),
    ],
)
def test_the_first_page_speaks_the_language_the_browser_asks_for(accept: str, language: str) -> None:
    assert preferred(accept) == language


def test_the_bare_address_leads_to_a_language_and_says_what_that_depends_on(get: Any) -> None:
    answer = get("/", accept_language="en")
    assert (answer.status_code, answer.headers["location"]) == (302, "/en/")
    assert answer.headers["vary"] == "accept-language"
    assert get("/", accept_language="zh").headers["location"] == "/zh/"


def test_an_address_with_a_slash_too_many_or_too_few_is_put_right(get: Any) -> None:
    assert get("/zh").headers["location"] == "/zh/"
    assert (get("/en/targets/").status_code, get("/en/targets/").headers["location"]) == (308, "/en/targets")
    assert get("/en/index/?year=2022").headers["location"] == "/en/index?year=2022"


def test_another_host_is_never_led_to(get: Any) -> None:
    for path in ("//evil.example/", "//evil.example/zh/", "/\\evil.example/"):
        answer = get(f"http://portal{path}")
        assert answer.status_code == 404
        assert "location" not in answer.headers
        assert 'href="//evil' not in answer.text


@pytest.mark.parametrize("address", OLD)
def test_every_address_of_0_1_still_answers_or_leads_for_good_to_one_that_does(
    get: Any, ports: Any, address: str
) -> None:
    release = find(anyone(ports)).id
    where = address.format(release=release, part=release[:9])
    answer = get(where)
    if answer.status_code == 308:
        answer = get(answer.headers["location"])
    if answer.status_code == 302 and where.startswith("/data/"):  # to the release that is the last one now
        answer = get(answer.headers["location"])
    assert answer.status_code in ({302} if where == "/" else {200})


PATTERNS = [
    "targets",
    "targets/{target}",
    "tasks",
    "tasks/{task}",
    "index",
    "index/compare",
    "index/framework",
    "index/audit",
    "index/audit.pdf",
    "index/editions",
    "account",
    "pull",
    "areas",
    "areas/{area}",
    "indicators",
    "indicators/{indicator}",
    "scopes",
    "data",
    "data/{flow}",
    "explain/{flow}/{key}",
    "releases",
    "releases/{name}",
    "releases/{name}/changes",
    "methods",
    "methods/{name}",
    "about",
    "search",
]
"""Every pattern of a page in 0.1, behind its language."""


@pytest.mark.parametrize("pattern", ["", *PATTERNS])
def test_every_page_of_0_1_has_its_row_with_its_data(pattern: str) -> None:
    rows = {route.pattern for route in TABLE.routes}
    assert f"/{{lang}}/{pattern}" in rows
    if ".pdf" not in pattern:
        assert f"/{{lang}}/{pattern or 'home'}.json" in rows
        assert f"/{{lang}}/{pattern or 'home'}.csv" in rows
