"""Totals of what is reported, as data of the programme: which item of which form becomes which indicator, and how it is weighed."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from xinxiao.model.ranges import Code, Few, Id, Positive
from xinxiao.model.text import Noun, Text

Counted = Literal["submitted", "held", "returned", "accepted"]


class TotalSpec(Noun, frozen=True, kw_only=True):
    """One total of `totals.yaml`: an item of a form over the areas of some levels, as figures of an indicator and a scope."""

    id: Id
    name: Text
    form: Id
    item: Id
    part: Annotated[
        bool,
        Meta(description="the part of the period alone, of an item that counts from the start of the year"),
    ] = False
    indicator: Id
    scope: Annotated[Id, Meta(description="a scope of its own: what is counted, by this form")]
    times: Annotated[
        Positive, Meta(description="how many of the indicator's unit one of the item's unit is")
    ] = 1.0
    levels: Annotated[Few[Code], Meta(min_length=1, description="levels of areas that get a figure")]
    strata: Annotated[
        Few[Code],
        Meta(
            min_length=1,
            description="what units are alike in that stand for each other: levels of areas, and industry, size, group",
        ),
    ]
    collapse: Annotated[
        Few[Few[Code]],
        Meta(
            description="coarser strata that a stratum with fewer than `least` answers is joined into, in turn"
        ),
    ] = ()
    least: Annotated[int, Meta(ge=1, le=1_000)] = 2
    states: Annotated[
        Few[Counted],
        Meta(min_length=1, description="reports in these states are answers; all others are none"),
    ] = ("submitted", "accepted")
    grade: Code = "B"
