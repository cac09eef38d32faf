"""An archive: a folder of backups that share their files.

``sets/<number>-<time>/`` holds the copy of a ledger and ``manifest.json``, which is written last: a set without one was
not finished. ``blobs/<aa>/<sha256>`` holds the files of all sets. A set's name and the hashes in its manifest are all that
places are made from, so that nothing in a manifest leads elsewhere.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from xinxiao.errors import Conflict, NotFound, Tampered, told
from xinxiao.model.backup import LARGEST, Backup, Copied, Engine, digest, manifest, read_manifest
from xinxiao.store import durable
from xinxiao.store.blobs import Blobs, hash_of
from xinxiao.store.lock import locked

_NAME = re.compile(r"[0-9]{6}-[0-9]{8}T[0-9]{6}Z")
_FILE: dict[Engine, str] = {"sqlite": "ledger.sqlite", "postgresql": "ledger.dump"}


class Archive:
    """A folder of backups. Nothing is made there before a backup begins."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.blobs = Blobs(self.folder / "blobs")

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Be the one who writes here, with nothing left of a killed one. Raises :class:`Conflict` when another is at work."""
        try:
            with locked(self.folder / "lock"):
                self.blobs.sweep()
                yield
        except Conflict as error:
            if error.told is None or error.told.name != "locked":
                raise
            path = str(self.folder)
            raise Conflict(f"{path}: a backup is at work", told("backup_busy", path=path)) from error

    @property
    def names(self) -> tuple[str, ...]:
        """The sets that were begun, in order."""
        place = self.folder / "sets"
        found = (each.name for each in place.iterdir()) if place.is_dir() else ()
        return tuple(sorted(name for name in found if _NAME.fullmatch(name)))

    def begin(self, at: str) -> str:
        """Begin a set at a time (UTC, ISO 8601); its name, which sorts after all others."""
        number = int(self.names[-1][:6]) + 1 if self.names else 1
        name = f"{number:06d}-{re.sub('[-:]', '', at)[:15]}Z"
        durable.make(self.folder / "sets" / name)
        return name

    def ledger(self, name: str, engine: Engine) -> Path:
        """Where the copy of a ledger stands in a set."""
        return self.folder / "sets" / name / _FILE[engine]

    def measured(self, place: Path) -> Copied:
        """The hash and size of a file."""
        return Copied(sha256=hash_of(place), bytes=place.stat().st_size)

    def seal(self, name: str, backup: Backup) -> str:
        """Write the manifest of a set, which completes it; the hash of what it says."""
        durable.write(self._manifest(name), (manifest(backup),))
        return digest(backup)

    def finished(self, name: str) -> bool:
        """Whether a set has a manifest."""
        return self._manifest(name).is_file()

    def read(self, name: str) -> Backup:
        """What a set is made of. Raises :class:`Tampered` when it was not finished or its manifest is another."""
        place = self._manifest(name)
        if not place.is_file():
            known = ", ".join([n for n in self.names if self.finished(n)][-5:]) or "-"
            raise Tampered(f"{place}: not there", told("backup_unfinished", backup=name, known=known))
        if place.stat().st_size > LARGEST:
            raise Tampered(f"{place}: too large", told("backup_torn", path=str(place)))
        return read_manifest(place.read_bytes(), str(place))

    def check(self, name: str, backup: Backup) -> None:
        """Hash a set's copy of the ledger, and see that its files are there with their sizes.

        Raises :class:`NotFound` or :class:`Tampered` for the first that is not.
        """
        place = self.ledger(name, backup.engine)
        if not place.is_file():
            raise NotFound(f"{place}: not there", told("backup_missing", path=str(place)))
        if place.stat().st_size != backup.ledger.bytes or hash_of(place) != backup.ledger.sha256:
            raise Tampered(f"{place}: another", told("backup_torn", path=str(place)))
        for blob in backup.blobs:
            size, path = self.blobs.size(blob.sha256), str(self.blobs.path(blob.sha256))
            if size is None:
                raise NotFound(f"{path}: not there", told("backup_missing", path=path))
            if size != blob.bytes:
                raise Tampered(f"{path}: {size} bytes", told("backup_torn", path=path))

    def drop(self, name: str) -> None:
        """Remove a set; its manifest first, so that half of one is never taken for a whole."""
        self._manifest(name).unlink(missing_ok=True)
        durable.sync_folder(self._manifest(name).parent)
        shutil.rmtree(self._manifest(name).parent)

    def _manifest(self, name: str) -> Path:
        return self.folder / "sets" / name / "manifest.json"


def empty(home: Path) -> bool:
    """Whether nothing stands at a place, or a folder with nothing in it."""
    return not home.exists() or (home.is_dir() and next(home.iterdir(), None) is None)


@contextmanager
def building(home: Path) -> Iterator[Path]:
    """A folder beside ``home`` that becomes it at the end of the block, or is removed when the block raises.

    What a killed one left is removed by the next. Raises :class:`Conflict` when ``home`` is not empty, or another is at work.
    """
    if not empty(home):
        raise Conflict(f"{home} is not empty", told("home_not_empty", path=str(home)))
    durable.make(home.parent)
    place = home.parent / f".{home.name}.restoring"
    with locked(place / "lock"):
        try:
            _clear(place)
            yield place
            if home.exists():
                place.chmod(home.stat().st_mode & 0o777)  # whoever made it chose who enters
                home.rmdir()
            place.rename(home)
            durable.sync_folder(home.parent)
        except BaseException as error:
            shutil.rmtree(place, ignore_errors=True)
            if isinstance(error, OSError) and not empty(home):
                raise Conflict(f"{home} is not empty", told("home_not_empty", path=str(home))) from error
            raise


def _clear(place: Path) -> None:
    for left in place.iterdir():
        if left.is_dir():
            shutil.rmtree(left)
        elif left.name != "lock":
            left.unlink()
