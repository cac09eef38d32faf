"""The rehearsal: a home in use is backed up, lost, restored and verified through the command line, on both ledgers."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
import sqlalchemy as sa

from tests.e2e.conftest import Command, Spoken, elsewhere
from tests.nouns import TUTORIAL


def emptied(url: str) -> None:
    """Have an empty schema of the name that a URL has in its search path."""
    name = url.rpartition("%3D")[2]
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {name} CASCADE")
        connection.exec_driver_sql(f"CREATE SCHEMA {name}")
    engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def ledger(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Where ledgers are: nothing for a file in the home, or the URL of an empty schema on a server."""
    if request.param == "sqlite":
        monkeypatch.delenv("XINXIAO_LEDGER", raising=False)
        yield ""
        return
    server = os.environ.get("XINXIAO_TEST_POSTGRES", "")
    if not server:
        pytest.skip("XINXIAO_TEST_POSTGRES names no server")
    url = f"{server}?options=-csearch_path%3Dt_{secrets.token_hex(8)}"
    emptied(url)
    monkeypatch.setenv("XINXIAO_LEDGER", url)
    yield url
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA {url.rpartition('%3D')[2]} CASCADE")
    engine.dispose()


@contextmanager
def serving(home: Path) -> Iterator[str]:
    """A portal with its worker in a process of its own; its address."""
    command = [sys.executable, "-m", "xinxiao", "serve", "--no-browser", "--port", "0", "--home", str(home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as running:
        assert running.stdout is not None
        url = re.search(r"http://127\.0\.0\.1:\d+", running.stdout.readline())
        assert url is not None
        try:
            yield url[0]
        finally:
            running.terminate()
            running.wait(60)


def page(address: str) -> str:
    with urlopen(address, timeout=60) as answer:
        return str(answer.read(), "utf-8")


def xinxiao_apart(*arguments: object) -> Spoken:
    """Run a command in a process of its own, as an office does."""
    done = elsewhere(*arguments, XINXIAO_LANG="en")
    return Spoken(done.returncode, done.stdout, done.stderr)


def test_a_home_in_use_is_backed_up_lost_restored_and_verified(ledger: str, tmp_path: Path) -> None:
    xinxiao = xinxiao_apart
    home, again, out = tmp_path / "home", tmp_path / "again", tmp_path / "out"
    release = xinxiao("run", "--programme", TUTORIAL, "--home", home).release
    with serving(home) as url:
        assert release in page(f"{url}/en/releases")
        made = xinxiao("backup", "--home", home, "--out", out)
        assert made.code == 0, made.err
        assert re.fullmatch(r"backup 000001-\d{8}T\d{6}Z [0-9a-f]{64}", made.out.splitlines()[-1])
        assert "1 releases, 41 files; 3 events, 1 readings" in made.out
        second = xinxiao("backup", "--home", home, "--out", out)
        assert "0 files were copied" in second.out
        assert release in page(f"{url}/en/releases")
    shutil.rmtree(home)
    if ledger:
        refused = xinxiao("restore", out, "--home", again)
        assert refused.code == 1
        assert "is not empty" in refused.err
        emptied(ledger)
    done = xinxiao("restore", out, "--home", again)
    assert done.code == 0, done.err
    assert f"release {release} " in done.out
    assert "reading: 2 events fit" in done.out
    assert xinxiao("verify", "--home", again).code == 0
    assert xinxiao("ledger", "verify", "--home", again).code == 0
    assert xinxiao("run", "--programme", TUTORIAL, "--home", again).release == release
    with serving(again) as url:
        assert release in page(f"{url}/en/releases")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again", "out"]


def test_a_torn_backup_is_refused_and_its_fault_is_named(
    home: Path, tmp_path: Path, xinxiao: Command
) -> None:
    out = tmp_path / "out"
    assert xinxiao("backup", "--home", home, "--out", out).code == 0
    blob = next((out / "blobs").glob("*/*"))
    blob.chmod(0o644)
    blob.write_bytes(blob.read_bytes()[:-1] + b"?")
    refused = xinxiao("restore", out, "--home", tmp_path / "again")
    assert refused.code == 1
    assert f"The backup is not whole: {blob} is not what was written" in refused.err
    blob.unlink()
    refused = xinxiao("restore", out, "--home", tmp_path / "again")
    assert f"The backup is not whole: {blob} is missing" in refused.err
    next((out / "sets").glob("*/manifest.json")).unlink()
    assert "is not finished" in xinxiao("restore", out, "--home", tmp_path / "again").err
    assert not (tmp_path / "again").exists()


def test_a_restore_says_that_the_key_of_one_time_codes_is_kept_apart(
    home: Path, tmp_path: Path, xinxiao: Command
) -> None:
    out = tmp_path / "out"
    assert xinxiao("people", "add", "audit_admin", "--name", "A", "--home", home).code == 0
    assert xinxiao("backup", "--home", home, "--out", out).code == 0
    first = xinxiao("restore", out, "--home", tmp_path / "again")
    assert f"Put the copy you keep back to {tmp_path / 'again' / 'secret'}" in first.err
    assert not list(out.glob("**/secret"))


def test_a_home_with_a_changed_file_is_backed_up_with_exit_code_1_and_the_file_named(
    home: Path, tmp_path: Path, xinxiao: Command
) -> None:
    blob = next((home / "lake").glob("*/*"))
    blob.chmod(0o644)
    blob.write_bytes(b"changed")
    said = xinxiao("backup", "--home", home, "--out", tmp_path / "out", "--keep", 2)
    assert said.code == 1
    assert f"its bytes do not match its hash in the home: {blob.name}" in said.out
    said = xinxiao("restore", tmp_path / "out", "--home", tmp_path / "again")
    assert said.code == 1
    assert blob.name in said.out
    assert "is restored in" in said.out


def test_what_is_killed_at_any_step_leaves_a_whole_or_nothing(tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("needs fork")
    script = Path(__file__).with_name("kill_backups.py")
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path)],
        env=os.environ | {"PYTHONPATH": str(script.parents[2])},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    killed, *faults = done.stdout.splitlines()
    assert faults == []
    assert [int(count) >= 20 for count in killed.split()] == [True, True]


AS_NOBODY = """
import os, sys
from xinxiao.entry.cli.main import run

assert run(["backup", "--home", sys.argv[1], "--out", sys.argv[2]]) == 0  # imports whatever is imported late
if os.getuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
sys.exit(run(["backup", "--home", sys.argv[3], "--out", sys.argv[4]]))
"""


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_a_home_that_may_not_be_written_is_backed_up(home: Path, tmp_path: Path) -> None:
    closed, out = shutil.copytree(home, tmp_path / "closed"), tmp_path / "out"
    out.mkdir()
    out.chmod(0o777)
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == os.getuid() and folder.stat().st_mode & 0o005 != 0o005:
            folder.chmod(folder.stat().st_mode | 0o055)
    for place in (*closed.rglob("*"), closed):
        place.chmod(0o555 if place.is_dir() else 0o444)
    done = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, home, tmp_path / "warm", closed, out],
        env=os.environ | {"XINXIAO_LANG": "en"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    for place in (closed, *closed.rglob("*")):
        place.chmod(0o755)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("the ledger may not be written") == 1
    assert "1 releases, 41 files; 3 events, 0 readings" in done.stdout
    assert xinxiao_apart("restore", out, "--home", tmp_path / "again").code == 0
