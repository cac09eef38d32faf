"""Where programmes are looked for."""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path

import xinxiao
from xinxiao.errors import NotFound, told

MARKS = ("programme.yaml", "dataflows.yaml", "indicators.yaml", "sources.yaml", "codelists", "figures")
"""What tells a programme's folder from any other: one of these stands in it."""


def programme_folder(asked: Path | None = None) -> Path:
    """The programme folder asked for, or the first one found at the usual places.

    The usual places are ``programmes/`` in the working directory, in the source tree of this package, and in
    ``share/xinxiao`` of the Python installation; a folder there with one programme is taken, of several the
    first whose ``programme.yaml`` is there in the order of :func:`_order`. Raises :class:`NotFound`.
    """
    if asked is not None:
        if not asked.is_dir():
            raise NotFound(f"no folder {asked}", told("no_folder", path=str(asked)))
        if not any((asked / name).exists() for name in MARKS):
            raise NotFound(f"no programme in {asked}", told("no_programme_file", path=str(asked)))
        return asked
    for place in _places():
        for folder in _order(place):
            return folder
    raise NotFound(
        "no programme found", told("no_programme", places="; ".join(str(place) for place in _places()))
    )


def _places() -> tuple[Path, ...]:
    source = Path(xinxiao.__file__).resolve().parents[2]
    roots = dict.fromkeys((sys.prefix, sysconfig.get_path("data")))
    shared = [Path(root) / "share" / "xinxiao" for root in roots]
    return tuple(root / "programmes" for root in (Path.cwd(), source, *shared))


def _order(place: Path) -> list[Path]:
    """Folders with a programme, real programmes before tutorials, then by name."""
    if not place.is_dir():
        return []
    folders = [file.parent for file in place.glob("*/programme.yaml")]
    return sorted(folders, key=lambda folder: (folder.name.startswith("tutorial"), folder.name))
