"""Lists in the ledger: what the database refuses, who has the turn, and what verification finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.databases import KINDS, database
from xinxiao.errors import Conflict
from xinxiao.model.event import Fact
from xinxiao.model.oversight.lists import (
    Change,
    Entry,
    EntryKey,
    ListColumn,
    ListSpec,
    ListType,
    ListVersion,
    Rest,
    Terms,
    digest,
)
from xinxiao.model.oversight.lists_facts import (
    EntryEnded,
    ListApproved,
    ListIssued,
    ListProposed,
    ListReviewed,
)
from xinxiao.model.text import Text
from xinxiao.store.ledger import Ledger, list_rows
from xinxiao.store.ledger.list_tables import LIST_END, LIST_ENTRY, LIST_REST, LIST_TEXT
from xinxiao.store.ledger.schema import CHAIN
from xinxiao.store.oversight.lists import Lists

WORD = Text(zh="词", en="word")
AT = "2026-12-01T00:00:00.000+00:00"
X = EntryKey("L", "X")
TYPE = ListType(
    id="T",
    name=WORD,
    issued_by=WORD,
    published=WORD,
    columns=(ListColumn(id="matter", header=WORD),),
    columns_confirmed=True,
    evidence="V",
    confirmed=True,
)


def version(number: int, *codes: str, starts: str = "2027-01-01", ends: str = "") -> ListVersion:
    spec = ListSpec(
        id="L",
        type="T",
        version=number,
        name=WORD,
        issuer="B",
        area="CN",
        valid_from=starts,
        valid_to=ends,
        changes=(Change(kind="add", reason="first"),),
        entries=tuple(Entry(code=code, matter=code) for code in codes),
    )
    return ListVersion(spec=spec, type=TYPE, terms=Terms())


@pytest.fixture(params=KINDS)
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    with database(request.param, tmp_path) as url:
        opened = Ledger(url)
        yield opened
        opened.close()


@pytest.fixture
def lists(ledger: Ledger) -> Lists:
    return Lists(ledger.office, ledger.oversight)


def issue(lists: Lists, own: ListVersion) -> None:
    content, number = own.content, own.spec.version
    said: dict[str, Any] = {"list": "L", "number": number, "attempt": 1}
    sha256 = digest(content)
    seen = lists.register("L")[1]
    facts: tuple[Fact, ...] = (
        ListProposed(
            **said,
            type="T",
            area="CN",
            issuer="B",
            entries=len(own.spec.entries),
            starts=own.spec.valid_from,
            ends=own.spec.valid_to,
            sha256=sha256,
        ),
        ListReviewed(**said, content=sha256),
        ListApproved(**said, content=sha256, approval="1"),
        ListIssued(**said, content=sha256, starts=own.spec.valid_from),
    )
    lists.append("person:a", AT, facts, seen, {sha256: content})


def end(lists: Lists, day: str) -> None:
    fact = EntryEnded(list="L", entry="X", version=1, day=day, approval="2", sha256=digest(b"why"))
    lists.append("person:c", AT, [fact], lists.register("L")[1], {fact.sha256: b"why"})


def rest_raw(ledger: Ledger, day: str, version: int = 1, list_: str = "L", entry: str = "X") -> None:
    with ledger.office.writing() as connection:
        row = {"event": 1, "list": list_, "entry": entry, "version": version, "day": day}
        connection.execute(sa.insert(LIST_REST).values(**row, kind="case", number="1"))


def test_a_version_is_in_force_with_its_entries_once_it_is_issued(lists: Lists) -> None:
    issue(lists, version(1, "X", "Y", ends="2027-12-31"))
    assert [bool(lists.live(X, day)) for day in ("2026-12-31", "2027-01-01", "2027-12-31", "2028-01-01")] == [
        False,
        True,
        True,
        False,
    ]
    assert lists.live(EntryKey("L", "Z"), "2027-01-01") is None
    register, seen = lists.register("L")
    assert (seen, len(register.issued)) == (4, 1)
    assert lists.content(register.issued[0]) == version(1, "X", "Y", ends="2027-12-31")
    assert len(lists.entries("L")) == 2


def test_an_entry_that_was_ended_or_left_out_of_a_later_version_lives_no_more(lists: Lists) -> None:
    issue(lists, version(1, "X"))
    end(lists, "2027-03-01")
    assert [bool(lists.live(X, day)) for day in ("2027-02-28", "2027-03-01")] == [True, False]
    issue(lists, version(2, "X", starts="2027-06-01"))
    assert [bool(lists.live(X, day)) for day in ("2027-05-31", "2027-06-01")] == [False, True]
    issue(lists, version(3, "Y", starts="2027-07-01"))
    assert [bool(lists.live(X, day)) for day in ("2027-06-30", "2027-07-01")] == [True, False]
    assert lists.reason(5) == "why"


def test_of_two_who_look_at_once_the_second_is_told_that_the_list_moved(lists: Lists) -> None:
    issue(lists, version(1, "X"))
    fact = EntryEnded(list="L", entry="X", version=1, day="2027-03-01", approval="2", sha256=digest(b"why"))
    with pytest.raises(Conflict) as refused:
        lists.append("person:c", AT, [fact], 3, {fact.sha256: b"why"})
    assert refused.value.told is not None
    assert refused.value.told.name == "list_moved"
    assert lists.register("L")[1] == 4


def test_an_event_without_what_it_holds_the_hash_of_is_refused(lists: Lists) -> None:
    issue(lists, version(1, "X"))
    fact = EntryEnded(list="L", entry="X", version=1, day="2027-03-01", approval="2", sha256=digest(b"why"))
    with pytest.raises(Conflict):
        lists.append("person:c", AT, [fact], 4, {fact.sha256: b"because"})
    with pytest.raises(Conflict):
        lists.append("person:c", AT, [fact], 4)


@pytest.mark.parametrize(
    ("day", "version_", "list_", "entry"),
    [
        ("2026-12-31", 1, "L", "X"),
        ("2027-03-01", 1, "L", "X"),
        ("2027-02-01", 2, "L", "X"),
        ("2027-02-01", 1, "M", "X"),
        ("2027-02-01", 1, "L", "Z"),
        ("", 1, "L", "X"),
    ],
)
def test_the_database_itself_refuses_what_rests_on_no_live_entry(
    ledger: Ledger, lists: Lists, day: str, version_: int, list_: str, entry: str
) -> None:
    issue(lists, version(1, "X", "Y"))
    end(lists, "2027-03-01")
    rest_raw(ledger, "2027-02-28")
    with pytest.raises((Conflict, sa.exc.SQLAlchemyError), match="does not hold"):
        rest_raw(ledger, day, version_, list_, entry)


def test_the_database_refuses_what_rests_on_a_version_that_is_no_longer_in_force(
    ledger: Ledger, lists: Lists
) -> None:
    issue(lists, version(1, "X"))
    issue(lists, version(2, "X", starts="2027-06-01"))
    rest_raw(ledger, "2027-05-31")
    with pytest.raises((Conflict, sa.exc.SQLAlchemyError), match="does not hold"):
        rest_raw(ledger, "2027-06-01", 1)


def test_who_projects_events_of_cases_is_told_why_and_finds_what_rests_on_an_entry(
    ledger: Ledger, lists: Lists
) -> None:
    issue(lists, version(1, "X"))
    with ledger.office.writing() as connection:
        list_rows.rest(connection, [(7, Rest(X, 1, "2027-02-01", "case", "C-1"))])
    assert lists.resting(EntryKey("L", "Y")) == ()
    assert lists.resting(X) == (Rest(X, 1, "2027-02-01", "case", "C-1", 7),)
    with pytest.raises(Conflict) as refused, ledger.office.writing() as connection:
        list_rows.rest(connection, [(8, Rest(X, 1, "2026-02-01", "case", "C-2"))])
    assert refused.value.told is not None
    assert refused.value.told.values == {"entry": "L/X", "day": "2026-02-01", "list": "L"}


def opened_up(ledger: Ledger) -> None:
    """Take away what makes the tables refuse changes, as only the owner could."""
    with ledger.office.writing() as connection:
        if connection.dialect.name == "postgresql":
            for table in ("list_act", "list_text", "list_entry", "list_end", "list_version", "list_rest"):
                connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            return
        named = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type='trigger'").scalars()
        for name in list(named):
            connection.exec_driver_sql(f"DROP TRIGGER {name}")


Change_ = Callable[[sa.Connection], object]
CHANGES: dict[str, tuple[Change_, int]] = {
    "an entry that lives longer": (
        lambda c: c.execute(sa.update(LIST_ENTRY).values(ends="2030-12-31")),
        4,
    ),
    "an entry taken away": (lambda c: c.execute(sa.delete(LIST_ENTRY)), 4),
    "an entry nobody issued": (
        lambda c: c.execute(
            sa.insert(LIST_ENTRY).values(
                event=4, entry="Z", list="L", version=1, starts="2027-01-01", ends=""
            )
        ),
        4,
    ),
    "another content": (lambda c: c.execute(sa.update(LIST_TEXT).values(content=b"{}").where(LIST_TEXT.c.event == 1)), 1),
    "an end taken away": (lambda c: c.execute(sa.delete(LIST_END)), 5),
    "an end nobody made": (
        lambda c: c.execute(sa.insert(LIST_END).values(event=3, list="L", entry="X", day="2027-01-01")),
        3,
    ),
    "what rests by no event": (
        lambda c: c.execute(
            sa.insert(LIST_REST).values(
                event=99, list="L", entry="X", version=1, day="2027-02-01", kind="case", number="1"
            )
        ),
        99,
    ),
    "several that rest by no event": (
        lambda c: [
            c.execute(
                sa.insert(LIST_REST).values(
                    event=event, list="L", entry="X", version=1, day="2027-02-01", kind="case", number="1"
                )
            )
            for event in (120, 99)
        ],
        99,
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_verification_finds_what_the_events_do_not_say(ledger: Ledger, lists: Lists, change: str) -> None:
    issue(lists, version(1, "X"))
    end(lists, "2027-03-01")
    assert ledger.verify("oversight")[1] is None
    opened_up(ledger)
    act, number = CHANGES[change]
    with ledger.office.writing() as connection:
        act(connection)
    misfit = ledger.verify("oversight")[1]
    assert misfit is not None
    assert (misfit.sequence, misfit.why) == (number, "projection")


def test_a_content_that_is_not_what_its_hash_says_is_not_read(ledger: Ledger, lists: Lists) -> None:
    from xinxiao.errors import Tampered

    issue(lists, version(1, "X"))
    opened_up(ledger)
    with ledger.office.writing() as connection:
        connection.execute(sa.update(LIST_TEXT).values(content=b"{}"))
    with pytest.raises(Tampered):
        lists.content(lists.register("L")[0].issued[0])


def test_there_is_nothing_where_there_is_no_ledger(lists: Lists, ledger: Ledger) -> None:
    assert lists.registers() == {}
    assert lists.live(X, "2027-01-01") is None
    assert lists.register("L")[1] == 0
    assert CHAIN["oversight"].name == "oversight"
