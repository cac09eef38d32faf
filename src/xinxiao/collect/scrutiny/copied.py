"""Reports whose cells are those of the last period."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.collect.scrutiny.reported import Flags, Floats, Ints, Reported
from xinxiao.model.collect.scrutiny import ScrutinySpec


@dataclass(frozen=True)
class Copies:
    """Of each unit (N,): cells that could be compared, those of them that are as before, the chance of so many (NaN: not
    tested), and whether that is told."""

    cells: Ints
    same: Ints
    chance: Floats
    told: Flags


def copies(
    now: Reported, before: Reported, items: Sequence[str], constant: Collection[str], spec: ScrutinySpec
) -> Copies:
    """How many cells of each report are the same text as in the last period's.

    Compared are cells that hold a number in both; zero in both says nothing (a thing the unit does not do) and counts as
    neither, nor do items declared constant. How likely a cell is to stay the same by itself is the share of *other* units
    where it did, (same + 1) / (compared + 2), and cells are taken to be independent: the number alike is then
    Poisson-binomial. Its domain: reports with at least ``copied_cells`` such cells; told when ``copied_share`` of them are
    alike and the chance of that many or more is below ``copied_chance``.
    """
    used = [item for item in items if item not in constant and item in before.cells]
    pairs = [_pair(now.texts(item), before.texts(item)) for item in used]
    shape = (len(now.units), len(used))
    both = np.column_stack([pair[0] for pair in pairs]) if used else np.zeros(shape, dtype=bool)
    same = np.column_stack([pair[1] for pair in pairs]) if used else np.zeros(shape, dtype=bool)
    cells, alike = np.count_nonzero(both, axis=1), np.count_nonzero(same, axis=1)
    tested = cells >= spec.copied_cells
    chance = np.full(shape[0], np.nan)
    chance[tested] = 1.0
    close = np.flatnonzero(tested & (alike >= spec.copied_share * cells))
    if close.size:
        others = np.count_nonzero(same, axis=0) - same[close], np.count_nonzero(both, axis=0) - both[close]
        stays = np.where(both[close], (others[0] + 1.0) / (others[1] + 2.0), 0.0)
        chance[close] = at_least(alike[close], stays)
    with np.errstate(invalid="ignore"):
        told = (chance < spec.copied_chance) & (alike >= spec.copied_share * cells)
    return Copies(cells, alike, chance, told)


def at_least(counts: Ints, chances: Floats) -> Floats:
    """The chance (N,) of at least ``counts`` (N,) successes among independent ones with ``chances`` (N, K)."""
    made = np.zeros((len(counts), chances.shape[1] + 1))
    made[:, 0] = 1.0
    for column in chances.T:
        made[:, 1:] = made[:, 1:] * (1 - column)[:, None] + made[:, :-1] * column[:, None]
        made[:, 0] *= 1 - column
    reached = np.arange(made.shape[1])[None, :] >= counts[:, None]
    chance: Floats = np.sum(np.where(reached, made, 0.0), axis=1)
    return np.minimum(chance, 1.0)


def _pair(now: pa.StringArray, before: pa.StringArray) -> tuple[Flags, Flags]:
    """Which cells can be compared, and which of those are the same."""
    both = pc.and_(pc.is_valid(now), pc.is_valid(before))
    nothing = pc.and_(pc.equal(now, "0"), pc.equal(before, "0"))
    compared = pc.and_(both, pc.invert(pc.fill_null(nothing, False)))
    same = pc.and_(compared, pc.fill_null(pc.equal(now, before), False))
    return _flags(compared), _flags(same)


def _flags(values: pa.BooleanArray) -> Flags:
    return np.asarray(values.to_numpy(zero_copy_only=False), dtype=np.bool_)
