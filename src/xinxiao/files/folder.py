"""The one place of this room that touches a disk: a folder becomes a mapping of paths to bytes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from xinxiao.errors import NotFound, ProgrammeFault

LARGEST_FILE = 64 * 1024 * 1024
"""Bytes; a programme file beyond this is a mistake, and reading it would only fill the memory."""


def read_folder(directory: Path) -> Mapping[str, bytes]:
    """Every file of a programme folder, ``posix path -> bytes``, in path order.

    Dotfiles, editor backups and links that lead out of the folder are left out: they must not move the
    programme's hash. Raises :class:`NotFound` when there is no such folder, :class:`ProgrammeFault` when a
    file cannot be read, is larger than ``LARGEST_FILE``, or has a name that cannot be shown.
    """
    if directory.is_file():
        raise NotFound(f"not a folder: {directory}", hint="name the folder that holds programme.yaml")
    if not directory.is_dir():
        raise NotFound(f"no programme folder: {directory}", hint="name a folder that holds programme.yaml")
    root = directory.resolve()
    found: dict[str, bytes] = {}
    for path in sorted(directory.rglob("*"), key=lambda item: item.relative_to(directory).as_posix()):
        name = path.relative_to(directory)
        if any(_ignored(part) for part in name.parts) or not path.is_file():
            continue
        if path.resolve().is_relative_to(root):
            found[_named(name)] = read_file(path)
    return found


def _ignored(part: str) -> bool:
    return (
        part.startswith((".", "~", "#"))
        or part.endswith(("~", ".swp", ".bak", ".orig", ".tmp"))
        or part == "__pycache__"
    )


def _named(name: Path) -> str:
    text = name.as_posix()
    if not text.replace("\u3000", " ").isprintable():
        raise ProgrammeFault(f"{text!a}: unreadable file name", hint="rename the file")
    return text


def read_file(path: Path) -> bytes:
    """The bytes of a file. Raises :class:`ProgrammeFault` when it cannot be read or is beyond ``LARGEST_FILE``."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise ProgrammeFault(f"{path}: larger than {LARGEST_FILE} bytes", hint="split the file")
        return path.read_bytes()
    except OSError as problem:
        raise ProgrammeFault(f"{path}: {problem.strerror}", hint="make the file readable") from problem
