"""Known at: a release as it would have been with what was known on another day."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from xinxiao import cycle
from xinxiao.errors import XinxiaoError
from xinxiao.model.release import Release
from xinxiao.programme.read import read_bytes
from xinxiao.uses import releases
from xinxiao.uses.call import Call, Progress, silent
from xinxiao.uses.question import day_of
from xinxiao.uses.run import keep, sound

MOST_NOTES = 200
"""How many results of other days are remembered between processes."""


def known_at(call: Call, release: Release, as_of: str, progress: Progress = silent) -> Release:
    """The release computed anew from its own programme with what was known on ``as_of``; kept in the lake, not sealed.

    See ``docs/adr/007-as-of-recomputes.md``. Raises :class:`DataFault` for what is no date.
    """
    day = day_of(as_of)
    if day == release.as_of:
        return release
    ports = call.ports

    def make() -> Release:
        pointer = ports.home / "cache" / f"{release.sha256[:16]}-{ports.code().sha256[:16]}-{day}"
        made = _pointed(call, pointer)
        if made is None:
            files = {path: ports.blobs.get(digest) for path, digest in release.files.items()}
            sealed = cycle.run(sound(read_bytes(files)), release.cycle, day, ports.code(), progress)
            keep(call, sealed)
            made = sealed.release
            _point(pointer, made.sha256)
        return made

    return ports.kept.vintages.get((release.sha256, day), make)


def _pointed(call: Call, pointer: Path) -> Release | None:
    """What a run of another process found, if it is still whole."""
    try:
        digest = pointer.read_text("ascii").strip()
        return releases.manifest(call, digest) if call.ports.blobs.has(digest) else None
    except (OSError, ValueError, XinxiaoError):
        return None


def _point(pointer: Path, digest: str) -> None:
    """Leave a note for other processes; the ones used longest ago go. A home that cannot be written keeps none."""
    with suppress(OSError):
        pointer.parent.mkdir(parents=True, exist_ok=True)
        pointer.write_text(digest, "ascii")
        notes = sorted(pointer.parent.iterdir(), key=lambda note: note.stat().st_mtime)
        for note in notes[:-MOST_NOTES]:
            note.unlink(missing_ok=True)
