"""What snapshots need from outside: the reports as they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Protocol

from xinxiao.collect.whole import Plan
from xinxiao.model.collect.examination import Tally
from xinxiao.model.collect.form import Form
from xinxiao.model.collect.snapshot import Forerunner, Written
from xinxiao.model.event import START, Mark


class Submitted(Protocol):
    """What was submitted."""

    def version(self, form: str, period: str, moment: str = "") -> str | None:
        """The version of a form that was issued for a period, up to a moment or ever; None where it was not."""

    def written(
        self, form: Form, period: str, before: Forerunner | None, day: str, place: Path, moment: str = ""
    ) -> tuple[Written, Mark]:
        """Write the reports of a form for a period into a new file, as they stood at a moment or stand now, and tell after which
        event they did."""

    def examined(
        self, plan: Plan, place: Path, whys: Callable[[Mapping[str, str]], Iterable[tuple[str, str, str]]]
    ) -> tuple[int, bool, tuple[Tally, ...]]:
        """Write what a plan finds into a new file: reports judged, whether explanations are there, counts by rule."""


class NothingSubmitted:
    """Where no reports are kept: no form is issued."""

    def version(self, form: str, period: str, moment: str = "") -> str | None:
        """None."""
        return None

    def written(
        self, form: Form, period: str, before: Forerunner | None, day: str, place: Path, moment: str = ""
    ) -> tuple[Written, Mark]:
        """Nothing."""
        return Written(0, 0, 0), START

    def examined(
        self, plan: Plan, place: Path, whys: Callable[[Mapping[str, str]], Iterable[tuple[str, str, str]]]
    ) -> tuple[int, bool, tuple[Tally, ...]]:
        """Nothing."""
        return 0, False, ()
