"""Examples that say in a line or two what they are: what a failing test prints is read by people."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import unified_diff

BEGINNING = 40
"""Characters of a text that are shown."""


class Text(str):
    """A text that is shown by its beginning and its length where it is long."""

    __slots__ = ()

    def __repr__(self) -> str:
        """As it would be written, or how it begins."""
        if len(self) <= 2 * BEGINNING:
            return super().__repr__()
        return f"<{len(self):,} characters: {self[:BEGINNING]!r}…>"


class Changed(dict[str, bytes]):
    """Files of a programme that were changed, shown by the lines that differ from what they were."""

    def __init__(self, before: Mapping[str, bytes]) -> None:
        super().__init__()
        self.before = before

    def __repr__(self) -> str:
        """File by file, the lines that went and those that came."""
        return "; ".join(f"{name}: {self._lines(name)}" for name in self)

    def _lines(self, name: str) -> list[str]:
        was, now = (files[name].decode().splitlines() for files in (self.before, self))
        return list(unified_diff(was, now, lineterm="", n=0))[2:]
