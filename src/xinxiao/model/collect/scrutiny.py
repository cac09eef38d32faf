"""Scrutiny of reported values (GSBPM 5.3, review): by which tests, how strict they are, and what they found.

What a test finds is a *suspicion*: a reason to ask the respondent, for statistical review and for nothing else. It is no
finding of a rule, blocks nothing, and says nothing about anybody's conduct (Statistics Law 2024, article 28: what units
report serves statistics alone).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from msgspec import Meta

from xinxiao.model.collect.content import ItemKey
from xinxiao.model.collect.frame import By
from xinxiao.model.ranges import Few, Id, Inside, Ordinal, Positive, Share
from xinxiao.model.text import Noun

Test = Literal["previous", "year", "peers", "slip", "copied", "last_digit", "first_digit"]
"""Against the last period; against the same period last year; against the units of the same stratum; a wrong unit of measure;
cells copied from the last period; last and first digits of all a unit reported."""
UnsaidReason = Literal["earlier", "few_peers", "few_cells", "narrow"]
"""Why a test says nothing: no earlier positive value; too few units to compare with; too few cells; values too much alike."""


class Constants(Noun, frozen=True, kw_only=True):
    """Items of a form that may well stay the same from one period to the next."""

    form: Id
    items: Few[ItemKey]


class ScrutinySpec(Noun, frozen=True, kw_only=True):
    """`scrutiny.yaml`: how strict the tests of reported values are. Every field may be left out."""

    strata: Annotated[Few[By], Meta(description="what units must share to be peers")] = (
        "industry",
        "size",
    )
    least_peers: Annotated[Ordinal, Meta(description="units a stratum needs for a comparison")] = 10
    exponent: Annotated[
        Share, Meta(description="weight of size in the ratio edit (U of Hidiroglou & Berthelot 1986)")
    ] = 0.3
    least_spread: Annotated[
        Share, Meta(description="least distance of quartile and median, as a share of the median (their A)")
    ] = 0.05
    least_move: Annotated[
        Share, Meta(description="least distance, as the move of a unit of median size from the median ratio")
    ] = 0.01
    width: Annotated[Positive, Meta(description="distances beyond which a ratio stands out (their C)")] = 10.0
    peer_width: Annotated[
        Positive, Meta(description="robust standard deviations of logs beyond which a value stands out")
    ] = 5.0
    slip: Annotated[
        Inside, Meta(description="how near a power of ten a ratio must be, in decimal logarithms")
    ] = 0.15
    copied_cells: Annotated[Ordinal, Meta(description="cells a report needs to be tested for copying")] = 5
    copied_share: Annotated[Share, Meta(description="least share of its cells that are as before")] = 0.8
    copied_chance: Annotated[Inside, Meta(description="chance below which so many cells alike are told")] = (
        0.0001
    )
    constants: Few[Constants] = ()
    digit_cells: Annotated[Ordinal, Meta(description="numbers a unit needs for a test of last digits")] = 50
    first_cells: Annotated[Ordinal, Meta(description="... and of first digits")] = 100
    digit_length: Annotated[
        Ordinal, Meta(description="digits a number needs for its last one to be chance")
    ] = 3
    digit_span: Annotated[
        Positive, Meta(description="powers of ten that numbers must span for a law of first digits")
    ] = 2.0
    digit_chance: Annotated[Inside, Meta(description="chance below which digits are told")] = 0.0001
    digit_stake: Annotated[
        Share, Meta(description="part of a unit's values that is at stake when only its digits are suspect")
    ] = 0.1
    answer_days: Annotated[
        Ordinal, Meta(description="days after which a question without an answer is overdue")
    ] = 3

    def constant(self, form: str) -> frozenset[str]:
        """The items of a form that may stay the same."""
        return frozenset(item for one in self.constants if one.form == form for item in one.items)


@dataclass(frozen=True, slots=True)
class Suspicion:
    """What one test found in one report. ``item`` is empty where it speaks of the whole report.

    ``value`` is the cell as reported. ``expected``: what it was compared with, in the item's unit; None where nothing is
    expected of a single value. ``size``: how far out, in the test's own measure (distances, standard deviations, the power of
    ten, or a chance). ``weight``: the correction to be expected, as a share of the item's total (0 is nothing, 1 all of it).
    """

    unit: str
    item: str
    test: Test
    value: str
    expected: float | None
    size: float
    weight: float


@dataclass(frozen=True, slots=True)
class Unsaid:
    """Of how many units a test says nothing about an item (empty: about the whole report), and why."""

    test: Test
    item: str
    reason: UnsaidReason
    units: int


@dataclass(frozen=True, slots=True)
class Scrutiny:
    """What the tests found in one form and period, the weightiest first, and what they say nothing about."""

    suspicions: tuple[Suspicion, ...]
    unsaid: tuple[Unsaid, ...]


@dataclass(frozen=True, slots=True)
class Peers:
    """The quartiles of an item among the units of a stratum that reported it, and how many these are."""

    stratum: str
    item: str
    count: int
    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class Scrutinised:
    """When a form and period were looked at, how many reports there were, up to which event, and what nothing is said about."""

    form: str
    period: str
    at: str
    event: int
    reports: int
    unsaid: tuple[Unsaid, ...]
