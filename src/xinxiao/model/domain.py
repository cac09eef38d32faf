"""Domains of a policy and their classes: what belongs to each, and how far sectors and classifications overlap it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Annotated, Literal

from msgspec import Meta

from xinxiao.model.codelist import Codelist
from xinxiao.model.ranges import Code, Few, Id, Line, Ordinal, Word
from xinxiao.model.text import Noun, Text

Cover = Literal["full", "part", "none"]
"""How much of a sector lies in a class: all of it, some of it in an unknown share, nothing."""


class SectorCover(Noun, frozen=True, kw_only=True):
    """One line of the cross-walk from sectors to a class; a rule by name beats one by harmonised sector."""

    sector: Annotated[
        Code | None, Meta(description="harmonised sector, as io.yaml's `sectors` column has it")
    ] = None
    named: Annotated[Line, Meta(description="NAME_ZH of a sector in io/sectors.csv, of any table's list")] = (
        ""
    )
    cover: Annotated[
        Cover, Meta(description="full: wholly inside the class; part: overlaps it; none: outside")
    ]


class ClassifiedCover(Noun, frozen=True, kw_only=True):
    """One line of the cross-walk from an official classification to a class."""

    code: Code
    cover: Cover


class DomainClass(Noun, frozen=True, kw_only=True):
    """A domain, or a class of one: an item of `classes` in `domains.yaml`."""

    id: Annotated[Code, Meta(description="code of the domains' code list")]
    sectors: Few[SectorCover] = ()
    classified: Few[ClassifiedCover] = ()
    tasks: Annotated[Few[Ordinal], Meta(description="tasks of the policy that concern it")] = ()
    not_measurable: Annotated[
        Text | None,
        Meta(description="why input-output tables cannot tell its consumption, not even as an interval"),
    ] = None
    gap: Annotated[Text | None, Meta(description="why no indicator measures it")] = None


class Outside(Noun, frozen=True, kw_only=True):
    """Indicators that belong to no domain, and why."""

    reason: Text
    indicators: Few[Id]


class DomainSpec(Noun, frozen=True, kw_only=True, dict=True):
    """`domains.yaml`: the domains of the policy, their classes, and what belongs to none."""

    name: Text
    article: Annotated[Word, Meta(description="article of the policy that names them")]
    codelist: Annotated[Code, Meta(description="code list of the domains; a class is a code with a parent")]
    classification: Annotated[Code | None, Meta(description="code list that `classified` is of")] = None
    classes: Few[DomainClass]
    outside: Few[Outside] = ()

    @cached_property
    def by_id(self) -> Mapping[str, DomainClass]:
        """Domains and classes by code."""
        return {item.id: item for item in self.classes}


def families(codes: Codelist) -> dict[str, tuple[str, ...]]:
    """Each code of a list of domains with those below it, itself first, in the order of the list."""
    below: dict[str, list[str]] = {code.id: [code.id] for code in codes.codes}
    parents = {code.id: code.parent for code in codes.codes}
    for code in codes.codes:
        up, seen = code.parent, {code.id}
        while up is not None and up in below and up not in seen:
            below[up].append(code.id)
            seen.add(up)
            up = parents.get(up)
    return {name: tuple(ids) for name, ids in below.items()}


def covers(rules: Sequence[SectorCover], name: str, harmonised: str) -> Cover:
    """How much of a sector of a table lies in a class with these rules.

    >>> rule = SectorCover(sector="31", cover="part")
    >>> covers([rule, SectorCover(named="电信", cover="none")], "电信", "31"), covers([rule], "电信", "31")
    ('none', 'part')
    """
    by_name = next((rule.cover for rule in rules if rule.named and rule.named == name), None)
    if by_name is not None:
        return by_name
    return next(
        (rule.cover for rule in rules if rule.sector is not None and rule.sector == harmonised), "none"
    )
