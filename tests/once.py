"""What is expensive to make is made once for a whole run, by whichever of its processes needs it first."""

from __future__ import annotations

import fcntl
import os
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from xinxiao.model.finding import Finding
    from xinxiao.programme.loaded import Loaded


TOLD = "XINXIAO_MUTANTS_REACH"
"""Set where a run of the tests is asked which of them reaches which lines."""


def made_once(temporary: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that ``make`` fills, shared by all processes of a run. Whoever changes it, changes a copy."""
    own = temporary.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own  # workers of one run share a folder
    made, part = shared / name, shared / f"{name}.part"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            make(part)
            part.rename(made)
    return made


REMEMBERED = 6
"""Programmes that a process of tests keeps."""


def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on, have what issues, imports, runs and checks read of a folder kept by its bytes, of which alone it is made.

    Tests that read a programme themselves have one of their own, which they may change.
    """
    from xinxiao.files.folder import survey
    from xinxiao.programme.load import load_bytes
    from xinxiao.programme.read import read_bytes
    from xinxiao.uses import check, run
    from xinxiao.uses.collect import forms, frame

    held: OrderedDict[tuple[str, str, tuple[Finding, ...]], Loaded] = OrderedDict()

    def remembered(
        read: Callable[..., Loaded], files: Mapping[str, bytes], *unread: Sequence[Finding]
    ) -> Loaded:
        named = sha256(repr([(path, sha256(files[path]).digest()) for path in sorted(files)]).encode())
        key = (read.__name__, named.hexdigest(), tuple(*unread))
        if key not in held:
            held[key] = read(files, *unread)
        held.move_to_end(key)
        while len(held) > REMEMBERED:
            held.popitem(last=False)
        return held[key]

    def load(directory: Path) -> Loaded:
        found = survey(directory)
        return remembered(load_bytes, found.files, found.findings)

    for user in (check, forms, run):
        monkeypatch.setattr(user, "load", load)
    monkeypatch.setattr(frame, "read_bytes", lambda files: remembered(read_bytes, files))
