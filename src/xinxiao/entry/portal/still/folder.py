"""The folder that a still portal is written to: whole or not at all, and never over something else."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from xinxiao.errors import Conflict, Unavailable, told
from xinxiao.model.release import hashing

MARK = "xinxiao-site.json"
"""The list of all files with their SHA-256, by which a folder is known to be a still portal."""


class Writing:
    """A folder on its way: what was put into it, by its place."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sums: dict[str, str] = {}

    def put(self, place: str, content: Iterable[bytes]) -> None:
        """Write a file, in pieces."""
        path, digest = self.folder / place, hashing()
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            for piece in content:
                digest.update(piece)
                file.write(piece)
        self.sums[place] = digest.hexdigest()

    def seal(self, **said: str) -> None:
        """Write the list of files, and what is ``said`` of them."""
        told = {**said, "files": dict(sorted(self.sums.items()))}
        (self.folder / MARK).write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")


@contextmanager
def written(folder: Path) -> Iterator[Writing]:
    """A new folder beside this one, that takes its place when all of it is there.

    Raises :class:`Conflict` for a folder that holds something else, :class:`Unavailable` when the disk refuses.
    """
    folder = folder.absolute()
    if folder.is_symlink() or (folder.exists() and not _is_ours(folder)):
        raise Conflict(f"{folder} holds something else", told("site_folder", path=str(folder)))
    made = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}.", suffix=".part"))
        made.chmod(0o755)
        yield Writing(made)
        _swap(made, folder)
    except OSError as error:
        reason = error.strerror or str(error)
        raise Unavailable(
            f"{folder}: {reason}", told("site_write", path=str(folder), reason=reason)
        ) from error
    finally:
        if made is not None:
            shutil.rmtree(made, ignore_errors=True)


def _is_ours(folder: Path) -> bool:
    return folder.is_dir() and ((folder / MARK).is_file() or not any(folder.iterdir()))


def _swap(new: Path, folder: Path) -> None:
    """Put a folder in the place of another; should the second rename fail, the old one is put back."""
    if not folder.exists():
        new.rename(folder)
        return
    old = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}.", suffix=".part"))
    folder.rename(old / "old")
    try:
        new.rename(folder)
    except BaseException:
        (old / "old").rename(folder)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)
