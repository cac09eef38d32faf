"""A document of a case as data: what it says, line by line, and what it is known by. Its text and its PDF are renderings of it."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from xinxiao.model.oversight.template import LineKind
from xinxiao.texts import Language


@dataclass(frozen=True)
class LetterLine:
    """One line and what it is."""

    kind: LineKind
    words: str


@dataclass(frozen=True)
class Letter:
    """A document as it is made.

    ``address`` is where anybody may check it, ``seal`` the file of the operator's seal as PNG (none: a box says that it is none);
    ``confirmed``: whether the text of the rule it is bound to was read.
    """

    language: Language
    number: str
    date: str
    lines: tuple[LetterLine, ...]
    address: str
    seal: bytes | None = None
    synthetic: bool = False
    confirmed: bool = True

    @property
    def title(self) -> str:
        """Its title, or its number where it has none."""
        return next((line.words for line in self.lines if line.kind == "title"), self.number)

    @property
    def text(self) -> str:
        """What it says, a line for each line."""
        return "".join(f"{'- ' if line.kind == 'item' else ''}{line.words}\n" for line in self.lines)

    @property
    def sha256(self) -> str:
        """The hash of what it says: it stands on the document itself."""
        return sha256(self.text.encode()).hexdigest()
