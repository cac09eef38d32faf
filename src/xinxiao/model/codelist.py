"""Code lists: what stands in them, areas and units among them; each struct is the shape of a file."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from xinxiao.model.text import Id, Noun, Text, Version


class Code(Noun, frozen=True, kw_only=True):
    """One item of a code list, with its validity and what it became."""

    id: str
    name: Text
    note: Text | None = None
    parent: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    successors: tuple[str, ...] = ()
    unit: Annotated[str | None, Meta(description="of a measure: the unit its values are in")] = None


class Codelist(Noun, frozen=True, kw_only=True):
    """A code list: `codelists/<id>.yaml`, or `codelists/<id>.csv` with its version and name in `codelists.yaml`."""

    id: Id
    version: Version
    name: Text
    codes: tuple[Code, ...]


class CodelistHead(Noun, frozen=True, kw_only=True):
    """What `codelists.yaml` says of a code list that stands in a CSV file, or is made of the programme's own nouns."""

    id: Id
    version: Version
    name: Text
    made_of: Annotated[
        Literal["file", "indicators", "scopes", "sources", "targets", "tasks", "lights"],
        Meta(description="file: codelists/<id>.csv; otherwise the ids of these nouns"),
    ] = "file"
    codes: Annotated[
        tuple[Code, ...], Meta(description="further codes, such as _Z (not applicable) or _T (total)")
    ] = ()
    pattern: Annotated[str, Meta(description="regular expression every code fits")] = ""


class Area(Noun, frozen=True, kw_only=True):
    """A place of the area code list, with validity, succession and its tile on the tile map."""

    id: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,20}$")]
    name: Text
    level: Annotated[str, Meta(description="one of the levels of programme.yaml")]
    parent: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    successors: tuple[str, ...] = ()
    tile: tuple[int, int] | None = None
    short: Text | None = None


class Unit(Noun, frozen=True, kw_only=True):
    """A unit of measure; `pint` is its meaning for unit checks."""

    id: str
    name: Text
    pint: str
    decimals: int = 2
