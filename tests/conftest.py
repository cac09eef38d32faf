"""What holds for every test.

No test fails by the clock or by chance: Hypothesis has no deadline for an example, since a busy machine would break it, and
tries the same examples each time. Only what is ``long`` may say ``derandomize=False`` and explore.

The collector of garbage passes over the thousands of tests that were collected and comes less often than usual: it would
walk all of them again and again, which took a quarter of the time of reading small programmes.

Arrow looks for ``dateutil`` whenever it turns values into Python's, in vain where it is not installed: the search is cut
short here, since a quarter of the time of reading a small programme went into it.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.nouns import POLICY, TUTORIAL
from tests.once import TOLD, made_once, read_once
from tests.schema import heard_once

settings.register_profile("unhurried", deadline=None, derandomize=True)
settings.load_profile("unhurried")


def pytest_collection_finish() -> None:
    """Set aside what lives until the end."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print the tables that tests gave as their property, whether they passed or failed."""
    for report in (*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")):
        for name, value in report.user_properties:
            if name == "table" and report.when == "call":
                terminalreporter.write_line(f"\n{report.nodeid}\n{value}")


if find_spec("dateutil") is None:
    sys.modules["dateutil"] = None  # type: ignore[assignment]


def sealed_in(home: Path, folder: Path, *cycles: str | None) -> None:
    """Seal a release of each of some cycles of a programme in a home."""
    from xinxiao import bootstrap
    from xinxiao.uses.run import run

    call = bootstrap.call(home)
    for cycle in cycles:
        run(call, folder, cycle)
    call.ports.ledger.close()


@pytest.fixture(scope="session", autouse=True)
def _once() -> Iterator[None]:
    """Each process runs the migrations of an empty ledger once, and reads a programme once while it stays as it is; not where it
    is asked which test reaches which lines, for all that use what was made once do."""
    with pytest.MonkeyPatch.context() as patched:
        if TOLD not in os.environ:
            heard_once(patched)
            read_once(patched)
        yield


@pytest.fixture(scope="session")
def fresh_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one release of the tutorial's programme, to be copied."""
    return made_once(tmp_path_factory, "sealed", lambda home: sealed_in(home, TUTORIAL, None))


@pytest.fixture(scope="session")
def policy_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two releases of the policy's programme: of cycle C2022, then of C2023; to be copied."""
    return made_once(tmp_path_factory, "policy", lambda home: sealed_in(home, POLICY, "C2022", "C2023"))


@pytest.fixture(scope="session")
def desk_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the collection of ``tests/desk.py``; to be copied."""
    from tests.desk import home

    return made_once(tmp_path_factory, "desk", home) / "home"
