"""One writer at a time: an advisory lock on a file, which the operating system lifts when its holder dies."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from xinxiao.errors import Conflict, Unavailable, told
from xinxiao.store import durable


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Hold the lock on ``file`` within the block.

    Raises :class:`Conflict` when someone else holds it, :class:`Unavailable` where its folder cannot be written.
    """
    with _opened(file) as handle:
        try:
            _take(handle)
        except OSError as error:
            raise Conflict(f"{file}: another run is at work", told("locked", path=str(file))) from error
        yield


def _opened(file: Path) -> IO[bytes]:
    try:
        durable.make(file.parent)
        return file.open("a+b")
    except OSError as error:
        place, reason = str(file.parent), error.strerror or str(error)
        raise Unavailable(f"{place}: {reason}", told("home_closed", path=place, reason=reason)) from error


if sys.platform == "win32":
    import msvcrt

    def _take(handle: IO[bytes]) -> None:
        handle.seek(0)
        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(handle: IO[bytes]) -> None:
        fcntl.flock(handle.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
