"""``up``: from nothing to a portal that answers, in one command."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.e2e.conftest import Command
from tests.nouns import TUTORIAL
from tests.reporting import issued
from tests.unit.collect.made import UNIT, bundle
from xinxiao import bootstrap
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


def test_a_home_that_begins_with_collecting_is_served_though_nothing_is_published(tmp_path: Path) -> None:
    ports = bootstrap.ports(tmp_path)
    issued(ports, bundle(), "2026-08", UNIT)
    ports.ledger.close()
    command = [
        sys.executable, "-m", "xinxiao", "serve", "--no-browser", "--port", "0", "--home", str(tmp_path),
    ]  # fmt: skip
    environ = os.environ | {"XINXIAO_WORK": "apart"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environ
    ) as running:
        assert running.stdout is not None
        url = re.search(r"http://127\.0\.0\.1:\d+", running.stdout.readline())
        assert url is not None
        with urlopen(f"{url[0]}/zh/sign-in", timeout=60) as answer:
            assert answer.status == 200
        with urlopen(f"{url[0]}/healthz", timeout=60) as answer:
            assert json.load(answer)["published"] is False
        with pytest.raises(HTTPError, match="404") as caught:
            urlopen(f"{url[0]}/zh/", timeout=60)
        assert "尚未发布任何数据" in caught.value.read().decode()
        caught.value.close()
        running.terminate()
        running.stdout.read()


def test_a_worker_runs_beside_the_portal_and_ends_with_it_however_it_ends(
    sealed_home: Path, tmp_path: Path
) -> None:
    home = shutil.copytree(sealed_home, tmp_path / "home")
    command = [sys.executable, "-m", "xinxiao", "serve", "--no-browser", "--port", "0", "--home", str(home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as running:
        assert running.stdout is not None
        url = re.search(r"http://127\.0\.0\.1:\d+", running.stdout.readline())
        assert url is not None
        for _ in range(1_200):
            with urlopen(f"{url[0]}/metrics", timeout=60) as answer:
                if b'xinxiao_jobs{kind="ledger.head",state="due"} 1.0' in answer.read():
                    break
            time.sleep(0.1)
        workers = workers_of(home)
        assert len(workers) == 1
        running.kill()
    for _ in range(1_200):
        if not workers_of(home):
            break
        time.sleep(0.1)
    assert workers_of(home) == []


def test_no_worker_runs_beside_the_portal_where_it_runs_apart(sealed_home: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "xinxiao",
        "serve",
        "--no-browser",
        "--port",
        "0",
        "--home",
        str(sealed_home),
    ]
    environ = os.environ | {"XINXIAO_WORK": "apart"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environ
    ) as running:
        assert running.stdout is not None
        url = re.search(r"http://127\.0\.0\.1:\d+", running.stdout.readline())
        assert url is not None
        with urlopen(url[0], timeout=60) as answer:
            assert answer.status == 200
        assert workers_of(sealed_home) == []
        running.terminate()


def workers_of(home: Path) -> list[str]:
    """Command lines of workers on a home, as the system lists them."""
    if not Path("/proc").is_dir():
        pytest.skip("needs /proc")
    lines = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            lines.append(file.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
    return [line for line in lines if "xinxiao work" in line and str(home) in line]
