"""The ledger: which releases were sealed, when, in which order. Append-only; SQLite or PostgreSQL.

SQLite runs with a write-ahead log and ``synchronous=FULL``: a row that was committed survives a power cut.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, IntegrityError, NoSuchModuleError, OperationalError, SQLAlchemyError

from xinxiao.errors import Conflict, Unavailable, told
from xinxiao.model.release import Entry, Release

HEAD = "0001"
"""The revision of the newest migration in ``migrations/versions``."""

metadata = sa.MetaData()
release_table = sa.Table(
    "release",
    metadata,
    sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("sha256", sa.Text, nullable=False, unique=True),
    sa.Column("programme", sa.Text, nullable=False),
    sa.Column("cycle", sa.Text, nullable=False),
    sa.Column("as_of", sa.Text, nullable=False),
    sa.Column("sealed_at", sa.Text, nullable=False),
)


class Ledger:
    """The table of releases behind one database URL: opened, and brought to the newest schema, when first asked.

    A SQLite file is made when the first release is recorded; before that there is none to read.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._opened: sa.Engine | None = None
        self._lock = threading.Lock()

    @property
    def engine(self) -> sa.Engine:
        """The database, open. Raises :class:`Unavailable` when it cannot be reached."""
        with self._lock:
            if self._opened is None:
                with self._told():
                    self._opened = self._open()
            return self._opened

    def _open(self) -> sa.Engine:
        engine = sa.create_engine(self.url)
        if engine.dialect.name == "sqlite":
            _make_room(self.url)
            sa.event.listen(engine, "connect", _pragmas)
        _migrate(engine)
        return engine

    def append(self, release: Release, sealed_at: str) -> Entry:
        """Record that ``release`` was sealed at ``sealed_at`` (UTC, ISO 8601); the row it has already, if any.

        Raises :class:`Conflict` when another writer took the id with another hash at the same moment.
        """
        known = self.find(release.id)
        if known is not None:
            return known
        row = {
            "id": release.id,
            "sha256": release.sha256,
            "programme": release.programme.id,
            "cycle": release.cycle,
            "as_of": release.as_of,
            "sealed_at": sealed_at,
        }
        with self._told(), self.engine.begin() as connection:
            connection.execute(sa.insert(release_table).values(**row))
        made = self.find(release.id)
        if made is None or made.sha256 != release.sha256:
            raise Conflict(f"release {release.id}", told("ledger_conflict", release=release.id))
        return made

    def entries(self) -> tuple[Entry, ...]:
        """All releases in the order they were sealed."""
        if _is_missing(self.url):
            return ()
        return self._read(sa.select(release_table).order_by(release_table.c.sequence))

    def find(self, release_id: str) -> Entry | None:
        """The release with this id, if it was sealed here."""
        rows = self._read(sa.select(release_table).where(release_table.c.id == release_id))
        return rows[0] if rows else None

    def close(self) -> None:
        """Let go of the database."""
        with self._lock:
            if self._opened is not None:
                self._opened.dispose()

    def _read(self, query: sa.Select[Any]) -> tuple[Entry, ...]:
        with self._told(), self.engine.connect() as connection:
            return tuple(Entry(**row._mapping) for row in connection.execute(query))

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except IntegrityError as error:
            raise Conflict(f"ledger: {error.orig}", told("ledger_conflict", release="")) from error
        except (OperationalError, ArgumentError, NoSuchModuleError, SQLAlchemyError) as error:
            reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
            place = _without_password(self.url)
            raise Unavailable(
                f"{place}: {reason}", told("ledger_closed", url=place, reason=reason)
            ) from error


def _migrate(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        if sa.inspect(connection).has_table("alembic_version"):
            at = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
            if at == HEAD:  # the usual case, without the price of importing Alembic
                return
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _file(url: str) -> Path | None:
    """The file of a SQLite database; None for one in memory or on a server."""
    made = sa.make_url(url)
    held = made.database if made.get_backend_name() == "sqlite" else None
    return Path(held) if held and held != ":memory:" else None


def _is_missing(url: str) -> bool:
    """Whether the database is a file that nobody made yet."""
    try:
        file = _file(url)
    except ArgumentError:
        return False
    return file is not None and not file.exists()


def _make_room(url: str) -> None:
    file = _file(url)
    if file is None:
        return
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        place, reason = str(file.parent), error.strerror or str(error)
        raise Unavailable(f"{place}: {reason}", told("home_closed", path=place, reason=reason)) from error


def _pragmas(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _without_password(url: str) -> str:
    try:
        return sa.make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        return "XINXIAO_LEDGER"
