"""A programme read and checked: the verb of everyone who works on its files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from xinxiao.files.folder import survey
from xinxiao.model.finding import Finding
from xinxiao.programme.checks import check
from xinxiao.programme.consequences import causes
from xinxiao.programme.loaded import Loaded
from xinxiao.programme.read import read_bytes


def load(directory: Path) -> Loaded:
    """Read, check and return the programme in a folder.

    Raises :class:`xinxiao.errors.NotFound` when there is no folder. Nothing that stands in the files raises:
    it ends in ``findings``.
    """
    folder = survey(directory)
    return load_bytes(folder.files, folder.findings)


def load_bytes(files: Mapping[str, bytes], unread: Sequence[Finding] = ()) -> Loaded:
    """Read and check a programme from ``posix path -> bytes``; ``unread`` are the findings of files that could not be."""
    loaded = read_bytes(files)
    lost = {found.file for found in unread}
    told = (*loaded.findings, *check(loaded))
    every = {*unread, *(found for found in told if found.code != "FILE_MISSING" or found.file not in lost)}
    return replace(loaded, findings=tuple(sorted(causes(every, loaded.places))))
