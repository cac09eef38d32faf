"""The files of a backup on their way from a home into an archive."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

from xinxiao.errors import NotFound, Tampered, Unavailable
from xinxiao.model.backup import Copied, Lacking, Why
from xinxiao.model.release import read_manifest
from xinxiao.uses.call import Progress
from xinxiao.uses.store_ports import Blobs

LOOKS = 10
"""How often the copying of many files says how far it is."""
AT_ONCE = 4
"""Files that are copied at a time."""
T = TypeVar("T")
R = TypeVar("R")
_HASH = re.compile(rb"[0-9a-f]{64}")


def each(do: Callable[[T], R], files: Sequence[T], progress: Progress) -> Iterator[R]:
    """What ``do`` says of each file, in order; several at a time, since most of the time the disk is waited for.

    ``progress`` hears now and then how many were done. What it raises for the first file that fails is raised here, and
    those not begun by then are left.
    """
    step = -(-len(files) // LOOKS)
    with ThreadPoolExecutor(AT_ONCE) as hands:
        waiting = [hands.submit(do, file) for file in files]
        try:
            for done, one in enumerate(waiting):
                if done % step == 0:
                    progress("files", done, len(files))
                yield one.result()
        finally:
            for one in waiting:
                one.cancel()


@dataclass
class Haul:
    """What was carried from ``source`` to ``pool`` so far, and what could not be.

    ``known`` are files of the pool by hash, with the size they must have to be taken as they are; others that are there
    are hashed first.
    """

    source: Blobs
    pool: Blobs
    known: Mapping[str, int]
    held: dict[str, Copied] = field(default_factory=dict)
    lacking: dict[str, Lacking] = field(default_factory=dict)
    copied: int = 0
    copied_bytes: int = 0

    def carry_all(self, releases: Iterable[str], progress: Progress, further: Iterable[str] = ()) -> None:
        """Carry the manifests of these hashes and all files they name, and ``further`` files."""
        manifests = dict.fromkeys(releases)
        # manifests are read here, so that their size alone is no reason to trust them
        self.known = {digest: size for digest, size in self.known.items() if digest not in manifests}
        for manifest in manifests:
            self._keep(self._carried(manifest))
        named = {digest for manifest in self.held for digest in self._named(manifest)}
        wanted = sorted((named | {*further}) - {*self.held})
        for outcome in each(self._carried, wanted, progress):
            self._keep(outcome)

    def _carried(self, digest: str) -> tuple[Copied | Lacking, bool]:
        """A file of the pool, or why it is none; and whether it is new there."""
        is_here = self._is_here(digest)
        if not is_here:
            why = self._taken(digest)
            if why is not None:
                return Lacking(sha256=digest, why=why), False
        return Copied(sha256=digest, bytes=self.pool.size(digest) or 0), not is_here

    def _keep(self, outcome: tuple[Copied | Lacking, bool]) -> None:
        file, is_new = outcome
        if isinstance(file, Lacking):
            self.lacking[file.sha256] = file
            return
        self.held[file.sha256] = file
        if is_new:
            self.copied += 1
            self.copied_bytes += file.bytes

    def _is_here(self, digest: str) -> bool:
        """Whether the pool has a file and it is sound: known with this size, or hashed now."""
        size = self.pool.size(digest)
        if size is None or size == self.known.get(digest):
            return size is not None
        try:
            self.pool.verified(digest)
        except Tampered:
            return False
        return True

    def _taken(self, digest: str) -> Why | None:
        """Copy a file; why it could not be. Raises :class:`Unavailable` when the archive cannot be written."""
        try:
            self.pool.take(digest, self.source.path(digest))
        except NotFound:
            return "missing"
        except Tampered:
            return "tampered"
        except Unavailable as error:
            if error.told is None or error.told.name != "lake_read":
                raise
            return "unreadable"
        return None

    def _named(self, manifest: str) -> Iterable[str]:
        return named(self.pool.get(manifest), lambda digest: self.source.has(digest) or self.pool.has(digest))


def named(manifest: bytes, has: Callable[[str], bool]) -> Iterable[str]:
    """The files a release's manifest names. Of one in a format this version does not read: the hashes in it that ``has``."""
    try:
        return read_manifest(manifest).blobs
    except Unavailable:
        return [
            digest for digest in {str(found, "ascii") for found in _HASH.findall(manifest)} if has(digest)
        ]
