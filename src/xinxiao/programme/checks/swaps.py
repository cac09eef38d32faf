"""Pairs of areas of which each has, in one year, what was expected of the other."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from xinxiao.programme.checks.evidence import Evidence, weight
from xinxiao.programme.checks.panel import Floats, Panel
from xinxiao.programme.checks.residuals import Residuals
from xinxiao.programme.checks.suspect import Suspect

SURE, DOUBT = 18.0, 11.0
"""What two figures must gain by changing places, in twice the log-likelihood, to be told, and to be in doubt."""
FIRST = DOUBT / 2
"""What the one that fits worse must lose where it stands, at least."""
ALONE = 6.0
"""How many times the gain in its own series a gain in a ratio may count."""
LEAST = 0.04
"""Least departure in logs of each of two figures that are told."""


def swapped(panel: Panel, heard: Evidence) -> Iterator[Suspect]:
    """Pairs that fit better the other way round, the best first; no figure is in two."""
    found: list[tuple[float, int, int, int]] = []
    for year in _years(heard):
        found += _pairs(heard, year)
    taken: set[tuple[int, int]] = set()
    off = np.nan_to_num(heard.own.off)
    for gain, left, right, year in sorted(found, reverse=True):
        if (left, year) in taken or (right, year) in taken:
            continue
        taken |= {(left, year), (right, year)}
        small = min(abs(off[left, year]), abs(off[right, year])) < LEAST
        sure = min(gain / SURE, 0.999) if small or gain < SURE else 1.0
        value = float(panel.values[right, year])
        yield Suspect("SWAPPED", left, year, float(off[left, year]), value, right, sure)


def _years(heard: Evidence) -> list[int]:
    """The years in which the two that fit worst would gain enough, did they fit perfectly elsewhere."""
    own = heard.own
    lost = np.nan_to_num(weight(own.z / heard.wide))
    if heard.ratio is not None:
        lost = np.maximum(lost, np.nan_to_num(weight(heard.ratio.z / heard.wide)))
    return np.flatnonzero(np.sort(lost, axis=0)[-2:].sum(axis=0) > DOUBT).tolist()


def _pairs(heard: Evidence, year: int) -> Iterator[tuple[float, int, int, int]]:
    gain, first = gains(heard.own, year, heard.wide)
    if not len(first):
        return
    if heard.ratio is not None:
        ratio, _ = gains(heard.ratio, year, heard.wide, first, heard.own.logs)
        gain = np.where(np.isfinite(ratio), np.minimum(ratio, ALONE * np.maximum(gain, 0.0)), gain)
    for k, other in np.argwhere(np.nan_to_num(gain) > DOUBT).tolist():
        left, right = sorted((int(first[k]), other))
        yield float(gain[k, other]), left, right, year


def gains(
    own: Residuals, year: int, wide: float, first: np.ndarray | None = None, logs: Floats | None = None
) -> tuple[Floats, np.ndarray]:
    """What the areas ``first`` (F,) would gain by changing figures with each area, (F, A), and those areas: unless given,
    those that fit badly. Scales are ``wide`` times the usual. ``logs`` (A, Y) of the figures, where the residuals are those of a ratio."""
    off, figures = own.off[:, year], (own.logs if logs is None else logs)[:, year]
    scale = own.scale[:, year] * np.where(own.at_end[:, year], np.sqrt(2.0), 1.0) * wide
    lost = weight(off / scale)
    if first is None:
        first = np.flatnonzero(np.nan_to_num(lost) > FIRST)
    apart = figures[None, :] - figures[first][:, None]
    here = weight((off[first][:, None] + apart) / scale[first][:, None])
    there = weight((off[None, :] - apart) / scale[None, :])
    gain = lost[first][:, None] + lost[None, :] - here - there
    gain[np.arange(len(first)), first] = np.nan
    return gain, first
