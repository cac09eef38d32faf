"""A ledger of several processes, and of one that may not write it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import KINDS, database
from tests.nouns import release
from tests.unit.store.ledger.test_database import AT, made_at
from xinxiao.store.ledger import Ledger


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database nobody made yet."""
    with database(request.param, tmp_path) as place:
        yield place


APPENDS = """
import sys
from xinxiao.model.event import LedgerRead
from xinxiao.store.ledger import Ledger
ledger = Ledger(sys.argv[1])
sys.stdin.readline()
for number in range(10):
    ledger.events.append(sys.argv[2], "2026-01-15T08:00:00.000+00:00", [LedgerRead(how="x", first=number, last=number)])
"""


def test_processes_that_make_a_new_ledger_at_once_share_it(url: str) -> None:
    running = [
        subprocess.Popen(
            [sys.executable, "-c", APPENDS, url, f"p{n}"],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for n in range(4)
    ]
    for process in running:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    said = [process.communicate(timeout=120)[1] for process in running]
    assert [process.returncode for process in running] == [0, 0, 0, 0], said
    opened = Ledger(url)
    last, misfit = opened.verify("event")
    assert (last.sequence, misfit) == (40, None)
    opened.close()


READS = """
import json, os, sys
from xinxiao.errors import XinxiaoError
from xinxiao.model.event import LedgerRead
from xinxiao.store.ledger import Ledger

def look(url):
    ledger = Ledger(url)
    found = {"ids": [entry.id for entry in ledger.releases.entries()], "events": ledger.events.mark().sequence}
    try:
        ledger.events.append("system", "2026-01-15T08:00:00.000+00:00", [LedgerRead(how="x", first=1, last=1)])
    except XinxiaoError as error:
        found["refused"] = error.told.name
    ledger.close()
    return found

look(sys.argv[1])  # whatever is imported late, is imported while this may still read everything
if os.getuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
print(json.dumps(look(sys.argv[2])))
"""


def as_nobody(tmp_path: Path, url: str) -> dict[str, object]:
    """What a program finds in a ledger that runs as a user who may write nowhere there."""
    if os.name != "posix":
        pytest.skip("permissions of POSIX")
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == os.getuid() and folder.stat().st_mode & 0o005 != 0o005:
            folder.chmod(folder.stat().st_mode | 0o055)
    warm = f"sqlite:///{tmp_path / 'warm' / 'ledger.sqlite'}"
    made_at(warm, "0001")
    done = subprocess.run(
        [sys.executable, "-c", READS, warm, url], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("left", ["closed", "log", "old", "live"])
def test_a_home_that_may_not_be_written_is_read(tmp_path: Path, left: str) -> None:
    home, kept = tmp_path / "work", tmp_path / "archive"
    opened = Ledger(f"sqlite:///{home / 'ledger.sqlite'}")
    if left == "old":
        made_at(opened.database.url, "0001")
        expected, count = ["IC-1", "IC-2"], 2
    else:
        made = release(as_of="2025-06-30")
        opened.releases.append(made, "operator:me", AT)
        expected, count = [made.id], 1
    if left == "closed":
        opened.close()
    shutil.copytree(home, kept, ignore=shutil.ignore_patterns("*-shm") if left != "live" else None)
    assert (left in ("log", "live")) == (kept / "ledger.sqlite-wal").exists()
    for place in (kept, *kept.iterdir()):
        place.chmod(0o555 if place.is_dir() else 0o444)
    found = as_nobody(tmp_path, f"sqlite:///{kept / 'ledger.sqlite'}")
    assert found == {"ids": expected, "events": count, "refused": "ledger_closed"}
    opened.close()
    for place in (kept, *kept.iterdir()):
        place.chmod(0o755)
