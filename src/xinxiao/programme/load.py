"""A programme read and checked: the verb of everyone who works on its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from xinxiao.files.folder import read_folder
from xinxiao.programme.checks import check
from xinxiao.programme.consequences import causes
from xinxiao.programme.loaded import Loaded
from xinxiao.programme.read import read_bytes


def load(directory: Path) -> Loaded:
    """Read, check and return the programme in a folder.

    Raises :class:`xinxiao.errors.NotFound` when there is no folder. Nothing that stands in the files raises:
    it ends in ``findings``.
    """
    return load_bytes(read_folder(directory))


def load_bytes(files: Mapping[str, bytes]) -> Loaded:
    """Read and check a programme from ``posix path -> bytes``."""
    loaded = read_bytes(files)
    every = {*loaded.findings, *check(loaded)}
    return replace(loaded, findings=tuple(sorted(causes(every, loaded.places))))
