"""Actors: who asks. A reader nobody knows, or the one who runs this installation; people with roles come later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["anonymous", "operator"]
Right = Literal["read", "release"]
"""What may be done: read what is published; make a release."""

_RIGHTS: dict[Kind, frozenset[Right]] = {
    "anonymous": frozenset({"read"}),
    "operator": frozenset({"read", "release"}),
}


@dataclass(frozen=True)
class Actor:
    """Who asks, and as what. ``name`` is empty for a reader nobody knows."""

    kind: Kind
    name: str = ""

    def may(self, right: Right) -> bool:
        """Whether this actor may do something."""
        return right in _RIGHTS[self.kind]


ANONYMOUS = Actor("anonymous")
"""A reader of what is published."""
