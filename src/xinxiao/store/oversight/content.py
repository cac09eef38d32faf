"""Content of acts, sealed and opened with the keys of a key store, unless the chain says that it is erased.

This is the one place where it is decided whether content may be opened. Between the fact that a part is erased and the destruction of
its key nothing of it is opened any more, and nothing more is sealed in it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from xinxiao.errors import Conflict, DataFault, NotFound, Tampered, told
from xinxiao.model.oversight.content import (
    MOST_FILES,
    OWN,
    Algorithm,
    Opened,
    Place,
    Row,
    body_of,
    head,
    head_of,
    parted,
    plain,
    values_of,
)
from xinxiao.store import cipher

SECRET = 32
"""Bytes of the secret that the keys of one part of one case are derived from."""
_PURPOSE = "content"


class Keys(Protocol):
    """Secrets of 32 bytes, one for each part of a case, each known by an id of 32 hexadecimal digits."""

    def secrets(self, case: str, parts: Collection[str]) -> Mapping[str, tuple[str, bytes] | None]:
        """The id and secret of each of some parts, made when it has none; None when it was destroyed."""

    def secrets_of(
        self, wanted: Mapping[str, Collection[str]]
    ) -> Mapping[str, Mapping[str, tuple[str, bytes] | None]]:
        """The same of several cases, by case and part."""

    def find(self, ids: Iterable[str]) -> Mapping[str, bytes | None]:
        """Secrets by their ids: None for one that was destroyed, nothing for one nobody knows."""


Erased = Callable[[str], frozenset[str]]
"""The parts of a case that the chain says are erased; the empty one is all of it."""
WHOLE = ""


@dataclass(frozen=True)
class Content:
    """Seals with one algorithm, opens what was sealed with any, and neither what is ``erased``."""

    keys: Keys
    erased: Erased
    algorithm: Algorithm = "AES-256-GCM"

    def sealed(
        self, case: str, act: int, values: Mapping[str, Any], parts: Mapping[str, str] | None = None
    ) -> tuple[Row, ...]:
        """Values of an act by field, sealed: one row for each part.

        Raises :class:`DataFault` for what is no JSON or no place, :class:`Conflict` for a part that was erased.
        """
        (rows,) = self.sealed_all([(case, act, values, parts or {})])
        return rows

    def sealed_all(
        self, acts: Sequence[tuple[str, int, Mapping[str, Any], Mapping[str, str]]]
    ) -> tuple[tuple[Row, ...], ...]:
        """Values of acts on several cases, sealed: of each act (case, number, values, parts) its rows. Raises as :meth:`sealed`."""
        wanted = [
            [
                (Row(case, act, part, tuple(own), b""), plain(own))
                for part, own in parted(values, parts).items()
            ]
            for case, act, values, parts in acts
        ]
        bound = [  # what names no place fails before a key is made
            [(row, own, row.bound) for row, own in rows] for rows in wanted
        ]
        lacking: dict[str, list[str]] = {}
        for row, _, _ in (one for rows in bound for one in rows):
            if row.act > 1:  # nothing of a case that is only opened was erased
                self._demand(row.place)
            lacking.setdefault(row.case, []).append(row.part)
        secrets = self.keys.secrets_of(lacking) if lacking else {}
        return tuple(
            tuple(
                replace(row, sealed=self._closed(row.place, own, what, secrets[row.case][row.part]))
                for row, own, what in rows
            )
            for rows in bound
        )

    def opened(self, case: str, rows: Iterable[Row]) -> dict[int, Opened]:
        """What can be read of acts, by their numbers.

        Raises :class:`Tampered` for a row of another case, act or part, or one that was changed.
        """
        held = tuple(rows)
        gone = self.erased(case) if held else frozenset()
        secrets = self.keys.find({row.key for row in held if not gone & {WHOLE, row.part}})
        found: dict[int, Opened] = {}
        for row in sorted(held, key=lambda row: (row.act, row.part)):
            if row.case != case:
                raise _broken(row.place)
            before, is_gone = found.get(row.act, Opened()), bool(gone & {WHOLE, row.part})
            if row.key not in secrets and not is_gone:
                found[row.act] = Opened(before.values, before.erased, (*before.lost, *row.fields))
                continue
            secret = None if is_gone else secrets[row.key]
            if secret is None:
                erased = tuple(sorted({*before.erased, *row.fields}))
                found[row.act] = Opened(before.values, erased, before.lost)
                continue
            own = values_of(_unsealed(secret, row.place, row.sealed, row.bound))
            found[row.act] = Opened({**before.values, **own}, before.erased, before.lost)
        return found

    def sealed_file(self, place: Place, number: int, content: bytes) -> bytes:
        """A file of an act, sealed. Raises as :meth:`sealed`."""
        return self._one(place, content, _file(place, number))

    def opened_file(self, place: Place, number: int, sealed: bytes) -> bytes:
        """The file. Raises :class:`NotFound` when it was erased or its key is lost, :class:`Tampered` when it is another's."""
        key = head_of(sealed)[1]
        if self._is_erased(place):
            raise NotFound(f"{place.case}: erased", told("content_gone", case=place.case))
        secrets = self.keys.find({key})
        secret = secrets.get(key)
        if secret is None:
            if key in secrets:
                raise NotFound(f"{place.case}: erased", told("content_gone", case=place.case))
            raise NotFound(f"{place.case}: key {key} is not there", told("key_lost", case=place.case))
        return _unsealed(secret, place, sealed, _file(place, number))

    def sealed_words(self, case: str, words: str) -> bytes:
        """Words about a case that belong to no act, sealed with the key of the case's own part. Raises as :meth:`sealed`."""
        return self._one(Place(case, 1), plain({"words": words}), Place(case, 1).bound("words"))

    def opened_words(self, case: str, sealed: bytes) -> str | None:
        """The words; None when they were erased or their key is lost. Raises :class:`Tampered` when they are another's."""
        place = Place(case, 1)
        secret = self.keys.find({head_of(sealed)[1]}).get(head_of(sealed)[1])
        if secret is None or self._is_erased(place):
            return None
        return str(values_of(_unsealed(secret, place, sealed, place.bound("words")))["words"])

    def aside(self, case: str, account: str) -> str:
        """A key for what somebody's browser keeps of a case until it is sent: 32 bytes as hexadecimal digits, the same each time; empty
        once the case's own part is erased, from whose key it is made (HKDF, RFC 5869)."""
        is_gone = self._is_erased(Place(case, 1))
        held = None if is_gone else self.keys.secrets(case, (OWN,))[OWN]
        if held is None:
            return ""
        key, secret = held
        return cipher.derived(secret, bytes.fromhex(key), "AES-256-GCM", f"aside {account}").hex()

    def _is_erased(self, place: Place) -> bool:
        return bool(self.erased(place.case) & {WHOLE, place.part})

    def _demand(self, place: Place) -> None:
        if self._is_erased(place):
            raise Conflict(f"{place.case} {place.part}: erased", told("content_erased", case=place.case))

    def _one(self, place: Place, content: bytes, bound: bytes) -> bytes:
        self._demand(place)
        secrets = self.keys.secrets(place.case, (place.part,))
        return self._closed(place, content, bound, secrets[place.part])

    def _closed(self, place: Place, content: bytes, bound: bytes, held: tuple[str, bytes] | None) -> bytes:
        cipher.demand_supported(self.algorithm)
        if held is None:
            raise Conflict(f"{place.case} {place.part}: erased", told("content_erased", case=place.case))
        key, secret = held
        line = head(self.algorithm, key)
        own = cipher.derived(secret, bytes.fromhex(key), self.algorithm, _PURPOSE)
        return line + cipher.seal(self.algorithm, own, content, line + bound)


def _file(place: Place, number: int) -> bytes:
    if not 1 <= number <= MOST_FILES:
        raise DataFault(f"file {number}", told("content_files", most=MOST_FILES))
    return place.bound(f"file {number}")


def _unsealed(secret: bytes, place: Place, sealed: bytes, bound: bytes) -> bytes:
    algorithm, key = head_of(sealed)
    own = cipher.derived(secret, bytes.fromhex(key), algorithm, _PURPOSE)
    try:
        return cipher.unseal(algorithm, own, body_of(sealed), head(algorithm, key) + bound)
    except cipher.DoesNotOpen as error:
        raise _broken(place) from error


def _broken(place: Place) -> Tampered:
    where = f"{place.case} {place.act} {place.part}"
    return Tampered(f"{where} does not open", told("content_broken", place=where))
