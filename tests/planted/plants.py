"""The kinds of faults people make, each planted in one series: what is changed, and what a finding must name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from xinxiao.programme.checks.panel import Panel

Random = np.random.Generator


@dataclass(frozen=True)
class Planted:
    """A series with a fault: ``cells`` (area, year) differ from the series before, ``areas`` and ``years`` are what a finding
    may name (an empty set: any)."""

    panel: Panel
    cells: tuple[tuple[str, int], ...]
    areas: frozenset[str]
    years: frozenset[int]


@dataclass(frozen=True)
class Field:
    """A series to plant in: ``own`` are the places (areas) of its provinces, ``former`` the first vintage, ``capitals`` a
    lower-level code of each province, ``nation`` the code of the whole."""

    panel: Panel
    own: tuple[int, ...]
    former: Panel | None
    capitals: dict[str, str]
    nation: str
    additive: bool
    estimated: int
    """A row of the table with status E, -1 for none."""


def _put(field: Field, values: np.ndarray, loose: bool = False) -> Planted | None:
    """The planted series, rounded as its figures are; None when nothing changed."""
    panel = field.panel
    places = decimals(panel)
    rounded = np.where(np.isfinite(values), np.round(values, places), np.nan)
    rounded = np.where(panel.values == values, values, rounded)
    same = (rounded == panel.values) | (np.isnan(rounded) & np.isnan(panel.values))
    at = np.argwhere(~same).tolist()
    if not at:
        return None
    cells = tuple((panel.areas[a], panel.years[y]) for a, y in at)
    held = np.where(panel.row < 0, panel.row.max(axis=1, keepdims=True), panel.row)
    row = np.where(np.isnan(rounded), -1, held)
    made = replace(panel, values=rounded, row=row)
    years = frozenset() if loose else frozenset(y + d for _, y in cells for d in (-1, 0, 1))
    return Planted(made, cells, frozenset(a for a, _ in cells), years)


def decimals(panel: Panel) -> int:
    """The most decimals any figure of a series has, six at most."""
    values = panel.values[np.isfinite(panel.values)]
    for places in range(6):
        if np.allclose(values, np.round(values, places), rtol=1e-12, atol=1e-9):
            return places
    return 6


def _cell(field: Field, random: Random) -> tuple[int, int]:
    known = [(a, y) for a in field.own for y in range(len(field.panel.years)) if field.panel.values[a, y] > 0]
    return known[int(random.integers(len(known)))]


def times(factor: float | tuple[float, float]) -> Callable[[Field, Random], Planted | None]:
    """One figure times a factor, or one drawn between two."""

    def plant(field: Field, random: Random) -> Planted | None:
        a, y = _cell(field, random)
        by = factor if isinstance(factor, float) else float(random.uniform(*factor))
        values = field.panel.values.copy()
        values[a, y] *= by
        return _put(field, values)

    return plant


def spike(field: Field, random: Random) -> Planted | None:
    """One figure between others of its series that is two to five times too large or small."""
    a, y = _cell(field, random)
    if not 0 < y < len(field.panel.years) - 1:
        return None
    values = field.panel.values.copy()
    values[a, y] *= float(np.exp(random.choice([-1, 1]) * random.uniform(np.log(2), np.log(5))))
    return _put(field, values)


def swapped(field: Field, random: Random) -> Planted | None:
    """The figures of two provinces, exchanged in one year."""
    a, y = _cell(field, random)
    b = int(random.choice(field.own))
    values = field.panel.values.copy()
    if a == b or not values[b, y] > 0:
        return None
    values[[a, b], y] = values[[b, a], y]
    return _put(field, values)


def shifted(field: Field, random: Random) -> Planted | None:
    """A province's years one late: the first has no figure, the last is lost."""
    a, _ = _cell(field, random)
    values = field.panel.values.copy()
    values[a, 1:], values[a, 0] = field.panel.values[a, :-1], np.nan
    return _put(field, values, loose=True)


def shifted_full(field: Field, random: Random) -> Planted | None:
    """A province's years one late, with a figure in the first year too: as it would have been at the same growth."""
    a, _ = _cell(field, random)
    old = field.panel.values[a]
    if len(old) < 6 or not (old[:2] > 0).all():
        return None
    values = field.panel.values.copy()
    values[a, 1:], values[a, 0] = old[:-1], old[0] ** 2 / old[1]
    return _put(field, values, loose=True)


def reversed_panel(field: Field, random: Random) -> Planted | None:
    """All provinces read backwards; the nation left out."""
    if len(field.panel.years) < 5:
        return None
    values = field.panel.values.copy()
    values[list(field.own)] = values[list(field.own), ::-1]
    if field.nation in field.panel.areas:
        values[field.panel.areas.index(field.nation)] = np.nan
    return _put(field, values, loose=True)


