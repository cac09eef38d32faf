"""How long a home takes to back up and to restore, beside ``cp`` of the same bytes.

    python bench/bench_restore.py [--megabytes 1024] [--files 600] [--folder DIR]

A home is made of sealed releases of ten files of random bytes each. Times are of the commands' uses in this process; ``cp -r`` copies the same home, once
as it is and once with the disk waited for (``sync -f``), as a backup does for each file. Runs alternate, and the best of
``--rounds`` counts, since a disk has moods. The last column is the ratio to ``cp -r`` with ``sync``.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from xinxiao import bootstrap
from xinxiao.model.release import FORMAT, Code, ProgrammeStamp, Release
from xinxiao.model.text import Text
from xinxiao.uses.backup import backup
from xinxiao.uses.restore import restore

AT = "2026-01-15T08:00:00.000+00:00"
EACH = 10
"""Files of a release."""


def fill(home: Path, size: int, files: int) -> int:
    """A home of about ``size`` bytes in so many files; the bytes there are."""
    call = bootstrap.call(home)
    ports = call.ports
    nouns = ports.blobs.put(b"nouns")
    stamp = ProgrammeStamp(
        id="bench", version="1.0.0", sha256="0" * 64, release_prefix="BN", name=Text(zh="量", en="bench")
    )
    for number in range(files // EACH):
        named = {f"{n}.bin": ports.blobs.put(os.urandom(size // files)) for n in range(EACH)}
        made = Release(
            format=FORMAT,
            programme=stamp,
            cycle=f"C{number}",
            first=2021,
            last=2024,
            as_of="2025-06-30",
            release_date="2025-07-01",
            code=Code(version="0", sha256="1" * 64),
            datasets={},
            files=named,
            nouns=nouns,
        )
        ports.blobs.put(made.manifest)
        ports.ledger.releases.append(made, "operator:bench", AT)
    ports.ledger.close()
    return sum(file.stat().st_size for file in home.rglob("*") if file.is_file())


def taken(do: Callable[[], object]) -> float:
    """Seconds."""
    os.sync()
    start = time.perf_counter()
    do()
    return time.perf_counter() - start


def copied(source: Path, target: Path, *, waits: bool) -> None:
    """``cp -r``, and wait for the disk."""
    subprocess.run(["cp", "-r", str(source), str(target)], check=True)
    if waits:
        subprocess.run(["sync", "-f", str(target)], check=True)


def one_round(folder: Path) -> dict[str, float]:
    """Each way once, and what it made taken away again."""
    home, out, again, copy = (folder / name for name in ("home", "out", "again", "copy"))
    found = {"cp -r": taken(lambda: copied(home, copy, waits=False))}
    shutil.rmtree(copy)
    found["cp -r and sync"] = taken(lambda: copied(home, copy, waits=True))
    shutil.rmtree(copy)
    found["backup"] = taken(lambda: backup(bootstrap.call(home), out))
    found["backup, nothing new"] = taken(lambda: backup(bootstrap.call(home), out))
    found["restore"] = taken(lambda: restore(bootstrap.call(again), out))
    shutil.rmtree(again)
    shutil.rmtree(out)
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=1_024)
    parser.add_argument("--files", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=None, help="where the disk to measure is")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as name:
        folder = Path(name)
        size = fill(folder / "home", given.megabytes << 20, given.files)
        rounds = [one_round(folder) for _ in range(given.rounds)]
    best = {way: min(found[way] for found in rounds) for way in rounds[0]}
    print(f"{size / 1e6:.0f} MB in {given.files} files, best of {given.rounds}")
    for way, seconds in best.items():
        ratio = seconds / best["cp -r and sync"]
        print(f"{way:20} {seconds:7.2f} s {size / 1e6 / seconds:8.0f} MB/s {ratio:6.2f} x")


if __name__ == "__main__":
    main()
