"""Invented panels of reports with planted errors, for tests of scrutiny: a kind one, on which the defaults were chosen, and harder ones."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from xinxiao.collect.scrutiny import Asked, Reported, scrutinise
from xinxiao.model.collect.form import Form
from xinxiao.model.collect.scrutiny import Scrutiny, ScrutinySpec

ITEMS = ("A", "B", "C", "D", "E", "G")
COUNT = 1200
STRATA = 4
KINDS = ("slip", "copied", "gross", "last_digit")


@dataclass(frozen=True)
class Setting:
    """How a panel is drawn. ``scatter``: of growth, in logs; ``tails``: degrees of freedom of Student's t it follows (0: normal);
    ``sizes``: spread of sizes, in logs; ``zeros``: share of cells that are 0 in one period and not in the next; ``jumps``: share of
    sound cells that really moved two- to fourfold; ``powers``: of ten, by which a unit of measure is off; ``gross``: how many
    times too large a cell is, from and to; ``copied``: share of the cells of a copy that are the last period's; ``ends``: what last
    digits are rounded to."""

    scatter: float = 0.08
    tails: int = 0
    sizes: float = 1.0
    zeros: float = 0.0
    jumps: float = 0.0
    powers: tuple[int, ...] = (3, 4)
    gross: tuple[float, float] = (3.0, 9.0)
    copied: float = 1.0
    ends: int = 5


KIND = Setting()
"""As the panel is on which the defaults were chosen."""
HARD = Setting(0.2, 4, 1.6, 0.03, 0.01, (-3, -1, 1, 2, 3, 4), (1.5, 9.0), 0.85, 10)
"""Heavy tails, real jumps, cells that come and go, small errors among large ones, copies that were touched up."""


def panel(seed: int, setting: Setting) -> tuple[list[Reported], dict[str, frozenset[str]]]:
    """Fourteen periods of reports of 1,200 firms in four strata, and which firms have which planted error in the last: 30 reports in
    a wrong unit of measure, 30 copies of the last period, 40 gross errors in the largest cell, 15 firms with rounded numbers
    throughout."""
    draw = np.random.default_rng(seed)
    level = np.exp(draw.normal(9 + np.arange(COUNT)[:, None] % STRATA, setting.sizes, (COUNT, len(ITEMS))))
    level[draw.random(level.shape) < 0.1] = 0
    rounding = np.arange(COUNT) % 80 == 7
    periods = []
    for t in range(14):
        noise = (
            draw.standard_t(setting.tails, level.shape) if setting.tails else draw.normal(0, 1, level.shape)
        )
        growth = np.exp(0.03 * t + setting.scatter * np.clip(noise, -12, 12))
        values = level * (1 + 0.1 * np.sin(t / 2)) * growth
        values *= np.where(draw.random(level.shape) < setting.jumps, draw.uniform(2, 4, level.shape), 1)
        values[draw.random(level.shape) < setting.zeros] = 0
        values[rounding] = np.round(values[rounding] / setting.ends) * setting.ends
        periods.append(np.round(values))
    now, before = periods[-1], periods[-2]
    chosen = draw.permutation(np.flatnonzero(~rounding & (np.count_nonzero(level, axis=1) >= 5)))
    slip, copy, gross = chosen[:30], chosen[30:60], chosen[60:100]
    powers = np.array(setting.powers, dtype=np.float64)[np.arange(30) % len(setting.powers)]
    now[slip] = np.round(now[slip] * 10 ** powers[:, None])
    touched = draw.random((30, len(ITEMS))) >= setting.copied
    now[copy] = np.where(touched, now[copy], before[copy])
    largest = np.argmax(now[gross], axis=1)
    now[gross, largest] = np.round(now[gross, largest] * draw.uniform(*setting.gross, 40))
    units = [f"U{i:05}" for i in range(COUNT)]
    places = {"slip": slip, "copied": copy, "gross": gross, "last_digit": np.flatnonzero(rounding)}
    planted = {kind: frozenset(units[i] for i in rows) for kind, rows in places.items()}
    return [_reported(units, values) for values in periods], planted


def _reported(units: list[str], values: np.ndarray) -> Reported:
    columns = zip(ITEMS, values.T, strict=True)
    return Reported(
        pa.array(units), {item: pa.array([str(int(v)) for v in column]) for item, column in columns}
    )


def scrutinised(form: Form, periods: list[Reported]) -> Scrutiny:
    """What the tests find in the last period, with their defaults."""
    strata = np.arange(COUNT, dtype=np.int64) % STRATA
    asked = Asked(form, periods[-1], strata, STRATA, np.ones(COUNT), periods[-2], periods[1], periods[:-1])
    return scrutinise(asked, ScrutinySpec())


def told(found: Scrutiny, planted: Mapping[str, Collection[str]]) -> dict[str, set[str]]:
    """Which firms are told for each kind of error; a gross error is told by any test of a single value, and what is a slip of
    unit is no wrong alarm of these."""
    made = {kind: {one.unit for one in found.suspicions if one.test == kind} for kind in KINDS}
    single = {one.unit for one in found.suspicions if one.test in ("previous", "year", "slip", "peers")}
    return made | {"gross": single - set(planted["slip"])}
