"""What respondents hand in, as an event: which bytes, for which report, by which way. It holds a hash and no value."""

from __future__ import annotations

from typing import ClassVar, Literal

from xinxiao.model.event import Fact

Way = Literal["workbook", "api", "file"]


class HandedIn(Fact, frozen=True, kw_only=True):
    """A file came in and is kept as it came. ``form``, ``period`` and ``unit`` are empty for a file of many reports."""

    kind: ClassVar[str] = "file.handed_in"
    form: str
    period: str
    unit: str
    sha256: str
    way: Way
    size: int
