"""The bundled font: Noto Sans SC, cut to what is printed here (``fonts/build_font.py`` makes it; SIL OFL 1.1, ``OFL.txt``)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

FAMILY = "Noto Sans SC"
FOLDER = Path(__file__).parent
"""Where its two faces, Regular and Bold, stand."""


LAST_LATIN = "\u024f"


@cache
def characters() -> frozenset[str]:
    """Every character it has."""
    return frozenset((FOLDER / "characters.txt").read_text("utf-8"))


def lacking(words: Iterable[str]) -> list[str]:
    """The characters of some texts that it lacks, in their order; line ends and tabs are none.

    Latin letters it lacks are none either: the typesetter's own font has them.
    """
    rare = {c for text in words for c in text} - characters() - set("\n\r\t")
    return sorted(c for c in rare if not "\u0100" <= c <= LAST_LATIN)


def spelt(words: str) -> str:
    """A text in which characters that the font lacks are spelt as their number, ``[U+2CB4E]``: told, and no empty box."""
    missing = lacking((words,))
    return words.translate({ord(c): f"[U+{ord(c):04X}]" for c in missing}) if missing else words
