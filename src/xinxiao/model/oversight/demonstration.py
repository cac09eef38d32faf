"""`oversight/demonstration.yaml`: an invented office to look at: people, subjects, a list, a plan, draws, and what becomes of cases.

Days are counted in working days from the day on which a home is filled, so that what is shown is as young as it is. In files, values
and reasons ``{day}``, ``{day+3}`` and ``{day-3}`` stand for days (of the act; in files: of filling), ``{subject 7}`` for the code of the
seventh subject, ``{digits 8}`` for digits by chance, ``{plan}`` and ``{plan hash}`` for the number and the hash of the plan, ``{list
hash}`` for that of the list.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from xinxiao.model.collect.people import Role
from xinxiao.model.oversight.rule import Basis
from xinxiao.model.oversight.workflow import EvidenceKind
from xinxiao.model.ranges import Code, Few, Id, Line, Named, Prose, Slug, Weight
from xinxiao.model.text import Noun

MOST_DAYS = 400
Days = Annotated[
    int,
    Meta(ge=-MOST_DAYS, le=MOST_DAYS, description="working days from the day of filling; before it below 0"),
]
Later = Annotated[int, Meta(ge=0, le=MOST_DAYS, description="working days after what comes before")]
Weights = Named[Code, Weight]
HANDLER = "handler"
"""Stands for whoever a case was given to."""


class InventedPerson(Noun, frozen=True, kw_only=True):
    """Somebody with an account: signs in with ``syn-`` and the id."""

    id: Slug
    name: Annotated[str, Meta(min_length=1, max_length=100)]
    role: Role
    area: Annotated[str, Meta(max_length=64)] = ""


class InventedSubjects(Noun, frozen=True, kw_only=True):
    """Subjects: ``begins`` are the first eight characters of codes, of an area that no register has; the rest is chosen by weights."""

    source: Id
    day: Days
    begins: Annotated[str, Meta(pattern=r"^[0-9A-Z]{2}000000(?!\n)$", max_length=8)]
    name: Annotated[Line, Meta(description="`{number}` stands for the number of the subject")]
    areas: Weights
    industries: Weights
    risks: Weights
    states: Weights
    tags: Annotated[Named[Code, Weights], Meta(description="by tag: its words by weight; `-` for none")] = (
        msgspec.field(default_factory=dict)
    )


class InventedAct(Noun, frozen=True, kw_only=True):
    """An act on a case. ``by``: the id of a person, ``handler``, or ``system``; ``on``: how many working days before it was done;
    ``suggested``: what a machine had suggested before; ``concerns``: whom a recusal is about."""

    act: Id
    by: Slug
    after: Later = 0
    values: Named[Id, Prose] = msgspec.field(default_factory=dict)
    reason: Prose = ""
    evidence: Few[EvidenceKind] = ()
    on: Later = 0
    suggested: Prose = ""
    concerns: Annotated[str, Meta(max_length=64)] = ""


class InventedErasure(Noun, frozen=True, kw_only=True):
    """That somebody asks to have erased what a case holds of a person."""

    by: Slug
    part: Line
    basis: Annotated[Few[Basis], Meta(min_length=1)]
    reason: Prose


class InventedStory(Noun, frozen=True, kw_only=True):
    """What becomes of a case, in order; where it ends the case stands."""

    id: Code
    acts: Few[InventedAct] = ()
    erasure: InventedErasure | None = None


class InventedCase(Noun, frozen=True, kw_only=True):
    """A case that somebody opens by the first of its acts."""

    workflow: Id
    area: Code
    day: Days
    acts: Annotated[Few[InventedAct], Meta(min_length=1)]


class InventedEnd(Noun, frozen=True, kw_only=True):
    """An entry of the list that ends before its time."""

    entry: Code
    day: Days
    by: Slug
    reason: Prose
    approval: Line


class InventedNext(Noun, frozen=True, kw_only=True):
    """The next version of the list, without some entries, on its way."""

    day: Days
    by: Slug
    reviews: Annotated[Slug | Literal[""], Meta(description="who found it right; empty: nobody yet")] = ""
    starts: Days
    without: Annotated[Few[Code], Meta(min_length=1)]
    reason: Annotated[str, Meta(min_length=1, max_length=5_000)]
    reason_en: Prose = ""


class InventedList(Noun, frozen=True, kw_only=True):
    """A list of the programme that is issued: who proposed, reviewed and approved it."""

    id: Id
    day: Days
    by: Slug
    reviews: Slug
    approves: Slug
    approval: Line
    ended: InventedEnd | None = None
    next: InventedNext | None = None


class InventedPlan(Noun, frozen=True, kw_only=True):
    """A plan: its file, in the columns in use, and how it came to be in force."""

    file: Annotated[str, Meta(min_length=1, max_length=50_000)]
    case: InventedCase


class InventedSource(Noun, frozen=True, kw_only=True):
    """A source of chance and what it will have said."""

    source: Line
    issue: Line
    takes: Line
    value: Line
    witnesses: Few[Code] = ()


class InventedVoid(Noun, frozen=True, kw_only=True):
    """That a draw is made void: ``told`` is the reason in public words; ``recorded``: under a number of its own, else by the draw that
    repeats it."""

    after: Later
    acts: Annotated[Few[InventedAct], Meta(min_length=1)]
    told: Line
    recorded: bool = True


class InventedDraw(Noun, frozen=True, kw_only=True):
    """A draw for a task of the plan.

    ``acts`` decide about it; with ``is_approved`` it is committed then. Its sources speak so many days later; when that has not come yet it waits.
    ``assigned``: days after that on which inspections are opened, without it they are not; ``stories``: what becomes of them, in turn.
    """

    task: Code
    day: Days
    by: Slug
    sources: Annotated[Few[InventedSource], Meta(min_length=1)]
    acts: Few[InventedAct] = ()
    is_approved: bool = True
    spoken: Later = 1
    assigned: Later | None = None
    stories: Few[Code] = ()
    void: InventedVoid | None = None
    repeats: Annotated[bool, Meta(description="that it repeats the draw before it, which is void")] = False


class DemonstrationSpec(Noun, frozen=True, kw_only=True):
    """`oversight/demonstration.yaml`: an invented office. ``handlers``: who gets cases of which area, by the code of that; ``gives``:
    who hands them out."""

    people: Annotated[Few[InventedPerson], Meta(min_length=1)]
    gives: Slug
    handlers: Annotated[Named[Code, Slug], Meta(min_length=1)]
    evidence: Annotated[Line, Meta(description="what files of evidence say")]
    subjects: InventedSubjects
    inspectors: Annotated[str, Meta(min_length=1, max_length=50_000)]
    list: InventedList
    plan: InventedPlan
    draws: Few[InventedDraw]
    stories: Few[InventedStory]
    cases: Few[InventedCase] = ()

    @property
    def story(self) -> dict[str, InventedStory]:
        """The stories by id."""
        return {one.id: one for one in self.stories}
