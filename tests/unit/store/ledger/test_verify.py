"""Verifying a ledger somebody reached into: the first event that does not fit is named, and why."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.nouns import release
from xinxiao.model.event import CHAINS, LedgerRead, Mark, Misfit, appended, content, follow
from xinxiao.store.ledger import Ledger
from xinxiao.store.ledger.links import links

AT = "2026-01-15T08:00:00.000+00:00"


def reach_in(ledger: Ledger, *statements: str) -> None:
    """Change what is closed, as the owner of the database can."""
    with ledger.database.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            found = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in found.all():
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            for table in (
                "event",
                "reading",
                "oversight",
                "release",
                "release_move",
                "frame_unit",
                "frame_link",
            ):
                connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in statements:
            connection.execute(sa.text(statement))


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    ledger.events.append("system", AT, [LedgerRead(how="x", first=n, last=n) for n in range(1, 6)])
    return ledger


@pytest.mark.parametrize(
    ("statement", "misfit"),
    [
        ("UPDATE event SET payload = '{}' WHERE sequence = 3", Misfit("event", 3, "hash")),
        ("UPDATE event SET actor = 'me' WHERE sequence = 5", Misfit("event", 5, "hash")),
        ("UPDATE event SET at = '2020' WHERE sequence = 1", Misfit("event", 1, "hash")),
        ("UPDATE event SET kind = 'other' WHERE sequence = 2", Misfit("event", 2, "hash")),
        ("UPDATE event SET prev_hash = hash WHERE sequence = 4", Misfit("event", 4, "link")),
        ("UPDATE event SET hash = prev_hash WHERE sequence = 4", Misfit("event", 4, "hash")),
        ("DELETE FROM event WHERE sequence = 2", Misfit("event", 2, "number")),
        ("DELETE FROM event WHERE sequence = 1", Misfit("event", 1, "number")),
        ("UPDATE event SET sequence = 9 WHERE sequence = 5", Misfit("event", 5, "number")),
    ],
)
def test_a_changed_event_is_the_first_that_does_not_fit(
    filled: Ledger, statement: str, misfit: Misfit
) -> None:
    reach_in(filled, statement)
    last, found = filled.verify("event")
    assert found == misfit
    assert last.sequence == misfit.sequence - 1


@pytest.mark.parametrize(
    ("statement", "misfit"),
    [
        (
            "UPDATE event SET payload = CAST(payload AS BLOB) WHERE sequence = 2",
            Misfit("event", 2, "hash"),
        ),
        ("UPDATE event SET actor = CAST(x'ff' AS TEXT) WHERE sequence = 3", Misfit("event", 3, "hash")),
        ("UPDATE event SET hash = CAST(x'ff' AS TEXT) WHERE sequence = 3", Misfit("event", 3, "hash")),
        ("UPDATE event SET prev_hash = CAST(x'ff' AS TEXT) WHERE sequence = 4", Misfit("event", 4, "link")),
        ("UPDATE event SET hash = CAST(hash AS BLOB) WHERE sequence = 5", Misfit("event", 5, "hash")),
    ],
)
def test_what_is_no_text_does_not_fit(
    tmp_path: Path, statement: str, misfit: Misfit
) -> None:  # SQLite keeps anything anywhere
    ledger = Ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    ledger.events.append("system", AT, [LedgerRead(how="x", first=n, last=n) for n in range(1, 6)])
    reach_in(ledger, statement)
    assert ledger.verify("event")[1] == misfit
    ledger.close()


def test_what_the_database_joins_is_what_is_hashed(ledger: Ledger) -> None:
    ledger.events.append("operator:信消 \\ \"'", AT, [LedgerRead(how="\x00\n𝒳 %s ? \\n", first=1, last=2)])
    (event,) = ledger.events.events()
    told = (event.prev_hash, 1, event.at, event.actor, event.kind, event.payload)
    (link,) = links(ledger.database, "event", 0)
    assert link == (1, event.prev_hash.encode(), event.hash.encode(), content(*told))
    assert ledger.verify("event") == (Mark(1, event.hash), None)


def test_a_whole_chain_fits(filled: Ledger) -> None:
    last, found = filled.verify("event")
    assert (last, found) == (filled.events.mark(), None)
    assert filled.verify("event", last) == (last, None)


def test_each_chain_is_one_by_itself(filled: Ledger) -> None:
    filled.readings.append("system", AT, [LedgerRead(how="x", first=1, last=1)])
    filled.oversight.append("system", AT, [LedgerRead(how="x", first=n, last=n) for n in (1, 2)])
    filled.oversight.append("system", AT, [LedgerRead(how="x", first=3, last=3)])  # in one statement
    assert [filled.verify(name)[0].sequence for name in CHAINS] == [5, 1, 3]
    reach_in(filled, "UPDATE oversight SET payload = '{}' WHERE sequence = 2")
    assert [filled.verify(name)[1] for name in CHAINS] == [None, None, Misfit("oversight", 2, "hash")]


def test_who_sees_no_contents_follows_the_links_alone(filled: Ledger) -> None:
    filled.oversight.append("system", AT, [LedgerRead(how="x", first=n, last=n) for n in (1, 2, 3)])
    reach_in(filled, "UPDATE oversight SET payload = '{}' WHERE sequence = 2")

    def followed() -> tuple[Mark, Misfit | None]:
        return follow("oversight", links(filled.database, "oversight", 0, contents=False), contents=False)

    assert followed() == (filled.oversight.mark(), None)
    reach_in(filled, "UPDATE oversight SET prev_hash = hash WHERE sequence = 3")
    assert followed()[1] == Misfit("oversight", 3, "link")


def test_a_tail_cut_off_is_seen_by_who_knows_where_the_chain_stood(filled: Ledger) -> None:
    known = filled.events.mark()
    reach_in(filled, "DELETE FROM event WHERE sequence > 3")
    assert filled.verify("event")[1] is None
    assert filled.verify("event", known)[1] == Misfit("event", 5, "missing")


def test_a_chain_written_anew_is_seen_by_who_knows_a_hash(filled: Ledger) -> None:
    known = filled.events.mark()
    reach_in(filled, "DELETE FROM event")
    again = Ledger(filled.database.url)
    again.events.append("system", AT, [LedgerRead(how="y", first=n, last=n) for n in range(1, 6)])
    assert again.verify("event")[1] is None
    assert again.verify("event", known)[1] == Misfit("event", 5, "missing")
    again.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE release SET as_of = '1999-01-01' WHERE event = 6",
        "UPDATE release SET sealed_at = '1999' WHERE event = 6",
        "DELETE FROM release WHERE event = 6",
        "INSERT INTO release SELECT 2, 6, 'b', 'c', programme, cycle, as_of, sealed_at FROM release WHERE false",
    ],
)
def test_a_table_that_says_something_else_than_the_events_is_named(filled: Ledger, statement: str) -> None:
    filled.releases.append(release(as_of="2025-06-30"), "operator:me", AT)
    reach_in(filled, statement)
    expected = None if statement.endswith("false") else Misfit("event", 6, "projection")
    assert filled.verify("event")[1] == expected


def test_a_release_that_no_event_says_is_named(filled: Ledger) -> None:
    reach_in(filled, "INSERT INTO release VALUES (1, 4, 'X', 'Y', 'P', 'C', '2025-01-01', '2025')")
    assert filled.verify("event")[1] == Misfit("event", 4, "projection")


def test_how_far_a_chain_was_verified_is_remembered_by_chain(filled: Ledger) -> None:
    mark = filled.events.mark()
    filled.note_verified("event", mark, AT)
    filled.note_verified("event", mark, AT)
    assert filled.verified("event") == mark
    assert filled.verified("reading") == Mark(0, "0" * 64)


def test_the_next_events_of_a_chain_are_a_matter_of_arithmetic() -> None:
    fact = LedgerRead(how="x", first=1, last=2)
    made = appended(Mark(7, "a" * 64), "system", AT, [(fact.kind, fact.payload)])
    assert [(e.sequence, e.prev_hash) for e in made] == [(8, "a" * 64)]
    assert len(made[0].hash) == 64
