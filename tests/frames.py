"""A programme with a register of units, and files of units, for tests that speak of them."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from tests.nouns import TINY
from xinxiao.uses.call import Call
from xinxiao.uses.collect.frame import unit_at

TINY_FRAME = Path(__file__).parent / "data" / "tiny-frame"
SOUND = "914403001922038216", "9144030071526726XG", "91330100799655058B", "91110000802100433B"
HEADER = "code,name,area,industry,size,group,state,reason"


def with_frame(place: Path) -> Path:
    """The tiny programme in a folder of its own, with a register of units."""
    shutil.copytree(TINY, place)
    shutil.copytree(TINY_FRAME / "codelists", place / "codelists", dirs_exist_ok=True)
    shutil.copy(TINY_FRAME / "frame.yaml", place)
    heads = place / "codelists.yaml"
    heads.write_bytes(heads.read_bytes() + (TINY_FRAME / "codelists.yaml").read_bytes())
    return place


def sheet(place: Path, rows: Sequence[str], header: str = HEADER, name: str = "units.csv") -> Path:
    """A file of units."""
    file = place / name
    file.write_text("".join(f"{line}\n" for line in (header, *rows)), "utf-8")
    return file


def in_frame(call: Call, unit: str, day: str) -> bool:
    """Whether a unit is in the frame at a day."""
    held = unit_at(call, unit, day)
    return held is not None and held.state == "in"
