"""Many at once: eight threads on one portal, rooms apart, and an end to waiting."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import pytest

from tests.unit.portal.conftest import anyone, opened
from tests.unit.portal.test_pages import WHOLE
from xinxiao.entry.portal import door as doors
from xinxiao.entry.portal.app import create
from xinxiao.entry.portal.http_request import HttpRequest
from xinxiao.entry.portal.passage import Passage
from xinxiao.uses.call import Ports
from xinxiao.uses.releases import find, programme


@pytest.fixture
def hasty() -> Iterator[None]:
    """Threads that are interrupted as often as can be."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


def at_once(count: int, ask: Any) -> list[BaseException]:
    """What goes wrong when so many threads do the same."""
    faults: list[BaseException] = []

    def run(number: int) -> None:
        try:
            ask(number)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


@pytest.mark.usefixtures("hasty")
def test_eight_threads_on_a_portal_just_opened_all_get_every_page(sealed_home: Path) -> None:
    ports = next(rooms := opened(sealed_home))
    portal = create(ports)
    pages = [
        path
        for path in WHOLE
        if path
        not in {
            "account",
            "account/gap",
            "asks",
            "domains",
            "forms",
            "pull",
            "resources",
            "index/audit",
            "index/editions",
        }
    ]
    bodies: dict[str, set[bytes]] = {path: set() for path in pages}

    def ask(number: int) -> None:
        for path in pages[number % len(pages) :] + pages[: number % len(pages)]:
            answer = portal.respond(HttpRequest("GET", f"/en/{path}"))
            assert answer.status == 200, path
            bodies[path].add(answer.body)

    assert at_once(8, ask) == []
    assert {path: len(found) for path, found in bodies.items()} == dict.fromkeys(pages, 1)
    rooms.close()


@pytest.mark.usefixtures("hasty")
def test_eight_threads_open_one_programme_once(sealed_home: Path) -> None:
    ports = next(rooms := opened(sealed_home))
    found: list[object] = []
    assert at_once(8, lambda _: found.append(programme(anyone(ports), find(anyone(ports))))) == []
    assert len({id(loaded) for loaded in found}) == 1
    rooms.close()


def test_who_comes_when_too_many_wait_is_told_to_come_again(
    ports: Ports, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doors, "WAITING", {"pages": 0, "files": 0})
    portal = create(ports)

    async def ask() -> int:
        scope = {"type": "http", "method": "GET", "path": "/en/about", "query_string": b"", "headers": []}
        return (await portal.answer(scope, Passage("GET"))).status

    assert anyio.run(ask) == 503


def test_the_portal_lives_from_startup_to_shutdown(sealed_home: Path) -> None:
    ports = next(rooms := opened(sealed_home))
    portal, sent = create(ports), list[str]()
    messages = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])

    async def receive() -> Any:
        return next(messages)

    async def send(message: Any) -> None:
        sent.append(message["type"])

    anyio.run(portal, {"type": "lifespan"}, receive, send)
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    for thread in threading.enumerate():
        if thread.name == "portal-warm":
            thread.join()
    rooms.close()
