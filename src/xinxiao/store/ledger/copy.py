"""Copies of a ledger, made while others write to it, and ledgers made from copies.

SQLite is copied through its online backup, PostgreSQL by ``pg_dump`` from the snapshot whose state is told. A ledger made
from a copy has the tables, triggers and rows of the copy; the owner and the rights are those of who makes it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import cast
from urllib.parse import quote

import sqlalchemy as sa

from xinxiao.errors import Conflict, NotAllowed, NotFound, Unavailable, told
from xinxiao.model.backup import Engine, LedgerCopy
from xinxiao.model.collect.handed import HandedIn
from xinxiao.model.collect.snapshot import SnapshotTaken
from xinxiao.model.event import CHAINS, START, ChainName, Mark
from xinxiao.store import durable
from xinxiao.store.ledger.database import Database
from xinxiao.store.ledger.postgresql import program
from xinxiao.store.ledger.schema import CHAIN, CHANGING, CLOSED, ISSUE, RELEASE, metadata

_OWN = """
SELECT count(*) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE nspname = current_schema() AND relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
"""
_REFUSED = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_FSYNC,
    sqlite3.SQLITE_IOERR_DIR_FSYNC,
    sqlite3.SQLITE_IOERR_TRUNCATE,
}
"""What SQLite says of the file that is written, not of the one that is read."""
_SEES = sa.text("SELECT has_table_privilege(:name, 'SELECT')")
_MAY = "SELECT has_table_privilege('reading', 'INSERT') AND NOT pg_is_in_recovery()"


def may_append(database: Database) -> bool:
    """Whether events can be appended: not to a file that may not be written, nor as a role that may only read."""
    if database.file is not None:
        return database.is_writable
    with database.reading() as connection:
        return connection.dialect.name == "sqlite" or bool(connection.exec_driver_sql(_MAY).scalar())


def sees(database: Database, chain: ChainName) -> bool:
    """Whether the payloads of a chain may be read, not its hashes alone."""
    if database.is_missing or database.kind == "sqlite":
        return True
    with database.reading() as connection:
        return bool(connection.execute(_SEES, {"name": chain}).scalar())


def copy(database: Database, place: Path) -> LedgerCopy:
    """Copy a ledger into a file that is not there yet, as it stands at one moment; what the copy holds.

    Raises :class:`NotFound` when there is no ledger, :class:`NotAllowed` for a role of PostgreSQL that does not see all of it,
    :class:`Unavailable` when the database refuses, :class:`SettingFault` where a program of PostgreSQL is not installed.
    """
    if database.is_missing:
        raise NotFound(f"no ledger {database.shown}", told("no_ledger", url=database.shown))
    made = _dumped(database, place) if database.kind == "postgresql" else _backed_up(database, place)
    durable.sync(place)
    return made


def demand_empty(database: Database, schema: str) -> None:
    """Raise :class:`Conflict` unless a ledger can be put here: nothing is here, and (PostgreSQL) of the name it had."""
    file = database.file
    if database.kind == "sqlite":
        if file is None or file.exists():
            raise Conflict(f"{database.shown} is there", told("ledger_not_empty", url=database.shown))
        return
    with _bare(database) as connection:
        own = connection.exec_driver_sql("SELECT current_schema()").scalar() or ""
        if own != schema:
            raise Conflict(
                f"{database.shown}: {own}", told("backup_schema", url=database.shown, own=own, held=schema)
            )
        if connection.exec_driver_sql(_OWN).scalar():
            raise Conflict(f"{database.shown} is not empty", told("ledger_not_empty", url=database.shown))


def put(database: Database, place: Path, schema: str) -> None:
    """Make a ledger from a copy, whole or not at all. Raises as :func:`demand_empty` and :func:`copy`."""
    demand_empty(database, schema)
    file = database.file
    if file is not None:
        durable.make(file.parent)
        durable.write(file, durable.pieces(place), 0o600)
        return
    options = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
    program("pg_restore", database, *options, f"--schema={schema}", str(place))


def remove(database: Database) -> None:
    """Take away again what :func:`put` has just made: the file, or the tables and functions of a schema."""
    file = database.file
    if file is not None:
        for each in ("", "-wal", "-shm"):
            file.with_name(f"{file.name}{each}").unlink(missing_ok=True)
        return
    with _bare(database) as connection, connection.begin():
        tables = (*(table.name for table in (*CLOSED, *CHANGING)), "alembic_version")
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {', '.join(tables)}")
        functions = ("refuse_change", *(f"{name}_is_next" for name in CHAINS), "list_rest_lives")
        connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {', '.join(functions)}")


def _backed_up(database: Database, place: Path) -> LedgerCopy:
    with database.explained():
        source = database.engine.raw_connection()
        try:
            durable.own(place)  # nobody else is to read it, from the beginning
            with _written(place), closing(sqlite3.connect(place)) as target:
                cast(sqlite3.Connection, source.driver_connection).backup(target)
                target.execute("PRAGMA journal_mode=DELETE")  # one file, which needs no log beside it
        finally:
            source.close()
        place.chmod(0o600)
        engine = sa.create_engine(
            "sqlite://",
            creator=lambda: sqlite3.connect(f"file:{quote(str(place))}?mode=ro&immutable=1", uri=True),
        )
        try:
            with engine.connect() as connection:
                return _held(connection, "")
        finally:
            engine.dispose()


@contextmanager
def _written(place: Path) -> Iterator[None]:
    """What keeps a copy from being written is said of its place, not of the ledger it is made from."""
    try:
        yield
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", None) not in _REFUSED:
            raise
        reason = str(error)
        raise Unavailable(
            f"{place}: {reason}", told("lake_write", path=str(place.parent), reason=reason)
        ) from error


def _demand_whole(connection: sa.Connection, shown: str) -> None:
    """Raise :class:`NotAllowed` as a role that does not see every table: its copy would not be whole."""
    for table in metadata.sorted_tables:
        if not connection.scalar(_SEES, {"name": table.name}):
            role = str(connection.exec_driver_sql("SELECT current_user").scalar_one())
            raise NotAllowed(f"{role} does not see {table.name}", told("backup_role", role=role, url=shown))


def _dumped(database: Database, place: Path) -> LedgerCopy:
    with database.explained(), database.engine.connect() as opened:
        _demand_whole(opened, database.shown)
        opened.rollback()
        durable.write(place, (), 0o600)
        connection = opened.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        snapshot = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
        schema = str(connection.exec_driver_sql("SELECT current_schema()").scalar_one())
        pattern = '"' + schema.replace('"', '""') + '"'
        program(
            "pg_dump",
            database,
            "--format=custom",
            f"--schema={pattern}",
            "--strict-names",
            f"--snapshot={snapshot}",
            "--lock-wait-timeout=30000",
            f"--file={place}",
        )
        return _held(connection, schema)


def _held(connection: sa.Connection, schema: str) -> LedgerCopy:
    event, reading, oversight = (_mark(connection, CHAIN[name]) for name in CHAINS)
    return LedgerCopy(
        engine=cast(Engine, connection.dialect.name),
        schema=schema,
        revision=str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()),
        event=event,
        reading=reading,
        releases=tuple(
            connection.execute(sa.select(RELEASE.c.sha256).order_by(RELEASE.c.sequence)).scalars()
        ),
        further=_further(connection),
        oversight=oversight,
    )


NAMING = (HandedIn.kind, SnapshotTaken.kind)
"""Events that name a file of the lake as ``sha256``."""


def _further(connection: sa.Connection) -> tuple[str, ...]:
    rows = connection.execute(sa.select(ISSUE.c.bundle, ISSUE.c.circumstances).order_by(ISSUE.c.event))
    found = dict.fromkeys(digest for row in rows for digest in row)
    own = CHAIN["event"].c
    naming = sa.select(own.payload).where(own.kind.in_(NAMING)).order_by(own.sequence)
    found |= dict.fromkeys(json.loads(payload)["sha256"] for payload in connection.execute(naming).scalars())
    return tuple(found)


def _mark(connection: sa.Connection, table: sa.Table) -> Mark:
    c = table.c
    query = sa.select(c.sequence, c.hash).order_by(c.sequence.desc()).limit(1)
    found = connection.execute(query).one_or_none()
    return Mark(*found) if found else START


@contextmanager
def _bare(database: Database) -> Iterator[sa.Connection]:
    with database.explained():
        engine = database.bare()
        try:
            with engine.connect() as connection:
                yield connection
        finally:
            engine.dispose()
