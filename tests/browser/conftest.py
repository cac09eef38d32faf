"""A portal on the real programme, two releases old, and a Chromium to read it with."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests.walking import Installation, installation
from xinxiao import bootstrap
from xinxiao.entry.portal.app import create
from xinxiao.entry.portal.door import Door
from xinxiao.uses.call import Ports

CHROMIUM = Path("/usr/bin/chromium")
QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


def violations(page: Page) -> list[str]:
    """What axe holds against the page: rule and the first element at fault."""
    # the elements that hold every rule, thousands in a drawing, would only be carried over and thrown away
    found: list[dict[str, Any]] = (
        Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    )
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:160]}" for rule in found]


@dataclass(frozen=True)
class Portal:
    """Where the portal listens, and the releases it shows, oldest first."""

    address: str
    releases: tuple[str, ...]


def _serve(ports: Ports, door: Door | None = None) -> Iterator[Portal]:
    taken = socket.socket()
    taken.bind(("127.0.0.1", 0))
    taken.listen(64)
    server = uvicorn.Server(uvicorn.Config(door or create(ports), log_level="error", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield Portal(f"http://127.0.0.1:{taken.getsockname()[1]}", tuple(e.id for e in ports.head.entries))
    server.should_exit = True
    thread.join(5)
    ports.ledger.close()


@pytest.fixture(scope="module")
def portal(policy_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The policy's programme with two cycles sealed."""
    yield from _serve(bootstrap.ports(copytree(policy_home, tmp_path_factory.mktemp("policy") / "home")))


@pytest.fixture(scope="module")
def tutorial(fresh_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The tutorial's small invented programme."""
    yield from _serve(bootstrap.ports(copytree(fresh_home, tmp_path_factory.mktemp("tutorial") / "home")))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A collection of four firms; whoever walks through it does so with one of them."""
    with installation(tmp_path_factory.mktemp("house")) as made:
        yield made


@pytest.fixture(scope="module")
def desks(house: Installation) -> Iterator[Portal]:
    """The portal of that collection."""
    yield from _serve(house.ports)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium of the system, closed with the module: its event loop must not outlive it."""
    if not CHROMIUM.exists():
        pytest.skip(f"no browser at {CHROMIUM}: install Debian's chromium")
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=QUIET.split())
        yield opened
        opened.close()
