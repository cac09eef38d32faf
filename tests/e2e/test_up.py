"""``up``: from nothing to a portal that answers, in one command."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

from tests.e2e.conftest import Command
from tests.nouns import TUTORIAL
from xinxiao.entry.cli.serve import listen


def test_one_command_seals_a_release_and_serves_it_on_this_machine_only(tmp_path: Path) -> None:
    command = [
        sys.executable, "-m", "xinxiao", "up", "--no-browser", "--port", "0",
        "--programme", str(TUTORIAL), "--home", str(tmp_path),
    ]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as running:
        assert running.stdout is not None
        assert running.stdout.readline().startswith("release TR-2024-")
        url = re.search(r"http://127\.0\.0\.1:\d+", running.stdout.readline())
        assert url is not None
        with urlopen(url[0], timeout=60) as answer:
            assert answer.status == 200
        running.terminate()
        running.stdout.read()


def test_a_port_in_use_is_said_plainly(sealed_home: Path, xinxiao: Command) -> None:
    with listen(0) as taken:
        said = xinxiao("serve", "--no-browser", "--port", taken.getsockname()[1], "--home", sealed_home)
    assert said.code == 3
    assert "--port" in said.err


def test_serve_needs_a_release(tmp_path: Path, xinxiao: Command) -> None:
    said = xinxiao("serve", "--no-browser", "--port", "0", "--home", tmp_path)
    assert said.code == 1
    assert "xinxiao run" in said.err
