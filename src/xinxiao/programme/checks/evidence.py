"""How far a figure lies off, all that stands beside it being heard: its own series, a ratio to related ones, witnesses, and how
far the figures of its panel lie off now and then."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from xinxiao.programme.checks.panel import Flags, Floats
from xinxiao.programme.checks.related import Beside
from xinxiao.programme.checks.residuals import Residuals

ALONE = 2.5
"""How many times the evidence of its own series a ratio may weigh: a fault of the related series shows in the ratio alone."""
LEFT = 0.4
"""Part of a departure that is left in the ratio, at most, where the related series move with the figure."""
TAILS = 4.0
"""Degrees of freedom of Student's t that the unexplained is taken to have: small departures say little, huge ones not all."""
RARE, USUAL_RARE = 0.01, 5.5
"""Part of the figures of a panel that lie farther off than the tails allow for, and how far that is in most panels, in
standard deviations: in wilder ones, all are taken to be wider by as much."""
PULLED = 0.75
"""Part of the departure of a figure at an end that counts beside its neighbour's: a wrong neighbour pulls it by all that it is
off itself, and a wrong figure at the end pulls its neighbour by half."""
PEAK = 0.375
"""The density of that distribution at nought."""
GROSS = float(np.log(4.0))
"""Departure in logs that nothing beside it bears out: that may have the same fault."""


@dataclass(frozen=True)
class Evidence:
    """Of one panel (A, Y): residuals ``own``, and what stands ``beside``."""

    own: Residuals
    beside: Beside | None = None

    @cached_property
    def ratio(self) -> Residuals | None:
        """Residuals of the ratio to related series."""
        return self.beside.ratio if self.beside is not None else None

    @cached_property
    def z(self) -> Floats:
        """Robust standard deviations (A, Y) that a figure lies off; 0 where nothing is known or something bears it out."""
        alone, off = np.nan_to_num(self.own.z), np.nan_to_num(self.own.off)
        z = alone
        if self.ratio is not None:
            known, rest = np.isfinite(self.ratio.off), np.nan_to_num(self.ratio.off)
            agree = rest * off > 0
            left = agree & (np.abs(rest) >= LEFT * np.abs(off))
            both = np.where(agree, np.minimum(np.nan_to_num(self.ratio.z), ALONE * alone), 0.0)
            z = np.where(known, np.maximum(np.where(left, alone, 0.0), both), alone)
        if self.beside is not None:
            z = np.where(self.beside.borne, 0.0, z)
        z = np.where(np.abs(off) < GROSS, z, np.maximum(z, alone))
        return np.asarray(z)

    @cached_property
    def wide(self) -> float:
        """How much wider the tails of this panel are than most panels', at least 1; two wrong figures do not widen them."""
        far = np.sort(self.z[self.summits & np.isfinite(self.own.off)])[::-1]
        place = int(RARE * np.isfinite(self.own.off).sum()) + 1
        return max(1.0, float(far[place]) / USUAL_RARE) if len(far) > place else 1.0

    @cached_property
    def summits(self) -> Flags:
        """Figures (A, Y) not beside one that is farther off: a wrong figure pulls both its neighbours."""
        off, at_end = self.own.off, self.own.at_end
        if self.ratio is not None:
            known = np.isfinite(self.ratio.off)
            off, at_end = np.where(known, self.ratio.off, off), np.where(known, self.ratio.at_end, at_end)
        size = np.nan_to_num(np.abs(off)) * np.where(at_end, PULLED, 1.0)
        around = np.zeros_like(size)
        around[:, 1:] = size[:, :-1]
        around[:, :-1] = np.maximum(around[:, :-1], size[:, 1:])
        return np.asarray(size >= around)


def weight(z: Floats) -> Floats:
    """Twice the log-likelihood that departures of so many standard deviations lose against none, by Student's t."""
    return np.asarray((TAILS + 1) * np.log1p(z**2 / TAILS))
