"""A portal over the tutorial's small programme, sealed once for all tests, asked without a socket."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import anyio
import httpx
import pytest

from xinxiao import bootstrap
from xinxiao.entry.portal.app import create
from xinxiao.entry.portal.door import Door
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.release_views import ReleaseViews
from xinxiao.model.actor import ANONYMOUS
from xinxiao.model.release import Release
from xinxiao.uses.call import Call, Ports, clock
from xinxiao.uses.run import run

TUTORIAL = Path(__file__).resolve().parents[3] / "programmes" / "tutorial-reading"
Get = Callable[..., httpx.Response]


def seal(home: Path, programme: Path) -> Release:
    """Run a programme in a home."""
    call = bootstrap.call(home)
    release = run(call, programme)
    call.ports.ledger.close()
    return release


def anyone(ports: Ports) -> Call:
    """A call by nobody in particular."""
    return Call(ports, ANONYMOUS, clock())


def opened(home: Path) -> Iterator[Ports]:
    """The stores in a home, closed in the end."""
    ports = bootstrap.ports(home)
    yield ports
    ports.ledger.close()


@pytest.fixture(scope="session")
def ports(fresh_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ports]:
    """The stores in a copy of it."""
    yield from opened(Path(shutil.copytree(fresh_home, tmp_path_factory.mktemp("ports") / "home")))


@pytest.fixture(scope="session")
def portal(ports: Ports) -> Door:
    """The portal over it."""
    return create(ports)


def asker(portal: Door) -> Get:
    """Ask a portal for an address; ``method`` is GET unless another is named, the other names are headers."""

    def ask(path: str, method: str = "GET", **headers: str) -> httpx.Response:
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(portal, raise_app_exceptions=True)
            async with httpx.AsyncClient(transport=transport, base_url="http://portal") as client:
                named = {name.replace("_", "-"): value.encode("latin-1") for name, value in headers.items()}
                return await client.request(method, path, headers=named)

        return anyio.run(send)

    return ask


def following(get: Get) -> Get:
    """Ask as ``get`` does, and again where the answer sends on: with the same method and headers."""

    def ask(path: str, method: str = "GET", **headers: str) -> httpx.Response:
        answer = get(path, method, **headers)
        return get(answer.headers["location"], method, **headers) if answer.has_redirect_location else answer

    return ask


@pytest.fixture(scope="session")
def get(portal: Door) -> Get:
    """Ask the portal for an address."""
    return asker(portal)


@pytest.fixture
def english(ports: Ports) -> PageRequest:
    """A request for the home page in English."""
    views = ReleaseViews(ports)
    return PageRequest(views, views.view(), "en", "")


@pytest.fixture
def chinese(english: PageRequest) -> PageRequest:
    """The same in Chinese."""
    return PageRequest(english.views, english.view, "zh", "")
