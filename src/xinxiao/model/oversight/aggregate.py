"""Monthly aggregates of cases, as data of the programme: what is counted of which workflow, over which areas, and who may hand it over.

They are all that crosses the wall, and it crosses in one direction: numbers of cases become figures, with what is small withheld.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from xinxiao.model.oversight.workflow import Condition
from xinxiao.model.ranges import Code, Few, Id
from xinxiao.model.text import Noun

Count = Literal["opened", "ended", "open", "in_time", "late", "ran_out", "published", "days"]
"""What is counted of a month: cases that were opened in it, that had ended by its end and not before it, and that were open when it
ended; acts by which what a clock waits for was done in time, or late; clocks that ran out; results that became public; and the median
of the days from the start of a clock to the act that it waits for."""


class CaseMeasure(Noun, frozen=True, kw_only=True):
    """One thing that is counted, and the indicator it becomes figures of."""

    counts: Count
    indicator: Id


class ResultClass(Noun, frozen=True, kw_only=True):
    """A class of results that became public. One that holds several codes is in each of their classes."""

    code: Annotated[Code, Meta(description="code of the list of the column RESULT")]
    any_of: Annotated[Few[Condition], Meta(min_length=1, description="one must hold")]


class AggregateSpec(Noun, frozen=True, kw_only=True):
    """What is counted of one workflow."""

    workflow: Id
    code: Annotated[Code, Meta(description="code of the list of the column WORKFLOW")]
    scope: Annotated[Id, Meta(description="a scope of its own: cases of this workflow")]
    levels: Annotated[
        Few[Code], Meta(min_length=1, description="levels of areas that get a figure, the widest first")
    ]
    counts: Annotated[Few[Count], Meta(min_length=1, description="which of the measures")]
    clocks: Annotated[
        Few[Id], Meta(description="the clocks of `in_time`, `late` and `ran_out`; empty: all of them")
    ] = ()
    days_of: Annotated[Id | None, Meta(description="of `days`: the clock")] = None
    publications: Annotated[Few[Id], Meta(description="of `published`; empty: all of them")] = ()
    classes: Few[ResultClass] = ()


class AggregatesSpec(Noun, frozen=True, kw_only=True):
    """`oversight/aggregates.yaml`: the monthly aggregates of cases."""

    by: Annotated[
        Few[Literal["case_officer", "supervisor"]],
        Meta(min_length=1, description="who may hand them over, beside who keeps the installation"),
    ]
    area: Annotated[Code, Meta(description="the area they must be in charge of")]
    measures: Annotated[Few[CaseMeasure], Meta(min_length=1)]
    workflows: Annotated[Few[AggregateSpec], Meta(min_length=1)]

    @property
    def indicators(self) -> dict[Count, str]:
        """The indicator of each measure."""
        return {one.counts: one.indicator for one in self.measures}
