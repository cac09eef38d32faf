"""A programme with a register of subjects, and lists of subjects, for tests that speak of them."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from tests.frames import SOUND, sheet, with_frame

TINY_SUBJECTS = Path(__file__).parent / "data" / "tiny-subjects" / "subjects.yaml"
HEADER = "code,name,authority,area,industry,risk,state,licence,kind,registration"
ONE, TWO, THREE, FOUR = SOUND
"""Sound codes; ONE comes before TWO."""


def with_subjects(place: Path) -> Path:
    """The tiny programme in a folder of its own, with a register of units and one of subjects."""
    with_frame(place)
    (place / "oversight").mkdir()
    shutil.copy(TINY_SUBJECTS, place / "oversight")
    with (place / "codelists" / "CL_AREA.csv").open("a", encoding="utf-8") as areas:
        areas.write("910100,甲市,,prefecture,910000,,,,,,,S_BOOK\n")
    return place


def listed(place: Path, rows: Sequence[str], header: str = HEADER, name: str = "list.csv") -> Path:
    """A list of subjects."""
    return sheet(place, rows, header, name)
