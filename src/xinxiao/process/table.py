"""A table as whoever would take it apart sees it: cells that are sums of parts, some shown and some withheld.

*Parts* are the finest pieces into which the cells of all tables at hand fall; every cell is a set of parts, and so are totals of
other tables that share them. Whoever sees the shown cells knows these sums, and that no part is below its lower bound; what
else may be true is a polyhedron, and the least and the largest value of a withheld cell in it are two linear programmes
(Fischetti and Salazar 2001, Management Science 47; Hundepool and others 2012, Statistical Disclosure Control, chapter 4).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array, vstack

if TYPE_CHECKING:
    import highspy

Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
Flags = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
SLACK = 1e-6
"""By how much of what is needed a solver may miss it."""
FAR = 1e7
"""What a part may change by at the most, in multiples of what is needed: keeps programmes well scaled, and errs to the safe side."""


@dataclass(frozen=True)
class Table:
    """M cells over N parts.

    ``parts`` (N,): the value of each; ``cells`` (M, N) of zeros and ones: of which parts a cell is the sum. ``unsafe`` (M,):
    the cells that are withheld for their own sake. ``fixed`` (M,): those that everybody knows already, from elsewhere.
    ``alone`` (N,): parts that one unit makes up by itself, which therefore knows them. ``open_below`` (N,): parts that may
    be negative for all anybody knows.
    """

    parts: Floats
    cells: csr_array
    unsafe: Flags
    fixed: Flags
    alone: Flags
    open_below: Flags = field(default_factory=lambda: np.zeros(0, dtype=bool))

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


@dataclass(frozen=True)
class Told:
    """The threats to a cell that come true, and the cells that change where others do not (M,): while none of these is shown,
    those others cannot come true."""

    threats: tuple[Threat, ...]
    touched: Flags


class Attacker:
    """Somebody who sees all cells that are not withheld. Finds out what they can tell."""

    def __init__(self, table: Table, shown: Flags) -> None:
        self.table = table
        self.rows = table.cells[np.flatnonzero(shown)]
        self.free = _free(self.rows, len(table.parts))

    def told(self, cell: int, margin: float, least: float) -> Told:
        """What of a cell can be told by a reader, and by units that make up a part by themselves.

        A unit whose part need not move for the cell to move far enough knows no more than a reader, so only others are tried.
        What is needed is ``margin`` of what is not known already, and never less than ``least``; a unit that makes up the whole
        cell is told nothing by it.
        """
        table, value = self.table, float(self.table.values[cell])
        threat = Threat(cell, max(margin * abs(value), least))
        moved = self.moved(threat)
        if moved is None:
            return Told((threat,), np.zeros(len(table.unsafe), dtype=bool))
        touched, true = self._touched(moved), list[Threat]()
        held = set(table.holds(cell).tolist())
        may = moved.any(axis=0) | np.isin(np.arange(moved.shape[1]), list(held))
        for part in np.flatnonzero(table.alone & may).tolist():
            if held == {part}:
                continue
            own = float(table.parts[part]) if part in held else 0.0
            inside = Threat(cell, max(margin * abs(value - own), least), (part,))
            other = self.moved(inside)
            if other is None:
                true.append(inside)
            else:
                touched |= self._touched(other)
        return Told(tuple(true), touched)

    def _touched(self, moved: Floats) -> Flags:
        """The cells that change with parts (M,)."""
        return np.asarray((np.abs(self.table.cells @ moved.T) > SLACK).any(axis=1))

    def moved(self, threat: Threat) -> Floats | None:
        """How parts move when the cell moves up, and when it moves down, as far as is needed (2, N); None where it cannot."""
        at = np.flatnonzero(self.free)
        aim = np.zeros(len(self.free))
        aim[self.table.holds(threat.cell)] = 1.0
        aim[list(threat.known)] = 0.0
        low, high = span(self.table, threat)
        solver = program(self.rows[:, at], low[at], high[at], aim[at])
        moved = np.zeros((2, len(self.free)))
        for way, sign in enumerate((1.0, -1.0)):
            change = _reached(solver, sign, len(at))
            if change is None:
                return None
            moved[way, at] = np.where(np.abs(change) > SLACK, change, 0.0)
        return moved


def span(table: Table, threat: Threat) -> tuple[Floats, Floats]:
    """How far every part may move, in multiples of what is needed (N,), (N,)."""
    low = np.maximum(-table.parts / threat.need, -FAR)
    low = np.minimum(low, 0.0)
    if table.open_below.size:
        low = np.where(table.open_below, -FAR, low)
    high = np.full(len(table.parts), FAR)
    for part in threat.known:
        low[part] = high[part] = 0.0
    return low, high


def _free(rows: csr_array, count: int) -> Flags:
    """The parts that no shown cell tells by itself."""
    single = np.diff(rows.indptr) == 1
    free = np.ones(count, dtype=bool)
    free[rows.indices[rows.indptr[:-1][single]]] = False
    return free


def program(rows: csr_array, low: Floats, high: Floats, aim: Floats) -> highspy.Highs:
    """Changes of parts under which none of some sums changes; the last row is how far the aim moves."""
    import highspy

    kept = vstack([rows[np.flatnonzero(np.diff(rows.indptr))], csr_array(aim[None, :])]).tocsr()
    problem = highspy.HighsLp()
    problem.num_col_, problem.num_row_ = len(low), kept.shape[0]
    problem.col_cost_ = np.zeros(len(low))
    problem.col_lower_, problem.col_upper_ = low, high
    problem.row_lower_ = problem.row_upper_ = np.zeros(kept.shape[0])
    problem.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    problem.a_matrix_.start_ = kept.indptr
    problem.a_matrix_.index_ = kept.indices
    problem.a_matrix_.value_ = kept.data.astype(float)
    solver = quiet()
    solver.passModel(problem)
    return solver


def quiet() -> highspy.Highs:
    """A solver that says nothing and gives the same answer each time."""
    import highspy

    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, value in {"output_flag": False, "threads": 1, "random_seed": 1}.items():
        solver.setOptionValue(name, value)
    return solver


def _reached(solver: highspy.Highs, sign: float, count: int) -> Floats | None:
    """Changes under which the aim moves by 1 (or -1); None where there are none."""
    import highspy

    solver.changeRowBounds(solver.getNumRow() - 1, sign, sign)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return np.asarray(solver.getSolution().col_value, dtype=np.float64)[:count]
