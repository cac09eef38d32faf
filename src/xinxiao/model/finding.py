"""Findings: what is wrong with a file or a figure, with its place and remedy (VTL: errorcode, errorlevel)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, get_args

from xinxiao.texts import Language, text

Level = Literal["error", "warning", "note"]
LEVELS: tuple[Level, ...] = get_args(Level)
"""From the gravest on."""
_BLANKS = "\u00a0\u2002\u2003\u2009\u202f\u3000"


@dataclass(frozen=True, order=True)
class Finding:
    """One fault, at one place.

    ``file`` and ``line`` (1-based; 0 = the whole file) say where; ``code`` is stable and documented
    (``docs/reference/findings.md``); ``places`` fill the text ``findings.<code>`` of either language.
    """

    file: str
    line: int
    code: str
    level: Level = "error"
    places: tuple[tuple[str, str], ...] = field(default=())

    def message(self, language: Language) -> str:
        """What is wrong and what to do, in one language."""
        return text(language, f"findings.{self.code}", **dict(self.places))

    def line_text(self, language: Language) -> str:
        """``file:line: level: code: message``, the form every door prints."""
        level = text(language, f"level.{self.level}")
        return _shown(f"{self.file}:{self.line}: {level}: {self.code}: {self.message(language)}")


def by_weight(findings: Iterable[Finding]) -> list[Finding]:
    """Findings as people read them: errors, then warnings, then notes, each by place."""
    return sorted(findings, key=lambda found: (LEVELS.index(found.level), found))


def _shown(line: str) -> str:
    """One printable line: what a file smuggles in (line ends, escape sequences, turned text) is spelled out."""
    if line.isprintable():
        return line
    return "".join(c if c.isprintable() or c in _BLANKS else ascii(c)[1:-1] for c in line)
