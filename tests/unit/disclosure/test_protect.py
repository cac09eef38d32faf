"""What is withheld cannot be computed from what is shown; an attacker of another make tries."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csr_array

from xinxiao.disclosure.protect import MARGIN, audit, is_unsafe, protect
from xinxiao.disclosure.table import Table


def _crossed(parts: np.ndarray, counts: np.ndarray, extra: list[list[int]] | None = None) -> Table:
    """Rows by columns with margins and the whole; ``counts``: units in each part. ``extra``: cells known from elsewhere."""
    rows, columns = parts.shape
    at = np.arange(parts.size).reshape(parts.shape)
    cells = [[int(part)] for part in at.ravel()]
    cells += [at[i].tolist() for i in range(rows)] + [at[:, j].tolist() for j in range(columns)]
    cells += [at.ravel().tolist()]
    fixed = len(cells)
    cells += extra or []
    matrix = np.zeros((len(cells), parts.size))
    for number, held in enumerate(cells):
        matrix[number, held] = 1
    units = matrix @ counts.ravel()
    unsafe = (units < 3) & (np.arange(len(cells)) < fixed) & (units > 0)
    return Table(
        parts=parts.ravel().astype(float),
        cells=csr_array(matrix),
        unsafe=unsafe,
        fixed=np.arange(len(cells)) >= fixed,
        alone=counts.ravel() == 1,
    )


def _bounds(table: Table, shown: np.ndarray, cell: int, known: tuple[int, ...] = ()) -> tuple[float, float]:
    """The least and the largest value of a cell for whoever sees the shown ones: SciPy's own interior-point method."""
    dense = table.cells.toarray()
    rows = dense[shown]
    bounds = [
        (value, value) if part in known else (0, None) for part, value in enumerate(table.parts.tolist())
    ]
    ends = []
    for sign in (1, -1):
        found = linprog(
            sign * dense[cell], A_eq=rows, b_eq=rows @ table.parts, bounds=bounds, method="highs-ipm"
        )
        ends.append(sign * found.fun if found.status == 0 else np.inf)
    return ends[0], ends[1]


def _held(table: Table, withheld: np.ndarray) -> list[str]:
    """Which unsafe cells the attacker tells to within the margin."""
    faults = []
    for cell in np.flatnonzero(table.unsafe):
        value = float(table.values[cell])
        held = table.holds(int(cell)).tolist()
        for known in [(), *[(int(q),) for q in np.flatnonzero(table.alone) if held != [q]]]:
            own = sum(table.parts[q] for q in known if q in held)
            need = max(MARGIN * abs(value - own), 1.0) * (1 - 1e-4)
            low, high = _bounds(table, ~withheld, int(cell), known)
            if high < value + need or low > max(value - need, 0) + 1e-6 * max(value, 1):
                faults.append(f"cell {cell} within [{low}, {high}] of {value}, knowing {known}")
    return faults


def test_a_cell_is_unsafe_with_two_units_or_one_that_dominates() -> None:
    assert is_unsafe(2, 50, 100, 100)
    assert not is_unsafe(3, 50, 100, 100)
    assert is_unsafe(3, 86, 100, 100)
    assert not is_unsafe(3, 85, 100, 100)
    # the sum of what was reported counts as well as what is shown
    assert is_unsafe(9, 86, 100, 1000)
    assert is_unsafe(9, 86, 200, 100)
    assert is_unsafe(0, 0, 0, 0)


def test_one_unsafe_cell_takes_three_more_of_a_plain_table_with_it() -> None:
    parts = np.array([[20, 50, 10], [8, 19, 22], [17, 32, 12]])
    counts = np.array([[9, 9, 2], [9, 9, 9], [9, 9, 9]])
    found = protect(_crossed(parts, counts))
    assert found.status.count("C") == 1
    assert found.status[2] == "C"
    assert found.status.count("D") == 3
    assert found.status[9:] == ("F",) * 7
    assert found.open == ()


def test_to_publish_it_all_and_to_subtract_gives_the_unsafe_cell_away() -> None:
    parts = np.array([[20, 50, 10], [8, 19, 22], [17, 32, 12]])
    counts = np.array([[9, 9, 2], [9, 9, 9], [9, 9, 9]])
    table = _crossed(parts, counts)
    only = table.unsafe.copy()
    assert _bounds(table, ~only, 2) == pytest.approx((10, 10))
    assert len(audit(table, only)) == 1
    assert _held(table, only)
    assert _held(table, protect(table).withheld) == []


