"""The demonstration by one command: filled once, opened again with new passwords, which their owner alone may read."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.nouns import PROGRAMMES
from xinxiao import bootstrap
from xinxiao.entry.cli.commands import app
from xinxiao.entry.cli.demo import Part, filled, keep, shown
from xinxiao.errors import Conflict

FOLDER = PROGRAMMES / "information-consumption"


def test_a_home_is_filled_once_and_opened_again_with_new_passwords(tmp_path: Path) -> None:
    asker = bootstrap.call(tmp_path / "home")
    first = filled(asker, tmp_path / "files", Part.REPORTING, 30, 300, 1, FOLDER)
    assert first[-1].login == "syn-statistician"
    assert len(first[-1].codes) == 10
    assert {one.role for one in first[:-1]} == {"filler"}
    issued = asker.ports.reports.issues()
    assert len({issue.form for issue in issued}) == 7
    again = filled(asker, tmp_path / "files", Part.REPORTING, 30, 300, 1, FOLDER)
    assert {one.login for one in again} == {one.login for one in first}
    assert not {one.password for one in again} & {one.password for one in first}
    assert asker.ports.reports.issues() == issued
    lines = shown(asker, again, "http://127.0.0.1:8765", tmp_path)
    assert "http://127.0.0.1:8765/zh/sign-in" in lines[0]
    for one in again:
        assert any(one.login in line and one.password in line for line in lines)
    keep(tmp_path / "sign-in.txt", lines)
    assert (tmp_path / "sign-in.txt").stat().st_mode & 0o777 == 0o600
    asker.ports.ledger.close()


def test_a_ledger_elsewhere_is_not_filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XINXIAO_LEDGER", f"sqlite:///{tmp_path}/real.sqlite")
    found = CliRunner().invoke(app, ["demo", "--home", str(tmp_path / "home"), "--no-browser"])
    assert isinstance(found.exception, Conflict)
    assert found.exception.told.name == "demonstration_ledger"
    assert [*tmp_path.iterdir()] == []


def test_a_key_store_elsewhere_is_not_filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XINXIAO_KEYS", f"sqlite:///{tmp_path}/keys.sqlite")
    found = CliRunner().invoke(app, ["demo", "--home", str(tmp_path / "home"), "--no-browser"])
    assert isinstance(found.exception, Conflict)
    assert found.exception.told.name == "demonstration_ledger"
    assert [*tmp_path.iterdir()] == []
