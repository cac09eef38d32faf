"""Chains of events: linked, in order, shared by threads, closed to every change."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from tests.nouns import release
from xinxiao.errors import DataFault, Unavailable
from xinxiao.model.event import GENESIS, START, LedgerRead, Mark
from xinxiao.store.ledger import Ledger
from xinxiao.store.ledger.chain import TOGETHER

AT = "2026-01-15T08:00:00.000+00:00"


def fact(first: int) -> LedgerRead:
    return LedgerRead(how="events", first=first, last=first)


def test_each_event_holds_the_hash_of_the_one_before_it(ledger: Ledger) -> None:
    one, two = ledger.events.append("operator:me", AT, [fact(1), fact(2)])
    assert (one.sequence, two.sequence) == (1, 2)
    assert one.prev_hash == GENESIS
    assert two.prev_hash == one.hash
    assert ledger.events.mark() == Mark(2, two.hash)


def test_the_hash_is_that_of_six_lines_anyone_can_write(ledger: Ledger) -> None:
    (event,) = ledger.events.append("operator:王", AT, [fact(1)])
    lines = f'{GENESIS}\n1\n{AT}\noperator:王\nledger.read\n{{"first":1,"how":"events","last":1}}'
    assert event.hash == hashlib.sha256(lines.encode()).hexdigest()


def test_an_empty_chain_stands_at_its_start_and_asking_makes_no_database(ledger: Ledger) -> None:
    assert ledger.events.mark() == START
    assert list(ledger.events.events()) == []
    assert ledger.verify("event") == (START, None)


def test_the_two_chains_know_nothing_of_each_other(ledger: Ledger) -> None:
    ledger.readings.append("operator:me", AT, [fact(1)])
    assert ledger.events.mark() == START
    assert ledger.readings.mark().sequence == 1


def test_events_are_listed_after_a_number_and_by_kind(ledger: Ledger) -> None:
    ledger.events.append("operator:me", AT, [fact(n) for n in range(1, 6)])
    assert [e.sequence for e in ledger.events.events(after=2, most=2)] == [3, 4]
    assert [e.sequence for e in ledger.events.events(kind="ledger.read")] == [1, 2, 3, 4, 5]
    assert list(ledger.events.events(kind="release.sealed")) == []


def test_the_last_event_before_a_moment(ledger: Ledger) -> None:
    for day in ("01", "02", "04"):
        ledger.events.append("system", f"2026-01-{day}T08:00:00.000+00:00", [fact(1)])
    assert ledger.events.before("2026-01-04T00:00:00.000+00:00").sequence == 2
    assert ledger.events.before("2026-01-01T00:00:00.000+00:00") == START


def test_writers_that_come_at_once_all_get_their_events_and_share_commits(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.events.append("system", AT, [fact(0)])
    commits: list[int] = []
    write = ledger.events._write
    monkeypatch.setattr(
        ledger.events, "_write", lambda tickets: (commits.append(len(tickets)), write(tickets))[1]
    )
    got: list[int] = []

    def append(number: int) -> None:
        for _ in range(5):
            (event,) = ledger.events.append(f"operator:{number}", AT, [fact(number)])
            assert event.fact["first"] == number
            got.append(event.sequence)

    threads = [threading.Thread(target=append, args=(n,)) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == list(range(2, 82))
    assert sum(commits) == 80
    assert len(commits) < 80
    assert ledger.verify("event")[1] is None


def test_of_writers_that_share_a_commit_only_the_one_at_fault_fails(ledger: Ledger) -> None:
    def refuse(connection: sa.Connection) -> None:
        raise ValueError("not this one")

    chain = ledger.events
    ends: dict[str, object] = {}
    inside, go = threading.Event(), threading.Event()

    def hold(connection: sa.Connection) -> None:
        inside.set()
        go.wait(30)

    def run(name: str, also: object) -> None:
        try:
            ends[name] = chain.append(name, AT, [fact(1)], also)[0].sequence  # type: ignore[arg-type]
        except ValueError as error:
            ends[name] = str(error)

    first = threading.Thread(target=run, args=("first", hold))
    first.start()
    inside.wait(30)
    others = [threading.Thread(target=run, args=args) for args in (("a", None), ("b", refuse), ("c", None))]
    for thread in others:
        thread.start()
    while len(chain._waiting) < 3:
        pass
    go.set()
    for thread in (first, *others):
        thread.join()
    assert ends["b"] == "not this one"
    assert sorted([ends["first"], ends["a"], ends["c"]]) == [1, 2, 3]  # type: ignore[type-var]
    assert ledger.verify("event")[1] is None


def test_processes_that_take_turns_each_go_on_where_the_other_left(ledger: Ledger) -> None:
    other = Ledger(ledger.database.url)
    for number in range(1, 10):  # each finds that the chain is no longer where it left it
        writer = (ledger, other, other)[number % 3]
        (event,) = writer.events.append("system", AT, [fact(number)])
        assert event.sequence == number
    assert other.verify("event") == (ledger.events.mark(), None)
    other.close()


def test_where_a_writer_left_the_chain_it_appends_in_one_statement(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[bool] = []
    at_once = ledger.database.at_once
    monkeypatch.setattr(ledger.database, "at_once", lambda *a: (said.append(at_once(*a)), said[-1])[1])
    other = Ledger(ledger.database.url)
    ledger.events.append("system", AT, [fact(1)])
    ledger.events.append("system", AT, [fact(2), fact(3)])
    other.events.append("system", AT, [fact(4)])
    ledger.events.append("system", AT, [fact(5)])
    ledger.releases.append(release(as_of="2025-06-30"), "system", AT)
    ledger.events.append("system", AT, [fact(7)])
    assert said == [True, False, True]
    assert [event.sequence for event in ledger.events.events()] == [1, 2, 3, 4, 5, 6, 7]
    assert ledger.verify("event")[1] is None
    other.close()


def test_a_database_that_is_lost_halfway_is_said_to_be_and_the_next_writer_goes_on(ledger: Ledger) -> None:
    if ledger.kind == "sqlite":
        pytest.skip("a file is not lost")
    ledger.events.append("system", AT, [fact(1)])
    held = ledger.database._committing().raw_connection()
    pid = held.driver_connection.info.backend_pid  # type: ignore[union-attr]
    held.close()
    with ledger.database.writing() as connection:
        connection.exec_driver_sql(f"SELECT pg_terminate_backend({pid})")
    with pytest.raises(Unavailable) as lost:
        ledger.events.append("system", AT, [fact(2)])
    assert lost.value.told is not None
    assert lost.value.told.name == "ledger_closed"
    (event,) = ledger.events.append("system", AT, [fact(3)])
    assert event.sequence == 2
    assert ledger.verify("event")[1] is None


def test_more_events_than_share_a_commit_are_still_all_written(ledger: Ledger) -> None:
    events = ledger.events.append("system", AT, [fact(n) for n in range(TOGETHER + 3)])
    assert [e.sequence for e in events] == list(range(1, TOGETHER + 4))


@pytest.mark.parametrize("actor", ["", "a\nb", "x" * 201, "\ud800"])
def test_an_actor_that_is_no_plain_name_is_refused(ledger: Ledger, actor: str) -> None:
    with pytest.raises(DataFault) as caught:
        ledger.events.append(actor, AT, [fact(1)])
    assert caught.value.told is not None
    assert caught.value.told.name == "event_actor"


@pytest.mark.parametrize(("how", "told"), [("\ud800", "event_form"), ("x" * 1_000_001, "event_long")])
def test_what_cannot_be_written_down_is_refused_before_the_chain_is_touched(
    ledger: Ledger, how: str, told: str
) -> None:
    with pytest.raises(DataFault) as caught:
        ledger.events.append("system", AT, [LedgerRead(how=how, first=1, last=1)])
    assert caught.value.told is not None
    assert caught.value.told.name == told
    assert ledger.events.mark() == START


def test_a_nul_in_a_payload_is_kept(ledger: Ledger) -> None:
    (event,) = ledger.events.append("system", AT, [LedgerRead(how="a\0b\n", first=1, last=1)])
    assert next(ledger.events.events()).fact["how"] == "a\0b\n"
    assert ledger.verify("event") == (Mark(1, event.hash), None)


@pytest.fixture
def filled(ledger: Ledger) -> Iterator[Ledger]:
    for chain in (ledger.events, ledger.readings):
        chain.append("system", AT, [fact(1), fact(2)])
    yield ledger
    for chain in (ledger.events, ledger.readings):
        assert chain.mark().sequence == 2
    assert [ledger.verify(name)[1] for name in ("event", "reading")] == [None, None]


CHANGES = (
    "UPDATE {t} SET actor = 'nobody'",
    "DELETE FROM {t}",
    "DELETE FROM {t} WHERE sequence = 2",
    "INSERT INTO {t} SELECT sequence + 5, hash, hash, actor, at, kind, payload FROM {t} WHERE sequence = 2",
    "INSERT INTO {t} SELECT sequence + 1, prev_hash, hash, actor, at, kind, payload FROM {t} WHERE sequence = 2",
    "INSERT INTO {t} SELECT 0, prev_hash, hash, actor, at, kind, payload FROM {t} WHERE sequence = 1",
)
SQLITE = (
    "REPLACE INTO {t} SELECT sequence, prev_hash, hash, 'x', at, kind, payload FROM {t} WHERE sequence = 2",
    "INSERT OR REPLACE INTO {t} SELECT sequence, prev_hash, hash, 'x', at, kind, payload FROM {t}",
    "INSERT OR REPLACE INTO {t} (rowid, sequence, prev_hash, hash, actor, at, kind, payload)"
    " SELECT 2, 2, prev_hash, hash, 'x', at, kind, payload FROM {t} WHERE sequence = 2",
    "UPDATE OR REPLACE {t} SET sequence = 1 WHERE sequence = 2",
    "INSERT INTO {t} SELECT * FROM {t} WHERE sequence = 2 ON CONFLICT (sequence) DO UPDATE SET actor = 'x'",
)
POSTGRESQL = (
    "TRUNCATE {t}",
    "SET session_replication_role = replica; DELETE FROM {t}",
    "SET session_replication_role = replica; TRUNCATE {t}",
    "INSERT INTO {t} SELECT * FROM {t} WHERE sequence = 2 ON CONFLICT (sequence) DO UPDATE SET actor = 'x'",
)


@pytest.mark.parametrize("table", ["event", "reading"])
@pytest.mark.parametrize("statement", [*CHANGES, *SQLITE, *POSTGRESQL])
def test_the_database_itself_refuses_every_change(filled: Ledger, statement: str, table: str) -> None:
    name = filled.database.engine.dialect.name
    if statement in (POSTGRESQL if name == "sqlite" else SQLITE) and statement not in CHANGES:
        pytest.skip("not of this database")
    with (
        pytest.raises(sa.exc.SQLAlchemyError, match=r"append-only|unique|UNIQUE"),
        filled.database.engine.begin() as connection,
    ):
        for part in statement.format(t=table).split("; "):
            connection.exec_driver_sql(part)


@pytest.mark.parametrize("statement", ["UPDATE release SET as_of = '1999-01-01'", "DELETE FROM release"])
def test_the_releases_are_as_closed_as_the_events(ledger: Ledger, statement: str) -> None:
    ledger.releases.append(release(as_of="2025-06-30"), "operator:me", AT)
    with (
        pytest.raises(sa.exc.SQLAlchemyError, match="append-only"),
        ledger.database.engine.begin() as connection,
    ):
        connection.exec_driver_sql(statement)
    assert [e.as_of for e in ledger.releases.entries()] == ["2025-06-30"]


def test_a_release_cannot_be_replaced_by_one_of_the_same_id(ledger: Ledger) -> None:
    ledger.releases.append(release(as_of="2025-06-30"), "operator:me", AT)
    with pytest.raises(sa.exc.SQLAlchemyError), ledger.database.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT OR REPLACE INTO release SELECT 9, 9, id, 'f', programme, cycle, as_of, sealed_at FROM release"
        )
    assert [e.sequence for e in ledger.releases.entries()] == [1]
