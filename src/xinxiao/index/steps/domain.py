"""What each method is defined for: one table for all steps.

Outside its domain a method gives no number: neither a missing one, whose weight others would take over, nor zero. So
nothing is computed, and who asked is told which unit, period and column it is, and what could be done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec
import numpy as np
import numpy.typing as npt

from xinxiao.errors import DataFault, Told
from xinxiao.errors.names import Name
from xinxiao.index.spec.parameters import Floor, Parameters, Power

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Bound = Literal["above", "at_least"]


class Remedy(msgspec.Struct, frozen=True):
    """What to do with values that a method is not defined for: in ``words``, and the ``text`` that says it to a reader."""

    text: Name
    words: str


class Domain(msgspec.Struct, frozen=True):
    """Values ``above`` (or ``at_least``) a ``limit``; ``remedy``: what to do with others."""

    bound: Bound
    limit: float
    remedy: Remedy

    def outside(self, values: Array) -> Mask:
        """Where values are not in it; a missing value is in every domain."""
        with np.errstate(invalid="ignore"):
            return np.asarray(values <= self.limit if self.bound == "above" else values < self.limit)

    def holds(self, values: Array) -> bool:
        """Whether all are in it; False also where one is missing, which :meth:`outside` tells. One reading of the values: their
        least is NaN where any is."""
        if not values.size:
            return True
        least = np.minimum.reduce(values, axis=None)
        return bool(least > self.limit if self.bound == "above" else least >= self.limit)

    @property
    def words(self) -> str:
        """What the values must be."""
        if self.limit == 0.0:
            return "positive" if self.bound == "above" else "zero or positive"
        return f"{'above' if self.bound == 'above' else 'at least'} {self.limit:g}"

    @property
    def sign(self) -> str:
        """The same as a comparison, for every language."""
        return f"{'>' if self.bound == 'above' else '≥'} {self.limit:g}"


_RANGE = Remedy("undefined_range", "normalise to a range whose lower end is above 0, such as [1, 100]")
_SHIFTED = Remedy(
    "undefined_shifted", "use transform: log, which shifts the values first, or leave the indicator as it is"
)
_LOG = Remedy(
    "undefined_log", "use goalposts without scale: log, or treat the indicator with transform: log before"
)
_FRACTION = Remedy(
    "undefined_fraction", "use minmax or goalposts, which do not divide by a value of the data"
)
AHEAD = Remedy("undefined_ahead", "set the target or reference ahead of the data, or use minmax")
"""Where what scores 1 is not ahead of what scores 0."""
TRANSFORMS: Mapping[str, Domain] = {
    "ln": Domain("above", 0.0, _SHIFTED),
    "log1p": Domain("above", -1.0, _SHIFTED),
}
"""Transformations of the treatment that are not shifted into their domain."""
LOG_SCALE = Domain("above", 0.0, _LOG)
"""Values and goalposts that are read on a logarithmic scale."""
SMALLEST_BEST = Domain("above", 0.0, _FRACTION)
"""``fraction_of_max`` where less is better: the smallest value by each value."""
LARGEST_BEST = Domain("above", 0.0, _FRACTION)
"""``fraction_of_max`` where more is better: each value by the largest one, which alone must be in it."""
MEAN_OF_PARETO = Domain("above", 0.0, _RANGE)
"""The mean that the penalty of Mazziotta and Pareto is divided by."""
_POSITIVE, _NOT_NEGATIVE = Domain("above", 0.0, _RANGE), Domain("at_least", 0.0, _RANGE)


VARYING = ("pca", "balanced")
"""Weights that a child without variation has no place in."""


def of_weights(method: str) -> Domain | None:
    """The domain of the values that children are weighed on; None where any number will do."""
    return _NOT_NEGATIVE if method in ("entropy", "bod") else None


def of_aggregation(method: str, parameters: Parameters) -> Domain | None:
    """The domain of the children's values; None where any number will do.

    A power mean of a positive exponent other than 1 knows zero; of a negative number it would lose the sign, or have no root.
    Children that a floor lifts are all above it.
    """
    if isinstance(parameters, Floor) and parameters.floor is not None:
        return None
    if method in ("geometric", "harmonic"):
        return _POSITIVE
    if isinstance(parameters, Power) and parameters.exponent != 1.0:
        return _NOT_NEGATIVE if parameters.exponent > 0.0 else _POSITIVE
    return _NOT_NEGATIVE if method == "bod" else None


class Undefined(DataFault):
    """A method meets values it is not defined for.

    ``where`` (..., N): which units, of the values' leading axes (replicates, periods). ``values`` fill the text of the
    ``remedy`` (``what`` and, once named, ``place`` too).
    """

    def __init__(self, what: str, why: str, where: Mask, remedy: Remedy, **values: str) -> None:
        super().__init__(f"{what} is undefined: {why}", hint=remedy.words)
        self.where = where
        self._text = remedy.text
        self._values = {"what": what, **values}

    def named(self, units: Sequence[str], times: Sequence[str]) -> DataFault:
        """The same, naming the first unit and period, and how many there are."""
        places = np.argwhere(self.where)
        t, n = int(places[0][-2]) if times and self.where.ndim > 1 else -1, int(places[0][-1])
        first = f"{units[n]} in {times[t]}" if t >= 0 else units[n]
        more = f" and {len(places) - 1} more" if len(places) > 1 else ""
        place = (
            units[n],
            *([times[t]] if t >= 0 else []),
            *([f"+{len(places) - 1}"] if len(places) > 1 else []),
        )
        told = Told(self._text, {**self._values, "place": ", ".join(place)})
        return DataFault(f"{self.message} ({first}{more})", told, hint=self.hint)


def demand(domain: Domain | None, values: Array, what: str, column: str, counts: Mask | bool = True) -> None:
    """Raise :class:`Undefined` unless all of a column (..., N) that ``counts`` is in a domain."""
    if domain is None or domain.holds(values):
        return
    outside = domain.outside(values)
    where = outside & counts if bool(outside.any()) else outside
    if bool(where.any()):
        why = f"{column!r} must be {domain.words}"
        raise Undefined(what, why, where, domain.remedy, column=column, bound=domain.sign)
