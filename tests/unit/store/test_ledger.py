"""The ledger, on SQLite and (where a server is given) on PostgreSQL: one suite."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.nouns import release as manifest
from xinxiao.errors import Unavailable
from xinxiao.model.release import Release
from xinxiao.store.ledger import HEAD, Ledger

SEALED = "2026-01-15T08:00:00+00:00"


def release(as_of: str) -> Release:
    return manifest(as_of=as_of)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    else:
        url = os.environ.get("XINXIAO_TEST_POSTGRES", "")
        if not url:
            pytest.skip("XINXIAO_TEST_POSTGRES names no server")
        server = sa.create_engine(url)
        with server.begin() as connection:
            connection.execute(sa.text("DROP TABLE IF EXISTS release, alembic_version CASCADE"))
            connection.execute(sa.text("DROP FUNCTION IF EXISTS release_is_append_only CASCADE"))
        server.dispose()
    opened = Ledger(url)
    yield opened
    opened.close()


def test_releases_are_numbered_in_the_order_of_sealing(ledger: Ledger) -> None:
    ledger.append(release("2025-06-30"), SEALED)
    ledger.append(release("2025-12-31"), SEALED)
    assert [(e.sequence, e.as_of) for e in ledger.entries()] == [(1, "2025-06-30"), (2, "2025-12-31")]


def test_sealing_the_same_release_twice_keeps_the_first_row(ledger: Ledger) -> None:
    first = ledger.append(release("2025-06-30"), SEALED)
    again = ledger.append(release("2025-06-30"), "2027-01-01T00:00:00+00:00")
    assert again == first
    assert len(ledger.entries()) == 1


@pytest.mark.parametrize("statement", ["UPDATE release SET as_of = '1999-01-01'", "DELETE FROM release"])
def test_the_database_itself_refuses_to_change_or_remove_a_row(ledger: Ledger, statement: str) -> None:
    ledger.append(release("2025-06-30"), SEALED)
    with pytest.raises(sa.exc.SQLAlchemyError, match="append-only"), ledger.engine.begin() as connection:
        connection.execute(sa.text(statement))
    assert [e.as_of for e in ledger.entries()] == ["2025-06-30"]


def test_opening_again_finds_the_newest_schema_and_the_old_rows(ledger: Ledger) -> None:
    ledger.append(release("2025-06-30"), SEALED)
    again = Ledger(str(ledger.engine.url.render_as_string(hide_password=False)))
    assert [e.as_of for e in again.entries()] == ["2025-06-30"]
    with again.engine.connect() as connection:
        assert connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar() == HEAD
    again.close()


def test_sqlite_keeps_a_write_ahead_log_and_waits_for_the_disk(tmp_path: Path) -> None:
    opened = Ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    with opened.engine.connect() as connection:
        assert connection.execute(sa.text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(sa.text("PRAGMA synchronous")).scalar() == 2
    opened.close()


@pytest.mark.parametrize("url", ["nonsense", "mars://x"])
def test_a_ledger_that_cannot_be_opened_is_said_plainly_when_it_is_asked(url: str) -> None:
    with pytest.raises(Unavailable):
        Ledger(url).entries()


def test_a_ledger_whose_folder_cannot_be_made_names_it(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(Unavailable) as caught:
        Ledger(f"sqlite:///{tmp_path / 'file' / 'home' / 'ledger.sqlite'}").append(
            release("2026-01-01"), "2026-01-01"
        )
    assert caught.value.told.name == "home_closed"
    assert caught.value.told.values["path"] == str(tmp_path / "file" / "home")


def test_asking_a_ledger_that_nobody_wrote_to_makes_none(tmp_path: Path) -> None:
    opened = Ledger(f"sqlite:///{tmp_path / 'home' / 'ledger.sqlite'}")
    assert opened.entries() == ()
    opened.close()
    assert list(tmp_path.iterdir()) == []


def test_a_password_is_not_repeated_in_an_error() -> None:
    pytest.importorskip("psycopg", reason="needs the extra postgres")
    with pytest.raises(Unavailable) as caught:
        Ledger("postgresql+psycopg://me:secret@127.0.0.1:1/x?connect_timeout=1").entries()
    assert "secret" not in str(caught.value)
    assert "secret" not in str(caught.value.told.values)
