"""One sealed release of the tutorial's programme, asked in this process."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from xinxiao import bootstrap
from xinxiao.uses.call import Call


@pytest.fixture(scope="session")
def sealed_home(fresh_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one release of the tutorial's programme. Tests only read it."""
    return Path(shutil.copytree(fresh_home, tmp_path_factory.mktemp("sealed") / "home"))


@pytest.fixture(scope="session")
def sealed(sealed_home: Path) -> Iterator[Call]:
    """A call by the operator on that home. Tests only read it."""
    asker = bootstrap.call(sealed_home)
    yield asker
    asker.ports.ledger.close()


@pytest.fixture
def own(fresh_home: Path, tmp_path: Path) -> Iterator[Call]:
    """A call on a copy of a home with that release, to change; nothing of it is in memory yet."""
    asker = bootstrap.call(shutil.copytree(fresh_home, tmp_path / "home"))
    yield asker
    asker.ports.ledger.close()
