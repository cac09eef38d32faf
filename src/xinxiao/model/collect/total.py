"""Totals of what is reported, as data of the programme: which item of which form becomes which indicator, and how it is weighed."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from xinxiao.model.collect.frame_file import Apart
from xinxiao.model.ranges import Code, Few, Id, Many, Period, Positive
from xinxiao.model.text import Noun, Text

Counted = Literal["submitted", "held", "returned", "accepted"]


class Breakdown(Noun, frozen=True, kw_only=True):
    """Further totals, over every code of these columns within every area of some levels."""

    columns: Annotated[Few[Apart], Meta(min_length=1)]
    depth: Annotated[
        int,
        Meta(
            ge=1,
            le=10,
            description="of a code list with parents: how many steps below its top, 1 the top itself; others have one step",
        ),
    ] = 1
    levels: Annotated[Few[Code], Meta(description="levels of areas; empty: all of the total's")] = ()


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
    levels: Annotated[
        Few[Code], Meta(min_length=1, description="levels of areas that get a total, the widest first")
    ]
    by: Annotated[Few[Breakdown], Meta(description="further totals by industry, size band or group")] = ()
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


class StratumSize(Noun, frozen=True, kw_only=True):
    """How many units a stratum of a population has, of which some were drawn."""

    codes: Annotated[Few[Code], Meta(min_length=1, description="its code in each column of `strata`")]
    units: Annotated[int, Meta(ge=1, le=10**12)]


class SampleDesign(Noun, frozen=True, kw_only=True):
    """One design of `totals.yaml`: who of a population is asked a form, from some period on. Without one, everybody in the
    frame that the form concerns is (a census).

    ``stratified``: simple random samples without replacement within strata, drawn units being those with a report to give;
    ``cutoff``: everybody above a threshold, of which alone totals speak.
    """

    id: Id
    form: Id
    kind: Literal["census", "cutoff", "stratified"]
    first: Annotated[Period, Meta(description="the first period it holds for")]
    strata: Annotated[
        Few[Code], Meta(description="of a stratified sample: levels of areas, and industry, size, group")
    ] = ()
    sizes: Annotated[
        Many[StratumSize], Meta(description="of a stratified sample: the units of every stratum")
    ] = ()
    source: Annotated[
        Id | None, Meta(description="where the sizes, or what lies below the threshold, are from")
    ] = None
    note: Annotated[Text, Meta(description="how units are chosen, and of whom totals therefore do not speak")]


def design_of(designs: tuple[SampleDesign, ...], form: str, period: str) -> SampleDesign | None:
    """The design that holds for a form in a period; None for a census that nobody declared."""
    held = [one for one in designs if one.form == form and one.first <= period]
    return max(held, key=lambda one: one.first, default=None)
