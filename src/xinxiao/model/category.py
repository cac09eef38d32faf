"""Categories: the parts of a policy, and which dataflows speak of each (SDMX category scheme and categorisations)."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from xinxiao.model.ranges import Few, Id, Many, Version
from xinxiao.model.text import Noun, Text


class Category(Noun, frozen=True, kw_only=True):
    """One part of the policy, perhaps within another, and the dataflows that speak of it."""

    id: Id
    name: Text
    description: Text | None = None
    parent: Annotated[Id | None, Meta(description="the part it belongs to, which stands before it")] = None
    dataflows: Annotated[Few[Id], Meta(description="ids of dataflows.yaml")] = ()


class Categories(Noun, frozen=True, kw_only=True):
    """`categories.yaml`: the parts of the policy, in our own words, and which dataflows belong to each."""

    id: Id
    version: Version
    name: Text
    description: Text | None = None
    categories: Annotated[Many[Category], Meta(min_length=1)]
