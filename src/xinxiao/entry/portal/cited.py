"""A source as pages cite it: its words, and where it can be read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Cited:
    """Publisher, title and day in words; the publisher's page, a copy elsewhere, and the day one of them was read.

    ``code`` is empty for what is no source of the programme; addresses are empty where nobody kept them.
    """

    line: str
    code: str = ""
    url: str = ""
    archived: str = ""
    accessed: str = ""

    @property
    def href(self) -> str:
        """Where its words lead: to the publisher, else to a copy."""
        return self.url or self.archived
