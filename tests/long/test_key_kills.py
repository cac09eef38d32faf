"""A key store killed at every durable step of making, rotating and destroying keys: no key is lost, none comes back."""

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


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    (tmp_path / "keys").mkdir(mode=0o700)
    with database(request.param, tmp_path / "keys") as place:
        yield place


def run(*arguments: object) -> dict[str, Any]:
    command = [sys.executable, str(ROOT / "tests" / "long" / "key_kills.py"), *map(str, arguments)]
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


def test_a_rotation_killed_at_each_step_loses_no_key_and_goes_on(url: str, tmp_path: Path) -> None:
    found = run("rotate", url, tmp_path / "keys")
    assert found["faults"] == [] and found["killed"] > 30
    assert (found["same"], found["masters"], found["waiting"]) == (True, 1, 0)


def test_a_destruction_killed_at_each_step_is_done_or_not_and_never_comes_back(
    url: str, tmp_path: Path
) -> None:
    found = run("destroy", url, tmp_path / "keys")
    assert found["faults"] == [] and found["killed"] > 20 and found["ended"]


def test_a_store_killed_at_each_step_of_its_making_serves_who_comes_next(url: str, tmp_path: Path) -> None:
    found = run("make", url, tmp_path / "keys")
    assert found["faults"] == [] and found["killed"] > 20


def test_an_erasure_killed_between_the_chain_and_the_key_shows_nobody_anything_and_is_carried_out(
    url: str, tmp_path: Path
) -> None:
    found = run("erase", url, tmp_path)
    assert found["faults"] == [] and found["killed"] > 30
    assert (found["ended"], found["facts"]) == (True, 1)
