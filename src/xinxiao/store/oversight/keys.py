"""The key store: a database of its own, apart from the ledger, with one wrapped key for each part of each case.

A key is wrapped with a key derived from a master key for it alone, so that nothing is wrapped twice under one. Destroying overwrites it
and leaves a row that says so: no other key ever takes its place. SQLite clears what it frees (``secure_delete``) and its log is put
away after each destruction; on PostgreSQL the former row is left to ``VACUUM``, which is run at once. What a disk or a copy of it may
still hold of a wrapped key is of no use without its master key, which is changed and thrown away in turn.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from xinxiao.errors import Conflict, SettingFault, Tampered, Unavailable, told
from xinxiao.model.event import START, Mark
from xinxiao.model.oversight.content import ALGORITHMS, Algorithm
from xinxiao.model.oversight.key_state import KeysHeld
from xinxiao.store import cipher
from xinxiao.store.ledger.database import Database
from xinxiao.store.oversight.key_tables import CURRENT, KEY, REPLAYED, WHOLE, make_tables
from xinxiao.store.oversight.masters import Master, Masters

BATCH = 2_000
"""Keys that are wrapped anew in one transaction."""
ASKED = 500
"""Keys that are asked for at once."""
_TURN = 0x78696E80
"""The number of the lock by which processes take turns about one case on PostgreSQL, with the case's own."""
_PURPOSE = "wrap"
SECRET = 32
"""Bytes of a key."""


class KeyDatabase(Database):
    """The database of a key store, with its tables made when first needed."""

    def _open(self) -> sa.Engine:
        file = self.file
        engine = self.bare()
        if file is not None and file.stat().st_mode & 0o077:
            mode = oct(file.stat().st_mode & 0o777)
            raise SettingFault(f"{file}: {mode}", told("master_unfit", place=str(file), reason=mode))
        if file is not None:
            sa.event.listen(engine, "connect", _clear_what_is_freed)
        make_tables(engine)
        return engine

    def _refusal(self, error: BaseException) -> Unavailable:
        said, place = str(error).strip(), self.shown
        reason = said.splitlines()[0] if said else type(error).__name__
        return Unavailable(f"{place}: {reason}", told("keys_closed", url=place, reason=reason))


def _clear_what_is_freed(connection: Any, _: object) -> None:
    connection.execute("PRAGMA secure_delete=ON")


