"""The how-to of the API runs as printed, against a portal of its own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import _serve
from tests.people import account
from tests.reporting import issued
from tests.unit.collect.made import UNIT, bundle
from xinxiao import bootstrap
from xinxiao.model.actor import Actor
from xinxiao.model.collect.people import Grant
from xinxiao.uses.call import Call, clock
from xinxiao.uses.collect import tokens

PAGE = Path(__file__).resolve().parents[2] / "docs" / "howto" / "report-by-api.md"


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    ports = bootstrap.ports(tmp_path / "home")
    issued(ports, bundle(), "2026-08", UNIT)
    grant = Grant("filler", UNIT)
    actor = Actor.signed_in(account(ports, grant).id, (grant,))
    _, secret = tokens.make(Call(ports, actor, clock()), "ERP", "draft", 1)
    for portal in _serve(ports):
        own = {"XINXIAO_URL": portal.address, "XINXIAO_TOKEN": secret, "REPORT": f"F_M/2026-08/{UNIT}"}
        yield {**os.environ, **own, "no_proxy": "127.0.0.1"}


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl")
def test_every_block_of_the_page_runs(environment: dict[str, str], tmp_path: Path) -> None:
    blocks = re.findall(r"^```sh\n(.*?)^```$", PAGE.read_text("utf-8"), re.M | re.S)
    assert len(blocks) == 4
    script = "set -euo pipefail\n" + "\n".join(blocks)
    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout[-2000:] + done.stderr
