"""Figures that do not fit their panel: which, by how much, and what could have happened to them.

Pure arrays: a panel and what is heard of it in, suspects out, nothing told. :mod:`.unlike` tells them; ``tests/planted`` counts
how many planted faults they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from xinxiao.programme.checks.evidence import GROSS, Evidence
from xinxiao.programme.checks.panel import Panel
from xinxiao.programme.checks.residuals import Residuals
from xinxiao.programme.checks.shifts import shifted
from xinxiao.programme.checks.suspect import Suspect
from xinxiao.programme.checks.swaps import swapped

SURE, DOUBT = 9.0, 5.0
"""Robust standard deviations beyond which a figure is told, and beyond which it is in doubt."""
GROSS_SURE = 3.0
"""A figure four times too large or small between its neighbours is told even of a place whose figures are wild."""
ZEROS = 0.9
"""Least part of the areas that must have positive figures for a zero to be told."""
TURNED = 6.0
"""Standard deviations beyond which a figure is told whose digits, turned, would fit."""
NEAR = 2.0
"""Standard deviations within which a figure fits."""
LEAST = 0.08
"""Least departure in logs that is told: about eight per cent; of a place whose figures hardly scatter (``SMOOTH`` robust
standard deviations) half of it."""
SMOOTH = 12.0
LEAST_DOUBT = 0.02
"""... and that is in doubt."""
RETURNS = 0.35
"""A step back at least this part of the step there is a return; less is a new level."""
LEVEL = float(np.log(2.5))
"""Least step in logs of a new level: smaller ones happen to places."""
LEVEL_SURE = 7 / 9
"""How sure its first figure must be."""
COMMON = float(np.log(3.0))
"""Least step in logs of all places together, against the usual growth."""


def suspects(panel: Panel, heard: Evidence) -> Iterator[Suspect]:
    """What does not fit in one panel of places of one level, by what is ``heard`` of it: the surest first of each kind."""
    own = heard.own
    taken = np.zeros(panel.values.shape, dtype=bool)
    for one in (*swapped(panel, heard), *_digits(panel, heard)):
        if not taken[one.area, one.year]:
            taken[one.area, one.year] = True
            if one.other >= 0:
                taken[one.other, one.year] = True
            yield one
    sure = surety(heard)
    for area, year in np.argwhere((sure > 0) & ~taken).tolist():
        yield from _cell(panel, own, area, year, float(sure[area, year]))
    yield from _zeros(panel, own)
    yield from _emptied(panel)
    yield from _common(panel, own)
    yield from shifted(heard)


def surety(heard: Evidence) -> np.ndarray:
    """How sure it is (A, Y) that a figure is wrong: 1 is told by itself, less is in doubt, 0 is not suspect."""
    z, size = heard.z / heard.wide, np.nan_to_num(np.abs(heard.own.off))
    sure = (
        ((z > SURE) & (size > LEAST))
        | ((z > SMOOTH) & (size > LEAST / 2))
        | ((heard.z > GROSS_SURE) & (size > GROSS) & ~heard.own.at_end)
    )
    doubt = np.where((z > DOUBT) & (size > LEAST_DOUBT), np.minimum(z / SURE, 0.999), 0.0)
    return np.where(heard.summits, np.where(sure, 1.0, doubt), 0.0)


def _cell(panel: Panel, own: Residuals, area: int, year: int, sure: float) -> Iterator[Suspect]:
    """A figure that its neighbours do not bear out; or the first of a new level, if that is a large one."""
    to = float(own.steps[area, year - 1]) if year else np.nan
    back = float(own.steps[area, year]) if year < len(panel.years) - 1 else np.nan
    large = max(abs(to), abs(back))
    alone = not (np.isfinite(to) and np.isfinite(back))
    if alone or (to * back < 0 and min(abs(to), abs(back)) >= RETURNS * large):
        off = float(own.off[area, year])
        yield Suspect("CELL", area, year, off, float(panel.values[area, year] / np.exp(off)), sure=sure)
    elif large > LEVEL and sure > LEVEL_SURE:
        first, step = (year, to) if abs(to) == large else (year + 1, back)
        yield Suspect("LEVEL", area, first, step, float(panel.values[area, first] / np.exp(step)))


def _emptied(panel: Panel) -> Iterator[Suspect]:
    """Years in which most places have nothing, after one in which nearly all had something: a unit too large for the digits."""
    positive, zero = (panel.values > 0).mean(axis=0), (panel.values == 0).mean(axis=0)
    for year in (np.flatnonzero((positive[:-1] >= ZEROS) & (zero[1:] > 0.5)) + 1).tolist():
        yield Suspect("LEVEL", -1, year, float("-inf"), float("nan"))


def _common(panel: Panel, own: Residuals) -> Iterator[Suspect]:
    """Years in which all places change together as they never do otherwise: a unit, a scope or a year is another one."""
    known = np.flatnonzero(np.isfinite(own.middle))
    if len(known) < 3:
        return
    for place in known.tolist():
        rest = own.middle[known[known != place]]
        usual = float(np.median(rest))
        step = float(own.middle[place] - usual)
        if abs(step) > COMMON and abs(step) > 4 * float(np.abs(rest - usual).max()):
            yield Suspect("LEVEL", -1, place + 1, step, float("nan"))


def _zeros(panel: Panel, own: Residuals) -> Iterator[Suspect]:
    """Zeros between positive figures of the same area, in years in which nearly all areas have positive ones."""
    positive = panel.values > 0
    usual = positive.mean(axis=0) >= ZEROS
    around = np.zeros_like(positive)
    around[:, 1:] = positive[:, :-1]
    around[:, :-1] |= positive[:, 1:]
    zero = panel.values == 0
    seldom = zero.sum(axis=1, keepdims=True) <= panel.values.shape[1] / 3
    seldom |= (np.abs(np.diff(zero.astype(np.int8), axis=1)).sum(axis=1) == 1)[:, None]  # from a year on
    for area, year in np.argwhere(zero & around & usual & seldom).tolist():
        near = own.logs[area][np.isfinite(own.logs[area])]
        yield Suspect("CELL", area, year, float("-inf"), float(np.exp(np.median(near))))


def _digits(panel: Panel, heard: Evidence) -> Iterator[Suspect]:
    """Figures that would fit if two neighbouring digits changed places."""
    own, off = heard.own, np.nan_to_num(heard.own.off)
    for area, year in np.argwhere(
        (heard.z > TURNED * heard.wide) & (np.abs(off) > LEAST) & heard.summits
    ).tolist():
        expected = own.logs[area, year] - off[area, year]
        near = NEAR * float(own.scale[area, year]) / 2
        if near > 0.25 * abs(off[area, year]):
            continue
        for value in turned(float(panel.values[area, year])):
            if value > 0 and abs(np.log(value) - expected) < near:
                yield Suspect("DIGITS", area, year, float(off[area, year]), value)
                break


def turned(value: float) -> Iterator[float]:
    """A number with each pair of different neighbouring digits the other way round; the point stays where it is."""
    text = f"{value:.10g}"
    if "e" in text:
        return
    at = [i for i, letter in enumerate(text) if letter.isdecimal()]
    for left, right in pairwise(at):
        if text[left] != text[right]:
            letters = list(text)
            letters[left], letters[right] = letters[right], letters[left]
            yield float("".join(letters))
