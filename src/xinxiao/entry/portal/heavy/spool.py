"""Bodies of heavy answers: files without a name, gone with the last who reads them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from xinxiao.entry.portal.answer import PIECE


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
