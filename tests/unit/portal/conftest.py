"""A portal over the tutorial's small programme, asked without a socket."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import anyio
import httpx
import pytest
from fastapi import FastAPI

from xinxiao.bootstrap import App, open_app
from xinxiao.entry.portal.app import create
from xinxiao.entry.portal.page import Ask, Library

TUTORIAL = Path(__file__).resolve().parents[3] / "programmes" / "tutorial-reading"
Get = Callable[..., httpx.Response]


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """A home with one release of the tutorial's programme."""
    app = open_app(tmp_path_factory.mktemp("home"))
    app.run(TUTORIAL)
    yield app
    app.close()


@pytest.fixture(scope="session")
def portal(house: App) -> FastAPI:
    """The portal over it."""
    return create(house)


@pytest.fixture(scope="session")
def get(portal: FastAPI) -> Get:
    """Ask the portal for an address."""

    def ask(path: str, **headers: str) -> httpx.Response:
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(portal, raise_app_exceptions=True)
            async with httpx.AsyncClient(transport=transport, base_url="http://portal") as client:
                named = {name.replace("_", "-"): value for name, value in headers.items()}
                return await client.get(path, headers=named)

        return anyio.run(send)

    return ask


@pytest.fixture
def english(house: App) -> Ask:
    """A request for the home page in English."""
    library = Library(house)
    return Ask(library, library.book(None), "en", "", {}, {})


@pytest.fixture
def chinese(english: Ask) -> Ask:
    """The same in Chinese."""
    return Ask(english.library, english.book, "zh", "", {}, {})
