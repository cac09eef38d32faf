"""A home without units, and a programme that has a register of them, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.databases import KINDS, database
from tests.frames import with_frame
from xinxiao import bootstrap
from xinxiao.uses.call import Call


@pytest.fixture(scope="session")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a programme with a frame."""
    return with_frame(tmp_path_factory.mktemp("programme") / "tiny")


@pytest.fixture(params=KINDS)
def asker(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Call]:
    """A call by the operator on a new home."""
    with database(request.param, tmp_path) as url:
        monkeypatch.setenv("XINXIAO_LEDGER", url)
        call = replace(bootstrap.call(tmp_path / "home"), now=datetime(2026, 3, 1, 8, tzinfo=UTC))
        yield call
        call.ports.ledger.close()
