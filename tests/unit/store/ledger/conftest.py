"""A ledger on SQLite and (where a server is given) on PostgreSQL: one suite for both."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import KINDS, database
from xinxiao.store.ledger import Ledger


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database nobody made yet: a file, or a schema of its own on the server."""
    with database(request.param, tmp_path) as place:
        yield place


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    """A ledger there, closed at the end."""
    opened = Ledger(url)
    yield opened
    opened.close()
