"""As on a machine that has only Python and pip: the README's first command in a fresh clone, and the engine alone."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.nouns import ROOT

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not (ROOT / ".git").exists(), reason="there is no repository to clone"),
]
MEGABYTES = 300
"""What the engine and its command alone may take."""


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh clone in an empty directory."""
    place = tmp_path_factory.mktemp("clone") / "xinxiao"
    trusted = place.parent / "gitconfig"  # the folder may be somebody else's, as in a container
    trusted.write_text("[safe]\n\tdirectory = *\n", "utf-8")
    environ = os.environ | {"GIT_CONFIG_GLOBAL": str(trusted)}
    subprocess.run(["git", "clone", "-q", str(ROOT), str(place)], check=True, env=environ)
    return place


def bare(place: Path) -> dict[str, str]:
    """An environment whose Python has pip and nothing else, and no trace of this one."""
    subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
    kept = {
        k: v for k, v in os.environ.items() if not k.startswith(("VIRTUAL_ENV", "PYTHON", "XINXIAO", "UV_"))
    }
    return kept | {"PATH": f"{place / 'bin'}{os.pathsep}/usr/bin{os.pathsep}/bin", "BROWSER": "true"}


def test_the_first_command_of_the_readme_opens_the_portal(clone: Path, tmp_path: Path) -> None:
    found = re.search(
        r"```sh\n(python3 -m pip install uv && .* xinxiao up)\n```", (clone / "README.md").read_text("utf-8")
    )
    assert found is not None
    environ = bare(tmp_path / "python") | {"XINXIAO_HOME": str(tmp_path / "home")}
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with subprocess.Popen(
        ["bash", "-c", f"{found[1]} --port {port}"], cwd=clone, env=environ, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, start_new_session=True,
    ) as running:  # fmt: skip
        try:
            said, end = "", time.monotonic() + 900
            assert running.stdout is not None
            while f"http://127.0.0.1:{port}" not in said and time.monotonic() < end:
                line = running.stdout.readline()
                assert line or running.poll() is None, said
                said += line
            with urlopen(f"http://127.0.0.1:{port}/zh/", timeout=60) as answer:
                assert answer.status == 200
        finally:
            os.killpg(running.pid, signal.SIGTERM)
    assert (tmp_path / "home" / "ledger.sqlite").is_file()


def test_the_engine_alone_is_small_and_works(clone: Path, tmp_path: Path) -> None:
    environ = bare(tmp_path / "python")

    def do(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=clone, env=environ, capture_output=True, encoding="utf-8", check=False
        )

    before = size(tmp_path / "python")
    installed = do("python3", "-m", "pip", "install", "-q", "--disable-pip-version-check", ".")
    assert installed.returncode == 0, installed.stderr
    assert size(tmp_path / "python") - before <= MEGABYTES
    built = do("xinxiao", "index", "build", "tests/data/index-small", "--out", str(tmp_path / "out"))
    assert built.returncode == 0, built.stderr
    assert (tmp_path / "out" / "scores.csv").is_file()
    shutil.rmtree(tmp_path / "out")
    refused = do("xinxiao", "run")
    assert refused.returncode == 1
    assert "xinxiao[portal]" in refused.stderr


def size(place: Path) -> float:
    """Megabytes of all files below a folder."""
    return sum(file.lstat().st_size for file in place.rglob("*") if file.is_file()) / 1e6
