"""The lake: immutable blobs named by their SHA-256, ``lake/<aa>/<sha256>``.

A blob is written to a temporary file beside its place, flushed to disk and renamed: whoever looks sees it whole
or not at all, also when the writer is killed.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from xinxiao.errors import Conflict, NotFound, Unavailable
from xinxiao.model.release import sha256


class Lake:
    """A content-addressed directory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, digest: str) -> Path:
        """Where the blob of this hash stands, or would stand."""
        return self.folder / digest[:2] / digest

    def has(self, digest: str) -> bool:
        """Whether the blob is there."""
        return self.path(digest).is_file()

    def put(self, content: bytes) -> str:
        """Keep ``content`` and return its hash. Raises :class:`Unavailable` when the disk refuses."""
        digest = sha256(content)
        place = self.path(digest)
        if place.is_file() and place.stat().st_size == len(content):
            return digest
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            _write(place, content)
        except OSError as error:
            raise Unavailable(
                f"{place.parent}: {error.strerror or error}",
                told="lake_write",
                path=str(place.parent),
                reason=error.strerror or str(error),
            ) from error
        return digest

    def get(self, digest: str) -> bytes:
        """The blob of this hash.

        Raises :class:`NotFound` when it is missing and :class:`Conflict` when its bytes no longer match its
        name.
        """
        try:
            content = self.path(digest).read_bytes()
        except FileNotFoundError as error:
            raise NotFound(f"blob {digest}", told="blob_missing", path=str(self.path(digest))) from error
        except OSError as error:
            reason = error.strerror or str(error)
            raise Unavailable(
                f"{self.path(digest)}: {reason}", told="lake_read", path=str(self.path(digest)), reason=reason
            ) from error
        if sha256(content) != digest:
            raise Conflict(f"blob {digest}", told="blob_tampered", path=str(self.path(digest)))
        return content


def _write(place: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o444)
        Path(name).replace(place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync_folder(place.parent)


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":  # elsewhere a directory cannot be opened, and renames are journalled
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
