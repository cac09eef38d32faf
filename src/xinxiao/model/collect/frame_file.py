"""`frame.yaml`: which code lists a programme's frame uses, how the columns of files are called, and reasons of change."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from msgspec import Meta

from xinxiao.model.ranges import Code, Few, Id, Line
from xinxiao.model.text import Noun, Text

Change = Literal["enters", "leaves", "stays"]
"""What a version does to a unit: it comes into the frame, goes out of it, or stays where it is."""
CHANGES: tuple[Change, ...] = get_args(Change)
Column = Literal["unit", "code", "name", "area", "industry", "size", "group", "state", "reason"]
"""The columns that a file of units may have."""


Apart = Literal["industry", "size", "group"]
"""What the frame says of a unit beside its area."""


class FrameLists(Noun, frozen=True, kw_only=True):
    """The code lists that units are described by; without one, nothing is said of units there."""

    area: Id
    industry: Id | None = None
    size: Id | None = None
    group: Id | None = None


class FrameColumn(Noun, frozen=True, kw_only=True):
    """What a column of files is called, beside its own name."""

    id: Column
    aliases: Annotated[Few[Line], Meta(description="headers that files of others give it")]


class FrameReason(Noun, frozen=True, kw_only=True):
    """Why a unit is as it is from a day on."""

    id: Code
    name: Text
    when: Annotated[
        Few[Change], Meta(min_length=1, description="what a version with this reason may do to a unit")
    ]


class FrameUsual(Noun, frozen=True, kw_only=True):
    """The reasons of rows of a file that give none; why a unit leaves is never taken for granted."""

    enters: Code
    stays: Code


class FrameFiner(Noun, frozen=True, kw_only=True):
    """A column whose list holds only the upper levels of a hierarchical classification, as far as anybody needs them: longer
    codes of digits that begin with one of the list are taken and told."""

    column: Apart
    least: Annotated[int, Meta(ge=1, le=64, description="digits of the listed code above it, at least")]
    most: Annotated[int, Meta(ge=2, le=64, description="digits of the longest code there is")]


class FrameSpec(Noun, frozen=True, kw_only=True):
    """`frame.yaml`: the register of units that are asked."""

    name: Text
    lists: FrameLists
    needed: Annotated[Few[Column], Meta(description="columns that must be filled beside name and area")] = ()
    columns: Few[FrameColumn] = ()
    finer: Few[FrameFiner] = ()
    reasons: Annotated[Few[FrameReason], Meta(min_length=1)]
    usual: FrameUsual

    @property
    def aliases(self) -> dict[str, str]:
        """Header -> column."""
        return {alias: column.id for column in self.columns for alias in column.aliases}

    @property
    def coded(self) -> dict[str, str]:
        """Column -> its code list."""
        own = self.lists
        named = {"area": own.area, "industry": own.industry, "size": own.size, "group": own.group}
        return {column: codelist for column, codelist in named.items() if codelist is not None}

    def when(self, reason: str) -> tuple[Change, ...]:
        """What a reason may do; nothing for one there is not."""
        return next((own.when for own in self.reasons if own.id == reason), ())


def change(before: str | None, state: str) -> Change:
    """What a version with this state does to a unit that had another before, or none."""
    if before == state:
        return "stays"
    return "enters" if state == "in" else "leaves"
