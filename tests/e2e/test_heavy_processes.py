"""Heavy work is done by processes of its own; one that is lost costs one answer, and no process is left behind."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import pytest

from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.app import create, site
from xinxiao.entry.portal.data import kept
from xinxiao.entry.portal.door import Door
from xinxiao.entry.portal.heavy.crew import Crew
from xinxiao.entry.portal.heavy.job import Job
from xinxiao.entry.portal.passage import Passage
from xinxiao.entry.process.heavy import answer
from xinxiao.errors import NotFound, Unavailable, WrongRequest, told
from xinxiao.settings import Serving
from xinxiao.uses.call import Ports

SHEET = "/releases/{release}/data/RD_INDEX.xlsx"
AUDIT = "/en/index/audit"


def job(ports: Ports, path: str = SHEET, query: str = "") -> Job:
    path = path.format(release=ports.head.entries[-1].id)
    return Job(path, query, "en", ports.head.entries[-1].sha256)


def body(made: Answer) -> bytes:
    assert made.file is not None
    return b"".join(made.file.pieces(0, made.size))


def is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def crew(ports: Ports) -> Iterator[Crew]:
    crew = Crew(ports.home)
    yield crew
    crew.close()


@pytest.fixture(scope="module")
def working(ports: Ports) -> Iterator[Crew]:
    """A crew for all tests that do not count its processes."""
    crew = Crew(ports.home)
    yield crew
    crew.close()


def ask(portal: Door, *paths: str, **headers: str) -> list[tuple[int, dict[str, str], bytes]]:
    """Ask for addresses at once; status, headers and body of each answer."""
    found: dict[int, tuple[int, dict[str, str], bytes]] = {}

    async def one(place: int, path: str) -> None:
        address, _, query = path.format(release=portal.site.views.entries[0].id).partition("?")
        named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        scope = {"type": "http", "method": "GET", "path": address, "query_string": query.encode(), "headers": named}  # fmt: skip
        sent = await portal.answer(scope, Passage("GET"))
        content = sent.body + b"".join(sent.pieces or ())
        found[place] = (sent.status, {n.decode(): v.decode() for n, v in sent.headers}, content)

    async def every() -> None:
        async with anyio.create_task_group() as group:
            for place, path in enumerate(paths):
                group.start_soon(one, place, path)

    anyio.run(every)
    return [found[place] for place in range(len(paths))]


@pytest.fixture
def portal(ports: Ports, monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    """A portal with one process for heavy work, which every file counts as."""
    monkeypatch.setattr(kept, "HERE", 0)
    door = create(ports, serving=Serving(heavy=1))
    yield door
    assert door.heavy is not None
    door.heavy.close()


def test_no_process_is_started_before_there_is_work(crew: Crew) -> None:
    assert crew.numbers() == []


def test_a_process_makes_the_same_bytes_as_this_one_at_a_lower_priority(ports: Ports, working: Crew) -> None:
    here, there = answer(site(ports), job(ports)), working.make(job(ports))
    assert body(there) == body(here)
    assert (there.status, there.headers, there.tag) == (200, here.headers, here.tag)
    process = working.numbers()[0]
    own = os.getpriority(os.PRIO_PROCESS, 0)
    assert os.getpriority(os.PRIO_PROCESS, process) == min(own + 10, 19)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux")
def test_what_a_process_had_is_not_what_the_one_that_started_it_had() -> None:
    own = "from xinxiao.entry.process.heavy import peak; print(peak())"
    started = f"import subprocess, sys; held = b'x' * 10**9; subprocess.run([sys.executable, '-c', {own!r}], check=True)"
    done = subprocess.run([sys.executable, "-c", started], capture_output=True, check=True, encoding="utf-8")
    assert 20_000_000 < int(done.stdout) < 600_000_000


def test_a_lost_process_costs_one_answer_and_the_next_one_works(ports: Ports, working: Crew) -> None:
    working.make(job(ports))
    process = working.numbers()[0]
    os.kill(process, signal.SIGKILL)
    with pytest.raises(Unavailable) as caught:
        working.make(job(ports))
    assert caught.value.told == told("heavy_lost")
    assert working.make(job(ports)).status == 200
    assert working.numbers() != [process]


def test_a_task_that_takes_too_long_is_ended_with_its_process(ports: Ports) -> None:
    crew = Crew(ports.home, longest=0.01)
    with pytest.raises(Unavailable):
        crew.make(job(ports, AUDIT))
    assert crew.numbers() == []
    crew.close()


def test_a_process_that_grew_large_is_replaced(
    ports: Ports, crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xinxiao.entry.portal.heavy.crew.LARGE", 1)
    assert crew.make(job(ports)).status == 200
    assert crew.numbers() == []


def test_what_is_wrong_crosses_as_data(ports: Ports, working: Crew) -> None:
    with pytest.raises(NotFound) as caught:
        working.make(job(ports, "/releases/{release}/data/NOPE.xlsx"))
    assert caught.value.told is not None
    assert caught.value.told.name == "unknown_dataflow"
    with pytest.raises(WrongRequest) as wrong:
        working.make(job(ports, SHEET, "COLOUR=red"))
    assert wrong.value.parameter == "COLOUR"


def test_closing_leaves_no_process_and_starts_none_again(ports: Ports) -> None:
    crew = Crew(ports.home)
    crew.make(job(ports))
    process = crew.numbers()[0]
    crew.close()
    assert not is_there(process)
    with pytest.raises(Unavailable):
        crew.make(job(ports))


def test_a_process_ends_with_the_one_that_started_it(ports: Ports, crew: Crew) -> None:
    crew.make(job(ports))
    worker = next(iter(crew._workers))
    worker._process.stdin.close()  # as the system does when whoever holds it is gone
    assert worker._process.wait(20) == 0


def test_those_who_ask_for_the_same_at_once_wait_for_one_making(portal: Door) -> None:
    answers = ask(portal, *[SHEET] * 5)
    assert {status for status, _, _ in answers} == {200}
    assert len({content for _, _, content in answers}) == 1
    assert len({headers["x-request-id"] for _, headers, _ in answers}) == 5
    measured = portal.site.measures.text().decode()
    assert 'xinxiao_heavy_total{outcome="made"} 1.0' in measured
    assert 'xinxiao_heavy_total{outcome="shared"} 4.0' in measured


def test_a_part_of_a_heavy_file_is_given_without_making_it_again(portal: Door) -> None:
    [(_, _, whole)] = ask(portal, SHEET)
    [(status, headers, part)] = ask(portal, SHEET, range="bytes=100-199")
    assert (status, part) == (206, whole[100:200])
    assert headers["content-range"] == f"bytes 100-199/{len(whole)}"
    assert 'xinxiao_heavy_total{outcome="kept"} 1.0' in portal.site.measures.text().decode()


def test_who_comes_when_too_many_wait_is_told_when_to_come_again(portal: Door) -> None:
    assert portal.heavy is not None
    portal.heavy.waiting = 1
    answers = ask(portal, SHEET, "/releases/{release}/data/RD_TARGETS.xlsx", f"{AUDIT}.json", AUDIT)
    assert [status for status, _, _ in answers].count(503) == 3
    for status, headers, content in answers:
        if status == 503:
            assert headers["retry-after"] == "5"
            assert headers["cache-control"] == "no-store"
            assert (b'"error"' in content) == (headers["content-type"] == "application/json")
    kinds = {headers["content-type"] for status, headers, _ in answers if status == 503}
    assert kinds == {"application/json", "text/html; charset=utf-8"}


def test_an_audit_is_kept_with_the_pages(portal: Door) -> None:
    [(status, headers, first)] = ask(portal, AUDIT)
    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert portal.kept.cache.hits == 0
    [(_, _, second)] = ask(portal, AUDIT)
    assert (second, portal.kept.cache.hits) == (first, 1)


def test_a_light_page_does_not_wait_for_heavy_work(portal: Door) -> None:
    ended: list[str] = []

    async def one(path: str) -> None:
        scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": []}
        assert (await portal.answer(scope, Passage("GET"))).status == 200
        ended.append(path)

    async def every() -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(one, AUDIT)
            await anyio.sleep(0.05)
            group.start_soon(one, "/en/about")

    anyio.run(every)
    assert ended == ["/en/about", AUDIT]


def test_a_reader_who_leaves_does_not_take_the_answer_from_another(portal: Door) -> None:
    async def one() -> int:
        scope = {
            "type": "http",
            "method": "GET",
            "path": SHEET.format(release=portal.site.views.entries[0].id),
            "query_string": b"",
            "headers": [],
        }
        return (await portal.answer(scope, Passage("GET"))).status

    async def every() -> int:
        async with anyio.create_task_group() as group:
            with anyio.CancelScope() as leaving:
                group.start_soon(one)
                await anyio.sleep(0.05)
                leaving.cancel()
            return await one()

    assert anyio.run(every) == 200


def test_the_bodies_of_heavy_answers_leave_nothing_on_the_disk(ports: Ports, crew: Crew) -> None:
    made = crew.make(job(ports))
    assert crew._folder is not None
    assert list(crew._folder.iterdir()) == []
    assert len(body(made)) == made.size
    crew.close()
    assert not crew._folder.exists()


def test_who_waits_when_the_portal_ends_is_told_to_come_again(portal: Door) -> None:
    messages: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        messages.append(message)

    async def receive() -> Any:
        await anyio.sleep_forever()

    async def ended() -> None:
        scope = {"type": "http", "method": "GET", "path": AUDIT, "query_string": b"", "headers": []}
        waiting = asyncio.ensure_future(portal(scope, receive, send))
        await anyio.sleep(0.05)
        waiting.cancel()  # as uvicorn does with whoever waits too long for the end
        await waiting

    anyio.run(ended)
    headers = dict(messages[0]["headers"])
    assert (messages[0]["status"], headers[b"retry-after"]) == (503, b"5")
    assert headers[b"x-frame-options"] == b"DENY"
    assert b'"UNAVAILABLE"' in messages[1]["body"]
