"""What a figure in doubt does to published numbers: scores, ranks and verdicts with it, and with what was expected.

Everything is computed as a release computes it, by the same functions. Not computed is the account: an index that reads it
is left out, which :mod:`.weighing` tells, and so are targets that only the account or the pull says something of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.analyse import targets
from xinxiao.analyse.indicators.computation import complete, computed, formulas
from xinxiao.analyse.indicators.series import Flags, Floats
from xinxiao.analyse.indicators.shelf import Shelf, shelf, unit_factor
from xinxiao.analyse.programme_index.panel import of_shelf, panel_of
from xinxiao.errors import DataFault, ProgrammeFault
from xinxiao.index import IndexSpec, Panel, Result, build
from xinxiao.model.formula import Tree, accounts, names
from xinxiao.model.programme import CycleSpec, Programme
from xinxiao.model.vintage import Vintage, vintage
from xinxiao.programme.loaded import Loaded

POINTS = 0.5
"""Points of a score, of a range of a hundred."""
PLACES = 2
"""Places in a ranking."""


@dataclass(frozen=True)
class Change:
    """Another value for one figure, in the unit it is published in; NaN: none."""

    indicator: str
    scope: str
    area: str
    year: int
    value: float


@dataclass(frozen=True)
class Effect:
    """How far published numbers move: the largest change of a score, in points of the index, and of a rank; how many
    verdicts on targets are others."""

    points: float = 0.0
    places: float = 0.0
    verdicts: int = 0

    @property
    def material(self) -> bool:
        """Whether somebody would read something else."""
        return self.points > POINTS or self.places > PLACES or self.verdicts > 0


@dataclass(frozen=True)
class _Standing:
    """An index with scores (T, N) and ranks of each group."""

    scores: Mapping[str, Floats]
    ranks: Mapping[str, Floats]


@dataclass(frozen=True)
class Effects:
    """The indices and targets of a programme, ready to be computed again with other figures.

    ``figures`` are as published, before any sum; ``apart`` the indices that read the account, which are not computed, with
    the indicators that they are made of.
    """

    programme: Programme
    indices: Mapping[str, IndexSpec]
    apart: Mapping[str, frozenset[str]]
    trees: Mapping[str, Tree]
    figures: Shelf
    known: Vintage
    cycle: CycleSpec

    @cached_property
    def read(self) -> frozenset[str]:
        """The indicators that anything in the indices is made of."""
        return _read(
            self.trees, [c for spec in self.indices.values() for c in spec.framework.indicator_codes]
        )

    @cached_property
    def judged(self) -> frozenset[str]:
        """The indicators that targets are judged by."""
        return frozenset(target.indicator for target in self.programme.targets if target.indicator)

    @cached_property
    def window(self) -> Flags:
        """The years of the cycle (Y,)."""
        years = np.array(self.figures.grid.years)
        return np.asarray((years >= self.cycle.first) & (years <= self.cycle.last))

    @cached_property
    def shelf(self) -> Shelf:
        """All series that anything in the indices is made of, as they stand."""
        own = {name: dict(held) for name, held in self.figures.figures.items() if name in self.read}
        return self._made(replace(self.figures, figures=own, made={}), self.read)

    @cached_property
    def base(self) -> Mapping[str, _Standing]:
        """The indices as they stand. Raises :class:`ProgrammeFault` as the engine does."""
        return {name: _standing(build(spec, self.panel(name))) for name, spec in self.indices.items()}

    @cached_property
    def verdicts(self) -> Mapping[tuple[str, ...], str]:
        """The verdicts on targets as they stand, but for what the account or the pull says."""
        return targets.verdicts(targets.compile(self.programme, self.known))

    def of(self, changes: Sequence[Change]) -> Effect:
        """What other values move (infinity: they stop an index). None of them need be figures that anything is made of.

        Raises :class:`ProgrammeFault` or :class:`DataFault` where an index cannot be computed as it stands.
        """
        own = [one for one in changes if one.indicator in self.read]
        held = self._with(own)
        moved = [self._moved(name, held) for name in self.indices] if own else []
        points, places = (max((one[k] for one in moved), default=0.0) for k in (0, 1))
        return Effect(points, places, self._judged_anew(changes))

    def panel(self, index: str, changes: Sequence[Change] = ()) -> Panel:
        """What an index is computed from, with other values."""
        return self._panel(index, self._with(changes) if changes else self.shelf)

    def _panel(self, index: str, held: Shelf) -> Panel:
        spec = self.indices[index]
        numbers = of_shelf(held, spec.framework.indicator_codes, self.window)
        return panel_of(self.programme, spec, numbers, self.cycle)

    def _moved(self, index: str, held: Shelf) -> tuple[float, float]:
        old = self.base[index]
        try:
            new = _standing(build(self.indices[index], self._panel(index, held)))
        except (
            DataFault,
            ProgrammeFault,
        ):  # the other figures stop the index: nothing of it would be published
            return float("inf"), float("inf")
        points = max(_largest(old.scores[code], new.scores[code]) for code in old.scores)
        return points, max(_largest(old.ranks[code], new.ranks[code]) for code in old.ranks)

    def _with(self, changes: Sequence[Change]) -> Shelf:
        """The shelf with other values: what is made of them is made anew, the rest is shared."""
        grid, figures = self.shelf.grid, dict(self.shelf.figures)
        for name in {one.indicator for one in changes} & {*figures}:
            figures[name] = dict(self.figures.figures[name])
        for one in changes:
            held = figures.get(one.indicator, {}).get(one.scope)
            if held is None or one.area not in grid.areas or one.year not in grid.years:
                continue
            values = held.values.copy()
            factor = unit_factor(self.programme, self.programme.indicators[one.indicator])
            values[grid.areas.index(one.area), grid.years.index(one.year)] = one.value * factor
            figures[one.indicator][one.scope] = replace(held, values=values)
        touched = {one.indicator for one in changes}
        for name, tree in self.trees.items():
            touched |= {name} if touched & {*names(tree)} else set()
        kept = {name: series for name, series in self.shelf.made.items() if name not in touched}
        return self._made(replace(self.shelf, figures=figures, made=kept), touched & self.read)

    def _made(self, held: Shelf, wanted: frozenset[str] | set[str]) -> Shelf:
        """The same with sums and formulas of what is ``wanted``."""
        for name in sorted(wanted & {*held.figures}):
            complete(held, name, self.window, self.programme.flow("indicators"))
        for name, tree in self.trees.items():
            made = (
                computed(held, self.programme.indicators[name], tree, self.window) if name in wanted else None
            )
            if made is not None:
                held.made[name] = made
        return held

    def _judged_anew(self, changes: Sequence[Change]) -> int:
        """How many verdicts other figures of the nation change."""
        nation = self.programme.file.nation
        own = [one for one in changes if one.indicator in self.judged and one.area == nation]
        if not own:
            return 0
        table = self.known.table
        for one in own:
            table = _put(table, one)
        new = targets.verdicts(targets.compile(self.programme, replace(self.known, table=table)))
        return sum(self.verdicts.get(key) != new.get(key) for key in {*self.verdicts, *new})


def _read(trees: Mapping[str, Tree], codes: Sequence[str]) -> frozenset[str]:
    found: set[str] = set()
    todo = list(codes)
    while todo:
        name = todo.pop()
        if name in trees and name not in found:
            todo += names(trees[name])
        found.add(name)
    return frozenset(found)


def _standing(result: Result) -> _Standing:
    groups = [group.code for group in result.framework.groups]
    ranks = {code: np.asarray(result.rank_of(code), dtype=np.float64) for code in groups}
    return _Standing({code: result.of(code) for code in groups}, ranks)


def _largest(one: Floats, other: Floats) -> float:
    if one.shape != other.shape:  # a province or a year has come or gone
        return float("inf")
    apart = np.abs(one - other)
    gone = np.isfinite(one) != np.isfinite(other)
    return float("inf") if gone.any() else float(np.nan_to_num(apart).max(initial=0.0))


def _put(table: pa.Table, one: Change) -> pa.Table:
    """The last known figures with another value in one row; null for none."""
    place = {"FREQ": "A", "INDICATOR": one.indicator, "SCOPE": one.scope, "REF_AREA": one.area}
    place["TIME_PERIOD"] = str(one.year)
    own = np.ones(table.num_rows, dtype=bool)
    for name, code in place.items():
        own &= np.asarray(pc.equal(table.column(name), code).to_numpy(), dtype=bool)
    if np.isnan(one.value):
        return table.filter(pa.array(~own))
    at = table.column_names.index("OBS_VALUE")
    values = pc.if_else(pa.array(own), one.value, table.column("OBS_VALUE"))
    return table.set_column(at, "OBS_VALUE", values)


def effects(loaded: Loaded, cycle_id: str | None = None) -> Effects | None:
    """The indices and targets of a readable programme, as known on its cycle's day; None for one without either.

    Raises :class:`ProgrammeFault` for circular formulas.
    """
    programme = loaded.programme
    if programme is None or not (loaded.indices or programme.targets):
        return None
    cycle, trees = programme.cycle(cycle_id), formulas(programme)
    known = vintage(loaded.figures, cycle.as_of)
    held = shelf(programme, known.table, loaded.figures.dataflow, None, (cycle.first, cycle.last))
    read = {name: _read(trees, spec.framework.indicator_codes) for name, spec in loaded.indices.items()}
    by_account = {name for name, tree in trees.items() if accounts(tree)}
    apart = {name: own for name, own in read.items() if own & by_account}
    near = {name: spec for name, spec in loaded.indices.items() if name not in apart}
    return Effects(programme, near, apart, trees, held, known, cycle)
