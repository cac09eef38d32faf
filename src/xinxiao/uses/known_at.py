"""Known at: a release as it would have been with what was known on another day."""

from __future__ import annotations

from contextlib import suppress

from xinxiao import cycle
from xinxiao.errors import XinxiaoError
from xinxiao.model.period import day_of
from xinxiao.model.release import Release
from xinxiao.programme.read import read_bytes
from xinxiao.uses import releases
from xinxiao.uses.call import Call, Progress, silent
from xinxiao.uses.notes import note, noted
from xinxiao.uses.run import keep
from xinxiao.uses.sound import sound


def known_at(call: Call, release: Release, as_of: str, progress: Progress = silent) -> Release:
    """The release computed anew from its own programme with what was known on ``as_of``; kept in the lake, not sealed.

    See ``docs/adr/007-as-of-recomputes.md``. Raises :class:`DataFault` for what is no date.
    """
    day = day_of(as_of)
    if day == release.as_of:
        return release
    ports = call.ports

    def make() -> Release:
        pointer = f"{release.sha256[:16]}-{ports.code().sha256[:16]}-{day}"
        made = _pointed(call, noted(ports.home, pointer))
        if made is None:
            files = {path: ports.blobs.get(digest) for path, digest in release.files.items()}
            sealed = cycle.run(sound(read_bytes(files)), release.cycle, day, ports.code(), progress)
            keep(call, sealed)
            made = sealed.release
            note(ports.home, pointer, made.sha256)
        return made

    return ports.kept.vintages.get((release.sha256, day), make)


def _pointed(call: Call, digest: str | None) -> Release | None:
    """What a run of another process found, if it is still whole."""
    with suppress(OSError, ValueError, XinxiaoError):
        if digest is not None and call.ports.blobs.has(digest):
            return releases.manifest(call, digest)
    return None
