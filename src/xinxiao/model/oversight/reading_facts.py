"""Who saw what of cases that is not public, on the chain of readings."""

from __future__ import annotations

from typing import ClassVar

from xinxiao.model.event import Fact


class CaseRead(Fact, frozen=True, kw_only=True):
    """Somebody saw something of a case: what kind, and by which key."""

    kind: ClassVar[str] = "case.read"
    what: str
    key: str
