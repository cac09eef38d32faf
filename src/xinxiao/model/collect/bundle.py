"""What is issued: a form with all that it is read and filled by, as one text of bytes that never changes; and where it applies.

A bundle is a version of a form. The circumstances of an issue (areas and their levels, what counts as no explanation) go on
changing while the form stays what it is, so they have bytes and a hash of their own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated

import msgspec
from msgspec import Meta

from xinxiao.model import ranges
from xinxiao.model.calendar import CalendarSpec
from xinxiao.model.codelist import Codelist
from xinxiao.model.collect.form import Form
from xinxiao.model.collect.scrutiny import ScrutinySpec
from xinxiao.model.explanation import ExplanationSpec
from xinxiao.model.ranges import Few, Line, Listed, Many, Slug, Tile
from xinxiao.model.text import Noun, Text


class UnitName(Noun, frozen=True, kw_only=True):
    """What a unit of measure of a form is called."""

    id: ranges.Code
    name: Text


class Bundle(Noun, frozen=True, kw_only=True, dict=True):
    """A version of a form, and with it the code lists it uses and the names of its units of measure."""

    form: Form
    codelists: Few[Codelist] = ()
    units: Many[UnitName] = ()

    @cached_property
    def content(self) -> bytes:
        """The bundle as bytes: JSON, keys sorted, no blanks, UTF-8."""
        return _canonical(self)

    @cached_property
    def codes(self) -> Mapping[str, frozenset[str]]:
        """The codes of each list."""
        return {listed.id: frozenset(code.id for code in listed.codes) for listed in self.codelists}

    @cached_property
    def unit_names(self) -> Mapping[str, Text]:
        """The name of each unit of measure."""
        return {unit.id: unit.name for unit in self.units}


class Place(Noun, frozen=True, kw_only=True):
    """An area, the area it lies in, its level, and its tile on the tile map."""

    id: ranges.Code
    parent: ranges.Code | None = None
    level: ranges.Code
    name: Text
    short: Text | None = None
    tile: tuple[Tile, Tile] | None = None


class Circumstances(Noun, frozen=True, kw_only=True, dict=True):
    """Where an issue applies: the programme, its areas, their levels from the whole down, days off, and what counts as no
    explanation."""

    programme: Slug
    levels: Annotated[Few[ranges.Code], Meta(min_length=1)]
    areas: Listed[Place] = ()
    calendar: CalendarSpec | None = None
    zone: Line = ""
    explanation: ExplanationSpec = ExplanationSpec()
    scrutiny: ScrutinySpec = ScrutinySpec()

    @cached_property
    def content(self) -> bytes:
        """The circumstances as bytes, as those of a bundle."""
        return _canonical(self)

    @cached_property
    def by_id(self) -> Mapping[str, Place]:
        """Areas by their codes."""
        return {place.id: place for place in self.areas}

    @cached_property
    def nation(self) -> str:
        """The area that all others lie in; empty when there is none."""
        return next((place.id for place in self.areas if place.level == self.levels[0]), "")

    def above(self, area: str) -> tuple[str, ...]:
        """An area and those it lies in, from itself upwards; an area nobody knows lies in itself alone."""
        found = list[str]()
        place: str | None = area
        while place and place not in found:
            found.append(place)
            place = self.by_id[place].parent if place in self.by_id else None
        return tuple(found)

    @cached_property
    def _children(self) -> Mapping[str, tuple[str, ...]]:
        made: dict[str, list[str]] = {}
        for place in self.areas:
            made.setdefault(place.parent or "", []).append(place.id)
        return {parent: tuple(found) for parent, found in made.items()}

    def within(self, area: str) -> frozenset[str]:
        """An area and all that lies in it."""
        found, todo = set[str](), [area]
        while todo:
            place = todo.pop()
            if place not in found:
                found.add(place)
                todo += self._children.get(place, ())
        return frozenset(found)

    def rank(self, level: str) -> int:
        """How far below the whole a level stands: 0 is the whole itself."""
        return self.levels.index(level)


def _canonical(noun: Noun) -> bytes:
    return json.dumps(
        msgspec.to_builtins(noun), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


# made at import: two threads that meet a type for the first time at once make msgspec crash
_BUNDLE = msgspec.json.Decoder(Bundle)
_CIRCUMSTANCES = msgspec.json.Decoder(Circumstances)


def bundle_of(content: bytes) -> Bundle:
    """A bundle from bytes whose hash was looked at."""
    return _BUNDLE.decode(content)


def circumstances_of(content: bytes) -> Circumstances:
    """Circumstances from bytes whose hash was looked at."""
    return _CIRCUMSTANCES.decode(content)
