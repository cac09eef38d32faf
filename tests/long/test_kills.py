"""Writers killed three hundred times on either ledger: nothing that was acknowledged is lost, nothing is half."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.databases import KINDS, database
from tests.nouns import ROOT

pytestmark = pytest.mark.long
COUNT = 300


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with database(request.param, tmp_path) as place:
        yield place


def run(*arguments: object) -> dict[str, Any]:
    command = [sys.executable, str(ROOT / "tests" / "long" / "kills.py"), *map(str, arguments)]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_writers_killed_at_random_moments_lose_nothing_they_were_told_is_done(
    url: str, tmp_path: Path
) -> None:
    found = run("moments", url, tmp_path, COUNT, 20170813)
    assert found["killed"] == 300
    assert found["acknowledged"] > 500
    assert found["lost"] == []
    assert found["half"] == []
    assert found["done without effect"] == []
    assert found["effect without done"] == []
    assert found["misfit"] == ""


def test_a_writer_killed_at_each_step_leaves_a_home_that_goes_on(url: str, tmp_path: Path) -> None:
    found = run("steps", url, tmp_path / "home")
    assert found["faults"] == []
    assert found["killed"] > 40
