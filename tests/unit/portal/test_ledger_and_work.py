"""The pages, files and feed of the ledger, and the page of work, on a home that worked for three nights."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import pytest

from xinxiao import bootstrap
from xinxiao.entry.portal.app import create
from xinxiao.entry.portal.http_request import HttpRequest
from xinxiao.model.actor import SYSTEM
from xinxiao.uses import ledger, work
from xinxiao.uses.call import Call

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def worked(sealed_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Call]:
    home = shutil.copytree(sealed_home, tmp_path_factory.mktemp("worked") / "home")
    asker = bootstrap.call(home, SYSTEM)
    for days in (0, 3):
        now = asker.now + timedelta(days=days)
        work.work_off(asker, "w", lambda now=now: now, lambda *_: None)  # type: ignore[misc]
    yield asker
    asker.ports.ledger.close()


@pytest.fixture(scope="module")
def read(worked: Call) -> Any:
    door = create(worked.ports)

    def read(path: str) -> str:
        sent = door.respond(HttpRequest("GET", path))
        assert sent.status == 200
        return sent.body.decode()

    return read


def test_the_page_shows_the_head_of_each_day_newest_first(read: Any, worked: Call) -> None:
    heads = ledger.heads(worked)
    assert len(heads) == 3
    page = read("/en/ledger")
    places = [page.index(head.day) for head in reversed(heads)]
    assert places == sorted(places)
    assert heads[-1].event.hash in page


def test_the_file_of_heads_is_what_verifying_reads(read: Any, worked: Call) -> None:
    known, fault = ledger.heads_of(read("/ledger/heads.csv"))
    assert (len(known), fault) == (3, 0)
    assert [held.misfit for held in ledger.verify(worked, known=known)] == [None, None, None]


def test_the_feed_tells_of_each_day(read: Any, worked: Call) -> None:
    feed = Xml.fromstring(read("/ledger/heads.atom"))
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == [
        h.day for h in reversed(ledger.heads(worked))
    ]
    assert feed.findtext(f"{ATOM}updated") == ledger.heads(worked)[-1].published
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == 3


def test_the_page_of_work_shows_what_is_due_and_what_was_done(read: Any) -> None:
    page = read("/en/work")
    assert page.count("Publish the head of the ledger") == 4
    assert page.count("Verify the last release") == 2
    assert "holds" in page


@pytest.mark.parametrize(
    "path", ["/zh/ledger", "/zh/work", "/en/ledger.json", "/en/work.csv", "/ledger/heads.json"]
)
def test_each_form_is_there(read: Any, path: str) -> None:
    assert read(path)


def test_a_new_head_is_seen_at_once_though_no_release_was_sealed(worked: Call) -> None:
    door = create(worked.ports)
    before = door.respond(HttpRequest("GET", "/ledger/heads.csv")).body
    later = worked.now + timedelta(days=4)
    work.work_off(replace(worked, now=later), "w", lambda: later, lambda *_: None)
    assert len(door.respond(HttpRequest("GET", "/ledger/heads.csv")).body) > len(before)
