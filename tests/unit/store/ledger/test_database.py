"""Opening the database of a ledger: new, old, newer, read-only, from several processes, or not at all."""

from __future__ import annotations

import os
import sqlite3
import stat
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.nouns import release
from xinxiao.errors import Unavailable
from xinxiao.model.event import LedgerRead
from xinxiao.store.ledger import HEAD, Ledger, migrate

AT = "2026-01-15T08:00:00.000+00:00"
OLD = "INSERT INTO release (id, sha256, programme, cycle, as_of, sealed_at) VALUES ('IC-1', 'aa', 'ic', 'C1', '2020-01-01', '2021-02-03T04:05:06+00:00'), ('IC-2', 'bb', 'ic', 'C2', '2021-01-01', '2022-02-03T04:05:06+00:00')"


def made_at(url: str, revision: str) -> None:
    """A database as an earlier version left it, with two releases."""
    opened = Ledger(url)
    engine = opened.database.bare()
    migrate.to(engine, revision)
    if revision == "0001":
        with engine.begin() as connection:
            connection.exec_driver_sql(OLD)
    engine.dispose()


@pytest.mark.parametrize("revision", migrate.REVISIONS)
def test_a_database_of_every_earlier_version_is_brought_to_the_newest(url: str, revision: str) -> None:
    made_at(url, revision)
    opened = Ledger(url)
    opened.events.append("system", AT, [LedgerRead(how="x", first=1, last=1)])
    expected = ["IC-1", "IC-2"] if revision == "0001" else []
    assert [e.id for e in opened.releases.entries()] == expected
    assert opened.verify("event")[1] is None
    opened.jobs.plan([])
    assert opened.jobs.shown() == ()
    with opened.database.reading() as connection:
        assert connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar() == HEAD
    opened.close()


def test_releases_of_the_first_version_become_the_first_events(url: str) -> None:
    made_at(url, "0001")
    opened = Ledger(url)
    assert [(e.sequence, e.actor, e.at, e.fact["id"]) for e in opened.events.events()] == [
        (1, "unrecorded", "2021-02-03T04:05:06+00:00", "IC-1"),
        (2, "unrecorded", "2022-02-03T04:05:06+00:00", "IC-2"),
    ]
    assert [(e.sequence, e.id, e.sealed_at) for e in opened.releases.entries()] == [
        (1, "IC-1", "2021-02-03T04:05:06+00:00"),
        (2, "IC-2", "2022-02-03T04:05:06+00:00"),
    ]
    opened.close()


def test_a_step_that_fails_leaves_the_earlier_version_whole(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_at(url, "0001")

    def fails(*_: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr("xinxiao.store.ledger.migrations.closed.link", fails)
    monkeypatch.setattr("xinxiao.model.event.appended", fails)
    with pytest.raises(RuntimeError):
        Ledger(url).releases.entries()
    monkeypatch.undo()
    opened = Ledger(url)
    assert [e.id for e in opened.releases.entries()] == ["IC-1", "IC-2"]
    opened.close()


def test_a_newer_version_is_told_and_left_alone(url: str, ledger: Ledger) -> None:
    ledger.events.append("system", AT, [LedgerRead(how="x", first=1, last=1)])
    with ledger.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Unavailable) as caught:
        Ledger(url).releases.entries()
    assert caught.value.told is not None
    assert caught.value.told.name == "ledger_newer"
    assert caught.value.told.values == {"found": "9999", "newest": HEAD}


def test_sqlite_keeps_a_write_ahead_log_and_waits_for_the_disk(tmp_path: Path) -> None:
    opened = Ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    with opened.database.engine.connect() as connection:
        assert connection.execute(sa.text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(sa.text("PRAGMA synchronous")).scalar() == 2
    opened.close()


@pytest.mark.parametrize("url", ["nonsense", "mars://x"])
def test_a_ledger_that_cannot_be_opened_is_said_plainly_when_it_is_asked(url: str) -> None:
    with pytest.raises(Unavailable):
        Ledger(url).releases.entries()


def test_a_file_that_is_no_database_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").write_text(
        "not a database, but longer than the hundred bytes of a header" * 9
    )
    with pytest.raises(Unavailable) as caught:
        Ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}").releases.entries()
    assert caught.value.told is not None
    assert caught.value.told.name == "ledger_closed"


def test_a_ledger_whose_folder_cannot_be_made_names_it(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(Unavailable) as caught:
        Ledger(f"sqlite:///{tmp_path / 'file' / 'home' / 'ledger.sqlite'}").releases.append(
            release(as_of="2026-01-01"), "operator:me", AT
        )
    assert caught.value.told is not None
    assert caught.value.told.name == "home_closed"
    assert caught.value.told.values["path"] == str(tmp_path / "file" / "home")


def test_asking_a_ledger_that_nobody_wrote_to_makes_none(tmp_path: Path) -> None:
    opened = Ledger(f"sqlite:///{tmp_path / 'home' / 'ledger.sqlite'}")
    assert opened.releases.entries() == ()
    assert opened.events.mark().sequence == 0
    assert opened.jobs.shown() == ()
    assert opened.verify("reading")[1] is None
    opened.close()
    assert list(tmp_path.iterdir()) == []


def test_a_password_is_not_repeated_in_an_error() -> None:
    pytest.importorskip("psycopg", reason="needs the extra postgres")
    with pytest.raises(Unavailable) as caught:
        Ledger("postgresql+psycopg://me:secret@127.0.0.1:1/x?connect_timeout=1").releases.entries()
    assert "secret" not in str(caught.value)
    assert "secret" not in str(caught.value.told)


def test_what_is_committed_stands_in_the_file_for_any_other_program(tmp_path: Path) -> None:
    opened = Ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    opened.events.append("system", AT, [LedgerRead(how="x", first=1, last=1)])
    with sqlite3.connect(tmp_path / "ledger.sqlite") as other:
        assert other.execute("SELECT count(*) FROM event").fetchone() == (1,)
    other.close()
    opened.close()


def mode(place: Path) -> int:
    return stat.S_IMODE(place.stat().st_mode)


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_a_ledger_file_and_its_folder_are_made_for_their_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0o000)  # whatever the umask would let others do
    try:
        opened = Ledger(f"sqlite:///{tmp_path / 'home' / 'ledger.sqlite'}")
        opened.events.append("system", AT, [LedgerRead(how="x", first=1, last=1)])
        made = {place.name: mode(place) for place in (tmp_path / "home").iterdir()}
        opened.copy(tmp_path / "copy")
        opened.close()
    finally:
        os.umask(before)
    assert made == {"ledger.sqlite": 0o600, "ledger.sqlite-wal": 0o600, "ledger.sqlite-shm": 0o600}
    assert mode(tmp_path / "home") == 0o700
    assert mode(tmp_path / "copy") == 0o600


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_the_mode_of_what_is_there_is_never_changed(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    home.chmod(0o750)
    file = home / "ledger.sqlite"
    file.touch()
    file.chmod(0o640)
    opened = Ledger(f"sqlite:///{file}")
    opened.events.append("system", AT, [LedgerRead(how="x", first=1, last=1)])
    assert mode(home) == 0o750
    assert {mode(place) for place in home.iterdir()} == {0o640}
    opened.close()
    again = Ledger(f"sqlite:///{file}")
    assert again.events.mark().sequence == 1
    again.close()
    assert (mode(home), mode(file)) == (0o750, 0o640)
