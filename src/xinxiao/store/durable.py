"""Files that survive a power cut: written beside their place, flushed to disk, renamed; their folders flushed too."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

Writing = Callable[[], None]
"""Writes something somewhere."""
CHUNK = 1 << 20
"""Bytes read or written at once."""


def pieces(place: Path) -> Iterator[bytes]:
    """The bytes of a file, in pieces."""
    with place.open("rb") as file:
        while piece := file.read(CHUNK):
            yield piece


def make(folder: Path) -> None:
    """Make a folder and those above it, each known to the disk before anything is put in. What is made its owner alone may
    enter, since a ledger or its copy is to stand in it; what is there stays as it is."""
    if folder.is_dir():
        return
    make(folder.parent)
    folder.mkdir(0o700, exist_ok=True)
    sync_folder(folder.parent)


def own(file: Path) -> None:
    """Make an empty file that its owner alone may read, for others to fill; what is there, and what cannot be made, stays."""
    with suppress(OSError):  # who opens it says why it cannot be
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def write(place: Path, content: Iterable[bytes], mode: int = 0o444) -> None:
    """Write a file whole or not at all, whoever looks and whenever it is killed; nothing is left when ``content`` raises."""
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            for piece in content:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        Path(name).replace(place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    sync_folder(place.parent)


def make_secret(file: Path, made: Callable[[], bytes]) -> None:
    """Make a file that its owner alone may read, whole or not at all; of processes that come at once one does, and what is there
    stays."""
    if file.exists():
        return
    make(file.parent)
    number, own = tempfile.mkstemp(dir=file.parent, prefix=".", suffix=".part")  # mode 0600
    try:
        with os.fdopen(number, "wb") as opened:
            opened.write(made())
            opened.flush()
            os.fsync(opened.fileno())
        with suppress(FileExistsError):
            os.link(own, file)
    finally:
        Path(own).unlink(missing_ok=True)
    sync_folder(file.parent)


def sync(file: Path) -> None:
    """Flush to disk what somebody else wrote into a file."""
    with file.open("rb+") as handle:
        os.fsync(handle.fileno())
    sync_folder(file.parent)


def sync_folder(folder: Path) -> None:
    """Flush a folder's names to disk."""
    if os.name != "posix":  # elsewhere a directory cannot be opened, and renames are journalled
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