class Keys:
    """The keys of one installation. Threads may share it, and processes its database."""

    def __init__(self, url: str, masters: Masters, algorithm: Algorithm = "AES-256-GCM") -> None:
        self.database = KeyDatabase(url)
        self.masters = masters
        self._algorithm = algorithm
        self._known: tuple[Master, ...] = ()

    # ---- one key

    def secret(self, case: str, part: str) -> tuple[str, bytes] | None:
        """The id and secret of a part of a case, made when it has none; None when it was destroyed. Raises as :meth:`secrets`."""
        return self.secrets(case, (part,))[part]

    def secrets(self, case: str, parts: Collection[str]) -> dict[str, tuple[str, bytes] | None]:
        """The same of several parts; those that are missing are made in one transaction.

        Raises :class:`SettingFault` without the master key, :class:`Tampered` for a key that was changed.
        """
        return self.secrets_of({case: parts})[case]

    def secrets_of(
        self, wanted: Mapping[str, Collection[str]]
    ) -> dict[str, dict[str, tuple[str, bytes] | None]]:
        """The same of several cases, by case and part: those that are missing are made in as few transactions as there may be locks."""
        found: dict[str, dict[str, tuple[str, bytes] | None]] = {}
        names = sorted(wanted)
        for start in range(0, len(names), ASKED):
            some = {case: wanted[case] for case in names[start : start + ASKED]}
            rows = self._there(some)
            found |= {case: {part: self._secret(rows[case][part]) for part in some[case]} for case in some}
        return found

    def _there(self, wanted: Mapping[str, Collection[str]]) -> dict[str, dict[str, Mapping[str, Any]]]:
        """The rows of parts of cases, those that are missing made in one transaction."""
        found = self._of(wanted)
        while missing := {
            case: lacking
            for case, parts in wanted.items()
            if (lacking := [part for part in sorted(parts) if part not in found[case]])
        }:
            try:
                for case, rows in self._make(missing).items():
                    found[case] |= rows
            except Conflict:  # somebody made one meanwhile
                found = self._of(wanted)
        return found

    def _secret(self, row: Mapping[str, Any]) -> tuple[str, bytes] | None:
        return None if row["destroyed"] else (row["id"], self._unwrapped(row))

    def find(self, ids: Iterable[str]) -> Mapping[str, bytes | None]:
        """Secrets by their ids: None for one that was destroyed, nothing for one nobody knows. Raises as :meth:`secret`."""
        wanted = sorted(set(ids))
        if self.database.is_missing:
            return {}
        found: dict[str, bytes | None] = {}
        for at in range(0, len(wanted), ASKED):
            query = sa.select(KEY).where(KEY.c.id.in_(wanted[at : at + ASKED]))
            with self.database.asking() as connection:
                rows = _rows(connection, query)
            found |= {row["id"]: None if row["destroyed"] else self._unwrapped(row) for row in rows}
        return found

    def _of(self, wanted: Mapping[str, Collection[str]]) -> dict[str, dict[str, Mapping[str, Any]]]:
        """The rows of parts by case; for each of them that which says that the whole case was ended, where there is one."""
        if self.database.is_missing:
            return {case: {} for case in wanted}
        parts = sorted({part for own in wanted.values() for part in own})
        query = sa.select(KEY).where(KEY.c.case.in_(list(wanted)), KEY.c.part.in_((*parts, WHOLE)))
        with self.database.asking() as connection:
            rows = _rows(connection, query)
        return _by_case(rows, wanted)

    def _make(self, wanted: Mapping[str, Sequence[str]]) -> dict[str, dict[str, Mapping[str, Any]]]:
        first = self._first()
        with self.database.writing() as connection:
            for case in wanted:
                _take_turn(connection, case)
            current = connection.execute(sa.select(CURRENT.c.master).with_for_update(read=True)).scalar()
            if current is None:
                current = first.id
                connection.execute(sa.insert(CURRENT).values(one=1, master=current))
            ended = sa.select(KEY).where(KEY.c.case.in_(list(wanted)), KEY.c.part == WHOLE)
            whole = {row["case"]: row for row in _rows(connection, ended)}
            by = self._master(current)
            bare = [
                {"id": os.urandom(16).hex(), "case": case, "part": part, "destroyed": 0}
                for case, parts in wanted.items()
                if case not in whole
                for part in parts
            ]
            rows = [row | _wrapped(row, os.urandom(SECRET), by, self._algorithm) for row in bare]
            if rows:
                connection.execute(sa.insert(KEY), rows)
        return _by_case([*whole.values(), *rows], wanted)

    def _first(self) -> Master:
        """The master key that wraps: the first there is, made where there is none and nothing was wrapped yet."""
        self._known = self.masters.held()
        if not self._known:
            if not self.database.is_missing and self.held().keys:
                place = str(self.masters.file)
                raise SettingFault(f"{place}: not there", told("master_missing", place=place))
            self.masters.make()
            self._known = self.masters.held()
        return self._known[0]

    def _master(self, wanted: str) -> Master:
        """A master key by its id. Raises :class:`SettingFault` when it is none of those there are."""
        by_id = {one.id: one for one in self._known}
        if wanted not in by_id:
            self._known = self.masters.held()
            by_id = {one.id: one for one in self._known}
        if wanted not in by_id:
            raise _another(wanted, self._known)
        return by_id[wanted]

    def _unwrapped(self, row: Mapping[str, Any]) -> bytes:
        return _secret_of(row, self._master(row["master"]))

    # ---- destruction

    def destroy(self, case: str, parts: Sequence[str] | None = None) -> int:
        """Destroy the keys of parts of a case, or of all it has and ever will have; how many were there."""
        return self.destroy_all([(case, parts)])

    def destroy_all(
        self, which: Iterable[tuple[str, Sequence[str] | None]], replayed: Mark | None = None
    ) -> int:
        """Destroy for several cases in one transaction. ``replayed``: the event up to which this carries out what the chain says."""
        count = 0
        with self.database.writing() as connection:
            for case, parts in which:
                _take_turn(connection, case)
                count += _erased(connection, case, parts)
            if replayed is not None:
                _note_replayed(connection, replayed)
        self.put_away()
        return count

    @property
    def replayed(self) -> Mark:
        """Up to which event of the chain of oversight destructions were carried out here."""
        if self.database.is_missing:
            return START
        with self.database.asking() as connection:
            found = connection.execute(sa.select(REPLAYED.c.sequence, REPLAYED.c.hash)).one_or_none()
        return Mark(*found) if found else START

    def put_away(self) -> None:
        """Have nothing left of what was overwritten: in SQLite's log, in former rows of PostgreSQL."""
        if self.database.is_missing:
            return
        says = "PRAGMA wal_checkpoint(TRUNCATE)" if self.database.kind == "sqlite" else f"VACUUM {KEY.name}"
        with self.database.explained(), self.database.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql(says)

    # ---- the whole store

    def held(self) -> KeysHeld:
        """What is there."""
        if self.database.is_missing:
            return KeysHeld(0, 0, 0, START)
        current = sa.select(CURRENT.c.master).scalar_subquery()
        there, count = KEY.c.destroyed == 0, sa.func.count()
        with self.database.reading() as connection:
            keys, waiting, destroyed = (
                connection.execute(sa.select(count).select_from(KEY).where(*where)).scalar_one()
                for where in (
                    (there,),
                    (there, KEY.c.master != current),
                    (KEY.c.destroyed == 1, KEY.c.part != WHOLE),
                )
            )
        return KeysHeld(keys, destroyed, waiting, self.replayed)

    def rotate(self) -> int:
        """Wrap every key with the first master key, after a new one was put first where none waits to take over; how many were wrapped.

        Killed at any moment it leaves every key readable, and run again goes on. Raises :class:`SettingFault` where the master keys
        stand in the environment and none takes over: it has to be put there first.
        """
        first = self._first()
        if self.held().keys and not self._pending(first):
            if not self.masters.is_file:
                raise SettingFault("one master key", told("master_one"))
            first = self.masters.add()
            self._known = self.masters.held()
        with self.database.writing() as connection:
            connection.execute(sa.delete(CURRENT))
            connection.execute(sa.insert(CURRENT).values(one=1, master=first.id))
        count = 0
        while done := self._rewrap(first):
            count += done
        self.put_away()
        return count

    def _pending(self, first: Master) -> bool:
        """Whether keys stand under another master key than the first."""
        query = sa.select(KEY.c.id).where(KEY.c.destroyed == 0, KEY.c.master != first.id).limit(1)
        with self.database.asking() as connection:
            return connection.execute(query).first() is not None

    def _rewrap(self, first: Master) -> int:
        query = sa.select(KEY).where(KEY.c.destroyed == 0, KEY.c.master != first.id).limit(BATCH)
        with self.database.writing() as connection:
            rows = _rows(connection, query.with_for_update())
            anew = [
                {"of": row["id"], **_wrapped(row, self._unwrapped(row), first, self._algorithm)}
                for row in rows
            ]
            if anew:
                connection.execute(_ANEW, anew)
        return len(rows)

    def forget(self) -> int:
        """Drop the master keys that wrap nothing any more from their file; how many. Raises :class:`Conflict` while a key waits to be
        wrapped anew, :class:`SettingFault` where they stand in the environment."""
        if not self.masters.is_file:
            raise SettingFault("master keys in the environment", told("master_given"))
        first = self._first()
        with self.database.asking() as connection:
            current = connection.execute(sa.select(CURRENT.c.master)).scalar()
        if current not in (None, first.id) or self._pending(first):
            raise Conflict("keys under a former master key", told("master_needed"))
        return self.masters.drop_former()

    # ---- from a backup

    def demand_readable(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Raise :class:`SettingFault` or :class:`Tampered` for the first of some rows that does not open here."""
        for row in rows:
            if not row["destroyed"]:
                self._unwrapped(row)

    def put(
        self,
        rows: Sequence[Mapping[str, Any]],
        destroyed: Iterable[tuple[str, Sequence[str] | None]],
        replayed: Mark,
    ) -> tuple[int, int]:
        """Take keys into a store that has none, and destroy some of them, in one transaction: how many there are, and how many were
        destroyed. Raises :class:`Conflict` where keys are already."""
        current = self._first().id
        with self.database.writing() as connection:
            if connection.execute(sa.select(KEY.c.id).limit(1)).first() is not None:
                shown = self.database.shown
                raise Conflict(f"{shown} is not empty", told("keys_not_empty", url=shown))
            connection.execute(sa.delete(CURRENT))
            connection.execute(sa.insert(CURRENT).values(one=1, master=current))
            _note_replayed(connection, replayed)
            for at in range(0, len(rows), BATCH):
                connection.execute(sa.insert(KEY), [dict(row) for row in rows[at : at + BATCH]])
            gone = sum(_erased(connection, case, parts) for case, parts in destroyed)
            query = sa.select(sa.func.count()).select_from(KEY).where(KEY.c.destroyed == 0)
            count = connection.execute(query).scalar_one()
        self.put_away()
        return count, gone

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()


def _note_replayed(connection: sa.Connection, mark: Mark) -> None:
    connection.execute(sa.delete(REPLAYED))
    connection.execute(sa.insert(REPLAYED).values(one=1, sequence=mark.sequence, hash=mark.hash))


_ANEW = (
    sa.update(KEY)
    .where(KEY.c.id == sa.bindparam("of"))
    .values({name: sa.bindparam(name) for name in ("master", "algorithm", "wrapped")})
)


def _rows(connection: sa.Connection, query: sa.Select[Any]) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(query).mappings()]


def _by_case(
    rows: Iterable[Mapping[str, Any]], wanted: Mapping[str, Collection[str]]
) -> dict[str, dict[str, Mapping[str, Any]]]:
    """Rows by case and part; that of a whole case stands for each."""
    found: dict[str, dict[str, Mapping[str, Any]]] = {case: {} for case in wanted}
    for row in rows:
        found[row["case"]][row["part"]] = row
    for case, parts in wanted.items():
        whole = found[case].pop(WHOLE, None)
        if whole is not None:
            found[case] = dict.fromkeys(parts, whole)
    return found


def _take_turn(connection: sa.Connection, case: str) -> None:
    """Of processes that make and destroy keys of one case, have one do it at a time; in SQLite one writes at all."""
    if connection.dialect.name == "postgresql":
        connection.execute(
            sa.text("SELECT pg_advisory_xact_lock(:turn, hashtext(:case))"), {"turn": _TURN, "case": case}
        )


def _erased(connection: sa.Connection, case: str, parts: Sequence[str] | None) -> int:
    """Destroy the keys of parts of a case, or of all of it; how many were there."""
    return sum(_destroyed(connection, case, part) for part in ((WHOLE,) if parts is None else parts))


def _destroyed(connection: sa.Connection, case: str, part: str) -> int:
    """Overwrite the key of a part, or all of a case; leave a row that says so. How many keys were there."""
    own = sa.and_(KEY.c.case == case, *(() if part == WHOLE else (KEY.c.part == part,)))
    done = connection.execute(
        sa.update(KEY).where(own, KEY.c.destroyed == 0).values(destroyed=1, wrapped=b"", master="")
    )
    known = sa.select(KEY.c.id).where(KEY.c.case == case, KEY.c.part == part)
    if connection.execute(known).first() is None:
        row = {"id": os.urandom(16).hex(), "case": case, "part": part, "destroyed": 1, "wrapped": b""}
        connection.execute(sa.insert(KEY).values(row | {"algorithm": "", "master": ""}))
    return done.rowcount


def _wrapped(row: Mapping[str, Any], secret: bytes, by: Master, algorithm: Algorithm) -> dict[str, Any]:
    cipher.demand_supported(algorithm)
    own = cipher.derived(by.secret, bytes.fromhex(row["id"]), algorithm, _PURPOSE)
    wrapped = cipher.seal(algorithm, own, secret, _bound(row))
    return {"master": by.id, "algorithm": algorithm, "wrapped": wrapped}


def _secret_of(row: Mapping[str, Any], by: Master) -> bytes:
    """The secret of a row. Raises :class:`Tampered` for a row that was changed."""
    algorithm = next((known for known in ALGORITHMS if known == row["algorithm"]), None)
    try:
        if algorithm is None:
            raise cipher.DoesNotOpen
        own = cipher.derived(by.secret, bytes.fromhex(row["id"]), algorithm, _PURPOSE)
        return cipher.unseal(algorithm, own, row["wrapped"], _bound(row))
    except (ValueError, cipher.DoesNotOpen) as error:
        raise Tampered(f"key of {row['case']} does not open", told("key_broken", case=row["case"])) from error


def _bound(row: Mapping[str, Any]) -> bytes:
    return "\n".join(("xinxiao-key-1", row["id"], row["case"], row["part"])).encode()


def _another(wanted: str, known: tuple[Master, ...]) -> SettingFault:
    held = ", ".join(one.id for one in known) or "-"
    return SettingFault(f"master key {wanted}, not {held}", told("master_another", wanted=wanted, held=held))
