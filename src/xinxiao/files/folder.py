"""The one place of this room that touches a disk: a folder becomes a mapping of paths to bytes."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from xinxiao.errors import DataFault, NotFound, ProgrammeFault, told
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding

LARGEST_FILE = 64 * 1024 * 1024
"""Bytes; a programme file beyond this is a mistake, and reading it would only fill the memory."""
MOST_FILES, MOST_BYTES = 5_000, 512 * 1024 * 1024
"""Files of a folder, and bytes of all of them."""
LONGEST_NAME = 200
_READ = (".csv", ".csv.gz", ".yaml", ".yml", ".md")
"""How the names of files end that anything is read from."""


@dataclass(frozen=True)
class Folder:
    """What a folder holds: ``posix path -> bytes`` in path order, and what could not be read."""

    files: Mapping[str, bytes]
    findings: tuple[Finding, ...] = ()


def survey(directory: Path, names: Sequence[str] = ()) -> Folder:
    """Every file of a programme folder; or those of ``names`` that stand in it.

    Dotfiles and editor backups are left out: they must not move the programme's hash. What stands where a file should
    and is none (a pipe, a device, a folder, a link to nowhere or out of the folder), and files that are too large, too many
    or have a name that cannot be shown, are findings. Raises :class:`NotFound` when there is no such folder.
    """
    if directory.is_file():
        raise NotFound(f"not a folder: {directory}", hint="name the folder that holds programme.yaml")
    if not directory.is_dir():
        raise NotFound(f"no programme folder: {directory}", hint="name a folder that holds programme.yaml")
    given = (Path(name) for name in names if os.path.lexists(directory / name))
    root, files, found, total = directory.resolve(), dict[str, bytes](), list[Finding](), 0
    for name in given if names else _paths(directory):
        shown = _shown(name)
        if shown != name.as_posix():
            found.append(fault(shown, 0, "FILE_NAME", most=LONGEST_NAME))
            continue
        content, wrong = _content(root, directory / name, shown)
        total += len(content)
        if len(files) >= MOST_FILES or total > MOST_BYTES:
            found.append(fault(shown, 0, "FILE_MANY", files=MOST_FILES, most=MOST_BYTES))
            break
        found += wrong
        if not wrong:
            files[shown] = content
    return Folder(dict(sorted(files.items())), tuple(found))


def read_folder(directory: Path) -> Mapping[str, bytes]:
    """The files of a programme folder, ``posix path -> bytes``, in path order, as :func:`survey` finds them.

    Raises :class:`NotFound` when there is no such folder, :class:`ProgrammeFault` when a file in it cannot be read.
    """
    folder = survey(directory)
    if folder.findings:
        count = len(folder.findings)
        raise ProgrammeFault(
            f"{count} errors", told("programme_errors", count=count), findings=folder.findings
        )
    return folder.files


def read_file(path: Path, most: int = LARGEST_FILE) -> bytes:
    """The bytes of one file that a user names. Raises :class:`DataFault` for what is no file or larger than ``most``,
    ``OSError`` when it cannot be read."""
    if not path.is_file():
        raise DataFault(f"{path}: no file", told("file_kind", path=str(path)))
    size = path.stat().st_size
    if size > most:
        raise DataFault(f"{path}: {size} bytes", told("file_large", path=str(path), size=size, most=most))
    return path.read_bytes()


def _paths(directory: Path) -> Iterator[Path]:
    """Everything below a folder that is, or looks like, a file; links are not followed into other folders."""
    for place, folders, files in os.walk(directory):
        here = Path(place).relative_to(directory)
        folders[:] = sorted(name for name in folders if not _ignored(name))
        odd = [name for name in folders if name.endswith(_READ) or (directory / here / name).is_symlink()]
        yield from (here / name for name in sorted([*files, *odd]) if not _ignored(name))


def _ignored(part: str) -> bool:
    return (
        part.startswith((".", "~", "#"))
        or part.endswith(("~", ".swp", ".bak", ".orig", ".tmp"))
        or part == "__pycache__"
    )


def _shown(name: Path) -> str:
    """A path as it can be shown; another text than the path for one that cannot."""
    text = name.as_posix()
    if text.replace("\u3000", " ").isprintable() and len(text) <= LONGEST_NAME:
        return text
    return ascii(text)[1:-1][:LONGEST_NAME]


def _content(root: Path, path: Path, name: str) -> tuple[bytes, list[Finding]]:
    """The bytes of a file, or what is wrong with it. Nothing is opened that is no regular file."""
    try:
        if not path.resolve().is_relative_to(root):
            return b"", [fault(name, 0, "FILE_OUTSIDE")]
        if not path.is_file():
            return b"", [fault(name, 0, "FILE_KIND")]
        size = path.stat().st_size
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1) if size <= LARGEST_FILE else b""
    except (OSError, RuntimeError) as problem:  # RuntimeError: links that lead to each other
        return b"", [fault(name, 0, "FILE_UNREADABLE", problem=getattr(problem, "strerror", None) or problem)]
    if max(size, len(content)) > LARGEST_FILE:
        return b"", [fault(name, 0, "FILE_LARGE", size=max(size, len(content)), most=LARGEST_FILE)]
    return content, []
