"""The same programme, inputs and code give the same bytes in any environment; a killed run harms nothing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.e2e.conftest import Command, elsewhere
from tests.nouns import TUTORIAL
from xinxiao.cycle import STEPS

ENVIRONMENTS = (
    {"TZ": "Asia/Shanghai", "LC_ALL": "C", "PYTHONHASHSEED": "1", "OMP_NUM_THREADS": "1"},
    {
        "TZ": "America/St_Johns", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "4242", "OMP_NUM_THREADS": "2",
        "OPENBLAS_CORETYPE": "Prescott", "NPY_DISABLE_CPU_FEATURES": "X86_V4 X86_V3", "XINXIAO_LANG": "en",
    },
)  # fmt: skip


@pytest.mark.long
def test_time_zone_locale_hash_seed_threads_and_processor_do_not_change_a_byte(
    tmp_path: Path, sealed_home: Path, xinxiao: Command
) -> None:
    expected = json.loads(xinxiao("releases", "--home", sealed_home, "--format", "json").out)[0]
    for number, environ in enumerate(ENVIRONMENTS):
        done = elsewhere("run", "--programme", TUTORIAL, "--home", tmp_path / str(number), **environ)
        assert done.returncode == 0, done.stderr
        assert done.stdout.splitlines()[-1] == f"release {expected['id']} {expected['sha256']}"


@pytest.mark.long
def test_a_run_killed_at_any_moment_leaves_the_last_release_and_the_next_run_fine(
    home: Path, programme: Path, xinxiao: Command
) -> None:
    before = xinxiao("releases", "--home", home).out
    file = programme / "programme.yaml"
    file.write_text(file.read_text("utf-8").replace("version: 0.1.0", "version: 0.2.0"), "utf-8")
    command = [sys.executable, "-m", "xinxiao", "run", "--programme", str(programme), "--home", str(home)]
    of = len(STEPS)
    for step in (f"1/{of}", f"5/{of}", f"{of}/{of}"):
        with subprocess.Popen(
            command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
        ) as running:
            assert running.stderr is not None
            for line in running.stderr:
                if step in line:
                    break
            time.sleep(0.02)
            running.send_signal(signal.SIGKILL)
        listed = xinxiao("releases", "--home", home).out
        assert listed == before or step == f"{of}/{of}"  # the last may have been quicker than its killer
        assert xinxiao("verify", before.splitlines()[1].split("\t")[1], "--home", home).code == 0
    done = xinxiao("run", "--programme", programme, "--home", home)
    assert done.code == 0
    assert xinxiao("verify", done.release, "--home", home).code == 0


@pytest.mark.skipif(os.name != "posix", reason="permissions work otherwise there")
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write anywhere")
def test_a_home_that_may_not_be_written_is_said_plainly(tmp_path: Path, xinxiao: Command) -> None:
    tmp_path.chmod(0o500)
    said = xinxiao("run", "--programme", TUTORIAL, "--home", tmp_path / "home")
    tmp_path.chmod(0o700)
    assert said.code == 3
    assert "Permission denied" in said.err


def test_a_disk_that_is_full_leaves_the_last_release_as_it_was(
    home: Path, programme: Path, xinxiao: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    before = xinxiao("releases", "--home", home).out
    file = programme / "programme.yaml"
    file.write_text(file.read_text("utf-8").replace("version: 0.1.0", "version: 0.3.0"), "utf-8")
    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", full)
        said = xinxiao("run", "--programme", programme, "--home", home)
    assert said.code == 3
    assert "No space left on device" in said.err
    assert xinxiao("releases", "--home", home).out == before


def test_two_runs_in_one_home_do_not_meet(home: Path, xinxiao: Command) -> None:
    from xinxiao.store.lock import locked

    with locked(home / "lock"):
        said = xinxiao("run", "--programme", TUTORIAL, "--home", home)
    assert said.code == 1
    assert "Another run is at work" in said.err


def test_help_is_there_in_half_a_second_and_needs_no_engine() -> None:
    loaded = "import sys, xinxiao.entry.cli; print(sorted({'ibis', 'sqlalchemy', 'pyarrow', 'scipy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_help_speaks_the_readers_language() -> None:
    assert "封存发布" in elsewhere("--help", XINXIAO_LANG="zh").stdout
    assert "seal its release" in elsewhere("--help", XINXIAO_LANG="en").stdout
