"""Sealed bytes, as they are: what a stranger needs to check a release without this program."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from xinxiao.errors import NotFound, XinxiaoError, told
from xinxiao.model.release import Release
from xinxiao.uses import releases
from xinxiao.uses.call import Call


@dataclass(frozen=True)
class Blob:
    """A file that holds just the bytes its hash names."""

    digest: str
    path: Path


def blob(call: Call, digest: str) -> Blob:
    """The bytes of this hash, when a release that the actor may read names them, or they are the manifest of one that was
    withdrawn: what another release holds too stays in reach.

    Raises :class:`Withdrawn` for what only withdrawn releases hold, :class:`NotFound` for anything else the lake may hold,
    :class:`Tampered` when the bytes are not what the
    hash says.
    """
    held = any(digest in _of(call, entry.sha256) for entry in releases.entries(call))
    lives = releases.lives(call)
    if not held and not any(digest == life.entry.sha256 for life in lives):
        gone = next((life for life in lives if life.until and digest in _of(call, life.entry.sha256)), None)
        if gone is not None:
            raise releases.withdrawn(gone)
        raise NotFound(f"no sealed blob {digest[:64]}", told("unknown_blob", digest=digest[:64]))
    return Blob(digest, call.ports.blobs.verified(digest))


def sums(release: Release) -> str:
    """Every blob of a release in the form of ``sha256sum``: hash, two blanks, name; the manifest last."""
    return "".join(f"{digest}  {digest}\n" for digest in release.blobs)


def _of(call: Call, digest: str) -> frozenset[str]:
    """The hashes that one sealed release names; a manifest that cannot be read names itself alone."""

    def read() -> frozenset[str]:
        try:
            return frozenset(releases.manifest(call, digest).blobs)
        except XinxiaoError:
            return frozenset({digest})

    return call.ports.kept.public.get(digest, read)
