"""Moves: other tables that fit what is shown. One linear programme, kept and asked again and again; and the moves it found.

A move is a change of parts (N,). While it leaves all shown cells as they are and no part below its bound, the table it leads to
is as possible to a reader as the true one; a move is so a proof, which anybody can check by adding up, that a cell cannot be told
to within as much as it changes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array, csr_array, hstack

from xinxiao.disclosure.table import FAR, Flags, Floats, Table, Threat, falls, span

if TYPE_CHECKING:
    import highspy

SLACK = 1e-6
"""By how much of what is needed a solver may miss it."""


class Moves:
    """The cheapest move that changes a cell by what is needed. Each part, and each cell of several parts, has two columns: how far
    it goes up and how far down; a row for each such cell says that it changes by what its parts do."""

    def __init__(self, table: Table) -> None:
        self.table = table
        sizes = np.diff(table.cells.indptr)
        self._several = np.flatnonzero(sizes > 1)
        self._single = np.flatnonzero(sizes == 1)
        self._part = table.cells.indices[table.cells.indptr[self._single]]  # of each single cell
        self._row = {int(cell): at for at, cell in enumerate(self._several)}
        self._solver = _solver(table.cells[self._several])

    def move(
        self, threat: Threat, costs: Floats, locked: Flags, sign: float = 1.0, both: bool = False
    ) -> Floats | None:
        """A move (N,) that changes a threatened cell as far up (1) or down (-1) as is needed; None where there is none.

        ``costs`` (M,): what it costs when a cell changes; ``locked`` (M,): cells that may not. ``both``: its opposite must
        be possible as well.
        """
        count = len(self.table.parts)
        down, up = span(self.table, threat)
        up = np.minimum(up, np.where(self.table.open_below, FAR, down)) if both else up
        fee = np.full(count, SLACK)
        np.add.at(fee, self._part, costs[self._single])
        stuck = np.zeros(count, dtype=bool)
        stuck[self._part[locked[self._single]]] = True
        far = np.where(locked[self._several], 0.0, FAR)
        high = np.concatenate([np.where(stuck, 0.0, up), np.where(stuck, 0.0, down), far, far])
        low = np.zeros(len(high))
        aims = self._aim(threat.cell, sign > 0)
        far_enough = 1.0 if sign > 0 else falls(self.table, threat) / threat.need
        if high[aims[0]] < far_enough * (1 - SLACK):
            return None
        low[aims[0]] = high[aims[0]] = min(far_enough, high[aims[0]])
        high[aims[1]] = 0.0
        price = np.concatenate([fee, fee, costs[self._several], costs[self._several]])
        price[aims[0]] = 0.0
        found = self._solved(low, high, price)
        if found is None:
            return None
        change = found[:count] - found[count : 2 * count]
        return np.where(np.abs(change) > SLACK, change, 0.0) * threat.need

    def _aim(self, cell: int, is_up: bool) -> tuple[int, int]:
        """The column that must move, and its opposite."""
        count, rows = len(self.table.parts), len(self._several)
        if cell in self._row:
            pair = 2 * count + self._row[cell], 2 * count + rows + self._row[cell]
        else:
            part = int(self.table.holds(cell)[0])
            pair = part, count + part
        return pair if is_up else (pair[1], pair[0])

    def _solved(self, low: Floats, high: Floats, price: Floats) -> Floats | None:
        import highspy

        every = np.arange(len(low), dtype=np.int32)
        self._solver.changeColsBounds(len(low), every, low, high)
        self._solver.changeColsCost(len(low), every, price)
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return np.asarray(self._solver.getSolution().col_value, dtype=np.float64)


def _solver(several: csr_array) -> highspy.Highs:
    import highspy

    rows = several.shape[0]
    one = coo_array((np.ones(rows), (np.arange(rows), np.arange(rows))), shape=(rows, rows))
    matrix = csr_array(hstack([several, -several, -one, one]))
    problem = highspy.HighsLp()
    problem.num_col_, problem.num_row_ = matrix.shape[1], rows
    problem.col_cost_ = np.zeros(matrix.shape[1])
    problem.col_lower_, problem.col_upper_ = np.zeros(matrix.shape[1]), np.full(matrix.shape[1], FAR)
    problem.row_lower_ = problem.row_upper_ = np.zeros(rows)
    problem.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    problem.a_matrix_.start_ = matrix.indptr
    problem.a_matrix_.index_ = matrix.indices
    problem.a_matrix_.value_ = matrix.data.astype(float)
    solver = quiet()
    solver.passModel(problem)
    return solver


def quiet() -> highspy.Highs:
    """A solver that says nothing and gives the same answer each time."""
    import highspy

    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    options: dict[str, bool | int | str] = {
        "output_flag": False,
        "threads": 1,
        "random_seed": 1,
        "presolve": "off",
    }
    for name, value in options.items():
        solver.setOptionValue(name, value)
    return solver


@dataclass(frozen=True)
class Proof:
    """The cells (M,) and the parts (N,) that change in moves that keep a threat from coming true."""

    cells: Flags
    parts: Flags


class Pool:
    """Moves that were found. A move that proves one cell often proves others too, which saves their programmes."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._size = 0
        self._parts: Floats = np.zeros((16, len(table.parts)), order="F")  # read by column
        self._cells: Floats = np.zeros((16, len(table.unsafe)), order="F")
        self._far: Floats = np.zeros((2, 16))
        self._withheld: Flags | None = None
        self._holds = np.zeros(0, dtype=bool)

    def add(self, move: Floats) -> None:
        """Keep a move (N,)."""
        if self._size == len(self._parts):
            self._parts, self._cells = (
                np.asfortranarray(np.concatenate([held, np.zeros_like(held)]))
                for held in (self._parts, self._cells)
            )
            self._far = np.concatenate([self._far, np.zeros_like(self._far)], axis=1)
        at, self._size = self._size, self._size + 1
        self._parts[at] = move
        cells = np.asarray(self.table.cells @ move)
        self._cells[at] = np.where(
            np.abs(cells) > SLACK * max(float(np.abs(move).max(initial=0.0)), 1e-9), cells, 0.0
        )
        for way, sign in enumerate((1.0, -1.0)):
            falling = (sign * move < 0) & ~self.table.open_below
            limits = self.table.parts[falling] / np.abs(move[falling])
            self._far[way, at] = float(np.minimum(limits.min(initial=np.inf), np.inf)) * (1 + SLACK)

    def proof(self, threat: Threat, withheld: Flags) -> Proof | None:
        """What proves that a threat does not come true while all that is not ``withheld`` is shown; None where no moves at hand do."""
        if not self._size:
            return None
        aim = self._cells[: self._size, threat.cell]
        fits = aim != 0
        if threat.known:
            fits &= ~self._parts[: self._size, list(threat.known)].any(axis=1)
        at = np.flatnonzero(fits & self._holding(withheld))
        if not at.size:
            return None
        rising, size = aim[at] > 0, np.abs(aim[at]) * (1 + SLACK)
        forth, back = self._far[:, at]
        up = np.where(rising, forth, back) >= threat.need / size
        down = np.where(rising, back, forth) >= falls(self.table, threat) / size
        if not (up.any() and down.any()):
            return None
        both = up & down
        chosen = (
            [int(at[np.argmax(both)])] if both.any() else [int(at[np.argmax(up)]), int(at[np.argmax(down)])]
        )
        return Proof(*((held[chosen] != 0).any(axis=0) for held in (self._cells, self._parts)))

    def _holding(self, withheld: Flags) -> Flags:
        """Which moves (K,) change nothing that is shown; remembered while the same is withheld."""
        if self._withheld is not withheld:
            self._withheld, self._holds = withheld, np.zeros(0, dtype=bool)
        new = self._cells[len(self._holds) : self._size]
        if len(new):
            self._holds = np.concatenate([self._holds, ~new[:, ~withheld].any(axis=1)])
        return self._holds
