"""Kill a backup, and then a restore, at each durable step it takes, and look at what is left.

``python kill_backups.py FOLDER`` prints how many of each were killed, then each fault in a line.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import xinxiao.entry.cli.commands  # noqa: F401 - imported before forking, so that each child starts at once
from tests.nouns import release
from xinxiao import bootstrap
from xinxiao.errors import NotFound, Tampered
from xinxiao.store.archive import Archive
from xinxiao.uses.backup import backup
from xinxiao.uses.restore import restore

AT = "2026-01-15T08:00:00.000+00:00"
STEPS: tuple[tuple[Any, str], ...] = (
    (os, "fsync"),
    (Path, "replace"),
    (Path, "rename"),
    (Path, "mkdir"),
    (Path, "rmdir"),
    (Path, "unlink"),
)


def main(folder: Path) -> None:
    """Run both campaigns on a home with one small release."""
    home = bootstrap.call(folder / "home")
    blobs = home.ports.blobs
    made = release(files={"a.csv": blobs.put(b"one")}, nouns=blobs.put(b"nouns"), as_of="2025-06-30")
    blobs.put(made.manifest)
    home.ports.ledger.releases.append(made, "operator:me", AT)
    home.ports.ledger.close()
    backups = campaign(lambda: save(folder), lambda whole: saved(folder, whole))
    restores = campaign(lambda: bring_back(folder), lambda whole: brought_back(folder, whole))
    print(backups[0], restores[0])
    for fault in (*backups[1], *restores[1]):
        print(fault)


def campaign(do: Callable[[], None], faults: Callable[[bool], list[str]]) -> tuple[int, list[str]]:
    """Kill ``do`` at its first step, its second, and so on until it gets through; what was wrong after each."""
    found, at = list[str](), 0
    while True:
        at += 1
        child = os.fork()
        if child == 0:
            die_at(at)
            do()
            os._exit(0)
        _, status = os.waitpid(child, 0)
        ended = os.WIFEXITED(status)
        if ended and os.WEXITSTATUS(status):
            found.append(f"step {at}: exit {os.WEXITSTATUS(status)}")
        found += [f"step {at}: {fault}" for fault in faults(ended)]
        if ended:
            return at - 1, found


def die_at(last: int) -> None:
    """Have this process killed before its step of this number, or after it: odd and even numbers."""
    taken = 0

    def step() -> None:
        nonlocal taken
        taken += 1
        if taken == last:
            os.kill(os.getpid(), signal.SIGKILL)

    def stepping(original: Callable[..., Any]) -> Callable[..., Any]:
        def stepped(*arguments: Any, **named: Any) -> Any:
            step()
            made = original(*arguments, **named)
            step()
            return made

        return stepped

    for owner, name in STEPS:
        setattr(owner, name, stepping(getattr(owner, name)))


def save(folder: Path) -> None:
    """Back the home up, each time into an archive that the killed ones before left as it is."""
    backup(bootstrap.call(folder / "home"), folder / "out", 2)


def saved(folder: Path, whole: bool) -> list[str]:
    """A set that has a manifest is whole; one that has none is refused."""
    archive, faults = Archive(folder / "out"), list[str]()
    for name in archive.names:
        try:
            archive.check(name, archive.read(name))
            for digest in archive.read(name).sizes:
                archive.blobs.get(digest)
        except Tampered as error:
            if error.told is None or error.told.name != "backup_unfinished":
                faults.append(f"{name}: {error}")
        except NotFound as error:
            faults.append(f"{name}: {error}")
    finished = [name for name in archive.names if archive.finished(name)]
    if whole and (not finished or tuple(finished) != archive.names):
        faults.append(f"{finished} of {archive.names}")
    return faults


def bring_back(folder: Path) -> None:
    """Restore the last backup."""
    archive = Archive(folder / "out")
    restore(bootstrap.call(folder / "again"), folder / "out", archive.names[-1])


def brought_back(folder: Path, whole: bool) -> list[str]:
    """No home, or one with everything; what is there is taken away again."""
    again = folder / "again"
    if not again.exists():
        return ["no home"] if whole else []
    call = bootstrap.call(again)
    digests = sorted(call.ports.blobs.digests())
    faults = [] if len(digests) == 3 else [f"{len(digests)} files"]
    faults += [digest for digest in digests if not call.ports.blobs.get(digest)]
    faults += [str(m) for m in (call.ports.ledger.verify("event")[1],) if m]
    faults += [] if len(call.ports.ledger.releases.entries()) == 1 else ["no release"]
    call.ports.ledger.close()
    again.rename(folder / f"kept{len(list(folder.iterdir()))}")
    return faults


if __name__ == "__main__":
    main(Path(sys.argv[1]))
