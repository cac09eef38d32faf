"""Values beside those of the units of the same stratum."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from xinxiao.collect.scrutiny.grouped import NORMAL, medians, quantiles
from xinxiao.collect.scrutiny.reported import Flags, Floats, Ints, Reported

LEAST_SPREAD = 0.05
"""Least median of absolute deviations of logs: about five per cent. Peers that are more alike are not told apart."""


@dataclass(frozen=True)
class Beside:
    """Of each unit (N,): the median of its peers, and how many robust standard deviations of logs it lies from it (NaN: nothing
    said). ``few``: units with a positive value among too few peers."""

    middle: Floats
    distance: Floats
    few: Flags


def beside(now: Floats, groups: Ints, count: int, least: int) -> Beside:
    """The modified z-score 0.6745 (x - median) / MAD (Iglewicz & Hoaglin 1993) of logs of values (N,) in groups 0..count-1.

    Its domain: positive values in groups that have at least ``least`` of them.
    """
    with np.errstate(invalid="ignore"):
        present = now > 0
    sizes = np.bincount(groups[present], minlength=count)
    enough = sizes[groups] >= least
    used = present & enough
    logs, group = np.log(now[used]), groups[used]
    middles = medians(logs, group, count)
    spread = np.maximum(medians(np.abs(logs - middles[group]), group, count), LEAST_SPREAD)
    distance = np.full(now.shape, np.nan)
    distance[used] = NORMAL * (logs - middles[group]) / spread[group]
    return Beside(np.where(enough, np.exp(middles)[groups], np.nan), distance, present & ~enough)


def quartiles(
    now: Reported, groups: Ints, count: int, items: Sequence[str]
) -> Iterator[tuple[int, str, int, float, float, float]]:
    """Of each group and item that anybody of it reported: group, item, how many did, and the quartiles (zeros count)."""
    for item in items:
        values = now.numbers(item)
        present = ~np.isnan(values)
        sizes = np.bincount(groups[present], minlength=count)
        found = quantiles(values[present], groups[present], count, (0.25, 0.5, 0.75))
        for group in np.flatnonzero(sizes).tolist():
            low, middle, high = found[group].tolist()
            yield group, item, int(sizes[group]), low, middle, high
