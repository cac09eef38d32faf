"""Restore: make a home from a backup, whole or not at all, and hold it against what the backup says."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from xinxiao.errors import Conflict, NotFound, Tampered, told
from xinxiao.model.backup import Backup, Copied
from xinxiao.model.event import CHAINS
from xinxiao.model.release import Entry
from xinxiao.uses import ledger
from xinxiao.uses.call import Archive, Call, Ports, Progress, silent
from xinxiao.uses.collect import sessions, tokens
from xinxiao.uses.haul import each, named


@dataclass(frozen=True)
class Restored:
    """A home that was made: from which backup, how its chains held, and the releases in it.

    What the home it was copied from lacked already (``backup.lacking``), and an event that did not fit there, are the
    same here: the copy is faithful.
    """

    name: str
    backup: Backup
    held: tuple[ledger.Held, ...]
    releases: tuple[Entry, ...]
    sessions: int = 0
    """Sessions that were ended, since nobody knows which of them ended after the backup was made."""
    tokens: int = 0
    """Access tokens that were ended, likewise."""

    @property
    def holds(self) -> bool:
        """Whether every file is there and every event fits."""
        return not self.backup.lacking and not any(held.misfit for held in self.held)


def restore(call: Call, folder: Path, name: str | None = None, progress: Progress = silent) -> Restored:
    """Make the home of ``call`` from a backup in the archive at ``folder``: the one of this name, or else the last begun.

    Nothing is at the home's place before all of it is there and was held against the manifest; a ledger elsewhere is taken
    away again when something fails. What opens something by itself is ended in the new ledger, as events of it: all sessions and
    access tokens, for some of them may have been ended after the backup was made. Raises :class:`NotFound` or :class:`Tampered` for a backup that is not whole, naming
    the first fault, and :class:`Conflict` for a home or a ledger that is not empty, or a ledger of another kind of database.
    """
    call.demand("operate")
    archive = call.ports.archive(folder)
    chosen = _chosen(archive, name)
    backup = archive.read(chosen)
    archive.check(chosen, backup)
    with ExitStack() as undoing:
        with call.ports.building() as made:
            _demand_fitting(made, backup)
            _carry(archive, made, backup, progress)
            progress("ledger", 0, 2)
            made.ledger.put(archive.ledger(chosen, backup.engine), backup.schema)
            undoing.callback(made.ledger.remove)
            _demand_said(made, chosen, backup)
            progress("events", 1, 2)
            inside = replace(call, ports=made)
            held = ledger.verify(inside)
            ended = (sessions.end_every(inside, "restored"), tokens.end_every(inside))
            restored = Restored(chosen, backup, held, made.ledger.releases.entries(), *ended)
        undoing.pop_all()
    return restored


def _chosen(archive: Archive, name: str | None) -> str:
    names = archive.names
    if not names:
        raise NotFound(f"no backup in {archive.folder}", told("no_backup", path=str(archive.folder)))
    if name is not None and name not in names:
        raise NotFound(f"no backup {name}", told("unknown_backup", backup=name, known=", ".join(names[-5:])))
    return name or names[-1]


def _demand_fitting(made: Ports, backup: Backup) -> None:
    own = made.ledger.kind
    if own != backup.engine:
        raise Conflict(f"{backup.engine} into {own}", told("backup_engine", held=backup.engine, own=own))
    made.ledger.demand_readable(backup.revision)
    made.ledger.demand_empty(backup.schema)


def _carry(archive: Archive, made: Ports, backup: Backup, progress: Progress) -> None:
    """Copy every file; each is hashed on its way."""

    def take(blob: Copied) -> None:
        place = archive.blobs.path(blob.sha256)
        try:
            made.blobs.take(blob.sha256, place)
        except Tampered as error:
            raise Tampered(f"{place}: another", told("backup_torn", path=str(place))) from error
        except NotFound as error:
            raise NotFound(f"{place}: not there", told("backup_missing", path=str(place))) from error

    for _ in each(take, backup.blobs, progress):
        pass


def _demand_said(made: Ports, name: str, backup: Backup) -> None:
    """Raise :class:`Tampered` unless the ledger is the one the manifest speaks of, and every file of its releases is named."""
    for chain in CHAINS:
        if made.ledger.chain(chain).mark() != backup.mark(chain):
            raise Tampered(f"{name}: {chain}", told("backup_differs", backup=name, chain=chain))
    said = {*backup.sizes, *(file.sha256 for file in backup.lacking)}
    for entry in made.ledger.releases.entries():
        held = entry.sha256 in backup.sizes
        files = named(made.blobs.get(entry.sha256), made.blobs.has) if held else ()
        for digest in (entry.sha256, *files):
            if digest not in said:
                fault = told("backup_unnamed", backup=name, release=entry.id, sha256=digest)
                raise Tampered(f"{name}: {digest} of {entry.id}", fault)
