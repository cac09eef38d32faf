"""`oversight/subjects.yaml`: what files of administrations call the columns of subjects, and which words they use in them."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from xinxiao.model.oversight.predicate import Field
from xinxiao.model.ranges import Code, Few, Id, Line
from xinxiao.model.text import Noun, Text

Column = Literal["code", "name", "authority", "area", "industry", "risk", "state"]
"""The columns that a file of subjects may have, beside tags and what is kept further."""
Aliases = Annotated[Few[Line], Meta(description="headers that files of administrations give it")]


class SubjectLists(Noun, frozen=True, kw_only=True):
    """The code lists that subjects are described by; without one of industries, nothing is said of these."""

    area: Id
    industry: Id | None = None


class SubjectColumn(Noun, frozen=True, kw_only=True):
    """What a column of files is called, beside its own name."""

    id: Column
    aliases: Aliases


class SubjectWord(Noun, frozen=True, kw_only=True):
    """A code, and the words that files use for it."""

    id: Code
    name: Text
    words: Annotated[Few[Line], Meta(description="what cells say for it, beside its code")] = ()


class SubjectState(Noun, frozen=True, kw_only=True):
    """A state of registration; ``live``: whether such a subject goes on with what it does."""

    id: Code
    name: Text
    words: Annotated[Few[Line], Meta(description="what cells say for it, beside its code")] = ()
    live: bool


class SubjectTags(Noun, frozen=True, kw_only=True):
    """A kind of tags: a column of several words each, which predicates test by its id."""

    id: Field
    name: Text
    aliases: Aliases = ()
    words: Annotated[Few[SubjectWord], Meta(min_length=1)]


class SubjectFurther(Noun, frozen=True, kw_only=True):
    """A column that is kept as it is, such as a number of before there were unified codes."""

    id: Field
    name: Text
    aliases: Aliases = ()


class SubjectSource(Noun, frozen=True, kw_only=True):
    """A list of an administration that subjects are taken from. ``confirmed``: whether such a list was seen."""

    id: Code
    name: Text
    body: Text
    confirmed: bool = True
    synthetic: Annotated[bool, Meta(description="whether the subjects it names are invented")] = False


class SubjectSpec(Noun, frozen=True, kw_only=True):
    """`oversight/subjects.yaml`: the register of subjects of oversight."""

    name: Text
    lists: SubjectLists
    needed: Annotated[Few[Column], Meta(description="columns that must be filled beside code and name")] = ()
    columns: Few[SubjectColumn] = ()
    risks: Annotated[Few[SubjectWord], Meta(description="classes of risk, the lowest first")] = ()
    states: Annotated[Few[SubjectState], Meta(min_length=1)]
    usual_state: Annotated[Code, Meta(description="the state of rows of a file that says nothing of it")]
    tags: Few[SubjectTags] = ()
    further: Few[SubjectFurther] = ()
    sources: Annotated[Few[SubjectSource], Meta(min_length=1)]

    @property
    def aliases(self) -> dict[str, str]:
        """Header -> column, kind of tags or further column."""
        return {alias: column for column, aliases in self.headers for alias in aliases}

    @property
    def headers(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Each column, kind of tags and further column with its aliases."""
        return (
            *((own.id, own.aliases) for own in self.columns),
            *((own.id, own.aliases) for own in self.tags),
            *((own.id, own.aliases) for own in self.further),
        )

    def source(self, code: str) -> SubjectSource | None:
        """The list of this id."""
        return next((own for own in self.sources if own.id == code), None)
