"""The wall between statistics and oversight on a server: what each role may do with each table of the schema is tried, by a real role.

The tables are those of the schema, so that one which nobody put on a side of the wall fails here.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pytest
import sqlalchemy as sa

from tests.databases import PARTS, granted
from tests.databases import roles as server_roles
from xinxiao.errors import Unavailable
from xinxiao.model.actor import Role
from xinxiao.model.event import LedgerRead
from xinxiao.model.oversight.subject import COLUMNS, SCHEMA
from xinxiao.model.oversight.subject_facts import SubjectsImported
from xinxiao.model.vouched import digest
from xinxiao.store.ledger import Ledger
from xinxiao.store.ledger.schema import CHANGING, CLOSED, OVERSIGHT, PEOPLE, SHARED, STATISTICS, metadata
from xinxiao.store.oversight.subjects import Subjects

AT = "2026-01-15T08:00:00.000+00:00"
TABLES = {table.name: table for table in metadata.sorted_tables}
FIGURES = {
    *("frame_unit", "frame_link", "form_issue", "submission", "exchange", "report_act", "report", "tally"),
    *("draft", "reminder", "scrutiny", "suspicion", "peer", "release", "release_move"),
}
"""What is of statistics, whatever the schema says."""
HASHES = {"sequence", "prev_hash", "hash", "at"}
DONE = {"INSERT", "UPDATE", "DELETE"}


def test_each_table_is_on_one_side_of_the_wall_or_shared_by_both() -> None:
    sides = [table.name for side in (STATISTICS, OVERSIGHT, PEOPLE, SHARED) for table in side]
    assert sorted(sides) == sorted(TABLES), "each table in one of STATISTICS, OVERSIGHT, PEOPLE, SHARED"
    assert sorted(table.name for table in (*CLOSED, *CHANGING)) == sorted(TABLES), "each closed or changing"
    assert {table.name for table in STATISTICS} >= FIGURES


@pytest.fixture(scope="module")
def migrated() -> Iterator[dict[str, str]]:
    with server_roles() as roles:
        owner = Ledger(roles["owner"])
        owner.migrate(granted(roles))
        yield roles
        owner.close()


def expected(part: Role, table: sa.Table) -> tuple[set[str], set[str]]:
    """The columns a role may read of a table, and what it may do with its rows."""
    every = set(table.columns.keys())
    doing = {"INSERT"} if table in CLOSED else DONE
    if part == "keeper":
        return every, set()
    if part == "officer":
        if table in OVERSIGHT:
            return every, doing
        known = {
            "reading": (HASHES, {"INSERT"}),
            "account": ({"id", "login", "name", "email", "state"}, set[str]()),
            "account_grant": (every, set[str]()),
        }
        return known.get(table.name, (set(), set()))
    if table in OVERSIGHT:
        return (HASHES if table.name == "oversight" else set()), set()
    if part == "reader":
        return (set() if table in PEOPLE or table.name == "draft" else every), set()
    return every, doing


def tried(connection: sa.Connection, statement: str) -> bool:
    """Whether a role is let: what is refused for another reason than rights was let."""
    connection.exec_driver_sql("SAVEPOINT s")
    try:
        connection.exec_driver_sql(statement)
    except sa.exc.DBAPIError as error:
        allowed = "permission denied" not in str(error)
    else:
        allowed = True
    connection.exec_driver_sql("ROLLBACK TO s")
    return allowed


@pytest.mark.postgres
@pytest.mark.parametrize("part", PARTS)
def test_a_role_may_do_with_each_table_what_its_side_says_and_no_more(
    migrated: dict[str, str], part: Role
) -> None:
    engine, wrong = sa.create_engine(migrated[part]), list[str]()
    with engine.connect() as connection:
        for name, table in TABLES.items():
            columns, doing = expected(part, table)
            read = {c for c in table.columns.keys() if tried(connection, f'SELECT "{c}" FROM {name}')}  # noqa: SIM118
            first = next(iter(table.columns)).name
            acts = {
                "INSERT": f"INSERT INTO {name} DEFAULT VALUES",
                "UPDATE": f'UPDATE {name} SET "{first}" = NULL',
                "DELETE": f"DELETE FROM {name}",
                "TRUNCATE": f"TRUNCATE {name}",
            }
            done = {word for word, statement in acts.items() if tried(connection, statement)}
            if (read, done) != (columns, doing):
                wrong.append(f"{name}: reads {sorted(read)}, does {sorted(done)}")
    engine.dispose()
    assert wrong == []


@pytest.mark.postgres
def test_each_half_works_by_its_own_role_and_the_chain_of_oversight_is_verified_by_its_own(
    migrated: dict[str, str],
) -> None:
    both = Ledger(migrated["writer"], migrated["officer"])
    facts = [LedgerRead(how="x", first=n, last=n) for n in (1, 2)]
    both.events.append("system", AT, facts)
    both.oversight.append("person:x", AT, facts)
    both.oversight.append("person:x", AT, facts[:1])  # in one statement
    both.office_readings.append("person:x", AT, facts)
    both.readings.append("person:x", AT, facts)
    assert [both.verify(name)[0].sequence for name in ("event", "reading", "oversight")] == [2, 4, 3]
    assert both.sees("oversight")
    rows = pa.table({name: [f"{name} 1", f"{name} 2"] for name in COLUMNS}, SCHEMA)
    fact = SubjectsImported(
        programme="p", source="s", file="f", day="2026-01-01", synthetic=True, read=2, unchanged=0, repeated=0,
        refused=0, first=1, recorded=2, sha256=digest(rows.to_batches()),
    )  # fmt: skip
    subjects = Subjects(both)
    assert subjects.record("operator:me", AT, fact, rows.to_batches).sequence == 4
    assert (subjects.last(), len(subjects.found("name", "w", 9))) == (2, 2)
    assert both.verify("oversight")[1] is None
    both.close()
    alone = Ledger(migrated["writer"])
    assert not alone.sees("oversight")
    last, misfit = alone.verify("oversight")
    assert (last.sequence, misfit) == (4, None)
    assert alone.oversight.before("2027").sequence == 4
    for refused in (
        lambda: alone.oversight.append("system", AT, facts),
        lambda: list(alone.oversight.events()),
        lambda: Subjects(alone).last(),
        lambda: Subjects(alone).record("operator:me", AT, fact, rows.to_batches),
    ):
        with pytest.raises(Unavailable):
            refused()
    alone.close()
