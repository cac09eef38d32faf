"""A home that `xinxiao demo` filled, for tests: made once for a whole run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.nouns import POLICY
from tests.once import made_once
from xinxiao import bootstrap
from xinxiao.entry.cli.demo import Part, filled

SUBJECTS = 3_000


def demonstrated(temporary: pytest.TempPathFactory) -> Path:
    """The home, with oversight alone."""

    def make(home: Path) -> None:
        asker = bootstrap.call(home)
        filled(asker, home / "demonstration", Part.OVERSIGHT, 30, SUBJECTS, 1, POLICY)
        asker.ports.ledger.close()

    return made_once(temporary, "demonstrated", make)
