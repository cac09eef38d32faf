"""Content of acts: what no event may hold (free text, what is about a person), encrypted, and known to events by its hash alone.

A case has one part of its own and one for each person in it, and each part has a key of its own: destroying the key of a part
erases that person while the rest of the record stands. What is sealed begins with a line that names format, algorithm and key,
so that content sealed under several algorithms and keys is read side by side. It is bound to its case, act and part: put in
another's place it does not open.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from xinxiao.errors import DataFault, Tampered, told
from xinxiao.model.release import sha256

Algorithm = Literal["AES-256-GCM", "SM4-GCM"]
"""How content is encrypted: NIST SP 800-38D with AES (FIPS 197), or with SM4 (GB/T 32907-2016)."""
ALGORITHMS: tuple[Algorithm, ...] = get_args(Algorithm)
FORMAT = "xinxiao-sealed-1"
OWN = "case"
"""The part of a case that is about no person by itself."""
PERSON = "person"
"""The part of a case that holds what is about a person."""
MOST_ACTS = 1_000_000
"""Acts of one case whose content is sealed."""
MOST_FILES = 999
"""Files of one act. Under one key at most one row and so many files for each act are sealed, which is below 2^32: the bound of
NIST SP 800-38D, 8.3, for nonces of 96 bits drawn by chance."""
LONGEST = 1_000_000
"""Bytes of the values of one part of one act."""
_HEAD = re.compile(rb"xinxiao-sealed-1 ([A-Z0-9-]{1,20}) ([0-9a-f]{32})\n")
_CASE = re.compile(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]{1,200}")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")


@dataclass(frozen=True)
class Place:
    """Where something sealed belongs: the case, the number of the act, and the part of the case.

    Raises :class:`DataFault` for what names no place.
    """

    case: str
    act: int
    part: str = OWN

    def __post_init__(self) -> None:
        sound = _CASE.fullmatch(self.case) and _WORD.fullmatch(self.part) and 1 <= self.act <= MOST_ACTS
        if not sound:
            place = f"{self.case[:200]} {self.act} {self.part[:64]}"
            raise DataFault(f"no place: {place!a}", told("content_place", place=ascii(place)[1:-1]))

    def bound(self, what: str) -> bytes:
        """The bytes that bind something sealed to this place: five lines, of which none has a line feed in it."""
        return "\n".join((FORMAT, self.case, str(self.act), self.part, what)).encode()


@dataclass(frozen=True)
class Row:
    """Values of some fields of one act and one part, sealed. ``fields``: their ids, sorted."""

    case: str
    act: int
    part: str
    fields: tuple[str, ...]
    sealed: bytes = field(repr=False)

    @property
    def place(self) -> Place:
        """Where it belongs."""
        return Place(self.case, self.act, self.part)

    @property
    def algorithm(self) -> Algorithm:
        """How it is encrypted. Raises :class:`Tampered` for what was not sealed here."""
        return head_of(self.sealed)[0]

    @property
    def key(self) -> str:
        """The id of the key it is sealed with."""
        return head_of(self.sealed)[1]

    @property
    def sha256(self) -> str:
        """The hash by which an event knows it: of all that is sealed, with the line before it."""
        return sha256(self.sealed)

    @property
    def bound(self) -> bytes:
        """What it is bound to: its place and its fields."""
        return self.place.bound(" ".join(("fields", *self.fields)))


@dataclass(frozen=True)
class Opened:
    """What can be read of an act: values by field; the fields that were ``erased``, since their keys are destroyed; and those that
    are ``lost``, since the key store does not know their keys."""

    values: Mapping[str, Any] = field(default_factory=dict)
    erased: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


def head(algorithm: Algorithm, key: str) -> bytes:
    """The line that something sealed begins with."""
    return f"{FORMAT} {algorithm} {key}\n".encode()


def head_of(sealed: bytes) -> tuple[Algorithm, str]:
    """Algorithm and key that something sealed names. Raises :class:`Tampered` for what was not sealed here."""
    match = _HEAD.match(sealed)
    algorithm = str(match[1], "ascii") if match else ""
    if match is None or algorithm not in ALGORITHMS:
        raise Tampered("not sealed here", told("content_form_sealed"))
    return algorithm, str(match[2], "ascii")


def body_of(sealed: bytes) -> bytes:
    """What comes after that line."""
    return sealed.partition(b"\n")[2]


def parted(values: Mapping[str, Any], parts: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Values by part and field; ``parts`` says in which part a field is, where it is not the case's own.

    Raises :class:`DataFault` for an id of a field that is none.
    """
    found: dict[str, dict[str, Any]] = {}
    for name in sorted(values):
        if not _WORD.fullmatch(name):
            raise DataFault(f"no field {name[:64]!a}", told("content_field", field=ascii(name[:64])[1:-1]))
        found.setdefault(parts.get(name, OWN), {})[name] = values[name]
    return found


def plain(values: Mapping[str, Any]) -> bytes:
    """Values as the bytes that are sealed: JSON, keys sorted. Raises :class:`DataFault` for what is no JSON, and for too much."""
    try:
        text = json.dumps(
            dict(values), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
        )
        made = text.encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise DataFault(f"values: {error}", told("content_values")) from error
    if len(made) > LONGEST:
        raise DataFault(f"values: {len(made)} bytes", told("content_much", size=len(made), most=LONGEST))
    return made


def values_of(made: bytes) -> dict[str, Any]:
    """Values from such bytes."""
    return dict(json.loads(made))


def content_hash(rows: Iterable[Row]) -> str:
    """What the fact of an act holds as ``content``: the SHA-256 of one line for each row, part and hash with a blank between, in the
    order of the parts; empty for no rows. Each hash is that of the bytes that are sealed."""
    lines = sorted(f"{row.part} {row.sha256}\n" for row in rows)
    return sha256("".join(lines).encode()) if lines else ""
