"""Invented populations, as data of the programme: which units there are, and how large what they report is.

Nothing here says anything about a real unit. Where a size was taken from a public number the file names its source; everything else
is invented, and the file says so.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from xinxiao.model.ranges import Code, Few, Id, Named, Number, Positive, Share, Size, Weight
from xinxiao.model.text import Noun, Text

Spread = Annotated[float, Meta(ge=0.0, le=5.0, description="standard deviation of the natural logarithm")]
Power = Annotated[float, Meta(ge=-2.0, le=3.0)]
Growth = Annotated[float, Meta(ge=-0.9, le=5.0, description="a year; 0.08 is 8 per cent")]
ItemName = Annotated[
    str,
    Meta(
        pattern=r"^([A-Z0-9_]+#)?(@_)?[A-Z0-9_]+(?!\n)$",
        max_length=200,
        description="an item; FORM#ITEM of another form; @ stands for the row of a table",
    ),
]
Beginning = Annotated[str, Meta(pattern=r"^[0-9A-Z]{2}(?!\n)$", max_length=2)]


class InventedKind(Noun, frozen=True, kw_only=True):
    """Units of one group: how many of all there are, what they do, how they differ in size."""

    group: Code
    weight: Annotated[Weight, Meta(description="how many there are, beside the weights of the other groups")]
    industries: Annotated[
        Named[Code, Weight], Meta(description="industries by weight; none: no industry")
    ] = msgspec.field(default_factory=dict)
    sizes: Annotated[Few[Code], Meta(description="size bands from the largest on")] = ()
    spread: Annotated[Spread, Meta(description="how sizes differ: log-normal, of mean 1")] = 1.0
    sample: Annotated[bool, Meta(description="units of a sample: an id of the sample, no code")] = False
    begins: Annotated[Beginning, Meta(description="first two characters of invented codes")] = "91"
    once: Annotated[bool, Meta(description="at most one in an area, while there are areas enough")] = False


class InventedItem(Noun, frozen=True, kw_only=True):
    """How an item of a form is invented: a mean, and how units and periods differ from it. Of what is left out, nothing varies.

    What counts from the start of the year is the sum of its periods. ``of`` makes it a share of another item instead, which every
    unit keeps; ``each`` draws every single one of that item (persons who can, villages that have).
    """

    mean: Annotated[
        Size | None,
        Meta(description="of a unit of size 1 in one period, in the item's unit; with `of`: the share"),
    ] = None
    of: Annotated[ItemName | None, Meta(description="the item of the same form that it is a share of")] = None
    each: Annotated[bool, Meta(description="a whole number of `of`, each counted with the chance `mean`")] = (
        False
    )
    carried: Annotated[
        Named[ItemName, Positive],
        Meta(description="items of other forms, times a number: the first that the unit reports is taken"),
    ] = msgspec.field(default_factory=dict)
    size: Annotated[
        Power | None,
        Meta(
            description="power of the unit's size that it goes with; without it 1, and 0 for a share of another item"
        ),
    ] = None
    spread: Spread = 0.0
    noise: Annotated[Spread, Meta(description="from period to period")] = 0.0
    growth: Growth = 0.0
    season: Annotated[Share, Meta(description="how far the season goes, up and down")] = 0.0
    none: Annotated[Share, Meta(description="share of units that have none")] = 0.0
    anew: Annotated[
        bool, Meta(description="who has none is drawn in every period (0), not once (not applicable)")
    ] = False
    groups: Annotated[Few[Code], Meta(description="only units of these groups have it")] = ()
    shares: Annotated[Named[Code, Weight], Meta(description="codes, or whole numbers, by weight")] = (
        msgspec.field(default_factory=dict)
    )
    least: Number = 0.0


class InventedSpec(Noun, frozen=True, kw_only=True):
    """`synthetic.yaml`: the invented population of a programme and what it reports, for demonstrations and measuring."""

    note: Text | None = None
    sources: Annotated[Few[Id], Meta(description="sources of sizes that are public numbers")] = ()
    year: Annotated[
        int, Meta(ge=1900, le=2100, description="the year of the means; growth counts from it")
    ] = 2024
    units: Annotated[tuple[InventedKind, ...], Meta(min_length=1, max_length=100)]
    forms: Annotated[
        Named[Id, Named[Code, InventedItem]],
        Meta(description="by form: items, columns or rows, in this order of which is nearest"),
    ] = msgspec.field(default_factory=dict)

    def item(self, form: str, item: str, row: str, column: str) -> InventedItem | None:
        """How an item is invented: by its own id, else by its column where that is a share of another, else by its row, its column."""
        held = self.forms.get(form, {})
        own, of_column = held.get(item), held.get(column) if column else None
        if own is not None:
            return own
        if of_column is not None and (of_column.of or row not in held):
            return of_column
        return held.get(row) if row else None
