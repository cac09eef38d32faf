"""Backup: a copy of the ledger and of all files its releases name, said by a manifest that is written last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, get_args

import msgspec
from msgspec import Meta

from xinxiao.errors import Tampered, Unavailable, told
from xinxiao.model.event import START, ChainName, Mark
from xinxiao.model.ranges import Word
from xinxiao.model.release import canonical, sha256
from xinxiao.model.text import Noun

Format = Literal["xinxiao-backup-1", "xinxiao-backup-2"]
"""The first says nothing of the chain of oversight, which ledgers did not have then."""
FORMAT: Format = "xinxiao-backup-2"
MOST = 1_000_000
"""Files a backup may name."""
LARGEST = 200_000_000
"""Bytes of a manifest."""
Engine = Literal["sqlite", "postgresql"]
"""What kind of database a ledger is in."""
Hash = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}(?!\n)$", max_length=64)]
Bytes = Annotated[int, Meta(ge=0, le=2**62)]
Count = Annotated[int, Meta(ge=0, le=2**62)]


class Copied(Noun, frozen=True, kw_only=True):
    """A file of a backup."""

    sha256: Hash
    bytes: Bytes


Why = Literal["missing", "tampered", "unreadable"]
"""Why a file is not in a backup."""


class Lacking(Noun, frozen=True, kw_only=True):
    """A file that a release names and the home did not have as its hash says."""

    sha256: Hash
    why: Why


class Stand(Noun, frozen=True, kw_only=True):
    """Where a chain stood."""

    sequence: Count
    hash: Hash


class Backup(Noun, frozen=True, kw_only=True):
    """What a backup is made of. ``made_at``: UTC, ISO 8601; ``version``: of the program that made it.

    ``engine`` is the kind of database the ledger was copied from, ``schema`` the place in it (PostgreSQL), ``revision`` of
    which migration; ``event``, ``reading`` and ``oversight`` say where its chains stood. ``blobs`` are all files its releases name, but
    for those that are ``lacking``.
    """

    format: Format
    made_at: Word
    version: Word
    engine: Engine
    schema: Word
    revision: Word
    ledger: Copied
    event: Stand
    reading: Stand
    oversight: Stand | msgspec.UnsetType = msgspec.UNSET
    releases: Count
    blobs: Annotated[tuple[Copied, ...], Meta(max_length=MOST)]
    lacking: Annotated[tuple[Lacking, ...], Meta(max_length=MOST)]

    def mark(self, chain: ChainName) -> Mark:
        """Where a chain stood."""
        stand = {"event": self.event, "reading": self.reading, "oversight": self.oversight}[chain]
        return START if isinstance(stand, msgspec.UnsetType) else Mark(stand.sequence, stand.hash)

    @property
    def sizes(self) -> dict[str, int]:
        """The size of each file by its hash."""
        return {blob.sha256: blob.bytes for blob in self.blobs}


class SealedBackup(Noun, frozen=True, kw_only=True):
    """A manifest as it is written: its own hash beside it, so that no byte of it can change unseen."""

    backup: Backup
    sha256: Hash


class _Format(msgspec.Struct):
    format: str = ""


class _Outside(msgspec.Struct):
    backup: _Format


_MANIFEST = msgspec.json.Decoder(SealedBackup)


@dataclass(frozen=True)
class LedgerCopy:
    """What a copy of a ledger holds: where its chains stand, the hashes of its releases' manifests in order, and of the ``further``
    files its events name: forms that were issued and where they apply, what respondents handed in, snapshots."""

    engine: Engine
    schema: str
    revision: str
    event: Mark
    reading: Mark
    releases: tuple[str, ...]
    further: tuple[str, ...] = ()
    oversight: Mark = START


def digest(backup: Backup) -> str:
    """The hash of what a manifest says, by which somebody elsewhere can know a backup."""
    return sha256(canonical(msgspec.to_builtins(backup)))


def manifest(backup: Backup) -> bytes:
    """The manifest as it is written."""
    return canonical({"backup": msgspec.to_builtins(backup), "sha256": digest(backup)})


def read_manifest(content: bytes, place: str) -> Backup:
    """The backup that a manifest at ``place`` says.

    Raises :class:`Tampered` for one that was cut or changed, :class:`Unavailable` for one of another format.
    """
    try:
        sealed = _MANIFEST.decode(content)
    except msgspec.MsgspecError as error:
        raise _unreadable(content, place) from error
    if manifest(sealed.backup) != content:  # also its hash, and every blank
        raise Tampered(place, told("backup_torn", path=place))
    return sealed.backup


def _unreadable(content: bytes, place: str) -> Tampered | Unavailable:
    try:
        form = msgspec.json.decode(content, type=_Outside).backup.format
    except msgspec.MsgspecError:
        form = FORMAT
    if form in get_args(Format):
        return Tampered(place, told("backup_torn", path=place))
    return Unavailable(f"{place}: {form}", told("backup_format", path=place, format=form[:40], known=FORMAT))
