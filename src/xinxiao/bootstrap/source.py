"""Which code makes the numbers: its version and one hash over the source below the doors."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import xinxiao
from xinxiao.model.release import Code, digest_of, sha256

ROOMS = ("errors.py", "cycle.py", "model", "files", "index", "programme", "analyse", "release")
"""What a number can depend on; doors, stores and texts may change without changing a release."""


@cache
def code() -> Code:
    """Version and hash of the installed source; line ends do not count."""
    root = Path(xinxiao.__file__).parent
    files = [file for room in ROOMS for file in _sources(root / room)]
    hashes = {
        file.relative_to(root).as_posix(): sha256(file.read_bytes().replace(b"\r\n", b"\n")) for file in files
    }
    return Code(version=xinxiao.__version__, sha256=digest_of(hashes))


def _sources(place: Path) -> list[Path]:
    return [place] if place.is_file() else sorted(place.rglob("*.py"))
