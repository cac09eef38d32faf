"""Backup: copy a home while it is used. The ledger goes first, then every file its releases and
events name (issued forms, what was handed in, snapshots), and the manifest last."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import xinxiao
from xinxiao.errors import Conflict, XinxiaoError, told
from xinxiao.model.backup import FORMAT, Backup, LedgerCopy, Stand
from xinxiao.model.event import LedgerRead, Mark
from xinxiao.uses.call import Archive, Call, Progress, silent
from xinxiao.uses.haul import Haul


@dataclass(frozen=True)
class Made:
    """A backup that was made: its name, the hash of its manifest, what it holds, and how much of that is new.

    ``recorded``: whether the ledger says that it was read; one that may not be written cannot. ``dropped``: older backups
    that were removed.
    """

    name: str
    sha256: str
    backup: Backup
    copied: int
    copied_bytes: int
    recorded: bool
    dropped: tuple[str, ...] = ()


def backup(
    call: Call, folder: Path, keep: int | None = None, *, check: bool = False, progress: Progress = silent
) -> Made:
    """Back a home up into the archive at ``folder``; files that are there already are not copied again.

    ``keep``: how many backups may stay, this one among them. ``check``: hash the files that are there, too. What the home
    lacks, or holds otherwise than its hash says, is left out and named; what is sound is kept. Raises :class:`Conflict` when
    another backup is at work there or the archive would be part of the home, :class:`NotFound` when there is no ledger.
    """
    call.demand("operate")
    archive = call.ports.archive(folder)
    home = call.ports.home
    if folder.resolve().is_relative_to(home.resolve()):
        raise Conflict(f"{folder} in {home}", told("backup_inside", path=str(folder), home=str(home)))
    with archive.exclusive():
        known = {} if check else _known(archive)
        name = archive.begin(call.at)
        try:
            made = _made(call, archive, name, Haul(call.ports.blobs, archive.blobs, known), progress)
        except BaseException:
            archive.drop(name)
            raise
        return replace(made, dropped=_pruned(archive, name, keep))


def _made(call: Call, archive: Archive, name: str, haul: Haul, progress: Progress) -> Made:
    progress("ledger", 0, 1)
    place = archive.ledger(name, call.ports.ledger.kind)
    copied, recorded = _read(call, place)
    haul.carry_all(copied.releases, progress, copied.further)
    made = Backup(
        format=FORMAT,
        made_at=call.at,
        version=xinxiao.__version__,
        engine=copied.engine,
        schema=copied.schema,
        revision=copied.revision,
        ledger=archive.measured(place),
        event=_stand(copied.event),
        reading=_stand(copied.reading),
        oversight=_stand(copied.oversight),
        releases=len(copied.releases),
        blobs=tuple(haul.held[digest] for digest in sorted(haul.held)),
        lacking=tuple(haul.lacking[digest] for digest in sorted(haul.lacking)),
    )
    return Made(name, archive.seal(name, made), made, haul.copied, haul.copied_bytes, recorded)


def _read(call: Call, place: Path) -> tuple[LedgerCopy, bool]:
    """Copy the ledger. That its events are read is said before; what others appended meanwhile, after."""
    ledger = call.ports.ledger
    may, before = ledger.may_append, ledger.events.mark().sequence
    _record(call, 1, before if may else 0)
    copied = ledger.copy(place)
    _record(call, before + 1, copied.event.sequence if may else 0)
    return copied, may


def _record(call: Call, first: int, last: int) -> None:
    if last >= first:
        fact = LedgerRead(how="backup", first=first, last=last)
        call.ports.ledger.readings.append(call.actor.line, call.at, [fact])


def _stand(mark: Mark) -> Stand:
    return Stand(sequence=mark.sequence, hash=mark.hash)


def _known(archive: Archive) -> dict[str, int]:
    """The files of the last backup that is whole, with their sizes: they were hashed when they were copied."""
    for name in reversed(archive.names):
        try:
            return archive.read(name).sizes
        except XinxiaoError:
            continue
    return {}


def _pruned(archive: Archive, newest: str, keep: int | None) -> tuple[str, ...]:
    """Remove what was not finished, and beyond ``keep`` the oldest, with the files that none of the rest names."""
    unfinished = [name for name in archive.names if not archive.finished(name)]
    for name in unfinished:
        archive.drop(name)
    if keep is None:
        return ()
    names = archive.names
    old = names[: max(len(names) - keep, 0)]
    for name in old:
        archive.drop(name)
    try:
        named = {digest for name in archive.names for digest in archive.read(name).sizes}
    except XinxiaoError:  # nobody knows what that one needs: nothing more is removed
        return old
    for digest in [digest for digest in archive.blobs.digests() if digest not in named]:
        archive.blobs.drop(digest)
    return old
