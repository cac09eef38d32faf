"""The ratio edit of Hidiroglou and Berthelot: which values moved otherwise than those of their peers, large ones weighing more.

Hidiroglou, M.A. & Berthelot, J.-M. (1986), *Statistical editing and imputation for periodic business surveys*, Survey
Methodology 12(1), 73-83.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from xinxiao.collect.scrutiny.grouped import medians, merged, quantiles
from xinxiao.collect.scrutiny.reported import Flags, Floats, Ints
from xinxiao.model.collect.scrutiny import ScrutinySpec


@dataclass(frozen=True)
class Moved:
    """Of each unit (N,): what its earlier value lets expect (NaN: nothing said), and how many distances from the median its
    ratio lies (NaN: nothing said; beyond the width C it stands out). ``absent``: without two positive values; ``few``: among
    too few."""

    expected: Floats
    distance: Floats
    absent: Flags
    few: Flags


def moved(now: Floats, before: Floats, groups: Ints, count: int, spec: ScrutinySpec) -> Moved:
    """The edit of values (N,) against earlier ones, in groups 0..count-1.

    Its domain: units with two positive values. Groups with fewer than ``least_peers`` of them are put together; where that
    does not suffice, nothing is said. Ratios r are centred at the median m, s = 1 - m/r below it and r/m - 1 above, and
    weighed by size, E = s max(now, before)^U; E stands out when it is farther from its median than C times
    max(distance of the quartile on its side, A |median|). The expected value is m times the earlier one.

    Half of the effects lie on either side of 0, so A |median| hardly bounds them from below, and where a quarter of the units
    moved alike nothing else does: a distance is therefore at least ``least_move`` times the median of max(now, before)^U,
    which is not in the paper.
    """
    with np.errstate(invalid="ignore"):
        present = (now > 0) & (before > 0)
    own, few = merged(groups, count, present, spec.least_peers)
    used = present & ~few
    expected, distance = np.full(now.shape, np.nan), np.full(now.shape, np.nan)
    ratio, group = now[used] / before[used], own[used]
    middle = medians(ratio, group, count + 1)
    centred = np.where(ratio < middle[group], 1 - middle[group] / ratio, ratio / middle[group] - 1)
    size = np.maximum(now[used], before[used]) ** spec.exponent
    effect = centred * size
    low, half, high = quantiles(effect, group, count + 1, (0.25, 0.5, 0.75)).T
    least = spec.least_move * medians(size, group, count + 1)
    floor = np.fmax(np.abs(spec.least_spread * half), least)
    below, above = np.maximum(half - low, floor)[group], np.maximum(high - half, floor)[group]
    off = effect - half[group]
    with np.errstate(invalid="ignore", divide="ignore"):
        distance[used] = np.where(off == 0, 0.0, np.where(off < 0, -off / below, off / above))
    known = (before > 0) & ~np.isnan(np.append(middle, np.nan)[own])
    expected[known] = before[known] * middle[own[known]]
    return Moved(expected, distance, ~present, few)
