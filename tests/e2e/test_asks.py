"""What the policy asks and what this system does: nothing is left without an answer, and every answer leads somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import Any
from urllib.parse import urldefrag

import anyio
import httpx
import pytest

from xinxiao import bootstrap
from xinxiao.entry.portal.app import create

ANSWER = re.compile(r'<article class="ask" id="(\w+)-(\w+)">(.*?)</article>', re.DOTALL)


@pytest.fixture(scope="module")
def app(policy_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The portal on the policy's programme."""
    ports = bootstrap.ports(copytree(policy_home, tmp_path_factory.mktemp("asks") / "home"))
    yield create(ports)
    ports.ledger.close()


def get(app: Any, *paths: str) -> list[httpx.Response]:
    async def send() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return [await client.get(path) for path in paths]

    return anyio.run(send)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_article_task_and_class_has_an_answer_and_no_answer_is_empty(app: Any, lang: str) -> None:
    [page] = get(app, f"/{lang}/asks")
    found = {(group, name): body for group, name, body in ANSWER.findall(page.text)}
    assert {name for group, name in found if group == "articles"} == {str(n) for n in range(1, 23)}
    assert {name for group, name in found if group == "tasks"} == {str(n) for n in range(1, 43)}
    assert len([name for group, name in found if group == "classes"]) == 14
    for place, body in found.items():
        told = re.findall(r"<dd>(.*?)</dd>", body, re.DOTALL)
        assert len(told) == 3, place  # what is done, where, and what is not
        assert all(re.sub(r"<[^>]+>|\s", "", words) for words in told), place
        assert re.sub(r"\s", "", re.findall(r'<p class="asked">(.*?)</p>', body, re.DOTALL)[0]), place


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_link_of_an_answer_leads_to_a_page_and_a_place_on_it(app: Any, lang: str) -> None:
    [page] = get(app, f"/{lang}/asks")
    links = sorted(
        {href for _, _, body in ANSWER.findall(page.text) for href in re.findall(r'href="([^"]+)"', body)}
    )
    assert len(links) > 100
    paths = sorted({urldefrag(link).url for link in links})
    pages = dict(zip(paths, get(app, *paths), strict=True))
    assert {path: answer.status_code for path, answer in pages.items() if answer.status_code != 200} == {}
    for link in links:
        path, place = urldefrag(link)
        assert not place or f'id="{place}"' in pages[path].text, link


def test_the_answers_are_files_too(app: Any) -> None:
    sheet, data = get(app, "/en/asks.csv?figure=tasks", "/zh/asks.json")
    lines = sheet.text.splitlines()
    assert lines[0] == "ID,TITLE,ASKS,STATE,DOES,WHERE,OUTSIDE,RELEASE"
    assert len(lines) == 43
    assert [len(exhibit["rows"]) for exhibit in data.json()["exhibits"]] == [22, 14, 42]
