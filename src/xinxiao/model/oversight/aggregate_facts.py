"""That aggregates of cases were handed over to statistics, as an event of the chain of oversight."""

from __future__ import annotations

from typing import ClassVar

from xinxiao.model.event import Fact


class CasesCounted(Fact, frozen=True, kw_only=True):
    """The cases of a month were counted as of an event (``sequence``, with the ``head`` of the chain then); ``sha256``: of the file that
    holds all that was handed over of the month so far, ``vintage`` the day; how many numbers, and of these withheld."""

    kind: ClassVar[str] = "case.counted"
    month: str
    vintage: str
    sequence: int
    head: str
    sha256: str
    numbers: int
    withheld: int
    synthetic: bool
