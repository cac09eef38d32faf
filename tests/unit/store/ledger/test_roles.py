"""Roles of a PostgreSQL server: who may do what is tried, not read off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.databases import granted
from tests.databases import roles as server_roles
from tests.nouns import release
from xinxiao.errors import NotAllowed, SettingFault, Unavailable
from xinxiao.model.event import LedgerRead
from xinxiao.model.job import Done, Planned
from xinxiao.store.ledger import HEAD, Ledger

pytestmark = pytest.mark.postgres
AT = "2026-01-15T08:00:00.000+00:00"


@pytest.fixture
def roles() -> Iterator[dict[str, str]]:
    with server_roles() as made:
        yield made


@pytest.fixture
def migrated(roles: dict[str, str]) -> dict[str, str]:
    owner = Ledger(roles["owner"])
    assert owner.migrate(granted(roles)) == HEAD
    owner.close()
    return roles


def test_a_writer_appends_works_and_verifies(migrated: dict[str, str]) -> None:
    writer = Ledger(migrated["writer"])
    writer.releases.append(release(as_of="2025-06-30"), "operator:me", AT)
    writer.jobs.plan([Planned("head", "1", AT)])
    job = writer.jobs.lease("w", AT, lambda kind: "2026-01-16")
    assert job is not None
    writer.jobs.complete(job, "system", AT, Done("ok"))
    writer.note_verified("event", writer.events.mark(), AT)
    for number in (1, 2):  # the second in one statement
        writer.readings.append("operator:me", AT, [LedgerRead(how="x", first=number, last=number)])
    assert writer.readings.mark().sequence == 2
    assert writer.verify("event")[1] is None
    writer.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET actor = 'x'",
        "DELETE FROM reading",
        "TRUNCATE event",
        "DROP TRIGGER event_change ON event",
        "ALTER TABLE event DISABLE TRIGGER ALL",
        "DROP TABLE event",
        "DELETE FROM release",
        "SET session_replication_role = replica",
        "UPDATE alembic_version SET version_num = '0001'",
        "CREATE TABLE other (a int)",
    ],
)
def test_a_writer_may_change_nothing(migrated: dict[str, str], statement: str) -> None:
    engine = sa.create_engine(migrated["writer"])
    with (
        pytest.raises(sa.exc.ProgrammingError, match=r"permission denied|must be owner"),
        engine.begin() as connection,
    ):
        connection.exec_driver_sql(statement)
    engine.dispose()


def test_a_reader_looks_and_writes_nothing(migrated: dict[str, str]) -> None:
    reader = Ledger(migrated["reader"])
    assert reader.releases.entries() == ()
    assert reader.verify("event")[1] is None
    with pytest.raises(Unavailable):
        reader.releases.append(release(as_of="2025-06-30"), "operator:me", AT)
    with pytest.raises(Unavailable):
        reader.jobs.plan([Planned("head", "1", AT)])
    reader.close()


@pytest.mark.parametrize("part", ["keeper", "owner"])
def test_a_keeper_and_the_owner_may_copy_the_ledger(
    migrated: dict[str, str], part: str, tmp_path: Path
) -> None:
    writer, officer, ledger = (Ledger(migrated[who]) for who in ("writer", "officer", part))
    writer.releases.append(release(as_of="2025-06-30"), "operator:me", AT)
    officer.oversight.append("person:x", AT, [LedgerRead(how="x", first=1, last=1)])
    assert ledger.may_append == (part == "owner")
    made = ledger.copy(tmp_path / "copy")
    assert (made.event.sequence, made.oversight.sequence) == (1, 1)
    for opened in (writer, officer, ledger):
        opened.close()


@pytest.mark.parametrize("part", ["writer", "reader", "officer"])
def test_who_does_not_see_all_of_the_ledger_is_told_which_role_copies_it(
    migrated: dict[str, str], part: str, tmp_path: Path
) -> None:
    ledger = Ledger(migrated[part])
    assert ledger.may_append == (part != "reader")
    with pytest.raises(NotAllowed) as caught:
        ledger.copy(tmp_path / "copy")
    assert caught.value.told is not None
    assert (caught.value.told.name, caught.value.told.values["role"]) == (
        "backup_role",
        migrated[f"{part} name"],
    )
    assert not (tmp_path / "copy").exists()
    ledger.close()


SECRET = ("account", "account_grant", "session", "invitation", "recovery_code", "access_token", "draft")


@pytest.mark.parametrize("table", SECRET)
def test_a_reader_sees_nothing_of_people_and_no_drafts(migrated: dict[str, str], table: str) -> None:
    for url, sees in ((migrated["reader"], False), (migrated["writer"], True)):
        engine = sa.create_engine(url)
        with engine.connect() as connection:
            if sees:
                assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() == 0
            else:
                with pytest.raises(sa.exc.ProgrammingError, match="permission denied"):
                    connection.exec_driver_sql(f"SELECT count(*) FROM {table}")
        engine.dispose()


def test_a_reader_of_before_loses_what_it_saw_when_the_owner_migrates_again(migrated: dict[str, str]) -> None:
    engine = sa.create_engine(migrated["owner"])
    with engine.begin() as connection:
        connection.exec_driver_sql(f"GRANT SELECT ON account, draft TO {migrated['reader name']}")
    engine.dispose()
    owner = Ledger(migrated["owner"])
    owner.migrate(granted(migrated))
    owner.close()
    engine = sa.create_engine(migrated["reader"])
    for table in ("account", "draft"):
        with (
            engine.connect() as connection,
            pytest.raises(sa.exc.ProgrammingError, match="permission denied"),
        ):
            connection.exec_driver_sql(f"SELECT * FROM {table}")
    engine.dispose()


def test_a_role_that_may_not_migrate_says_who_has_to(roles: dict[str, str]) -> None:
    with pytest.raises(Unavailable) as caught:
        Ledger(roles["writer"]).releases.entries()
    assert caught.value.told is not None
    assert caught.value.told.name == "ledger_old"


def test_a_file_has_no_roles(tmp_path: object) -> None:
    with pytest.raises(SettingFault):
        Ledger(f"sqlite:///{tmp_path}/ledger.sqlite").migrate({"writer": "w"})
