"""Copies of a ledger: made while others write, whole or not at all, as closed as what they were made from."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.nouns import release
from xinxiao.errors import Conflict, NotFound, SettingFault, Unavailable
from xinxiao.model.event import START, LedgerRead, Mark
from xinxiao.model.job import Planned
from xinxiao.store.ledger import HEAD, Ledger, postgresql
from xinxiao.store.ledger.database import Database

AT = "2026-01-15T08:00:00.000+00:00"


def fact(number: int) -> LedgerRead:
    return LedgerRead(how="test", first=number, last=number)


def lose(url: str) -> None:
    """Have the ledger gone, as after a disaster: no file, or an empty schema."""
    place = sa.make_url(url)
    if place.database and place.get_backend_name() == "sqlite":
        for file in Path(place.database).parent.glob("ledger.sqlite*"):
            file.unlink()
        return
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        name = connection.exec_driver_sql("SELECT current_schema()").scalar_one()
        connection.exec_driver_sql(f"DROP SCHEMA {name} CASCADE")
        connection.exec_driver_sql(f"CREATE SCHEMA {name}")
    engine.dispose()


def is_empty(url: str) -> bool:
    place = sa.make_url(url)
    if place.get_backend_name() == "sqlite":
        return not Path(place.database or "").exists()
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        found = connection.exec_driver_sql(
            "SELECT count(*) FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace"
            " WHERE nspname = current_schema()"
        ).scalar_one()
    engine.dispose()
    return found == 0


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    """Three events, one of them a release, two readings, an event of oversight and a job."""
    ledger.events.append("operator:me", AT, [fact(1)])
    ledger.releases.append(release(as_of="2025-06-30"), "operator:me", AT)
    ledger.events.append("operator:me", AT, [fact(3)])
    ledger.readings.append("operator:me", AT, [fact(1), fact(2)])
    ledger.oversight.append("operator:me", AT, [fact(1)])
    ledger.jobs.plan([Planned("head", "1", AT)])
    return ledger


def test_a_copy_says_what_it_holds(filled: Ledger, tmp_path: Path) -> None:
    made = filled.copy(tmp_path / "copy")
    assert (made.engine, made.revision) == (filled.kind, HEAD)
    assert (made.event, made.reading) == (filled.events.mark(), filled.readings.mark())
    assert (made.event.sequence, made.reading.sequence, made.oversight.sequence) == (3, 2, 1)
    assert made.oversight == filled.oversight.mark()
    assert made.releases == (release(as_of="2025-06-30").sha256,)
    assert made.schema.startswith("t_") == (filled.kind == "postgresql")
    assert [file.name for file in tmp_path.glob("copy*")] == ["copy"]
    assert (tmp_path / "copy").stat().st_mode & 0o077 == 0


def test_a_ledger_made_from_a_copy_is_the_same_and_goes_on(filled: Ledger, tmp_path: Path) -> None:
    before = [list(filled.events.rows()), list(filled.readings.rows()), filled.jobs.shown()]
    entries, url = filled.releases.entries(), filled.database.url
    made = filled.copy(tmp_path / "copy")
    filled.close()
    lose(url)
    again = Ledger(url)
    again.put(tmp_path / "copy", made.schema)
    assert [list(again.events.rows()), list(again.readings.rows()), again.jobs.shown()] == before
    assert again.releases.entries() == entries
    assert [again.verify("event"), again.verify("reading")] == [(made.event, None), (made.reading, None)]
    assert again.verify("oversight") == (made.oversight, None)
    again.releases.append(release(as_of="2025-07-31"), "operator:me", AT)
    again.jobs.plan([Planned("head", "2", AT)])
    assert (again.events.mark().sequence, [job.id for job in again.jobs.shown()]) == (4, [1, 2])
    assert again.verify("event")[1] is None
    again.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET actor = 'x'",
        "DELETE FROM reading",
        "DELETE FROM release",
        "TRUNCATE event",
        "INSERT INTO event VALUES (9, 'a', 'b', 'c', 'd', 'e', 'f')",
    ],
)
def test_a_ledger_made_from_a_copy_is_as_closed(filled: Ledger, tmp_path: Path, statement: str) -> None:
    url = filled.database.url
    made = filled.copy(tmp_path / "copy")
    filled.close()
    lose(url)
    again = Ledger(url)
    again.put(tmp_path / "copy", made.schema)
    statement = statement.replace("TRUNCATE", "DELETE FROM") if again.kind == "sqlite" else statement
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), again.database.engine.begin() as connection:
        connection.exec_driver_sql(statement)
    again.close()


def test_a_copy_made_while_others_append_holds_all_that_was_told_before_it_began(
    ledger: Ledger, tmp_path: Path
) -> None:
    url, told, ended = ledger.database.url, list[int](), threading.Event()

    def append(thread: int) -> None:
        number = 0
        while not ended.is_set():
            number += 1
            told.append(ledger.events.append(f"thread:{thread}", AT, [fact(1), fact(2)])[-1].sequence)

    threads = [threading.Thread(target=append, args=(n,)) for n in range(3)]
    for thread in threads:
        thread.start()
    made = []
    try:
        for turn in range(3):
            while len(told) < 20 * (turn + 1):
                assert not any(not thread.is_alive() for thread in threads)
            last = max(told)
            made.append((last, ledger.copy(tmp_path / f"copy{turn}")))
    finally:
        ended.set()
        for thread in threads:
            thread.join()
    rows = list(ledger.events.rows())
    ledger.close()
    for turn, (last, copy) in enumerate(made):
        lose(url)
        again = Ledger(url)
        again.put(tmp_path / f"copy{turn}", copy.schema)
        assert copy.event.sequence >= last
        assert copy.event.sequence % 2 == 0  # both of a transaction, or none
        assert list(again.events.rows()) == rows[: copy.event.sequence]
        assert again.verify("event") == (copy.event, None)
        again.close()


def test_a_ledger_that_is_not_empty_is_not_written_over(filled: Ledger, tmp_path: Path) -> None:
    made = filled.copy(tmp_path / "copy")
    with pytest.raises(Conflict) as refused:
        filled.put(tmp_path / "copy", made.schema)
    assert refused.value.told is not None
    assert refused.value.told.name == "ledger_not_empty"
    assert filled.events.mark().sequence == 3


def test_a_ledger_that_was_put_can_be_taken_away_and_put_again(filled: Ledger, tmp_path: Path) -> None:
    url, place, mark = filled.database.url, tmp_path / "copy", filled.events.mark()
    made = filled.copy(place)
    filled.close()
    lose(url)
    again = Ledger(url)
    again.put(place, made.schema)
    assert again.events.mark() == mark  # it was opened, as a restore does to look at it
    again.remove()
    assert is_empty(url)
    assert not list(tmp_path.glob("ledger.sqlite*"))
    again.put(place, made.schema)
    again.events.append("operator:me", AT, [fact(4)])
    assert again.verify("event") == (again.events.mark(), None)
    again.close()


def test_an_archive_on_a_full_disk_is_said_to_be_full_and_not_the_ledger(
    filled: Ledger, tmp_path: Path
) -> None:
    if filled.kind != "sqlite":
        pytest.skip("pg_dump says it in its own words")
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_480, hard))
    try:
        with pytest.raises(Unavailable) as refused:
            filled.copy(tmp_path / "archive.sqlite")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert refused.value.told is not None
    assert (refused.value.told.name, refused.value.told.values["path"]) == ("lake_write", str(tmp_path))


def test_a_copy_that_was_cut_leaves_the_database_empty(filled: Ledger, tmp_path: Path) -> None:
    if filled.kind == "sqlite":
        pytest.skip("a file is copied as it is; its hash is looked at before")
    url, place = filled.database.url, tmp_path / "copy"
    made = filled.copy(place)
    filled.close()
    lose(url)
    place.write_bytes(place.read_bytes()[:-200])
    with pytest.raises(Unavailable) as refused:
        Ledger(url).put(place, made.schema)
    assert refused.value.told is not None
    assert refused.value.told.name == "program_failed"
    assert is_empty(url)


def test_a_schema_of_another_name_is_refused_before_anything_is_done(filled: Ledger, tmp_path: Path) -> None:
    if filled.kind == "sqlite":
        pytest.skip("a file has no schemas")
    url = filled.database.url
    filled.copy(tmp_path / "copy")
    filled.close()
    lose(url)
    with pytest.raises(Conflict) as refused:
        Ledger(url).put(tmp_path / "copy", "elsewhere")
    assert refused.value.told is not None
    assert refused.value.told.name == "backup_schema"
    assert is_empty(url)


def test_a_ledger_that_nobody_made_cannot_be_copied(tmp_path: Path) -> None:
    with pytest.raises(NotFound) as refused:
        Ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}").copy(tmp_path / "copy")
    assert refused.value.told is not None
    assert refused.value.told.name == "no_ledger"
    assert list(tmp_path.iterdir()) == []


def test_a_copy_of_an_empty_ledger_stands_at_the_start(ledger: Ledger, tmp_path: Path) -> None:
    ledger.jobs.plan([Planned("head", "1", AT)])
    made = ledger.copy(tmp_path / "copy")
    assert (made.event, made.reading, made.releases) == (START, START, ())


def test_a_copy_of_a_chain_somebody_reached_into_is_faithful(filled: Ledger, tmp_path: Path) -> None:
    url = filled.database.url
    with filled.database.engine.begin() as connection:
        if filled.kind == "sqlite":
            connection.exec_driver_sql("DROP TRIGGER event_update")
        else:
            connection.exec_driver_sql("ALTER TABLE event DISABLE TRIGGER USER")
        connection.exec_driver_sql("UPDATE event SET actor = 'nobody' WHERE sequence = 2")
    made = filled.copy(tmp_path / "copy")
    filled.close()
    lose(url)
    again = Ledger(url)
    again.put(tmp_path / "copy", made.schema)
    last, misfit = again.verify("event")
    assert last == Mark(1, next(iter(again.events.rows()))[2])
    assert (misfit is not None and misfit.sequence, misfit is not None and misfit.why) == (2, "hash")
    again.close()


# ---- the programs of PostgreSQL


@pytest.fixture
def server() -> Database:
    return Database("postgresql+psycopg://me:se%20cret@db.example:5433/one?options=-csearch_path%3Dmine")


def test_the_password_is_in_the_environment_of_a_program_and_not_on_its_command_line(
    server: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pytest.importorskip("psycopg")
    ran: list[tuple[list[str], dict[str, str]]] = []

    def run(command: list[str], env: dict[str, str], **_: object) -> subprocess.CompletedProcess[str]:
        ran.append((command, env))
        return subprocess.CompletedProcess(command, 0, "", "")

    (tmp_path / "pg_dump").write_text("")
    (tmp_path / "pg_dump").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(subprocess, "run", run)
    postgresql.program("pg_dump", server, "--format=custom")
    [(command, environ)] = ran
    assert command[0] == str(tmp_path / "pg_dump")
    assert command[1:2] + command[3:] == ["--no-password", "--format=custom"]
    said = dict(part.split("=", 1) for part in command[2].removeprefix("--dbname=").split(" "))
    assert said == {
        "host": "db.example",
        "port": "5433",
        "user": "me",
        "dbname": "one",
        "options": "-csearch_path=mine",
    }
    assert environ["PGPASSWORD"] == "se cret"
    assert "se cret" not in " ".join(command)


def test_a_program_is_looked_for_on_the_path_and_where_debian_keeps_the_newest(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "none"))
    monkeypatch.setattr(postgresql, "USUAL", tmp_path)
    with pytest.raises(SettingFault) as refused:
        postgresql._found("pg_dump")
    assert refused.value.told is not None
    assert refused.value.told.values == {"program": "pg_dump", "place": str(tmp_path)}
    for version in ("9", "15", "17"):
        (tmp_path / version / "bin").mkdir(parents=True)
        (tmp_path / version / "bin" / "pg_dump").touch()
    assert postgresql._found("pg_dump") == str(tmp_path / "17" / "bin" / "pg_dump")


@pytest.mark.postgres
def test_what_a_program_says_last_is_told(tmp_path: Path) -> None:
    url = os.environ.get("XINXIAO_TEST_POSTGRES", "")
    if not url:
        pytest.skip("XINXIAO_TEST_POSTGRES names no server")
    with pytest.raises(Unavailable) as refused:
        postgresql.program("pg_restore", Database(url), str(tmp_path / "nothing"))
    assert refused.value.told is not None
    assert refused.value.told.values["program"] == "pg_restore"
    assert "could not open input file" in str(refused.value.told.values["reason"])
