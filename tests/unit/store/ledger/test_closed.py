"""What is closed stays as it was written: every way in which SQL changes or removes a row is tried on every closed table, as the
one who owns it, as a replica and as the writer of a server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from tests.databases import PARTS, granted
from tests.databases import roles as server_roles
from xinxiao.store.ledger import Ledger
from xinxiao.store.ledger.schema import CLOSED

TABLES = {table.name: table for table in CLOSED}
EVIDENCE = {"event", "reading", "oversight", "submission", "exchange", "frame_unit", "frame_link"}


def value(column: sa.Column[Any], other: bool) -> object:
    """A value of a column, or another one."""
    if column.name == "prev_hash":
        return "0" * 64
    if isinstance(column.type, sa.LargeBinary):
        return b"y" if other else b"x"
    if isinstance(column.type, sa.Integer):
        return 2 if other else 1
    return "y" if other else "x"


def row(table: sa.Table, *other: str) -> dict[str, object]:
    """A row of a table, with other values in some columns."""
    return {column.name: value(column, column.name in other) for column in table.columns}


def fill(opened: Ledger) -> None:
    """Write a row into each closed table."""
    with opened.database.writing() as connection:
        for table in CLOSED:
            connection.execute(sa.insert(table).values(row(table)))


def held(opened: Ledger) -> dict[str, list[tuple[object, ...]]]:
    with opened.database.reading() as connection:
        return {name: [tuple(r) for r in connection.execute(sa.select(t))] for name, t in TABLES.items()}


@pytest.fixture
def filled(ledger: Ledger) -> Iterator[Ledger]:
    fill(ledger)
    before = held(ledger)
    assert all(len(rows) == 1 for rows in before.values())
    yield ledger
    assert held(ledger) == before


def refused(url_or: sa.Engine, statements: list[Any], match: str) -> None:
    with pytest.raises(sa.exc.SQLAlchemyError, match=match), url_or.begin() as connection:
        for statement in statements:
            connection.execute(sa.text(statement) if isinstance(statement, str) else statement)


def changes(table: sa.Table) -> list[Any]:
    """An update of each column, and the removal of all rows."""
    each = [sa.update(table).values({c.name: value(c, True)}) for c in table.columns]
    return [*each, sa.delete(table)]


def unique(table: sa.Table) -> list[set[str]]:
    """The columns of each key."""
    keys = [{column.name for column in table.primary_key}]
    of = [c for c in table.constraints if isinstance(c, sa.UniqueConstraint)]
    keys += [{column.name for column in constraint.columns} for constraint in of]
    return keys + [{column.name} for column in table.columns if column.unique]


def test_what_was_said_reported_and_drawn_is_among_what_is_closed() -> None:
    assert set(TABLES) >= EVIDENCE


@pytest.mark.parametrize("name", TABLES)
def test_no_row_is_changed_or_removed_by_its_owner_or_a_replica(filled: Ledger, name: str) -> None:
    engine = filled.database.engine
    for statement in changes(TABLES[name]):
        refused(engine, [statement], "append-only")
        if engine.dialect.name == "postgresql":
            refused(engine, ["SET LOCAL session_replication_role = replica", statement], "append-only")
    if engine.dialect.name == "postgresql":
        refused(engine, [f"TRUNCATE {name}"], "append-only")
        refused(engine, ["SET LOCAL session_replication_role = replica", f"TRUNCATE {name}"], "append-only")


@pytest.mark.parametrize("name", TABLES)
def test_no_row_is_replaced_by_another_that_shares_a_key_or_a_place(filled: Ledger, name: str) -> None:
    if filled.database.kind == "postgresql":
        pytest.skip("PostgreSQL has no REPLACE")
    table, engine = TABLES[name], filled.database.engine
    for key in unique(table):
        others = [column.name for column in table.columns if column.name not in key]
        statement = sa.insert(table).prefix_with("OR REPLACE").values(row(table, *others))
        refused(engine, [statement], "append-only")
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    values = ", ".join(f":{column.name}" for column in table.columns)
    statement = sa.text(f"INSERT OR REPLACE INTO {name} (rowid, {names}) VALUES (1, {values})")
    other = row(table, *(column.name for column in table.columns if column.name != "prev_hash"))
    with engine.connect() as connection:  # another row may come; the one that is there stays
        try:
            connection.execute(statement.bindparams(**other))
        except sa.exc.SQLAlchemyError as error:
            assert "append-only" in str(error)
        assert tuple(row(table).values()) in [tuple(r) for r in connection.execute(sa.select(table))]
        connection.rollback()


@pytest.mark.postgres
def test_no_role_of_a_server_has_a_right_to_change_any_of_it() -> None:
    with server_roles() as urls:
        owner = Ledger(urls["owner"])
        owner.migrate(granted(urls))
        fill(owner)
        before = held(owner)
        for part in PARTS:
            engine = sa.create_engine(urls[part])
            for name, table in TABLES.items():
                for statement in (*changes(table), f"TRUNCATE {name}", f"DROP TABLE {name}"):
                    refused(engine, [statement], "permission denied|must be owner")
            refused(engine, ["SET session_replication_role = replica"], "permission denied")
            engine.dispose()
        assert held(owner) == before
        owner.close()
