"""What happens to the register of subjects, as events of oversight's chain."""

from __future__ import annotations

from typing import ClassVar, Literal

from xinxiao.model.event import Fact
from xinxiao.model.vouched import VouchingFact


class SubjectsImported(VouchingFact, frozen=True, kw_only=True):
    """A list of an administration was taken in: of which source, which file (the SHA-256 of its bytes), from which day on it holds,
    whether it was invented, and what became of its rows. Versions it made are recorded in the order of their codes."""

    kind: ClassVar[str] = "subjects.imported"
    programme: str
    source: str
    file: str
    day: str
    synthetic: bool
    read: int
    unchanged: int
    repeated: int
    refused: int


class SubjectsRead(Fact, frozen=True, kw_only=True):
    """Somebody looked at subjects: how, at which one if at one, and at how many. In the chain of readings."""

    kind: ClassVar[str] = "subjects.read"
    how: Literal["subject", "list", "search", "export"]
    code: str
    count: int
