"""Actors: who asks. A reader nobody knows, the one who runs this installation, or the installation itself.

People with roles come later.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["anonymous", "operator", "system"]
Right = Literal["read", "preview", "release", "operate", "frame"]
"""What may be done: read what is published; see what is not yet, or no more; make a release and say how it stands; look
after the ledger and the jobs; keep the frame of units."""
Role = Literal["writer", "reader"]
"""Roles of a database that are granted what they need: to append, and to read."""

_RIGHTS: dict[Kind, frozenset[Right]] = {
    "anonymous": frozenset({"read"}),
    "operator": frozenset({"read", "preview", "release", "operate", "frame"}),
    "system": frozenset({"read", "preview", "operate"}),
}


@dataclass(frozen=True)
class Actor:
    """Who asks, and as what. ``name`` is empty for a reader nobody knows."""

    kind: Kind
    name: str = ""

    @property
    def line(self) -> str:
        """The actor as events hold it: ``operator:name``, or ``system``."""
        return f"{self.kind}:{self.name}" if self.name else self.kind

    def may(self, right: Right) -> bool:
        """Whether this actor may do something."""
        return right in _RIGHTS[self.kind]


ANONYMOUS = Actor("anonymous")
"""A reader of what is published."""
SYSTEM = Actor("system")
"""The installation itself, when a clock makes it act."""
