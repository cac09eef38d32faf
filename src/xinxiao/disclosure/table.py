"""A table as whoever would take it apart sees it: cells that are sums of parts, some shown and some withheld.

*Parts* are the finest pieces into which the cells of all tables at hand fall; every cell is a set of parts, and so are totals of
other tables that share them: of other items, other columns, other periods and earlier writings. Whoever sees the shown cells knows
these sums, and that no part is below its lower bound; what else may be true is a polyhedron, and the least and the largest value of a
withheld cell in it are two linear programmes (Fischetti and Salazar 2001, Management Science 47; Hundepool and others 2012, Statistical
Disclosure Control, chapter 4).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_array

Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
Flags = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
FAR = 1e7
"""What a part may change by at the most, in multiples of what is needed: keeps programmes well scaled, and errs to the safe side."""


Numbers = np.ndarray[tuple[int, ...], np.dtype[np.int64]]


def _none() -> Flags:
    return np.zeros(0, dtype=bool)


def _nobody() -> Numbers:
    return np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Table:
    """M cells over N parts.

    ``parts`` (N,): the value of each; ``cells`` (M, N) of zeros and ones: of which parts a cell is the sum. ``unsafe`` (M,):
    the cells that are withheld for their own sake. ``fixed`` (M,): those that everybody knows already, from elsewhere.
    ``alone`` (N,): parts that one unit makes up by itself, which therefore knows them. ``open_below`` (N,): parts that may
    be negative for all anybody knows. ``never`` (M,): cells nobody shows, that must not be told from those that are:
    differences of periods, of items and of areas, and what was withheld before. ``owner`` (N,): a number of who knows a part that
    is ``alone``: parts of one number are known together. Each part has its own if none is given. ``slight`` (M,): unsafe cells of
    which it is enough that they cannot be computed, for they were withheld for others.
    """

    parts: Floats
    cells: csr_array
    unsafe: Flags
    fixed: Flags
    alone: Flags
    open_below: Flags = field(default_factory=_none)
    never: Flags = field(default_factory=_none)
    owner: Numbers = field(default_factory=_nobody)
    slight: Flags = field(default_factory=_none)

    def __post_init__(self) -> None:
        cells = len(self.unsafe)
        for name, count in (("open_below", len(self.parts)), ("never", cells), ("slight", cells)):
            if not getattr(self, name).size:
                object.__setattr__(self, name, np.zeros(count, dtype=bool))
        if not self.owner.size:
            object.__setattr__(self, "owner", np.arange(len(self.parts)))

    @property
    def values(self) -> Floats:
        """The value of each cell (M,)."""
        return np.asarray(self.cells @ self.parts, dtype=np.float64)

    def holds(self, cell: int) -> np.ndarray:
        """The parts of a cell, by number."""
        return np.asarray(self.cells.indices[self.cells.indptr[cell] : self.cells.indptr[cell + 1]])


@dataclass(frozen=True)
class Threat:
    """What must not become known: the value of a cell, to within ``need`` above or below, to somebody who knows ``known`` parts
    of their own (none: a reader)."""

    cell: int
    need: float
    known: tuple[int, ...] = ()


def span(table: Table, threat: Threat) -> tuple[Floats, Floats]:
    """How far every part may move down and up, in multiples of what is needed (N,), (N,); neither is negative."""
    down = np.minimum(np.maximum(table.parts / threat.need, 0.0), FAR)
    down = np.where(table.open_below, FAR, down)
    up = np.full(len(table.parts), FAR)
    for part in threat.known:
        down[part] = up[part] = 0.0
    return down, up


def falls(table: Table, threat: Threat) -> float:
    """How far down a threatened cell must be possible: by what is needed, or to nothing, where it is less than that."""
    parts = [part for part in table.holds(threat.cell).tolist() if part not in threat.known]
    if table.open_below[parts].any():
        return threat.need
    return min(threat.need, float(np.maximum(table.parts[parts], 0.0).sum()))
