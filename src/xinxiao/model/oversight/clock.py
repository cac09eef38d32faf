"""Clocks of law as a workflow declares them: when one starts, how long it runs, how its days are counted, what happens at its end.

Each version is bound to an article of a rule and to the days on which it holds; the one in force on the day of the starting act
counts, also after the rule changed.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from xinxiao.errors import WrongRequest, told
from xinxiao.model.ranges import Date, Few, Id, Line
from xinxiao.model.text import Noun, Text

LengthUnit = Literal["working_day", "day", "month", "year"]
FirstDay = Literal["excluded", "included"]
LastDay = Literal["kept", "rolls_over_statutory", "rolls_over_break", "rolls_over_rest"]
"""What a last day on which nobody works does: it stays, or it goes on to the next working day when it is a holiday by law, when it is
any day of an announced break (holidays by law, days that bridge them, weekends beside them), or when it is any day that is not
worked. What is counted back goes back to the working day before instead."""
Counted = Literal["counted", "not_counted"]


class Length(Noun, frozen=True, kw_only=True):
    """A time: so many of a unit."""

    number: Annotated[int, Meta(ge=1, le=10_000)]
    unit: LengthUnit


class Extension(Noun, frozen=True, kw_only=True):
    """By how much a clock may be extended, and how often."""

    length: Length
    most: Annotated[int, Meta(ge=1, le=10)] = 1


class ClockVersion(Noun, frozen=True, kw_only=True):
    """How long a clock runs by an article of a rule, from a day on."""

    rule: Annotated[Id, Meta(description="id of rules.yaml")]
    article: Line = ""
    valid_from: Date
    valid_to: Annotated[Date | None, Meta(description="the last day on which it holds; none: it holds")] = (
        None
    )
    length: Annotated[
        Length | None, Meta(description="none: set case by case, in the field `set_by` of the clock")
    ] = None
    first_day: FirstDay = "excluded"
    last_day: LastDay = "kept"
    suspension_day: Annotated[
        Counted, Meta(description="whether the day on which its time stops still counts")
    ] = "not_counted"
    resumption_day: Annotated[
        Counted, Meta(description="whether the day on which its time goes on counts again")
    ] = "counted"
    extension: Extension | None = None
    evidence: Annotated[Line, Meta(description="how it is known: V, V2, R, D of the sources")] = ""
    confirmed: Annotated[
        bool, Meta(description="whether the text was read; what is not says so wherever it is used")
    ] = True

    @property
    def fixed(self) -> Length:
        """How long it runs. Raises :class:`WrongRequest` where that is set case by case: no length is to be counted then."""
        if self.length is None:
            raise WrongRequest(f"{self.rule} sets no length", told("clock_unset", rule=self.rule))
        return self.length


class ClockSpec(Noun, frozen=True, kw_only=True):
    """A clock of a workflow."""

    id: Id
    name: Text
    versions: Annotated[Few[ClockVersion], Meta(min_length=1)]
    until: Annotated[
        Date | None,
        Meta(
            description="the last day on which a rule sets this time: acts after it start no clock; none: one always does"
        ),
    ] = None
    starts: Annotated[
        Few[Id], Meta(min_length=1, description="acts that start it; while it runs, they start it anew")
    ]
    since: Annotated[
        Id | None,
        Meta(
            description="a field of the act that holds the day it is counted from; none: the day of the act. The version is that of the day of the act either way"
        ),
    ] = None
    set_by: Annotated[
        Id | None,
        Meta(
            description="a field of the act that holds its last day: no rule sets a length, whoever acts does in each case"
        ),
    ] = None
    stops: Annotated[Few[Id], Meta(description="acts by which what it waits for is done")] = ()
    drops: Annotated[Few[Id], Meta(description="acts after which nothing waits for it")] = ()
    suspends: Annotated[Few[Id], Meta(description="acts from which its time does not count")] = ()
    resumes: Annotated[Few[Id], Meta(description="acts from which it counts again")] = ()
    extends: Annotated[Few[Id], Meta(description="acts that extend it as its version allows")] = ()
    crossing: Annotated[
        Literal["keep", "change"] | None,
        Meta(
            description="when the rule changes while it runs: it keeps its version, or is computed anew from its start; to be declared where there are several versions"
        ),
    ] = None
    runs_out: Annotated[
        Id | None, Meta(description="the act the installation does when it runs out; none: it is noted")
    ] = None
    beforehand: Annotated[
        bool, Meta(description="counted back from the day of `since`: at least so long before it")
    ] = False
