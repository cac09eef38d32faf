"""Targets, tasks and what tells how far they are; each struct is the shape of an item of a file."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from xinxiao.model.ranges import Code, Date, Few, Id, Number, Ordinal, Period, Size, Word
from xinxiao.model.text import Noun, Text


class Evidence(Noun, frozen=True, kw_only=True):
    """What is known of a task or target, from where."""

    period: Period
    text: Text
    source: Id
    value: Number | None = None
    unit: Code | None = None
    proxy: Annotated[bool, Meta(description="stands in for what was asked; never decides a verdict")] = False


class Milestone(Noun, frozen=True, kw_only=True):
    """A dated step: when due, and when reached (empty: not known to be reached)."""

    name: Text
    due: Date
    reached: Date | None = None
    source: Id | None = None


class Target(Noun, frozen=True, kw_only=True):
    """One target of the policy."""

    id: Id
    name: Text
    article: Word
    kind: Literal["level", "growth", "share", "count", "milestone", "pull"]
    deadline: Date
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
    precision: Annotated[
        Size | None, Meta(description="half-width of the rounding of the published outcome")
    ] = None
    tasks: Few[Ordinal] = ()
    note: Text | None = None


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
    indicators: Few[Id] = ()
    measures: Annotated[
        Few[Text], Meta(description="the natural measures of the task, also those without figures yet")
    ] = ()
    sources: Annotated[Few[Text], Meta(description="where official figures are to be had")] = ()
    evidence: Few[Evidence] = ()
    milestones: Few[Milestone] = ()
    deadline: Date
    note: Text | None = None


class Light(Noun, frozen=True, kw_only=True):
    """A traffic light of the task tracker, and what it means."""

    id: Literal["DONE", "ADVANCED", "EVIDENCE", "NONE", "MISSED"]
    name: Text
    meaning: Text
