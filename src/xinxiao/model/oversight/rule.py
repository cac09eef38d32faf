"""Rules of law as the programme registers them, and the references to them that everything in oversight rests on."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from xinxiao.model.ranges import Date, Few, Id, Line, Many
from xinxiao.model.text import Noun, Text


class Basis(Noun, frozen=True, kw_only=True):
    """Where something is laid down: a rule and the place in it."""

    rule: Annotated[Id, Meta(description="id of rules.yaml")]
    article: Annotated[Line, Meta(description="article, paragraph, item; empty where the rule has none")] = ""


class Rule(Noun, frozen=True, kw_only=True):
    """A statute, regulation, order or notice, with the days between which it holds."""

    id: Id
    name: Text
    number: Annotated[Line, Meta(description="its number as it is cited (文号)")] = ""
    valid_from: Date
    valid_to: Annotated[Date | None, Meta(description="the last day on which it holds; none: it holds")] = (
        None
    )
    follows: Annotated[Id | None, Meta(description="the rule it takes the place of")] = None
    source: Annotated[Id, Meta(description="id of a sources file")]
    confirmed: Annotated[
        bool, Meta(description="whether its text was read; what is not says so wherever it is used")
    ] = True
    amendments: Annotated[Few[Date], Meta(description="days from which an amended text holds")] = ()

    def holds(self, day: str) -> bool:
        """Whether it is in force on a day (YYYY-MM-DD)."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class RulesFile(Noun, frozen=True, kw_only=True):
    """`oversight/rules.yaml`: the rules that workflows, clocks, lists and documents name."""

    rules: Many[Rule]
