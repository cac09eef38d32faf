"""``keys`` on the command line: what is kept apart, changed, copied and put back."""

from __future__ import annotations

import base64
import shutil
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.nouns import ROOT
from xinxiao.bootstrap import ports
from xinxiao.entry.cli.commands import app
from xinxiao.model.oversight.content import Row
from xinxiao.model.oversight.personal_facts import CaseKeyDestroyed

AT = "2026-03-02T08:00:00.000+00:00"


def run(home: Path, *words: str, code: int = 0, **environ: str) -> str:
    environ = {"XINXIAO_LANG": "en", "XINXIAO_HOME": str(home), **environ}
    found = CliRunner().invoke(app, ["keys", *words], env=environ)
    assert found.exit_code == code, found.output + repr(found.exception)
    return found.stdout


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def sealed(home: Path, *cases: str) -> dict[str, Row]:
    """Something sealed in each of some cases."""
    made = ports(home)
    rows = {case: made.oversight.content.sealed(case, 1, {"NAME": "张三"})[0] for case in cases}
    made.ledger.close()
    return rows


def opened(home: Path, row: Row) -> object:
    held = ports(home).oversight.content.opened(row.case, [row])[1]
    return held.values.get("NAME") or ("erased" if held.erased else "lost")


def erase(home: Path, case: str) -> None:
    """Say that a case was erased, and be killed before its key is destroyed."""
    made = ports(home)
    fact = CaseKeyDestroyed(
        case=case, part="", why="asked", basis=[], asked=0, approver="person:bo", due="", noticed=""
    )
    made.oversight.personal.say("person:bo", AT, [fact])
    made.ledger.close()


def test_a_copy_is_put_back_without_who_was_erased_since(home: Path, tmp_path: Path) -> None:
    rows = sealed(home, "C-1", "C-2")
    told = run(home, "backup", str(tmp_path / "copies"))
    assert told.splitlines()[0].startswith("copied 2 keys")
    erase(home, "C-1")
    shutil.rmtree(home / "keys")
    assert (opened(home, rows["C-1"]), opened(home, rows["C-2"])) == ("erased", "lost")
    name = told.split()[-2]
    assert (
        run(home, "restore", str(tmp_path / "copies"))
        == f"{name}: 1 keys are there, 1 were destroyed since\n"
    )
    assert (opened(home, rows["C-1"]), opened(home, rows["C-2"])) == ("erased", "张三")
    assert run(home, "show").splitlines() == [
        "1 keys, 1 destroyed",
        "destructions were carried out up to event 2 of oversight",
    ]
    assert "not empty" not in run(home, "restore", str(tmp_path / "copies"), code=1)
    kinds = [event.kind for event in ports(home).ledger.oversight.events()]
    assert kinds == ["keys.backed_up", "case.key_destroyed", "keys.restored"]


def test_a_backup_of_the_home_holds_no_key_and_no_master_key(home: Path, tmp_path: Path) -> None:
    sealed(home, "C-1")
    erase(home, "C-9")  # so that there is a ledger
    secrets = [base64.urlsafe_b64decode(line) for line in (home / "master-key").read_text().split()]
    store = (home / "keys" / "keys.sqlite").read_bytes() + (home / "keys" / "keys.sqlite-wal").read_bytes()
    found = CliRunner().invoke(
        app, ["backup", "--out", str(tmp_path / "archive")], env={"XINXIAO_HOME": str(home)}
    )
    assert found.exit_code == 0, found.output
    files = [file for file in (tmp_path / "archive").rglob("*") if file.is_file()]
    held = b"".join(file.read_bytes() for file in files)
    assert files and not [file for file in files if "key" in file.name]
    assert b"case_key" in store and b"case_key" not in held
    assert not [secret for secret in secrets if secret in held or base64.urlsafe_b64encode(secret) in held]


def test_a_copy_in_the_home_is_refused_and_so_are_more_than_thirty_days(home: Path) -> None:
    sealed(home, "C-1")
    run(home, "backup", str(home / "copies"), code=1)
    run(home, "backup", str(home.parent / "copies"), "--days", "31", code=2)


def test_a_new_master_key_takes_over_and_the_former_is_dropped(home: Path) -> None:
    row = sealed(home, "C-1")["C-1"]
    before = (home / "master-key").read_text()
    assert run(home, "rotate") == "1 keys are wrapped with the new master key\n"
    assert len((home / "master-key").read_text().split()) == 2 and opened(home, row) == "张三"
    assert run(home, "forget") == "1 former master keys were dropped\n"
    after = (home / "master-key").read_text()
    assert before not in after and len(after.split()) == 1 and opened(home, row) == "张三"
    assert stat.S_IMODE((home / "master-key").stat().st_mode) == 0o600


def test_a_master_key_of_the_environment_is_made_and_used(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = run(home, "new").strip()
    assert len(base64.urlsafe_b64decode(made)) == 32 and run(home, "new").strip() != made
    monkeypatch.setenv("XINXIAO_MASTER_KEY", made)
    row = sealed(home, "C-1")["C-1"]
    assert opened(home, row) == "张三" and not (home / "master-key").exists()
    run(home, "rotate", code=1)
    monkeypatch.setenv("XINXIAO_MASTER_KEY", f"{run(home, 'new').strip()} {made}")
    assert run(home, "rotate").startswith("1 keys") and opened(home, row) == "张三"


def test_the_settings_do_not_show_the_master_key(home: Path) -> None:
    found = CliRunner().invoke(
        app, ["settings"], env={"XINXIAO_HOME": str(home), "XINXIAO_MASTER_KEY": "hidden"}
    )
    assert "hidden" not in found.stdout and "XINXIAO_MASTER_KEY\t***" in found.stdout


def test_the_documents_say_how_keys_are_looked_after() -> None:
    howto = (ROOT / "docs" / "howto" / "look-after-keys.md").read_text("utf-8")
    for words in ("keys backup", "keys restore", "keys rotate", "keys forget", "XINXIAO_MASTER_KEY_FILE"):
        assert words in howto
