"""Actors: who asks. A reader nobody knows, a person who signed in, the one who runs this installation, or the installation itself."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from xinxiao.model.collect import people
from xinxiao.model.collect.people import Grant, PersonRight

Kind = Literal["anonymous", "person", "operator", "system"]
Right = Literal["read", "preview", "release", "frame", "oversee", PersonRight]
"""What may be done: read what is published; see what is not yet, or no more; make a release and say how it stands; keep the
frame of units; keep the registers of oversight; and what
people may by their roles (``model/collect/people.py``)."""
Role = Literal["writer", "reader", "officer", "keeper"]
"""Roles of a database that are granted what they need: to append, to read, to work in oversight, to make backups."""

_RIGHTS: dict[Kind, frozenset[Right]] = {
    "anonymous": frozenset({"read"}),
    "person": frozenset({"read", "attend"}),
    "operator": frozenset({"read", "preview", "release", "operate", "frame", "oversee", "admit", "audit"}),
    "system": frozenset({"read", "preview", "operate"}),
}


@dataclass(frozen=True)
class Actor:
    """Who asks, and as what. ``name``: empty for a reader nobody knows, of a person the id of the account.

    ``grants`` are what a person may beyond what anybody may.
    """

    kind: Kind
    name: str = ""
    grants: tuple[Grant, ...] = ()

    @classmethod
    def signed_in(cls, account: str, grants: tuple[Grant, ...] = ()) -> Actor:
        """The person of an account, with what they are granted."""
        return cls("person", account, grants)

    @property
    def line(self) -> str:
        """The actor as events hold it: ``operator:name``, ``person:account``, or ``system``."""
        return f"{self.kind}:{self.name}" if self.name else self.kind

    def may(self, right: Right) -> bool:
        """Whether this actor may do something, at least somewhere."""
        return right in _RIGHTS[self.kind] or any(right in people.RIGHTS[grant.role] for grant in self.grants)

    def reaches(self, right: PersonRight, *, unit: str = "", areas: Collection[str] = ()) -> bool:
        """Whether a person may do it over a frame unit, which is in ``areas`` (its own and those above), or over an area."""
        return people.reaches(self.grants, right, unit=unit, areas=areas)


ANONYMOUS = Actor("anonymous")
"""A reader of what is published."""
SYSTEM = Actor("system")
"""The installation itself, when a clock makes it act."""
