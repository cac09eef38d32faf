"""The real command line on a small invented programme, in this process or in one of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.nouns import TUTORIAL
from xinxiao import bootstrap
from xinxiao.entry.cli.main import run
from xinxiao.uses.call import Ports


@dataclass(frozen=True)
class Spoken:
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def release(self) -> str:
        """The id in the last line, ``release ID SHA256``."""
        word, name, digest = self.out.strip().splitlines()[-1].split()
        assert (word, len(digest)) == ("release", 64)
        return name


Command = Callable[..., Spoken]


@pytest.fixture
def xinxiao(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run a command here, with messages in English."""
    monkeypatch.setenv("XINXIAO_LANG", "en")
    monkeypatch.delenv("XINXIAO_HOME", raising=False)

    def command(*arguments: object) -> Spoken:
        capsys.readouterr()
        code = run([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return Spoken(code, said.out, said.err)

    return command


@pytest.fixture(scope="session")
def sealed_home(fresh_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one release of the tutorial's programme. Tests only read it."""
    return Path(shutil.copytree(fresh_home, tmp_path_factory.mktemp("sealed") / "home"))


@pytest.fixture(scope="module")
def ports(fresh_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ports]:
    """The stores in a copy of a home with one release."""
    opened = bootstrap.ports(Path(shutil.copytree(fresh_home, tmp_path_factory.mktemp("ports") / "home")))
    yield opened
    opened.ledger.close()


@pytest.fixture
def home(sealed_home: Path, tmp_path: Path) -> Path:
    """A copy of that home, to change."""
    return Path(shutil.copytree(sealed_home, tmp_path / "home"))


@pytest.fixture
def programme(tmp_path: Path) -> Path:
    """A copy of the tutorial's programme, to change."""
    return Path(shutil.copytree(TUTORIAL, tmp_path / "programme"))


def elsewhere(*arguments: object, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own, with ``environ`` on top of this one's."""
    command = [sys.executable, "-m", "xinxiao", *(str(argument) for argument in arguments)]
    return subprocess.run(
        command, env=os.environ | environ, capture_output=True, encoding="utf-8", timeout=240, check=False
    )
