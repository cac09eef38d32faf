"""Bodies of heavy answers, and files that were made: without a name on the disk, gone with the last who reads them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from xinxiao.entry.portal.answer import PIECE, Pieces

SMALL = 500_000
"""Bytes up to which a made file stays in memory; a larger one goes to the disk."""


class Spooled:
    """The bytes of a file that has lost its name; its room on the disk is free when nobody holds this any more."""

    def __init__(self, path: Path) -> None:
        self._handle = os.open(path, os.O_RDONLY)
        with suppress(OSError):  # where an open file keeps its name it goes with its folder
            path.unlink()
        self.size = os.fstat(self._handle).st_size

    def __del__(self) -> None:
        with suppress(AttributeError, OSError):
            os.close(self._handle)

    def pieces(self, first: int, count: int) -> Iterator[bytes]:
        """``count`` bytes from the one numbered ``first``; many may read at once."""
        while count > 0 and (piece := os.pread(self._handle, min(PIECE, count), first)):
            first, count = first + len(piece), count - len(piece)
            yield piece


class Held:
    """The bytes of a file that is in memory."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self.size = len(body)

    def pieces(self, first: int, count: int) -> Iterator[bytes]:
        """``count`` bytes from the one numbered ``first``, at once."""
        yield self._body[first : first + count]


def made(pieces: Iterable[bytes]) -> Pieces:
    """A file made once from the pieces of a stream, so that it has a size and parts; memory does not grow with it."""
    first, held = [], 0
    rest = iter(pieces)
    for piece in rest:
        first.append(piece)
        held += len(piece)
        if held > SMALL:
            return _on_disk(first, rest)
    return Held(b"".join(first))


def _on_disk(first: list[bytes], rest: Iterator[bytes]) -> Spooled:
    with tempfile.NamedTemporaryFile(prefix="xinxiao-file-", delete=False) as file:
        place = Path(file.name)
        try:
            file.writelines(first)
            first.clear()
            file.writelines(rest)
        except BaseException:
            place.unlink(missing_ok=True)
            raise
    return Spooled(place)
