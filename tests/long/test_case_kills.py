"""Who handles cases killed two hundred times on either ledger: every receipt that was handed out holds afterwards."""

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
COUNT = 200


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with database(request.param, tmp_path) as place:
        yield place


def test_every_act_that_was_acknowledged_is_there_and_none_is_half_done_after_two_hundred_kills(
    url: str, tmp_path: Path
) -> None:
    command = [sys.executable, str(ROOT / "tests" / "long" / "case_kills.py"), url, str(tmp_path / "home")]
    done = subprocess.run(
        [*command, str(COUNT), "20170813"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert found["killed"] == 200
    assert found["receipts"] > 200
    assert (found["lost"], found["unread"], found["twice"], found["misfit"]) == ([], [], 0, "")
