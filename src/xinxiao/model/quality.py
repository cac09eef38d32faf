"""Quality reports: the headings a report has, and what a person writes below them.

The headings are those of the Single Integrated Metadata Structure (SIMS 2.0, S.1 to S.19), which hold those of ESMS and ESQRS.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal, get_args

from msgspec import Meta

from xinxiao.model.period import end_of
from xinxiao.model.ranges import Few, Id
from xinxiao.model.text import Noun, Text

Heading = Literal[
    "CONTACT",
    "METADATA_UPDATE",
    "PRESENTATION",
    "UNIT",
    "REFERENCE_PERIOD",
    "MANDATE",
    "CONFIDENTIALITY",
    "RELEASE_POLICY",
    "FREQUENCY",
    "ACCESSIBILITY",
    "QUALITY_MANAGEMENT",
    "RELEVANCE",
    "ACCURACY",
    "TIMELINESS",
    "COHERENCE",
    "COST",
    "REVISION",
    "PROCESSING",
    "COMMENT",
]
HEADINGS: tuple[Heading, ...] = get_args(Heading)
"""In the order of SIMS: the first is S.1."""
BY_HAND: tuple[Heading, ...] = (
    "CONTACT",
    "MANDATE",
    "CONFIDENTIALITY",
    "RELEASE_POLICY",
    "ACCESSIBILITY",
    "QUALITY_MANAGEMENT",
    "RELEVANCE",
    "ACCURACY",
    "COHERENCE",
    "COST",
    "REVISION",
)
"""Those that nothing but a person can fill, or not alone; the others follow from the release."""
MONTHS = 12
"""In a year."""


class Said(Noun, frozen=True, kw_only=True):
    """What is to be read below one heading."""

    heading: Heading
    text: Text


class FlowQuality(Noun, frozen=True, kw_only=True):
    """What is to be read of one dataflow, in place of what holds for all."""

    id: Annotated[Id, Meta(description="of dataflows.yaml")]
    said: Few[Said] = ()


class Stage(Noun, frozen=True, kw_only=True):
    """How firm a figure is that was published so long after its period; the last stage has no end."""

    name: Text
    months: Annotated[
        Annotated[int, Meta(ge=1, le=600)] | None,
        Meta(description="up to so many months after the end of the period; empty: ever after"),
    ] = None


class Practice(Noun, frozen=True, kw_only=True):
    """The stages by which a producer revises some indicators: preliminary, final, revised."""

    indicators: Annotated[Few[Id], Meta(min_length=1)]
    source: Annotated[Text, Meta(description="where the producer says so")]
    stages: Annotated[Few[Stage], Meta(min_length=1)]

    def stage(self, period: str, vintage: str) -> Stage | None:
        """The stage of a figure by the months from its period's end to its day of publication; None for a period that
        cannot be dated, or a figure that was published later than any stage."""
        try:
            end, known = end_of(period), date.fromisoformat(vintage)
        except ValueError:
            return None
        apart = (known.year - end.year) * MONTHS + known.month - end.month
        return next((s for s in self.stages if s.months is None or apart <= s.months), None)


class QualitySpec(Noun, frozen=True, kw_only=True):
    """`quality.yaml`: what a person writes for the quality reports, for all dataflows and for single ones."""

    said: Few[Said] = ()
    dataflows: Few[FlowQuality] = ()
    practices: Annotated[Few[Practice], Meta(description="how producers revise figures")] = ()

    def of(self, flow: str) -> Mapping[Heading, Text]:
        """What is written of a dataflow, by heading: its own words, else those that hold for all."""
        own = next((item.said for item in self.dataflows if item.id == flow), ())
        return {item.heading: item.text for item in (*self.said, *own)}

    def practice(self, indicator: str) -> Practice | None:
        """How an indicator is revised by who publishes it, if somebody wrote that down."""
        return next((item for item in self.practices if indicator in item.indicators), None)
