"""Targets, tasks and what tells how far they are; each struct is the shape of an item of a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from msgspec import Meta

from xinxiao.model.period import end_of
from xinxiao.model.ranges import Code, Date, Few, Horizon, Id, Number, Ordinal, Period, Size, Word
from xinxiao.model.text import Noun, Text

Direction = Literal["reach", "keep_above", "reduce_to", "keep_below"]
"""Up to a value, at least it throughout, down to it, at most it throughout."""
When = Literal["at_deadline", "by_and_kept", "any_time"]
"""What decides: the deadline's own value; reached by then and not lost again; or any value up to then."""


@dataclass(frozen=True)
class Rule:
    """How values are held against a target: which way, and when."""

    value: float
    direction: Direction = "reach"
    when: When = "by_and_kept"

    @property
    def falls(self) -> bool:
        """Whether less is what the target asks."""
        return self.direction in ("reduce_to", "keep_below")

    @property
    def keeps(self) -> bool:
        """Whether every value up to the deadline counts."""
        return self.direction in ("keep_above", "keep_below")

    @property
    def sign(self) -> str:
        """The relation asked for."""
        return "≤" if self.falls else "≥"

    def holds(self, value: float, slack: float = 0.0) -> bool:
        """Whether a value is what the target asks, or within ``slack`` of it."""
        return value - slack <= self.value if self.falls else value + slack >= self.value


class Evidence(Noun, frozen=True, kw_only=True):
    """What is known of a task or target, from where."""

    period: Period
    text: Text
    source: Id
    value: Number | None = None
    unit: Code | None = None
    proxy: Annotated[bool, Meta(description="stands in for what was asked; never decides a verdict")] = False


class TaskEvidence(Evidence, frozen=True, kw_only=True):
    """Evidence of a task: which of the task's measures it speaks of, by number; of none it is shown and decides nothing."""

    supports: Annotated[
        Few[Ordinal],
        Meta(
            description="numbers (from 1) of the task's measures it speaks of; empty: shown, decides nothing"
        ),
    ] = ()


class Milestone(Noun, frozen=True, kw_only=True):
    """A dated step: when due, and when reached (empty: not known to be reached)."""

    name: Text
    due: Date
    reached: Date | None = None
    source: Id | None = None


class TaskMilestone(Milestone, frozen=True, kw_only=True):
    """A dated step of a task."""

    origin: Annotated[
        Literal["policy", "ours"],
        Meta(description="set by the policy, or of our own making: that is on record and never ends a task"),
    ] = "ours"


class Target(Noun, frozen=True, kw_only=True):
    """One target of the policy."""

    id: Id
    name: Text
    article: Word
    kind: Literal["level", "growth", "share", "count", "milestone", "pull"]
    deadline: Date
    direction: Annotated[
        Direction | None,
        Meta(
            description="reach or keep_above a value, reduce_to or keep_below it; empty: reach, or reduce_to where less of the indicator is better"
        ),
    ] = None
    when: Annotated[
        When | None,
        Meta(
            description="at_deadline: the deadline's own value decides; by_and_kept (empty): reached by then and not lost again; any_time: any value up to then"
        ),
    ] = None
    value: Number | None = None
    unit: Code | None = None
    growth: Annotated[
        Number | None,
        Meta(
            description="mean annual growth (per cent) asked beside the level, from `baseline` to the deadline"
        ),
    ] = None
    indicator: Annotated[
        Id | None, Meta(description="indicator judged (kinds level, growth, share, count)")
    ] = None
    scopes: Annotated[
        Few[Id], Meta(description="scopes the target is judged in; the first is the policy's own")
    ] = ()
    baseline: Annotated[Period | None, Meta(description="first year of the path, and of average growth")] = (
        None
    )
    milestone: Milestone | None = None
    evidence: Few[Evidence] = ()
    known_in: Annotated[
        Few[Date],
        Meta(description="dates at which the chance of meeting it is computed from what was known"),
    ] = ()
    models: Annotated[
        Few[Literal["LAST", "DAMPED", "TREND"]],
        Meta(
            description="further models of the chance, beside constant mean growth: the last rate lasts; it fades by a tenth a year; growth follows a line in time"
        ),
    ] = ()
    record: Annotated[
        Horizon | None,
        Meta(
            description="longest horizon, in years, of the record of these models at every earlier date; empty: none is made"
        ),
    ] = None
    precision: Annotated[
        Size | None, Meta(description="half-width of the rounding of the published outcome")
    ] = None
    tasks: Few[Ordinal] = ()
    note: Text | None = None

    def way(self, direction: int = 1) -> Direction:
        """The direction declared, or else the one that the indicator's ``direction`` (-1: less is better) gives."""
        return self.direction or ("reduce_to" if direction < 0 else "reach")


class Task(Noun, frozen=True, kw_only=True):
    """One task of the policy's annex."""

    id: Ordinal
    title: Text
    articles: Few[Word]
    bodies: Annotated[
        Few[Code],
        Meta(
            description="responsible bodies in the order of the annex; the first is taken as lead by convention",
            min_length=1,
        ),
    ]
    open_ended: Annotated[bool, Meta(description="the annex ends the list with 'and others'")] = True
    by_area: Annotated[bool, Meta(description="local governments are responsible")] = False
    trackers: Annotated[
        Few[Literal["S", "C", "M", "L", "E", "T"]],
        Meta(
            description="S series, C count of a register, M milestone, L instrument issued, E enforcement statistics, T activities"
        ),
    ]
    indicators: Annotated[
        Few[Id], Meta(description="indicators of what the annex asks for; they decide")
    ] = ()
    beside: Annotated[
        Few[Id], Meta(description="indicators of something near it; shown, they decide nothing")
    ] = ()
    measures: Annotated[
        Few[Text], Meta(description="the natural measures of the task, also those without figures yet")
    ] = ()
    sources: Annotated[Few[Text], Meta(description="where official figures are to be had")] = ()
    evidence: Few[TaskEvidence] = ()
    milestones: Few[TaskMilestone] = ()
    deadline: Date
    note: Text | None = None


Outcome = Literal["MISSED", "LOST", "MET", "MET_EARLY", "NOT_VERIFIABLE"]
"""Verdicts, in the order in which pages tell them."""
LightId = Literal["DONE", "ADVANCED", "EVIDENCE", "NONE", "MISSED"]


class Light(Noun, frozen=True, kw_only=True):
    """A traffic light of the task tracker, and what it means."""

    id: LightId
    name: Text
    meaning: Text


Timing = Literal["IN_TIME", "LATER"]


def timing(period: str, deadline: str) -> Timing:
    """Whether a period ended by the deadline. Raises ``ValueError`` for what is no period."""
    return "IN_TIME" if end_of(period).isoformat() <= deadline else "LATER"
