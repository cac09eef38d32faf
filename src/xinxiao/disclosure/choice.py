"""Which further cells to withhold so that a threat does not come true: the least that is lost, threat by threat.

Of few cells an integer programme finds the cheapest set for the threat at hand (Fischetti and Salazar 2001, Management Science 47, for one
threat at a time); of many, its linear relaxation, in which cells cost by how much they change (the network heuristic of Kelly, Golden
and Assad 1992, Networks 22, on tables of any shape). Neither is the least for all threats together.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array, hstack, vstack

from xinxiao.disclosure.moves import SLACK, Moves, quiet
from xinxiao.disclosure.table import Flags, Floats, Table, Threat, span

WHOLE = 120
"""Up to how many cells of a table the choice is an integer programme."""
CHEAP = 1e-3
"""What it costs when a cell changes that is withheld already, of what the cheapest costs: the fewer the better."""
NODES = 200
"""How far the integer programme is searched: a count, as a clock would choose otherwise each time."""
GAP = 0.02


def costs_of(table: Table) -> Floats:
    """What is lost by withholding each cell: its share of all that the table tells, and that it is one cell."""
    size = np.where(table.never, 0.0, np.abs(table.values))
    return size / max(float(size.sum()), 1.0) + 1.0 / max(len(size), 1)


def closed(moves: Moves, withheld: Flags, threat: Threat, costs: Floats) -> list[Floats] | None:
    """Moves (N,) that keep a threat from coming true once all cells they change are withheld, up and down; None where none do."""
    table = moves.table
    locked = table.fixed & ~withheld
    now = np.where(withheld, CHEAP * float(costs.min(initial=1.0)), costs)
    if len(withheld) <= WHOLE:
        found = _whole(table, withheld, threat, now)
        if found is not None:
            return found
    both = moves.move(threat, now, locked, both=True)
    if both is not None:
        return [both]
    found = []
    for sign in (1.0, -1.0):
        one = moves.move(threat, now, locked, sign)
        if one is None:
            return None
        found.append(one)
        now = np.where(np.abs(table.cells @ one) > SLACK * threat.need, np.minimum(now, now.min()), now)
    return found


def _whole(table: Table, withheld: Flags, threat: Threat, costs: Floats) -> list[Floats] | None:
    """The same by two integer programmes, in which no part changes by more than the threatened cell does."""
    found, hidden = [], withheld
    for sign in (1.0, -1.0):
        move = _programme(table, hidden, threat, costs, sign)
        if move is None:
            return None
        found.append(move)
        hidden = hidden | (np.abs(table.cells @ move) > SLACK * threat.need)
    return found


def _programme(table: Table, withheld: Flags, threat: Threat, costs: Floats, sign: float) -> Floats | None:
    import highspy

    open_ = np.flatnonzero(~withheld & ~table.fixed)
    stuck = np.flatnonzero(table.fixed & ~withheld)
    count, many = len(table.parts), len(open_)
    down, up = (np.minimum(end, 1.0) for end in span(table, threat))
    aim = np.zeros(count)
    aim[table.holds(threat.cell)] = 1.0
    unit = csr_array((np.ones(many), (np.arange(many), np.arange(many))), shape=(many, many))
    none = csr_array((len(stuck) + 1, many))
    rows = vstack(
        [
            hstack([table.cells[open_], -unit]),
            hstack([table.cells[open_], unit]),
            hstack([vstack([table.cells[stuck], csr_array(aim[None, :])]), none]),
        ]
    ).tocsr()
    ends = np.zeros(len(stuck) + 1)
    ends[-1] = sign
    problem = highspy.HighsLp()
    problem.num_col_, problem.num_row_ = rows.shape[1], rows.shape[0]
    problem.col_cost_ = np.concatenate([np.full(count, 0.0), costs[open_]])
    problem.col_lower_ = np.concatenate([-down, np.zeros(many)])
    problem.col_upper_ = np.concatenate([up, np.ones(many)])
    problem.row_lower_ = np.concatenate([np.full(many, -np.inf), np.zeros(many), ends])
    problem.row_upper_ = np.concatenate([np.zeros(many), np.full(many, np.inf), ends])
    problem.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    problem.a_matrix_.start_, problem.a_matrix_.index_ = rows.indptr, rows.indices
    problem.a_matrix_.value_ = rows.data.astype(float)
    kinds = highspy.HighsVarType
    problem.integrality_ = [
        kinds.kContinuous if at < count else kinds.kInteger for at in range(rows.shape[1])
    ]
    solver = quiet()
    options: dict[str, int | float | str] = {"mip_max_nodes": NODES, "mip_rel_gap": GAP, "presolve": "choose"}
    for name, value in options.items():
        solver.setOptionValue(name, value)
    solver.passModel(problem)
    solver.run()
    if solver.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    change = np.asarray(solver.getSolution().col_value, dtype=np.float64)[:count]
    return np.where(np.abs(change) > SLACK, change, 0.0) * threat.need
