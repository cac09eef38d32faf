"""Moves prove that cells cannot be told; who knows a part tells more."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.sparse import csr_array

from xinxiao.disclosure.attack import Attacker
from xinxiao.disclosure.moves import Moves, Pool
from xinxiao.disclosure.table import Table, Threat, falls

SQUARE = [
    [1, 0, 0, 0],
    [0, 1, 0, 0],
    [0, 0, 1, 0],
    [0, 0, 0, 1],
    [1, 1, 0, 0],
    [0, 0, 1, 1],
    [1, 0, 1, 0],
    [0, 1, 0, 1],
]
"""Two rows by two columns and their margins."""


def square(parts: list[float], alone: tuple[int, ...] = (), owner: list[int] | None = None) -> Table:
    return Table(
        parts=np.array(parts),
        cells=csr_array(np.array(SQUARE, dtype=float)),
        unsafe=np.array([True] + [False] * 7),
        fixed=np.zeros(8, dtype=bool),
        alone=np.isin(np.arange(4), alone),
        owner=np.array(owner or [], dtype=np.int64),
    )


INSIDE = np.array([True] * 4 + [False] * 4)
"""The four parts are withheld, the margins shown."""


def test_a_move_goes_around_the_square_and_leaves_the_margins() -> None:
    moves = Moves(square([10, 20, 30, 40]))
    found = moves.move(Threat(0, 4.0), np.ones(8), ~INSIDE)
    assert found is not None
    assert found.tolist() == [4, -4, -4, 4]
    # ten is all that the first part can lose
    assert moves.move(Threat(0, 11.0), np.ones(8), ~INSIDE, -1.0) is not None  # to nothing is far enough
    assert moves.move(Threat(0, 21.0), np.ones(8), ~INSIDE) is None  # the second has but 20 to give


def test_a_move_that_was_found_proves_other_cells_too() -> None:
    pool = Pool(square([10, 20, 30, 40]))
    assert pool.proof(Threat(0, 4.0), INSIDE) is None
    pool.add(np.array([4.0, -4.0, -4.0, 4.0]))
    for cell, need, proved in ((0, 4.0, True), (1, 10.0, True), (3, 10.0, True), (1, 11.0, False)):
        assert (pool.proof(Threat(cell, need), INSIDE) is not None) == proved, (cell, need)
    # not to who knows one of the parts it goes over, nor while one of them is shown
    assert pool.proof(Threat(0, 4.0, (3,)), INSIDE) is None
    assert pool.proof(Threat(0, 4.0), INSIDE & (np.arange(8) != 3)) is None


def test_a_cell_need_not_fall_below_nothing() -> None:
    table = square([3, 20, 30, 40])
    assert falls(table, Threat(0, 4.0)) == 3.0
    assert falls(table, Threat(4, 4.0)) == 4.0
    assert falls(table, Threat(4, 40.0, (1,))) == 3.0


def test_a_unit_that_knows_a_corner_tells_the_square_and_a_reader_does_not() -> None:
    assert Attacker(square([10, 20, 30, 40]), INSIDE).told(0, 0.15, 1.0) == ()
    (threat,) = Attacker(square([10, 20, 30, 40], alone=(3,)), INSIDE).told(0, 0.15, 1.0)
    assert threat.known == (3,)
    # the unit that makes up the cell itself is told nothing
    assert Attacker(square([10, 20, 30, 40], alone=(0,)), INSIDE).told(0, 0.15, 1.0) == ()


def test_of_a_sum_that_holds_one_everybody_knows_the_rest_is_the_secret() -> None:
    # 900 until July, shown; 50 and 50 in August; nothing else of August is shown
    table = Table(
        parts=np.array([900.0, 50.0, 50.0]),
        cells=csr_array(np.array([[1, 1, 1], [1, 0, 0], [0, 1, 0]], dtype=float)),
        unsafe=np.array([True, False, False]),
        fixed=np.array([False, True, False]),
        alone=np.array([False, True, False]),
    )
    attacker = Attacker(table, np.array([True, False, True]))
    assert attacker.reader(0, 0.15, 1.0) == Threat(0, 15.0)
    assert list(attacker.insiders(0, np.zeros(3, dtype=bool), 0.15, 1.0)) == [Threat(0, 7.5, (1,))]
    assert attacker.told(0, 0.15, 1.0) == ()


def test_what_was_withheld_for_others_is_no_secret_to_who_reports() -> None:
    table = replace(square([10, 20, 30, 40], alone=(1,)), slight=np.array([True] + [False] * 7))
    assert Attacker(table, INSIDE).told(0, 0.15, 0.01) == ()
    assert Attacker(replace(table, slight=np.zeros(8, dtype=bool)), INSIDE).told(0, 0.15, 0.01) == (
        Threat(0, 1.5, (1,)),
    )


def test_parts_of_one_owner_are_known_together() -> None:
    # three columns: each way around goes over the second or the third column of the second row
    cells = np.zeros((11, 6))
    cells[:6, :6] = np.eye(6)
    cells[6, :3] = cells[7, 3:] = 1
    for column in range(3):
        cells[8 + column, [column, 3 + column]] = 1
    for owner, told in (([0, 1, 2, 3, 4, 5], 0), ([0, 1, 2, 3, 4, 4], 1)):
        table = Table(
            parts=np.full(6, 20.0),
            cells=csr_array(cells),
            unsafe=np.arange(11) == 0,
            fixed=np.zeros(11, dtype=bool),
            alone=np.isin(np.arange(6), (4, 5)),
            owner=np.array(owner),
        )
        assert len(Attacker(table, np.arange(11) < 6).told(0, 0.15, 1.0)) == told