def missing(field: Field, random: Random) -> Planted | None:
    """One figure left out; the same as one under a neighbour's code, whose own row then stands twice."""
    a, y = _cell(field, random)
    values = field.panel.values.copy()
    values[a, y] = np.nan
    return _put(field, values)


def capital(field: Field, random: Random) -> Planted | None:
    """One figure under a code below its province: the province lacks it, and a place appears."""
    a, y = _cell(field, random)
    code = field.capitals.get(field.panel.areas[a])
    if code is None:
        return None
    values = np.vstack([field.panel.values, np.full(len(field.panel.years), np.nan)])
    row = np.vstack([field.panel.row, np.full(len(field.panel.years), -1)])
    values[-1, y], row[-1, y] = values[a, y], row[a, y]
    values[a, y], row[a, y] = np.nan, -1
    made = replace(field.panel, areas=(*field.panel.areas, code), values=values, row=row)
    own = field.panel.areas[a]
    year = field.panel.years[y]
    return Planted(made, ((own, year),), frozenset({own, code}), frozenset({year}))


def total(field: Field, random: Random) -> Planted | None:
    """The sum of the provinces, typed in as the nation's figures and marked as estimated."""
    panel = field.panel
    sums = panel.values[list(field.own)].sum(axis=0)
    if (
        field.estimated < 0
        or not field.additive
        or field.nation in panel.areas
        or not np.isfinite(sums).any()
    ):
        return None
    made = replace(
        panel,
        areas=(*panel.areas, field.nation),
        values=np.vstack([panel.values, np.round(sums, decimals(panel))]),
        row=np.vstack([panel.row, np.where(np.isfinite(sums), field.estimated, -1)]),
    )
    return Planted(made, (), frozenset({field.nation}), frozenset())


def vintages(field: Field, random: Random) -> Planted | None:
    """Figures of one year, of a third of the provinces, as they were first published."""
    former = field.former
    if former is None or former.areas != field.panel.areas or former.years != field.panel.years:
        return None
    own = list(field.own)
    other = np.isfinite(former.values) & (former.values != field.panel.values)
    years = np.flatnonzero(other[own].sum(axis=0) > 0.6 * len(own))
    if not len(years):
        return None
    y = int(random.choice(years))
    values = field.panel.values.copy()
    at = random.choice(own, size=len(own) // 3, replace=False)
    values[at, y] = former.values[at, y]
    return _put(field, values)


def unit(field: Field, random: Random) -> Planted | None:
    """A province in another unit from one year on: times or over 10, 100, 1,000 or 10,000."""
    a, y = _cell(field, random)
    if y == 0:
        return None
    values = field.panel.values.copy()
    values[a, y:] *= 10.0 ** (int(random.choice([-1, 1])) * int(random.integers(1, 5)))
    return _put(field, values)


def unit_of_all(field: Field, random: Random) -> Planted | None:
    """All places in another unit from one year on."""
    values = field.panel.values.copy()
    y = int(random.integers(1, len(field.panel.years)))
    values[:, y:] *= 10.0 ** (int(random.choice([-1, 1])) * int(random.integers(1, 5)))
    made = _put(field, values, loose=True)
    return made and replace(made, areas=made.areas | {"*"})


def copied(field: Field, random: Random) -> Planted | None:
    """The figure of the year before, once more."""
    a, y = _cell(field, random)
    if y == 0 or not field.panel.values[a, y - 1] > 0:
        return None
    values = field.panel.values.copy()
    values[a, y] = values[a, y - 1]
    return _put(field, values)


def digits(field: Field, random: Random) -> Planted | None:
    """Two neighbouring digits of one figure, exchanged."""
    a, y = _cell(field, random)
    text = f"{field.panel.values[a, y]:.10g}"
    at = [i for i in range(len(text) - 1) if text[i : i + 2].isdecimal() and text[i] != text[i + 1]]
    if not at or "e" in text:
        return None
    i = int(random.choice(at))
    values = field.panel.values.copy()
    values[a, y] = float(text[:i] + text[i + 1] + text[i] + text[i + 2 :])
    return _put(field, values) if values[a, y] > 0 else None


KINDS: dict[str, Callable[[Field, Random], Planted | None]] = {
    "two provinces exchanged in a year": swapped,
    "one figure × 1.3": times(1.3),
    "one figure × 10": times(10.0),
    "one figure ÷ 10,000": times(1e-4),
    "a spike of 2 to 5 times that comes back": spike,
    "a province's years one late, the first without figure": shifted,
    "a province's years one late, all filled": shifted_full,
    "a panel backwards, without a nation": reversed_panel,
    "a figure missing, or under a neighbour's code": missing,
    "a figure under a lower-level code": capital,
    "a national total typed in beside its parts": total,
    "two vintages in one year": vintages,
    "another unit from a year on, one province": unit,
    "another unit from a year on, all": unit_of_all,
    "a figure copied forward": copied,
    "two digits exchanged": digits,
}
