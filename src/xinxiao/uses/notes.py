"""Notes between processes: what one found and the next need not find again. They lie in the cache of a home, which may be
emptied at any time; the ones left longest ago go."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

MOST = 200
"""How many are kept."""


def noted(home: Path, name: str) -> str | None:
    """What was noted under a name; None where nothing was, or nothing that can be read."""
    try:
        return (home / "cache" / name).read_text("ascii").strip()
    except (OSError, ValueError):
        return None


def note(home: Path, name: str, text: str) -> None:
    """Leave a note. A home that is not there, or cannot be written, keeps none."""
    if not home.is_dir():
        return
    with suppress(OSError):
        folder = home / "cache"
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(text, "ascii")
        held = sorted(folder.iterdir(), key=lambda file: file.stat().st_mtime)
        for file in held[:-MOST]:
            file.unlink(missing_ok=True)