def test_a_unit_that_knows_its_own_part_cannot_subtract_it() -> None:
    # the two cells of the first row with one unit each would protect each other from readers, not from each other
    parts = np.array([[40, 30, 60], [50, 70, 80], [60, 50, 90]])
    counts = np.array([[1, 1, 9], [9, 9, 9], [9, 9, 9]])
    table = _crossed(parts, counts)
    found = protect(table)
    assert _held(table, found.withheld) == []
    assert found.status[:2] == ("C", "C")
    assert "D" in (found.status[2], found.status[9])


def test_a_total_known_from_another_table_is_reckoned_with() -> None:
    # the sum of the two cells that would be withheld together in the first row stands elsewhere
    parts = np.array([[20, 50, 10], [8, 19, 22], [17, 32, 12]])
    counts = np.array([[9, 9, 2], [9, 9, 9], [9, 9, 9]])
    plain = protect(_crossed(parts, counts)).withheld
    pair = [int(at) for at in np.flatnonzero(plain[:3])]
    table = _crossed(parts, counts, extra=[pair])
    found = protect(table)
    assert found.open == ()
    assert _held(table, found.withheld) == []


def test_what_is_known_from_elsewhere_by_itself_cannot_be_protected_and_is_told() -> None:
    parts = np.array([[20, 50], [8, 19]])
    counts = np.array([[2, 9], [9, 9]])
    found = protect(_crossed(parts, counts, extra=[[0]]))
    assert [threat.cell for threat in found.open] == [0]


@given(
    st.integers(2, 4),
    st.integers(2, 4),
    st.integers(0, 2**31),
    st.booleans(),
)
@settings(max_examples=25, deadline=None)
def test_no_random_table_can_be_taken_apart(rows: int, columns: int, seed: int, elsewhere: bool) -> None:
    made = np.random.default_rng(seed)
    parts = np.round(made.lognormal(4, 1.5, (rows, columns)))
    counts = made.integers(1, 7, (rows, columns))
    extra = [[0, parts.size - 1]] if elsewhere else None
    table = _crossed(parts, counts, extra)
    found = protect(table)
    if found.open:  # too much is known already: it can be told though nothing but that is shown
        assert elsewhere
        assert {threat.cell for threat in found.open} <= {t.cell for t in audit(table, ~table.fixed)}
        return
    assert all(found.withheld[np.flatnonzero(table.unsafe)])
    assert _held(table, found.withheld) == []


def test_a_cell_of_nothing_needs_to_be_possible_above_only() -> None:
    # two units that both have 0: it must not be told that they have, and nobody thinks that they have less
    parts = np.array([[0, 50, 30], [8, 19, 22], [17, 32, 12]])
    counts = np.array([[2, 9, 9], [9, 9, 9], [9, 9, 9]])
    table = _crossed(parts, counts)
    found = protect(table)
    assert found.open == ()
    assert found.status[0] == "C"
    assert _held(table, found.withheld) == []


def test_what_nobody_shows_must_not_be_told_either() -> None:
    # the first part has no cell of its own: the whole less the other two would be it
    table = Table(
        parts=np.array([7.0, 50.0, 60.0]),
        cells=csr_array(np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]], dtype=float)),
        unsafe=np.array([True, False, False, False]),
        fixed=np.zeros(4, dtype=bool),
        alone=np.zeros(3, dtype=bool),
        never=np.array([True, False, False, False]),
    )
    found = protect(table)
    assert found.status[1:].count("D") == 1
    assert _held(table, found.withheld) == []
    assert len(audit(table, table.never)) == 1


def test_a_national_table_of_provinces_by_industries_is_protected() -> None:
    made = np.random.default_rng(3)
    size = (31, 20)
    counts = 1 + made.poisson(np.outer(made.lognormal(0, 1, 31), made.lognormal(0, 1, 20)) * 3)
    parts = np.round(made.lognormal(4, 1.5, size) * counts)
    table = _crossed(parts, counts)
    assert len(table.unsafe) == 672
    found = protect(table)
    assert found.open == ()
    assert found.status.count("C") == int(table.unsafe.sum())
    # the attacker of another make tries every hundredth of the unsafe cells
    shown = ~found.withheld
    for cell in np.flatnonzero(table.unsafe)[::100].tolist():
        value = float(table.values[cell])
        need = max(MARGIN * value, 1.0) * (1 - 1e-4)
        low, high = _bounds(table, shown, cell)
        assert high >= value + need
        assert low <= max(value - need, 0) + 1e-6 * value
