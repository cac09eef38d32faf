"""Figures that were taken over instead of found: the year before's once more, or an older vintage's among newer ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.programme.checks.evidence import PEAK, Evidence, weight
from xinxiao.programme.checks.panel import Flags, Floats, Panel, Panels
from xinxiao.programme.checks.provincial import Provincial
from xinxiao.programme.checks.related import Beside
from xinxiao.programme.checks.unlike import doubted

SURE, DOUBT = 0.003, 0.05
"""Chance of a figure being the same again, to its last digit, below which it is told, and below which it is in doubt."""
USUAL, EXPECTED = 0.02, 3.0
"""Part of a year's figures that may, in most years, equal those of the year before without being copies, unless it is so many times what
was expected by chance: then its figures are held for years by their nature."""
ALL = 0.5
"""Part of the areas whose figures make it a copy of the whole year."""
MOST_OLD = 0.4
"""Part of a year's figures that may be of an older vintage for it to be a mixture; more is a revision of a few."""


def copied(panels: Panels, held: Sequence[Provincial], beside: Mapping[int, Beside]) -> Iterator[Finding]:
    """Figures that equal those of the year before to the last digit where that is no chance; what may be one, as notes."""
    for place, own in enumerate(held):
        if own.residuals is None:
            continue
        panel, heard = own.panel, Evidence(own.residuals, beside.get(place))
        chance = repeats(panel, heard)
        for year in np.flatnonzero((chance < DOUBT).any(axis=0)).tolist():
            areas = np.flatnonzero(chance[:, year] < DOUBT).tolist()
            whole = len(areas) > ALL * len(panel.areas)
            for area in areas[:1] if whole else areas:
                places = own.places(year, -1 if whole else area)
                value = float(panel.values[area, year])
                places["value"] = f"{value:.10g}"
                expected = value / np.exp(_departure(heard)[0][area, year - 1])
                found = fault(*panels.place(int(panel.row[area, year])), "FIGURE_COPIED", **places)
                if chance[area, year] < SURE:
                    yield found
                elif not whole:
                    sure = float(np.log(DOUBT / chance[area, year]) / np.log(DOUBT / SURE))
                    found = replace(found, places=(*found.places, ("expected", f"{expected:.6g}")))
                    yield doubted(found, min(sure, 0.999))


def repeats(panel: Panel, heard: Evidence) -> Floats:
    """How likely (A, Y) figures were to be those of the year before, where they are; 1 where they are not, and in a panel whose
    figures often are.

    The density of the growth that it would take, by Student's t on the scale of the area, times the step of the last digit.
    """
    chance = np.ones(panel.values.shape)
    off, scale = _departure(heard)
    with np.errstate(divide="ignore", invalid="ignore"):
        step = finest_step(panel) / np.abs(panel.values[:, 1:])
        density = PEAK * np.exp(-weight(off / scale) / 2) / scale
        by_chance = np.minimum(density * step, 1.0)
    same = (panel.values[:, 1:] == panel.values[:, :-1]) & (panel.values[:, 1:] != 0)
    known = np.isfinite(by_chance)
    expected = float(by_chance[known].mean()) if known.any() else 0.0
    usual = float(np.median(same.mean(axis=0))) if same.size else 0.0
    if usual <= max(USUAL, EXPECTED * expected):
        chance[:, 1:] = np.where(same & known, by_chance, 1.0)
    return chance


def _departure(heard: Evidence) -> tuple[Floats, Floats]:
    """How far growth (A, Y - 1) departs from what was expected, and on which scale: of the ratio to related series, if any."""
    own, ratio = heard.own, heard.ratio
    off, scale = own.steps, own.scale[:, 1:]
    if ratio is not None:
        known = np.isfinite(ratio.steps)
        off, scale = np.where(known, ratio.steps, off), np.where(known, ratio.scale[:, 1:], scale)
    return off, np.sqrt(2.0) * scale


def finest_step(panel: Panel) -> float:
    """The unit of the last digit that the figures of a panel are given with, between 1e-6 and 1."""
    values = panel.values[np.isfinite(panel.values)]
    for places in range(7):
        if bool(
            (np.abs(values * 10**places - np.round(values * 10**places)) < 1e-6 * np.abs(values) + 1e-9).all()
        ):
            return float(10.0**-places)
    return 1e-6


def mixed(panels: Panels, held: Sequence[Provincial], earlier: Sequence[Provincial]) -> Iterator[Finding]:
    """Years in which most areas have a newer vintage, and some an older one: by its day, or by its value."""
    first = {(own.panel.indicator, own.panel.scope): own.panel for own in earlier}
    days = np.array([*panels.table.column("VINTAGE").to_pylist(), ""], dtype=str)
    for own in held:
        panel = own.panel
        former = first.get((panel.indicator, panel.scope))
        old = _by_day(days[panel.row])
        if former is not None and former.areas == panel.areas and former.years == panel.years:
            old |= _by_value(panel, former)
        for area, year in np.argwhere(old).tolist():
            place = panels.place(int(panel.row[area, year]))
            yield fault(*place, "FIGURE_VINTAGES", **own.places(year, area))


def _by_day(days: np.ndarray) -> Flags:
    """Figures (A, Y), by their days, known before the day on which most figures of their year were; "" is none."""
    found = np.zeros(days.shape, dtype=bool)
    for year in range(days.shape[1]):
        own = days[:, year]
        names, counts = np.unique(own[own != ""], return_counts=True)
        if len(names) > 1:
            older = (own != "") & (own < names[int(counts.argmax())])
            if older.sum() <= MOST_OLD * counts.sum():
                found[:, year] = older
    return found


def _by_value(panel: Panel, former: Panel) -> Flags:
    """Figures equal to those first published, in years in which most were revised."""
    both = np.isfinite(panel.values) & np.isfinite(former.values) & (panel.values != 0)
    kept = both & (panel.values == former.values)
    revised = both & ~kept
    mixture = (
        (kept.sum(axis=0) > 0) & (kept.sum(axis=0) <= MOST_OLD * both.sum(axis=0)) & (revised.sum(axis=0) > 0)
    )
    return np.asarray(kept & mixture[None, :])
