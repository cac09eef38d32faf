"""Exemptions: rows of figures that a check tells and that stay as they are, each with its reason."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from xinxiao.model.ranges import Code, Few, Id, Period
from xinxiao.model.scope import NOT_APPLICABLE
from xinxiao.model.text import Noun, Text

Exemptible = Literal[
    "FIGURE_JUMP",
    "FIGURE_SUM",
    "FIGURE_SUM_FAR",
    "FIGURE_SUM_UNUSUAL",
    "FIGURE_TOTAL_TYPED",
    "FIGURE_REVERSED",
    "FIGURE_MIRRORED",
    "FIGURE_OPPOSED",
    "FIGURE_FALLS",
    "FIGURE_UNLIKE",
    "FIGURE_FAR",
    "FIGURE_LEVEL",
    "FIGURE_SWAPPED",
    "FIGURE_DIGITS",
    "FIGURE_SHIFTED",
    "FIGURE_COPIED",
    "FIGURE_VINTAGES",
    "FIGURE_MISSING",
]
"""Findings that may be wrong about a row, because places do what no panel expects."""


class Exemption(Noun, frozen=True, kw_only=True):
    """One finding about some rows of one series, and why they stay as they are."""

    id: Id
    finding: Exemptible
    indicator: Id
    scope: Code = NOT_APPLICABLE
    areas: Annotated[
        Few[Annotated[str, Meta(pattern=r"^([A-Za-z0-9_-]{1,20}|\*)(?!\n)$", max_length=20)]],
        Meta(min_length=1, description="areas of the rows; '*' for a finding about all of them"),
    ]
    periods: Annotated[Few[Period], Meta(min_length=1, description="years the findings name")]
    leaves: Annotated[
        Literal["nothing", "warning"],
        Meta(
            description="nothing: the figure is right; warning: it stays in doubt, and what would stop a cycle does not"
        ),
    ] = "nothing"
    reason: Text
