"""The indicators that move the account between benchmarks, area by area, from figures or by their formulas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from xinxiao.analyse.indicators.evaluate import evaluate
from xinxiao.analyse.indicators.series import Floats, Series
from xinxiao.analyse.indicators.shelf import Shelf, shelf
from xinxiao.errors import ProgrammeFault
from xinxiao.model.formula import Leaf, Name, Tree, accounts, leaves, names, parse
from xinxiao.model.programme import Programme
from xinxiao.model.vintage import Vintage

_NONE = pa.array([], pa.string())


@dataclass(frozen=True)
class Movement:
    """An indicator of one area in base units: value by year, and the keys of the figures behind each year."""

    values: Mapping[int, float]
    keys: Mapping[int, tuple[str, ...]]

    def covers(self, years: Sequence[int]) -> bool:
        """Whether every year has a value above zero (a ratio to it must exist)."""
        return all(self.values.get(year, 0.0) > 0.0 for year in years)


@dataclass(frozen=True)
class Movements:
    """The indicators of a programme as figures known on a day tell them, computed when first asked for."""

    programme: Programme
    shelf: Shelf
    _values: dict[str, Floats] = field(default_factory=dict)
    _moved: dict[tuple[str, str], Movement] = field(default_factory=dict)

    def of(self, area: str, indicator: str, link: str | None = None) -> Movement:
        """Indicator of one area, from figures or by its formula.

        With ``link``, years before the first are carried back by the growth of that indicator. Raises
        :class:`ProgrammeFault` for a formula that refers to itself or to the account it is to move.
        """
        own = self._movement(area, indicator)
        return own if link is None else _carried_back(own, self._movement(area, link))

    def _movement(self, area: str, indicator: str) -> Movement:
        if (area, indicator) not in self._moved:
            self._moved[area, indicator] = self._told(area, indicator)
        return self._moved[area, indicator]

    def _told(self, area: str, indicator: str) -> Movement:
        grid = self.shelf.grid
        if area not in grid.areas:
            return Movement({}, {})
        at, values = grid.areas.index(area), self._evaluated(indicator, ())
        years = [(y, year) for y, year in enumerate(grid.years) if np.isfinite(values[at, y])]
        return Movement(
            {year: float(values[at, y]) for y, year in years},
            {year: self._figures(indicator, at, y, ()) for y, year in years},
        )

    def _evaluated(self, indicator: str, path: tuple[str, ...]) -> Floats:
        """Values (areas, years) of an indicator, NaN where it is not known."""
        if indicator not in self._values:
            tree = self._tree(indicator, path)
            if tree is None:
                found = self._found(indicator, path)
                self._values[indicator] = (
                    np.full(self.shelf.grid.shape, np.nan) if found is None else found.values
                )
            else:
                sources = {name: self._series(name, (*path, indicator)) for name in names(tree)}
                self._values[indicator] = evaluate(
                    tree, sources, self.shelf.grid, self.programme.indicators[indicator].kind
                )
        return self._values[indicator]

    def _series(self, name: str, path: tuple[str, ...]) -> Series:
        """A source of a formula; of a formula of its own only the values and the breaks count."""
        found = self._found(name, path)
        values = self._evaluated(name, path)
        nothing = np.zeros(self.shelf.grid.shape, dtype=np.int64)
        broken = found.broken if found is not None else nothing.astype(bool)
        return Series(values, nothing - 1, nothing, nothing, broken, _NONE, _NONE, "")

    def _found(self, name: str, path: tuple[str, ...]) -> Series | None:
        asked = self.programme.indicators.get(path[-1]) if path else None
        return self.shelf.find(name, asked.scope if asked is not None else None)

    def _tree(self, indicator: str, path: tuple[str, ...]) -> Tree | None:
        declared = self.programme.indicators.get(indicator)
        if declared is None or declared.formula is None:
            return None
        if indicator in path:
            raise ProgrammeFault(f"indicator {indicator}: formula refers to itself", hint=" > ".join(path))
        tree = parse(declared.formula)
        if accounts(tree):
            raise ProgrammeFault(
                f"indicator {indicator}: a formula with the account cannot move the account",
                hint="use figures and indicators made of them",
            )
        return tree

    def _figures(self, indicator: str, area: int, year: int, path: tuple[str, ...]) -> tuple[str, ...]:
        """Keys of the figures behind one value, in the order the formula names them."""
        tree = self._tree(indicator, path)
        if tree is None:
            found = self._found(indicator, path)
            row = int(found.row[area, year]) if found is not None and year >= 0 else -1
            return (str(found.keys[row]),) if found is not None and row >= 0 else ()
        below = (self._of_leaf(leaf, area, year, (*path, indicator)) for leaf in leaves(tree))
        return tuple(key for keys in below for key in keys)

    def _of_leaf(self, leaf: Leaf, area: int, year: int, path: tuple[str, ...]) -> tuple[str, ...]:
        assert isinstance(leaf.series, Name)
        grid, at = self.shelf.grid, year - leaf.lag
        counted = grid.provinces[grid.counted[:, at]].tolist() if at >= 0 else []
        areas = counted if leaf.of == "provinces" else [area]
        found = (self._figures(leaf.series.id, own, at, path) for own in areas)
        return tuple(key for keys in found for key in keys)


def _carried_back(own: Movement, link: Movement) -> Movement:
    if not own.values:
        return own
    first = min(own.values)
    values, cells = dict(own.values), dict(own.keys)
    for year in sorted((y for y in link.values if y < first), reverse=True):
        if first in link.values and link.values[first] > 0:
            values[year] = own.values[first] * link.values[year] / link.values[first]
            cells[year] = own.keys[first] + link.keys[year] + link.keys[first]
    return Movement(values, cells)


def summed(parts: Sequence[Movement]) -> Movement:
    """The sum of several areas, for the years all of them have."""
    if not parts:
        return Movement({}, {})
    years = [y for y in sorted(parts[0].values) if all(y in part.values for part in parts)]
    return Movement(
        {y: sum(part.values[y] for part in parts) for y in years},
        {y: tuple(key for part in parts for key in part.keys[y]) for y in years},
    )


def movements(programme: Programme, known: Vintage) -> Movements:
    """The indicators of a programme, read from the figures known on a day."""
    return Movements(programme, shelf(programme, known.table, known.figures.dataflow, None))
