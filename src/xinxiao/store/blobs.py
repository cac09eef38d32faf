"""The lake's blobs: immutable files named by their SHA-256, ``lake/<aa>/<sha256>``.

A blob is written to a temporary file beside its place, flushed to disk and renamed: whoever looks sees it whole
or not at all, also when the writer is killed. Before anything is read from a blob its bytes are hashed, once for
each file as the system identifies it: a file whose identity changed is hashed again, and one that is not what its
name says is refused.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from xinxiao.errors import NotFound, Tampered, Unavailable, told
from xinxiao.model.cache import Cache
from xinxiao.model.release import sha256
from xinxiao.store import durable

Identity = tuple[int, int, int, int, int]
"""Device, inode, size, and the times of the last change of content and of anything about a file."""
IDENTITIES = 100_000
"""How many files are remembered as hashed."""
_NAME = re.compile(r"[0-9a-f]{64}")


class Blobs:
    """A content-addressed directory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._hashed: Cache[str, Identity] = Cache(IDENTITIES)

    def path(self, digest: str) -> Path:
        """Where the blob of this hash stands, or would stand."""
        return self.folder / digest[:2] / digest

    def has(self, digest: str) -> bool:
        """Whether there is a file of this name."""
        return self.path(digest).is_file()

    def put(self, content: bytes) -> str:
        """Keep ``content`` and return its hash. A file that is there is written anew unless it holds just these bytes.

        Raises :class:`Unavailable` when the disk refuses.
        """
        digest = sha256(content)
        place = self.path(digest)
        try:
            if place.is_file() and place.stat().st_size == len(content) and self._holds(digest):
                return digest
            durable.make(place.parent)
            durable.write(place, (content,))
            self._hashed.put(digest, _identity(place.stat()))
        except OSError as error:
            raise _unwritable(place.parent, error) from error
        return digest

    def take(self, digest: str, source: Path) -> None:
        """Copy a file here that is to have this hash; its bytes are hashed on their way.

        Raises :class:`NotFound` when it is missing, :class:`Tampered` when its bytes are others, :class:`Unavailable` when
        the disk refuses; then nothing of it is kept.
        """
        place = self.path(digest)
        try:
            durable.make(place.parent)
            durable.write(place, _checked(source, digest))
            self._hashed.put(digest, _identity(place.stat()))
        except OSError as error:
            raise _unwritable(place.parent, error) from error

    def size(self, digest: str) -> int | None:
        """How many bytes the file of this hash has; None when there is none."""
        place = self.path(digest)
        return place.stat().st_size if place.is_file() else None

    def digests(self) -> Iterator[str]:
        """The names of all files here that are hashes, in no order."""
        return (file.name for file in self.folder.glob("??/*") if _NAME.fullmatch(file.name))

    def drop(self, digest: str) -> None:
        """Remove the file of this hash."""
        self.path(digest).unlink(missing_ok=True)

    def get(self, digest: str) -> bytes:
        """The blob of this hash.

        Raises :class:`NotFound` when it is missing and :class:`Tampered` when its bytes no longer match its name.
        """
        place = self.path(digest)
        try:
            content = place.read_bytes()
        except OSError as error:
            raise _unreadable(place, digest, error) from error
        if sha256(content) != digest:
            raise Tampered(f"blob {digest}", told("blob_tampered", path=str(place)))
        return content

    def sweep(self, before: datetime | None = None) -> int:
        """Remove what killed writers left half-written before a moment, or ever where nobody else writes; how many files."""
        parts = self.folder.glob("*/.*.part")
        left = [part for part in parts if before is None or part.stat().st_mtime < before.timestamp()]
        for part in left:
            part.unlink(missing_ok=True)
        return len(left)

    def verified(self, digest: str) -> Path:
        """The file of this hash, whose bytes are what its name says. Raises as :meth:`get`."""
        if not self._holds(digest):
            raise Tampered(f"blob {digest}", told("blob_tampered", path=str(self.path(digest))))
        return self.path(digest)

    def _holds(self, digest: str) -> bool:
        """Whether the file of this name holds what it says; hashed once for each identity of the file."""
        place = self.path(digest)
        try:
            identity = _identity(place.stat())
            if self._hashed.find(digest) == identity:
                return True
            same = hash_of(place) == digest
        except OSError as error:
            raise _unreadable(place, digest, error) from error
        if same:
            self._hashed.put(digest, identity)
        return same


def _identity(found: os.stat_result) -> Identity:
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def hash_of(place: Path) -> str:
    """The SHA-256 of a file, as 64 hexadecimal digits."""
    digest = hashlib.sha256()
    for piece in durable.pieces(place):
        digest.update(piece)
    return digest.hexdigest()


def _checked(source: Path, digest: str) -> Iterator[bytes]:
    """The bytes of a file; at the end an error unless they have this hash."""
    found = hashlib.sha256()
    try:
        for piece in durable.pieces(source):
            found.update(piece)
            yield piece
    except OSError as error:
        raise _unreadable(source, digest, error) from error
    if found.hexdigest() != digest:
        raise Tampered(f"blob {digest}", told("blob_tampered", path=str(source)))


def _unreadable(place: Path, digest: str, error: OSError) -> NotFound | Unavailable:
    if isinstance(error, FileNotFoundError):
        return NotFound(f"blob {digest}", told("blob_missing", path=str(place)))
    reason = error.strerror or str(error)
    return Unavailable(f"{place}: {reason}", told("lake_read", path=str(place), reason=reason))


def _unwritable(place: Path, error: OSError) -> Unavailable:
    reason = error.strerror or str(error)
    return Unavailable(f"{place}: {reason}", told("lake_write", path=str(place), reason=reason))
