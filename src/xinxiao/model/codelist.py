"""Code lists: what stands in them, areas and units among them; each struct is the shape of a file."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from xinxiao.model import ranges
from xinxiao.model.ranges import Date, Decimals, Few, Id, Listed, Meaning, Tile, Version
from xinxiao.model.text import Noun, Text


class Code(Noun, frozen=True, kw_only=True):
    """One item of a code list, with its validity and what it became."""

    id: ranges.Code
    name: Text
    note: Text | None = None
    parent: ranges.Code | None = None
    valid_from: Date | None = None
    valid_to: Date | None = None
    successors: Few[ranges.Code] = ()
    unit: Annotated[ranges.Code | None, Meta(description="of a measure: the unit its values are in")] = None


class Codelist(Noun, frozen=True, kw_only=True):
    """A code list: `codelists/<id>.yaml`, or `codelists/<id>.csv` with its version and name in `codelists.yaml`."""

    id: Id
    version: Version
    name: Text
    codes: Listed[Code]


class CodelistHead(Noun, frozen=True, kw_only=True):
    """What `codelists.yaml` says of a code list that stands in a CSV file, or is made of the programme's own nouns."""

    id: Id
    version: Version
    name: Text
    made_of: Annotated[
        Literal["file", "indicators", "indices", "scopes", "sources", "targets", "tasks", "lights"],
        Meta(description="file: codelists/<id>.csv; otherwise the ids of these nouns"),
    ] = "file"
    codes: Annotated[
        Few[Code], Meta(description="further codes, such as _Z (not applicable) or _T (total)")
    ] = ()
    pattern: Annotated[
        str, Meta(max_length=400, description="regular expression every code fits (RE2); empty: none")
    ] = ""


class Area(Noun, frozen=True, kw_only=True):
    """A place of the area code list, with validity, succession and its tile on the tile map."""

    id: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]+(?!\n)$", max_length=20)]
    name: Text
    level: Annotated[ranges.Code, Meta(description="one of the levels of programme.yaml")]
    parent: ranges.Code | None = None
    valid_from: Date | None = None
    valid_to: Date | None = None
    successors: Few[ranges.Code] = ()
    tile: tuple[Tile, Tile] | None = None
    short: Text | None = None

    def valid_in(self, year: int | str) -> bool:
        """Whether the area counts in a year: whether it was in force on the last day of it, so that one that became another
        in the course of a year is counted once."""
        end = f"{int(year):04d}-12-31"
        return (self.valid_from or "") <= end <= (self.valid_to or "9999")


class Unit(Noun, frozen=True, kw_only=True):
    """A unit of measure; `pint` is its meaning for unit checks."""

    id: ranges.Code
    name: Text
    pint: Meaning
    decimals: Decimals = 2
