"""How to reach who compiles a programme: an e-mail address, a web address, or words."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MAIL = re.compile(r"[^\s@:/]+@[^\s@:/]+\.[^\s@:/]+")
_PAGE = re.compile(r"https?://[^\s/]+(/\S*)?")


@dataclass(frozen=True)
class Contact:
    """A contact as the programme gives it. ``mail`` and ``page`` are empty where the line is none; words are neither."""

    line: str

    @property
    def mail(self) -> str:
        """The e-mail address."""
        return self.line if _MAIL.fullmatch(self.line) else ""

    @property
    def page(self) -> str:
        """The web address."""
        return self.line if _PAGE.fullmatch(self.line) else ""

    @property
    def href(self) -> str:
        """Where a link leads; empty for words."""
        return f"mailto:{self.mail}" if self.mail else self.page

    def __bool__(self) -> bool:
        return bool(self.line)


NOBODY = Contact("")
"""No contact."""
