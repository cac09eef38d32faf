"""Areas whose growth is, year by year, what was expected of the year before or after."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from xinxiao.programme.checks.evidence import Evidence
from xinxiao.programme.checks.panel import Floats
from xinxiao.programme.checks.residuals import median
from xinxiao.programme.checks.suspect import Suspect

SURE = 11.0
"""What a shift by a year must gain, in twice the log-likelihood of all years of an area."""
MOST_OFF = 9.0
"""Squares of the panel's scale that one year counts for, at most."""
PRIOR = 4.0
"""Years' worth of weight that the panel's scale has in an area's."""


def shifted(heard: Evidence) -> Iterator[Suspect]:
    """Areas whose growth fits what the other areas, and related series, did in the year before (or after) much better."""
    expected = expected_growth(heard)
    for lag in (1, -1):
        gain, both = shift_gains(heard.own.raw, expected, lag, float(np.median(heard.own.scale)))
        for area in np.flatnonzero(gain > SURE).tolist():
            yield Suspect("SHIFTED", area, int(np.argmax(both[area])), float(lag), float("nan"))


def expected_growth(heard: Evidence) -> Floats:
    """Growth (A, Y - 1) as the median area's, and where there are related series, as they imply."""
    own, ratio = heard.own, heard.ratio
    usual = np.broadcast_to(own.middle, own.raw.shape)
    if ratio is None:
        return usual
    implied = own.raw - ratio.raw + ratio.middle
    return np.where(np.isfinite(implied), implied, usual)


def shift_gains(raw: Floats, expected: Floats, lag: int, scale: float) -> tuple[Floats, np.ndarray]:
    """Twice the log-likelihood (A,), with unknown scale, that growth (A, Y - 1) gains when held against what was expected
    ``lag`` years before, and the years compared. Each area may grow faster than expected, by the same in all years."""
    other = np.full_like(raw, np.nan)
    years = raw.shape[1]
    other[:, max(lag, 0) : years + min(lag, 0)] = expected[:, max(-lag, 0) : years - max(lag, 0)]
    both = np.isfinite(raw) & np.isfinite(expected) & np.isfinite(other)
    usual = 2.0 * scale**2

    def left(growth: Floats) -> Floats:
        rest = np.where(both, raw - growth, np.nan)
        rest = rest - np.nan_to_num(median(rest, axis=1))[:, None]
        return np.asarray(np.nan_to_num(np.minimum(rest**2, MOST_OFF * usual)).sum(axis=1))

    here, there = left(expected) + PRIOR * usual, left(other) + PRIOR * usual
    return np.asarray((both.sum(axis=1) + PRIOR) * np.log(here / there)), both
