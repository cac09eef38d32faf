"""The database of the ledger: SQLite or PostgreSQL, opened when first asked, and brought to the newest schema.

SQLite runs with a write-ahead log and ``synchronous=FULL``: what was committed survives a power cut. A file that is made here
its owner alone may read, and so are the log and the index of the log, which take its mode. A file that may not
be written is read where it stands when nobody else writes it, else from a copy.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, NoSuchModuleError, SQLAlchemyError

from xinxiao.errors import Conflict, Unavailable, told
from xinxiao.model.backup import Engine
from xinxiao.settings import without_password
from xinxiao.store import durable
from xinxiao.store.ledger import migrate

WAIT = 30.0
"""Seconds a writer of SQLite waits for another."""
PATIENCE = 200
"""How often the switch to a write-ahead log is tried while another process makes the same file."""


class Database:
    """One database by its URL. A SQLite file is made when first written to; before that there is none to read."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._opened: sa.Engine | None = None
        self._single: sa.Engine | None = None
        self._copy: tempfile.TemporaryDirectory[str] | None = None
        self._lock = threading.Lock()

    @property
    def engine(self) -> sa.Engine:
        """The database, open. Raises :class:`Unavailable` when it cannot be reached or is of a newer version."""
        with self._lock:
            if self._opened is None:
                with self.explained():
                    self._opened = self._open()
            return self._opened

    def _committing(self) -> sa.Engine:
        """The database where each statement is a transaction by itself, as on our connections to SQLite it is anyway."""
        opened = self.engine
        with self._lock:
            if self._single is None and self.kind == "postgresql":
                self._single = sa.create_engine(
                    self.url, isolation_level="AUTOCOMMIT", pool_reset_on_return=None
                )
            return self._single or opened

    @property
    def file(self) -> Path | None:
        """The file of a SQLite database; None for one in memory or on a server."""
        made = sa.make_url(self.url)
        held = made.database if made.get_backend_name() == "sqlite" else None
        return Path(held) if held and held != ":memory:" else None

    @cached_property
    def kind(self) -> Engine:
        """What kind of database it is."""
        with self.explained():
            return "sqlite" if sa.make_url(self.url).get_backend_name() == "sqlite" else "postgresql"

    @property
    def is_writable(self) -> bool:
        """Whether the file of a SQLite database is there and may be written."""
        file = self.file
        return file is not None and file.exists() and _is_writable(file)

    @property
    def is_missing(self) -> bool:
        """Whether the database is a file that nobody made yet."""
        try:
            file = self.file
        except ArgumentError:
            return False
        return file is not None and not file.exists()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection that sees one state of the database."""
        with self.explained(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def asking(self) -> Iterator[sa.Connection]:
        """A connection for single questions, each of which sees the database as it is then: without the two further words to
        a server that begin and end a transaction."""
        with self.explained(), self._committing().connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A connection in a transaction that is committed at the end, or rolled back; SQLite has one at a time."""
        with self.explained(), self.engine.execution_options(writes=True).begin() as connection:
            yield connection

    def at_once(self, statement: str, values: Sequence[Any]) -> bool:
        """Run one statement, which is a transaction by itself; False when nothing was done, or the database refused it.

        Raises :class:`Unavailable` when the database was lost meanwhile: then it may or may not have been done.
        """
        with self.explained():
            engine = self._committing()
            held, dbapi = engine.raw_connection(), engine.dialect.loaded_dbapi
        try:
            cursor = held.cursor()
            cursor.execute(statement, values)
            return cursor.rowcount > 0
        except (dbapi.OperationalError, dbapi.InterfaceError) as error:
            held.invalidate(error)
            raise self._refusal(error) from error
        except dbapi.Error:
            return False
        finally:
            held.close()

    def close(self) -> None:
        """Let go of the database; it opens again when asked."""
        with self._lock:
            for engine in (self._opened, self._single):
                if engine is not None:
                    engine.dispose()
            self._opened = self._single = None
            if self._copy is not None:
                self._copy.cleanup()
                self._copy = None

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Errors of the database as ours. A writer that lost against another raises :class:`Conflict`."""
        try:
            yield
        except IntegrityError as error:
            raise Conflict(f"ledger: {error.orig}", told("ledger_conflict", release="")) from error
        except (ArgumentError, NoSuchModuleError, SQLAlchemyError, sqlite3.Error) as error:
            raise self._refusal(getattr(error, "orig", None) or error) from error
        except Exception as error:
            if self._is_of_driver(error):
                raise self._refusal(error) from error
            raise

    def _is_of_driver(self, error: Exception) -> bool:
        """Whether an error comes from the driver itself, whose cursors some reading uses."""
        dbapi = self._opened.dialect.loaded_dbapi if self._opened is not None else None
        return dbapi is not None and isinstance(error, dbapi.Error)

    def _refusal(self, error: BaseException) -> Unavailable:
        said, place = str(error).strip(), self.shown
        reason = said.splitlines()[0] if said else type(error).__name__
        return Unavailable(f"{place}: {reason}", told("ledger_closed", url=place, reason=reason))

    @property
    def shown(self) -> str:
        """The URL without its password."""
        return without_password(self.url)

    def bare(self) -> sa.Engine:
        """The database as it is, made if need be, whatever its schema."""
        file = self.file
        if file is None:
            return sa.create_engine(self.url)
        _make_room(file)
        durable.own(file)  # its log takes its mode
        return _sqlite(str(file), uri="no")

    def _open(self) -> sa.Engine:
        file = self.file
        if file is not None and file.exists() and not _is_writable(file):
            return self._frozen(file)
        engine = self.bare()
        try:
            migrate.to_newest(engine)
        except BaseException:
            engine.dispose()
            raise
        return engine

    def _frozen(self, file: Path) -> sa.Engine:
        """A file that may not be written. It is read as it stands if it can be; else a copy is, of the newest schema."""
        log = file.with_name(f"{file.name}-wal")
        pending = log.exists() and log.stat().st_size > 0
        for options in ("mode=ro", *(() if pending else ("mode=ro&immutable=1",))):
            engine = _sqlite(f"file:{quote(str(file))}?{options}", uri="yes")
            try:
                if migrate.is_newest(engine):
                    return engine
            except DBAPIError:
                pass
            engine.dispose()
        self._copy = tempfile.TemporaryDirectory(prefix="xinxiao-ledger-")
        copied = Path(self._copy.name) / file.name
        for found in (file, log) if pending else (file,):
            durable.own(copied.with_name(found.name))
            shutil.copyfile(found, copied.with_name(found.name))
        engine = _sqlite(str(copied), uri="no")
        migrate.to_newest(engine)
        engine.dispose()
        return _sqlite(f"file:{quote(str(copied))}?mode=ro", uri="yes")


def _sqlite(place: str, *, uri: str) -> sa.Engine:
    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(
            place, timeout=WAIT, isolation_level=None, check_same_thread=False, uri=uri == "yes"
        )
        if uri == "no":
            _keep_log(connection)
            connection.execute("PRAGMA synchronous=FULL")
        return connection

    engine = sa.create_engine("sqlite://", creator=connect, poolclass=sa.QueuePool, max_overflow=-1)
    sa.event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: sa.Connection) -> None:
    """Begin as what comes needs: a reader turned writer halfway would meet changes it has not seen."""
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _keep_log(connection: sqlite3.Connection) -> None:
    """Have a write-ahead log. While another process makes the file this is refused at once, so it is tried again."""
    for left in reversed(range(PATIENCE)):
        try:
            if connection.execute("PRAGMA journal_mode=WAL").fetchone()[0] == "wal":
                return
        except sqlite3.OperationalError as error:
            if not left or "locked" not in str(error):
                raise
        time.sleep(0.02)


def _is_writable(file: Path) -> bool:
    return os.access(file, os.W_OK) and os.access(file.parent, os.W_OK)


def _make_room(file: Path) -> None:
    try:
        durable.make(file.parent)
    except OSError as error:
        place, reason = str(file.parent), error.strerror or str(error)
        raise Unavailable(f"{place}: {reason}", told("home_closed", path=place, reason=reason)) from error


def row(table: sa.Table, values: tuple[Any, ...]) -> dict[str, Any]:
    """Values as a row of a table, by the names of its columns."""
    return dict(zip(table.columns.keys(), values, strict=True))
