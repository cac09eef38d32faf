"""What may be shown of totals: cells that would tell of single units are withheld, and others with them.

A cell is unsafe by itself when fewer than three units contribute to it, or one of them makes up more than 85 % of it (the
threshold and the dominance rule of Hundepool and others 2012, Statistical Disclosure Control, section 4.2; n = 1, k = 85).
Others are withheld with it, chosen so that as little as possible is lost (complementary cell suppression: an integer programme
for each threat that still comes true, after Fischetti and Salazar 2001, Management Science 47), until no unsafe cell can be told to within a
margin: not by a reader, nor by a unit that makes up a part of the table by itself and so knows it. Nothing is trusted to the choice:
the end is what :class:`xinxiao.process.table.Attacker` cannot tell.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.sparse import csr_array, hstack, vstack

from xinxiao.process.table import Attacker, Flags, Floats, Table, Threat, quiet, span

if TYPE_CHECKING:
    import highspy

ConfStatus = Literal["F", "C", "D"]
"""SDMX CL_CONF_STATUS: free; withheld for its own sake; withheld so that others cannot be computed."""
FEWEST = 3
"""Contributing units a cell needs to be shown."""
DOMINANT = 0.85
"""The share of a cell that one unit may make up."""
MARGIN = 0.15
"""To within which share of its value an unsafe cell must not be known."""
WHOLE = 500
"""Up to how many cells the choice is an integer programme; beyond, the linear one without its whole numbers."""
WIDE = 1_000.0
"""How far others may change where too much is known from elsewhere, in multiples of what is needed."""
NODES = 200
"""How far the integer programme is searched: a count, as a clock would choose otherwise each time."""


@dataclass(frozen=True)
class Protection:
    """What is withheld of M cells: ``status`` (M,), and the threats that come true whatever is withheld, which is when too much
    is known from elsewhere."""

    status: tuple[ConfStatus, ...]
    open: tuple[Threat, ...] = ()

    @property
    def withheld(self) -> Flags:
        """Which cells are withheld (M,)."""
        return np.array([code != "F" for code in self.status], dtype=bool)


def is_unsafe(contributors: int, largest: float, size: float, value: float) -> bool:
    """Whether a cell would tell of single units: how many contribute to it, the largest of them in size, the size of all
    together, and what would be shown. A cell that some answered and to which nobody contributes is: it tells that each has 0."""
    return contributors < FEWEST or largest > DOMINANT * size or largest > DOMINANT * abs(value)


def protect(
    table: Table, margin: float = MARGIN, least: float = 1.0, kept: Flags | None = None
) -> Protection:
    """Choose the cells that are withheld. ``margin``, ``least``: how far from its value an unsafe cell must be possible, as a share
    of it and in its unit at least. ``kept`` (M,): cells that were withheld before and stay so, since what is shown once with
    one choice and once with another tells both."""
    before = np.zeros(len(table.unsafe), dtype=bool) if kept is None else kept
    withheld = (table.unsafe | before) & ~table.fixed
    costs = _costs(table)
    order = sorted(np.flatnonzero(table.unsafe).tolist(), key=lambda cell: (-abs(table.values[cell]), cell))
    lost, rests = list[Threat](), dict[int, Flags]()
    for cell in order:  # what cannot be told stays so when more is withheld: each is looked at once
        while True:
            told = Attacker(table, ~withheld).told(cell, margin, least)
            threat = next((threat for threat in told.threats if threat not in lost), None)
            if threat is None:
                break
            more = _closed(table, withheld, threat, costs)
            if more is None or not more.any():
                lost.append(threat)
            else:
                withheld = withheld | more
        rests[cell] = told.touched
    withheld = _tidy(table, withheld, before, (margin, least), costs, rests, lost)
    codes: Iterable[ConfStatus] = (
        "F" if not out else "C" if unsafe else "D" for out, unsafe in zip(withheld, table.unsafe, strict=True)
    )
    return Protection(tuple(codes), tuple(lost))


def audit(table: Table, withheld: Flags, margin: float = MARGIN, least: float = 1.0) -> tuple[Threat, ...]:
    """The threats to unsafe cells that come true when just these cells are withheld."""
    attacker = Attacker(table, ~withheld)
    cells = np.flatnonzero(table.unsafe).tolist()
    return tuple(threat for cell in cells for threat in attacker.told(cell, margin, least).threats)


def _costs(table: Table) -> Floats:
    """What is lost by withholding each cell: its share of all that the table tells, and that it is one cell."""
    size = np.abs(table.values)
    return size / max(float(size.sum()), 1.0) + 1.0 / max(len(size), 1)


def _tidy(
    table: Table,
    withheld: Flags,
    before: Flags,
    needed: tuple[float, float],
    costs: Floats,
    rests: dict[int, Flags],
    lost: list[Threat],
) -> Flags:
    """Show again what need not be withheld, the dearest first. ``rests``: for each unsafe cell the cells it rests on, of which
    none may be shown without looking again."""
    further = np.flatnonzero(withheld & ~table.unsafe & ~before)
    for cell in sorted(further.tolist(), key=lambda cell: (-costs[cell], cell)):
        tried = withheld.copy()
        tried[cell] = False
        attacker, again = Attacker(table, ~tried), dict[int, Flags]()
        for unsafe, touched in rests.items():
            if touched[cell]:
                told = attacker.told(unsafe, *needed)
                if any(threat not in lost for threat in told.threats):
                    break
                again[unsafe] = told.touched
        else:
            withheld = tried
            rests |= again
    return withheld


def _closed(table: Table, withheld: Flags, threat: Threat, costs: Floats) -> Flags | None:
    """The further cells to withhold so that a threat does not come true; None where none would do."""
    found = withheld.copy()
    for sign in (1.0, -1.0):
        more = _choice(table, found, threat, costs, sign)
        if more is None:  # parts may have to change by more than the threatened cell does
            more = _choice(table, found, threat, costs, sign, wide=WIDE)
        if more is None:
            return None
        found |= more
    return found & ~withheld


def _choice(
    table: Table, withheld: Flags, threat: Threat, costs: Floats, sign: float, wide: float = 1.0
) -> Flags | None:
    """The cheapest cells to withhold so that the threatened cell may be further up (1) or down (-1) by what is needed.

    A cell may change only if it is withheld, and by no more than ``wide`` times as much as the threatened one.
    """
    shown = np.flatnonzero(~withheld & ~table.fixed)
    fixed = np.flatnonzero(table.fixed & ~withheld)
    count, many = len(table.parts), len(shown)
    low, high = span(table, threat)
    low, high = np.maximum(low, -wide), np.minimum(high, wide)
    aim = np.zeros(count)
    aim[table.holds(threat.cell)] = 1.0
    unit = csr_array((np.ones(many), (np.arange(many), np.arange(many))), shape=(many, many))
    none = csr_array((len(fixed) + 1, many))
    rows = vstack(
        [
            hstack([table.cells[shown], -unit]),
            hstack([table.cells[shown], unit]),
            hstack([vstack([table.cells[fixed], csr_array(aim[None, :])]), none]),
        ]
    ).tocsr()
    ends = np.zeros(len(fixed) + 1)
    ends[-1] = sign
    solver = _program(
        rows,
        (np.concatenate([low, np.zeros(many)]), np.concatenate([high, np.full(many, wide)])),
        (
            np.concatenate([np.full(many, -np.inf), np.zeros(many), ends]),
            np.concatenate([np.zeros(many), np.full(many, np.inf), ends]),
        ),
        np.concatenate([np.zeros(count), costs[shown]]),
        count if many <= WHOLE and wide == 1.0 else None,
    )
    chosen = _solved(solver)
    if chosen is None:
        return None
    change: Flags = np.abs(np.asarray(table.cells @ chosen[:count])) > 1e-7
    return change & ~withheld & ~table.fixed


def _program(
    rows: csr_array,
    columns: tuple[Floats, Floats],
    sides: tuple[Floats, Floats],
    costs: Floats,
    whole: int | None,
) -> highspy.Highs:
    """``whole``: the column from which on all are whole numbers."""
    import highspy

    problem = highspy.HighsLp()
    problem.num_col_, problem.num_row_ = rows.shape[1], rows.shape[0]
    problem.col_cost_ = costs
    problem.col_lower_, problem.col_upper_ = columns
    problem.row_lower_, problem.row_upper_ = sides
    problem.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    problem.a_matrix_.start_ = rows.indptr
    problem.a_matrix_.index_ = rows.indices
    problem.a_matrix_.value_ = rows.data.astype(float)
    if whole is not None:
        kinds = highspy.HighsVarType
        problem.integrality_ = [
            kinds.kContinuous if at < whole else kinds.kInteger for at in range(rows.shape[1])
        ]
    solver = quiet()
    solver.setOptionValue("mip_max_nodes", NODES)
    solver.setOptionValue("mip_rel_gap", 0.02)
    solver.passModel(problem)
    return solver


def _solved(solver: highspy.Highs) -> Floats | None:
    """The best choice found; None where there is none."""
    import highspy

    solver.run()
    if solver.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    return np.asarray(solver.getSolution().col_value, dtype=np.float64)
