"""Backups of a key store, apart from those of the ledger and kept for thirty days at most: what was destroyed is to be gone from them
too, soon. A backup is a key store in a SQLite file, whatever the database it was made from; its keys are wrapped as they were."""

from __future__ import annotations

import os
import re
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from xinxiao.errors import NotFound, Tampered, Unavailable, told
from xinxiao.model.event import Mark
from xinxiao.model.oversight.key_state import KeysBackedUp, KeysRestored
from xinxiao.store import durable
from xinxiao.store.blobs import hash_of
from xinxiao.store.lock import locked
from xinxiao.store.oversight.key_tables import CURRENT, KEY, make_tables
from xinxiao.store.oversight.keys import Keys

LONGEST = 30
"""Days a backup is kept at most."""
PIECE = 5_000
"""Rows copied at once."""
_NAME = re.compile(r"keys-([0-9]{8}T[0-9]{6})Z-[0-9a-f]{8}\.sqlite")
_FORM = "%Y%m%dT%H%M%S"
Destroyed = Iterable[tuple[str, Sequence[str] | None]]
"""Cases and their parts (None: all) whose keys are destroyed."""


def backups(folder: Path) -> tuple[str, ...]:
    """The names of the backups in a folder, in order of time."""
    found = folder.iterdir() if folder.is_dir() else ()
    return tuple(sorted(file.name for file in found if _NAME.fullmatch(file.name) and file.is_file()))


def back_up(keys: Keys, folder: Path, now: datetime, days: int = LONGEST) -> KeysBackedUp:
    """Copy a key store into a folder as it stands at one moment, and remove the backups that are older than ``days``.

    Raises :class:`NotFound` when there is no key store, :class:`Conflict` when another backup is made there now,
    :class:`Unavailable` where the folder cannot be written.
    """
    if keys.database.is_missing:
        raise NotFound(f"no key store {keys.database.shown}", told("no_keys", url=keys.database.shown))
    with locked(folder / "lock"), _writing(folder):
        _sweep(folder)
        name = f"keys-{now.astimezone(UTC).strftime(_FORM)}Z-{os.urandom(4).hex()}.sqlite"
        count = _copy(keys, folder / name)
        dropped = tuple(old for old in backups(folder) if _is_past(old, now, days))
        for old in dropped:
            (folder / old).unlink(missing_ok=True)
        durable.sync_folder(folder)
    return KeysBackedUp(name, hash_of(folder / name), count, dropped)


def restore(keys: Keys, folder: Path, name: str | None, destroyed: Destroyed, replayed: Mark) -> KeysRestored:
    """Make a key store from a backup, the one of this ``name`` or the last, without the keys that are ``destroyed`` by the events up to
    ``replayed``: whoever was erased after the backup was made stays erased. Its name, the keys there are now, and how many of those
    in the backup were destroyed.

    Raises :class:`NotFound` for no such backup, :class:`Tampered` for one that is broken, :class:`Conflict` where keys are already,
    :class:`SettingFault` without the master key they are wrapped with.
    """
    known = backups(folder)
    chosen = name or (known[-1] if known else "")
    if chosen not in known:
        shown = ", ".join(known[-5:]) or "-"
        raise NotFound(
            f"no backup {chosen}", told("unknown_backup", backup=ascii(chosen[:80])[1:-1], known=shown)
        )
    rows = list(_held(folder / chosen))
    keys.demand_readable(rows)
    count, gone = keys.put(rows, destroyed, replayed)
    return KeysRestored(chosen, count, gone)


def _is_past(name: str, now: datetime, days: int) -> bool:
    """Whether a backup is older than so many days, or of a time to come, which is no time of a backup."""
    match = _NAME.fullmatch(name)
    try:
        made = datetime.strptime(match[1], _FORM).replace(tzinfo=UTC) if match else now
    except ValueError:
        return False
    return now - made > timedelta(days=days)


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """What keeps a backup from being written is said of its folder."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        fault = told("lake_write", path=str(folder), reason=reason)
        raise Unavailable(f"{folder}: {reason}", fault) from error


def _sweep(folder: Path) -> None:
    """Remove what killed writers left."""
    for left in folder.glob(".keys-*.part*"):
        with suppress(OSError):
            left.unlink()


def _copy(keys: Keys, place: Path) -> int:
    number, own = tempfile.mkstemp(dir=place.parent, prefix=".keys-", suffix=".part")  # mode 0600
    os.close(number)
    engine = sa.create_engine(f"sqlite:///{own}")
    try:
        make_tables(engine)
        with keys.database.reading() as source, engine.begin() as target:
            if source.dialect.name == "postgresql":
                source.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            count = 0
            for table in (CURRENT, KEY):
                found = source.execution_options(yield_per=PIECE).execute(sa.select(table)).mappings()
                for piece in found.partitions():
                    target.execute(sa.insert(table), [dict(row) for row in piece])
                    count += len(piece) if table is KEY else 0
        engine.dispose()
        durable.sync(Path(own))
        Path(own).replace(place)
    finally:
        engine.dispose()
        Path(own).unlink(missing_ok=True)
    return count


def _held(file: Path) -> Iterator[dict[str, object]]:
    """The rows of keys in a backup. Raises :class:`Tampered` for a file that is none."""
    engine = sa.create_engine(f"sqlite:///file:{file.absolute().as_posix()}?mode=ro&immutable=1&uri=true")
    try:
        with engine.connect() as connection:
            sound = connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
            yield from (dict(row) for row in connection.execute(sa.select(KEY)).mappings())
    except sa.exc.SQLAlchemyError as error:
        raise _torn(file) from error
    finally:
        engine.dispose()
    if not sound:
        raise _torn(file)


def _torn(file: Path) -> Tampered:
    return Tampered(f"{file}: no backup of keys", told("backup_torn", path=str(file)))


class BackedKeys(Keys):
    """Keys that are backed up and restored."""

    def back_up(self, folder: Path, now: datetime, days: int = LONGEST) -> KeysBackedUp:
        """As :func:`back_up`."""
        return back_up(self, folder, now, days)

    def restore(self, folder: Path, name: str | None, destroyed: Destroyed, replayed: Mark) -> KeysRestored:
        """As :func:`restore`."""
        return restore(self, folder, name, destroyed, replayed)
