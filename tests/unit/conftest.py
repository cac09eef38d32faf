"""One sealed release of the tutorial's programme for the whole unit suite, made in this process."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.nouns import TUTORIAL
from xinxiao import bootstrap
from xinxiao.uses.call import Call
from xinxiao.uses.run import run


@pytest.fixture(scope="session")
def sealed_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with that release. Tests only read it."""
    home = tmp_path_factory.mktemp("sealed")
    asker = bootstrap.call(home)
    run(asker, TUTORIAL)
    asker.ports.ledger.close()
    return home


@pytest.fixture(scope="session")
def sealed(sealed_home: Path) -> Iterator[Call]:
    """A call by the operator on that home. Tests only read it."""
    asker = bootstrap.call(sealed_home)
    yield asker
    asker.ports.ledger.close()


@pytest.fixture
def own(sealed_home: Path, tmp_path: Path) -> Iterator[Call]:
    """A call on a copy of that home, to change; nothing of it is in memory yet."""
    asker = bootstrap.call(shutil.copytree(sealed_home, tmp_path / "home"))
    yield asker
    asker.ports.ledger.close()
