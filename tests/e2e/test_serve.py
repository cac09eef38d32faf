"""``serve`` as a server: several processes, one measure of them, and none left when it ends."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.request import urlopen

import pytest

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/task").exists(), reason="needs Linux, to count processes"
)
AUDIT = "/en/index/audit.json"


@contextmanager
def served(home: Path, *options: str, work: str = "apart") -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A portal in a process of its own, and its address."""
    command = [sys.executable, "-m", "xinxiao", "serve", "--no-browser", "--port", "0", "--home", str(home)]
    with subprocess.Popen(
        [*command, *options],
        env=os.environ | {"XINXIAO_WORK": work},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout is not None
        url = re.search(r"http://127\.0\.0\.1:\d+", running.stdout.readline())
        assert url is not None
        try:
            yield running, url[0]
        finally:
            running.kill()


def ask(address: str) -> bytes:
    with urlopen(address, timeout=60) as answer:
        return bytes(answer.read())


def below(process: int) -> set[int]:
    """The processes a process has started, and those they have."""
    found = set[int]()
    for task in Path(f"/proc/{process}/task").iterdir():
        with suppress(OSError):  # a thread that has ended meanwhile
            for child in (task / "children").read_text("ascii").split():
                found |= {int(child)} | below(int(child))
    return found


def are_gone(processes: set[int]) -> bool:
    return not any(Path(f"/proc/{number}").exists() for number in processes)


def until_gone(processes: set[int]) -> None:
    end = time.monotonic() + 120
    while not are_gone(processes):
        assert time.monotonic() < end, "processes are left"
        time.sleep(0.05)


@pytest.mark.parametrize("work", ["apart", "with"])
@pytest.mark.parametrize(
    "sent", [signal.SIGTERM, signal.SIGKILL, pytest.param(signal.SIGINT, marks=pytest.mark.long)]
)
def test_a_portal_that_ends_leaves_no_process_behind(home: Path, sent: signal.Signals, work: str) -> None:
    with served(home, work=work) as (running, url):
        before = below(running.pid)
        assert json.loads(ask(f"{url}{AUDIT}"))["title"]
        started = below(running.pid)
        assert len(started) >= len(before) + (work == "apart")
        running.send_signal(sent)
        running.wait(30)
        until_gone(started)


def test_several_processes_answer_the_same_count_together_and_end_together(sealed_home: Path) -> None:
    with served(sealed_home, "--workers", "2") as (running, url):
        pages = {ask(f"{url}/en/about") for _ in range(40)}
        assert len(pages) == 1
        measured = ask(f"{url}/metrics").decode()
        assert 'xinxiao_requests_total{method="GET",route="/{lang}/about",status="200"} 40.0' in measured
        started = below(running.pid)
        assert len(started) >= 2
        running.send_signal(signal.SIGTERM)
        running.wait(30)
        until_gone(started)


def test_each_request_leaves_one_json_line_on_standard_error(sealed_home: Path) -> None:
    with served(sealed_home) as (running, url):
        ask(f"{url}/en/search?q=somebody")
        running.send_signal(signal.SIGTERM)
        assert running.stderr is not None
        [line] = [json.loads(line) for line in running.stderr.read().splitlines()]
    assert (line["event"], line["use"], line["status"]) == ("request", "/{lang}/search", 200)
    assert "somebody" not in json.dumps(line)


def test_the_address_it_listens_on_is_a_setting(sealed_home: Path) -> None:
    command = [sys.executable, "-m", "xinxiao", "serve", "--no-browser", "--home", str(sealed_home)]
    environ = os.environ | {"XINXIAO_HOST": "nowhere.invalid", "XINXIAO_PORT": "0", "XINXIAO_LANG": "en"}
    said = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60, check=False)
    assert said.returncode == 3
    assert "The port 0 cannot be opened" in said.stderr
