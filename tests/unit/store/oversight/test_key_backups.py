"""Backups of a key store: apart, not for long, and never a way back for who was erased."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.databases import KINDS, database
from xinxiao.errors import Conflict, NotFound, SettingFault, Tampered, Unavailable
from xinxiao.model.event import START, Mark
from xinxiao.model.oversight.key_state import KeysRestored
from xinxiao.store.lock import locked
from xinxiao.store.oversight.key_backups import back_up, backups, restore
from xinxiao.store.oversight.keys import Keys
from xinxiao.store.oversight.masters import Masters

NOW = datetime(2026, 3, 31, 12, 0, 0, tzinfo=UTC)


@pytest.fixture(params=KINDS)
def keys(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Keys]:
    with database(request.param, tmp_path) as url:
        made = Keys(url, Masters(tmp_path / "master"))
        yield made
        made.close()


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Keys]:
    made = Keys(f"sqlite:///{tmp_path}/new/keys.sqlite", Masters(tmp_path / "master"))
    yield made
    made.close()


def secrets(keys: Keys, *cases: str) -> list[object]:
    return [keys.secret(case, "person") for case in cases]


def test_a_store_is_restored_as_it_was(keys: Keys, elsewhere: Keys, tmp_path: Path) -> None:
    held = secrets(keys, "C-1", "C-2", "C-3")
    keys.destroy("C-2")
    made = back_up(keys, tmp_path / "b", NOW)
    assert made.name.startswith("keys-20260331T120000Z-") and made.keys == 4 and made.dropped == ()
    assert stat.S_IMODE((tmp_path / "b" / made.name).stat().st_mode) == 0o600
    assert restore(elsewhere, tmp_path / "b", None, [], START) == KeysRestored(made.name, 2, 0)
    assert secrets(elsewhere, "C-1", "C-2", "C-3") == [held[0], None, held[2]]


def test_who_was_erased_after_a_backup_does_not_come_back_with_it(
    keys: Keys, elsewhere: Keys, tmp_path: Path
) -> None:
    held = secrets(keys, "C-1", "C-2", "C-3")
    own = keys.secret("C-1", "case")
    name = back_up(keys, tmp_path / "b", NOW).name
    destroyed = [("C-1", ["person"]), ("C-3", None), ("C-9", None)]
    keys.destroy_all(destroyed, replayed=Mark(12, "c" * 64))
    assert restore(elsewhere, tmp_path / "b", name, destroyed, Mark(12, "c" * 64)) == KeysRestored(name, 2, 2)
    assert secrets(elsewhere, "C-1", "C-2", "C-3", "C-9") == [None, held[1], None, None]
    assert elsewhere.secret("C-1", "case") == own and elsewhere.replayed == Mark(12, "c" * 64)


def test_backups_older_than_thirty_days_are_removed_and_nothing_else(keys: Keys, tmp_path: Path) -> None:
    secrets(keys, "C-1")
    folder = tmp_path / "b"
    first = back_up(keys, folder, NOW).name
    (folder / "keys.txt").write_text("mine")
    (folder / "keys-20200101T000000Z-00000000.sqlite.bak").write_text("mine")
    second = back_up(keys, folder, NOW + timedelta(days=30)).name
    assert backups(folder) == (first, second)  # just thirty days
    third = back_up(keys, folder, NOW + timedelta(days=30, seconds=1))
    assert third.dropped == (first,) and backups(folder) == (second, third.name)
    assert {file.name for file in folder.iterdir()} >= {
        "keys.txt",
        "keys-20200101T000000Z-00000000.sqlite.bak",
    }
    assert back_up(keys, folder, NOW + timedelta(days=33), days=2).dropped == (second, third.name)


def test_what_a_killed_writer_left_is_removed(keys: Keys, tmp_path: Path) -> None:
    secrets(keys, "C-1")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / ".keys-abc.part").write_bytes(b"half")
    (tmp_path / "b" / ".keys-abc.part-journal").write_bytes(b"half")
    back_up(keys, tmp_path / "b", NOW)
    assert not list((tmp_path / "b").glob(".keys*"))


def test_a_backup_is_no_backup_of_nothing_nor_beside_another(keys: Keys, tmp_path: Path) -> None:
    missing = Keys(f"sqlite:///{tmp_path}/none/keys.sqlite", Masters(tmp_path / "master"))
    with pytest.raises(NotFound, match="no key store"):
        back_up(missing, tmp_path / "b", NOW)
    secrets(keys, "C-1")
    with locked(tmp_path / "b" / "lock"), pytest.raises(Conflict):
        back_up(keys, tmp_path / "b", NOW)
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable):
        back_up(keys, tmp_path / "file", NOW)


def test_a_store_that_holds_keys_is_not_written_over(keys: Keys, tmp_path: Path) -> None:
    secrets(keys, "C-1")
    back_up(keys, tmp_path / "b", NOW)
    with pytest.raises(Conflict, match="not empty"):
        restore(keys, tmp_path / "b", None, [], START)


def test_a_backup_whose_master_key_is_not_here_changes_nothing(keys: Keys, tmp_path: Path) -> None:
    secrets(keys, "C-1")
    back_up(keys, tmp_path / "b", NOW)
    other = Keys(f"sqlite:///{tmp_path}/new/keys.sqlite", Masters(tmp_path / "other"))
    with pytest.raises(SettingFault):
        restore(other, tmp_path / "b", None, [], START)
    assert not (tmp_path / "new").exists()
    other.close()


def test_a_broken_backup_and_one_that_is_not_there_are_refused(
    keys: Keys, elsewhere: Keys, tmp_path: Path
) -> None:
    secrets(keys, *(f"C-{number}" for number in range(100)))
    name = back_up(keys, tmp_path / "b", NOW).name
    with pytest.raises(NotFound):
        restore(elsewhere, tmp_path / "b", "../master", [], START)
    with pytest.raises(NotFound):
        restore(elsewhere, tmp_path / "none", None, [], START)
    whole = (tmp_path / "b" / name).read_bytes()
    for content in (whole[: len(whole) // 2], b"none at all", b""):
        (tmp_path / "b" / name).write_bytes(content)
        with pytest.raises(Tampered, match="no backup of keys"):
            restore(elsewhere, tmp_path / "b", name, [], START)
    assert elsewhere.database.is_missing


def test_a_backup_of_before_a_rotation_serves_while_the_former_master_key_is_there(
    keys: Keys, elsewhere: Keys, tmp_path: Path
) -> None:
    held = secrets(keys, "C-1")
    back_up(keys, tmp_path / "b", NOW)
    keys.rotate()
    restore(elsewhere, tmp_path / "b", None, [], START)
    assert secrets(elsewhere, "C-1") == held
    assert elsewhere.held().waiting == 1 and elsewhere.rotate() == 1 and elsewhere.held().waiting == 0
