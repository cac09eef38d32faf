"""Quantiles within groups, for all groups at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from xinxiao.collect.scrutiny.reported import Flags, Floats, Ints

NORMAL = 0.6745
"""The median of absolute deviations of a normal distribution, in its standard deviations (Iglewicz & Hoaglin 1993)."""


def quantiles(values: Floats, groups: Ints, count: int, shares: Sequence[float]) -> Floats:
    """Quantiles (count, len(shares)) of the values (N,) in each group 0..count-1, interpolated linearly (type 7 of Hyndman & Fan
    1996). NaN for a group without values; values must not be NaN."""
    ordered = values[np.lexsort((values, groups))]
    sizes = np.bincount(groups, minlength=count)
    starts = (np.cumsum(sizes) - sizes)[:, None]
    made = np.full((count, len(shares)), np.nan)
    some = sizes > 0
    at = (sizes[some, None] - 1) * np.asarray(shares, dtype=np.float64)
    low = np.floor(at).astype(np.int64)
    high = np.minimum(low + 1, sizes[some, None] - 1)
    below, above = ordered[starts[some] + low], ordered[starts[some] + high]
    made[some] = below + (above - below) * (at - low)
    return made


def medians(values: Floats, groups: Ints, count: int) -> Floats:
    """The median (count,) of each group; NaN for one without values."""
    return quantiles(values, groups, count, (0.5,))[:, 0]


def merged(groups: Ints, count: int, present: Flags, least: int) -> tuple[Ints, Flags]:
    """Groups in which at least so many are present; those with fewer become one more group, number ``count``.

    The groups (N,) and which of the present ones still stand among too few.
    """
    sizes = np.bincount(groups[present], minlength=count)
    made = np.where(sizes[groups] >= least, groups, count)
    rest = int(np.count_nonzero(present & (made == count)))
    return made, present & (made == count) & (rest < least)
