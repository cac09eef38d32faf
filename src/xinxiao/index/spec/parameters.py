"""The parameters of each way to aggregate and to weigh, as data with their ranges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from xinxiao.errors import ProgrammeFault
from xinxiao.model.ranges import Few, Named, Positive, Share, Size, Weight, Word


class Parameters(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Of a method that has none."""


class Floor(Parameters, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``floor``: children below it count as it, a repair said with its count; None: children outside the method's domain
    are refused."""

    floor: Positive | None = None


class Power(Floor, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``exponent`` of the generalised mean."""

    exponent: Annotated[float, Meta(ge=-100.0, le=100.0)]


class Pareto(Parameters, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Direction of the ``penalty`` for unbalance."""

    penalty: Literal["negative", "positive"] = "negative"


class MeanMin(Parameters, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``compensation``: 0 = the mean, 1 = the minimum; ``smoothness`` in points of the values."""

    compensation: Share = 1.0
    smoothness: Size = 0.0


class Copeland(Parameters, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``count``: wins minus losses; ``share``: the same mapped to 0..100."""

    scale: Literal["count", "share"] = "count"


class Ordered(Parameters, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``attitude``: exponent of the quantifier; ``positions``: weight of each place instead, best first."""

    attitude: Annotated[float, Meta(ge=1e-3, le=1e3)] = 1.0
    positions: Few[Weight] = ()


class Bounds(Parameters, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Share of the score a child may carry, at least and at most: one number, or one per child."""

    lower: Share | Few[Share] = 0.0
    upper: Share | Few[Share] = 1.0


Rows = Few[Few[Weight]]
Comparisons = Few[Few[Positive]]


class Budget(Parameters, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``points``: group -> one row per expert, one column per child; or the rows alone, for every group."""

    points: Named[Word, Rows] | Rows = {}


class Hierarchy(Parameters, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``comparisons``: group -> matrix of pairwise comparisons of the children; or the matrix alone."""

    comparisons: Named[Word, Comparisons] | Comparisons = {}


class Rotation(Parameters, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which components weigh: the ``first``, or those above 1 ``rotated``."""

    rule: Literal["first", "rotated"] = "first"


class Targets(Parameters, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``targets``: child -> share of correlation aimed at; None = equal."""

    targets: Named[Word, Weight] | None = None


AGGREGATIONS: Mapping[str, type[Parameters]] = {
    "arithmetic": Parameters,
    "sum": Parameters,
    "geometric": Floor,
    "harmonic": Floor,
    "power": Power,
    "mpi": Pareto,
    "ampi": Pareto,
    "mean_min": MeanMin,
    "copeland": Copeland,
    "owa": Ordered,
    "wroclaw": Parameters,
    "bod": Bounds,
}
"""Every aggregation method and the parameters it takes."""

WEIGHTINGS: Mapping[str, type[Parameters]] = {
    "given": Parameters,
    "equal": Parameters,
    "budget": Budget,
    "pca": Rotation,
    "balanced": Targets,
    "entropy": Parameters,
    "critic": Parameters,
    "ahp": Hierarchy,
    "bod": Bounds,
}
"""Every weight method and the parameters it takes."""


def parameters_of(
    what: str, method: str, given: Mapping[str, Any], methods: Mapping[str, type[Parameters]]
) -> Parameters:
    """The parameters of a method (``what``: aggregation or weights) with their defaults filled in.

    Raises ProgrammeFault for a method that does not exist, a parameter it does not have, and a value out of range.
    """
    shape = methods.get(method)
    if shape is None:
        raise ProgrammeFault(f"no {what} method {method!r}", hint=f"methods: {', '.join(methods)}")
    try:
        return msgspec.convert(given, shape)
    except msgspec.ValidationError as error:
        known = ", ".join(shape.__struct_fields__) or "none"
        raise ProgrammeFault(f"{what} {method!r}: {error}", hint=f"its parameters: {known}") from error
