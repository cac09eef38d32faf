"""Kill what writes to a home, over and over, and look whether what it said was done is there, whole and once.

``python tests/long/kills.py moments URL HOME COUNT SEED`` kills writers at random moments; ``steps URL HOME`` kills one at
every durable step it takes: each statement, commit, flush to the disk and rename. A line of JSON says what happened.
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import alembic.command
import alembic.config  # noqa: F401 - imported before forking, so that each writer starts at once
import sqlalchemy as sa

from tests.nouns import release
from xinxiao.model.event import CHAINS, HeadTaken, LedgerRead
from xinxiao.model.job import Done, Planned
from xinxiao.store.blobs import Blobs
from xinxiao.store.ledger import Ledger
from xinxiao.store.ledger.database import Database

AT = "2026-01-15T08:00:00.000+00:00"
THREADS = 4
JOBS = 40


def main(arguments: list[str]) -> None:
    """Run one of the two campaigns."""
    what, url, home, *rest = arguments
    found = moments(url, int(rest[0]), int(rest[1])) if what == "moments" else steps(url, Path(home))
    print(json.dumps(found))


def moments(url: str, count: int, seed: int) -> dict[str, Any]:
    """Kill ``count`` writers at random moments; what they had been told is done must be there."""
    chance, acknowledged = random.Random(seed), set[str]()
    killed = 0
    for number in range(count):
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(read)
            append_forever(url, number, write)
        os.close(write)
        early = chance.random() < 0.1
        if not early:  # most are killed while they write, some while they open
            select.select([read], [], [], 30)
        time.sleep(chance.uniform(0, 0.05))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        killed += 1
        with os.fdopen(read) as told:
            acknowledged.update(line.strip() for line in told if line.endswith("\n"))
    return {"killed": killed, "acknowledged": len(acknowledged), **looked(url, acknowledged)}


def append_forever(url: str, number: int, write: int) -> None:
    """Append groups of three events from several threads, do jobs, and say each that is done."""
    ledger = Ledger(url)

    def appends(thread: int) -> None:
        for turn in range(10_000):
            name = f"{number}.{thread}.{turn}"
            ledger.events.append("system", AT, [LedgerRead(how=name, first=n, last=3) for n in (1, 2, 3)])
            os.write(write, f"{name}\n".encode())

    def works() -> None:
        ledger.jobs.plan([Planned("kill", f"{n:03d}", AT) for n in range(JOBS)])
        now = f"2026-01-{15 + number // 24 % 10:02d}T{number % 24:02d}:00:00.000+00:00"
        while job := ledger.jobs.lease(f"w{number}", now, lambda kind: now):
            fact = LedgerRead(how=f"job {job.key}", first=1, last=1)
            ledger.jobs.complete(job, "system", AT, Done("ok", [fact]))
            os.write(write, f"job {job.key}\n".encode())

    threads = [threading.Thread(target=appends, args=(n,)) for n in range(THREADS)]
    threads.append(threading.Thread(target=works))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    os._exit(0)


def looked(url: str, acknowledged: set[str]) -> dict[str, Any]:
    """What stands in the ledger afterwards: what is missing, half or twice, and whether it fits."""
    ledger = Ledger(url)
    said = Counter(event.fact["how"] for event in ledger.events.events(kind=LedgerRead.kind))
    due = [job.key for job in ledger.jobs.shown("done", 10_000)]
    found = {
        "lost": sorted(acknowledged - set(said)),
        "half": sorted(name for name, n in said.items() if n != (1 if name.startswith("job ") else 3)),
        "done without effect": sorted(key for key in due if f"job {key}" not in said),
        "effect without done": sorted(n for n in said if n.startswith("job ") and n[4:] not in due),
        "events": sum(said.values()),
        "misfit": str(ledger.verify("event")[1] or ""),
    }
    ledger.close()
    return found


def steps(url: str, home: Path) -> dict[str, Any]:
    """Kill a writer at its first step, its second, and so on until it gets through; then look at what it left."""
    faults: list[str] = []
    at = 0
    while True:
        at += 1
        child = os.fork()
        if child == 0:
            one_home(url, home, at)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status):
            faults += [] if os.WEXITSTATUS(status) == 0 else [f"step {at}: exit {os.WEXITSTATUS(status)}"]
            break
        faults += [f"step {at}: {fault}" for fault in faults_of(url, home)]
    faults += faults_of(url, home, "whole")
    return {"killed": at - 1, "faults": faults}


def one_home(url: str, home: Path, last: int) -> None:
    """Seal a release and end a job, and die at the step of this number."""
    taken = 0

    def step(*_: object, **__: object) -> None:
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

    os.fsync, Path.replace = stepping(os.fsync), stepping(Path.replace)  # type: ignore[method-assign]
    for name in ("do_execute", "do_executemany", "do_commit", "do_begin"):
        setattr(
            sa.engine.default.DefaultDialect, name, stepping(getattr(sa.engine.default.DefaultDialect, name))
        )
    Database.at_once = stepping(Database.at_once)  # type: ignore[method-assign]
    ledger, blobs = Ledger(url), Blobs(home / "lake")
    for content in (b"one", b"two", b"three"):
        blobs.put(content)
    made = release(as_of="2025-06-30")
    blobs.put(made.manifest)
    ledger.releases.append(made, "operator:me", AT)
    ledger.jobs.plan([Planned("head", "1", AT)])
    while job := ledger.jobs.lease(f"w{last}", later(last), lambda kind: later(last)):
        head = HeadTaken(day=job.key, sequence=1, hash="a" * 64, reading_sequence=0, reading_hash="b" * 64)
        ledger.jobs.complete(job, "system", AT, Done("ok", [head]))
    ledger.note_verified("event", ledger.events.mark(), AT)
    for first in (1, 2):  # the second in one statement, where the first left the chain
        ledger.readings.append("operator:me", AT, [LedgerRead(how="test", first=first, last=first)])


def later(number: int) -> str:
    """A time after that of every number before, so that the lease of who was killed has run out."""
    return f"2026-01-{16 + number // 1440 % 10:02d}T{number // 60 % 24:02d}:{number % 60:02d}:00.000+00:00"


def faults_of(url: str, home: Path, wanted: str = "sound") -> list[str]:
    """What is wrong with a home: a release without its bytes, an effect twice or without its end, a chain that does not fit."""
    ledger, blobs = Ledger(url), Blobs(home / "lake")
    heads = len(list(ledger.events.events(kind=HeadTaken.kind)))
    done = len(ledger.jobs.shown("done"))
    entries = ledger.releases.entries()
    found = [f"{entry.id} has no manifest" for entry in entries if not blobs.has(entry.sha256)]
    found += [f"{heads} heads, {done} jobs done"] if heads != done or heads > 1 else []
    found += [str(misfit) for chain in CHAINS if (misfit := ledger.verify(chain)[1])]
    found += [
        f"{part} left"
        for part in (home / "lake").glob("*/*")
        if not part.name.startswith(".") and not sound(blobs, part)
    ]
    readings = ledger.readings.mark().sequence
    if wanted == "whole" and (len(entries), heads, readings >= 2) != (1, 1, True):
        found.append(f"{len(entries)} releases, {heads} heads, {readings} readings")
    ledger.close()
    return found


def sound(blobs: Blobs, part: Path) -> bool:
    """Whether a file of the lake is what its name says."""
    return blobs.verified(part.name) == part


if __name__ == "__main__":
    main(sys.argv[1:])
