"""Linear algebra on matrices small enough to do by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from xinxiao.analyse.linear import inverse, log_determinant, solve, times
from xinxiao.errors import DataFault


def test_a_product_of_a_matrix_with_a_vector_and_with_a_matrix() -> None:
    left = np.array([[1.0, 2.0], [3.0, 4.0]])
    assert times(left, np.array([5.0, 6.0])).tolist() == [17, 39]
    assert times(left, np.array([[5.0, 0.0, 1.0], [6.0, 1.0, 0.0]])).tolist() == [[17, 2, 1], [39, 4, 3]]


def test_a_system_is_solved_also_where_its_diagonal_is_empty_and_what_was_given_stays() -> None:
    matrix, right = np.array([[0.0, 1.0], [2.0, 0.0]]), np.array([3.0, 4.0])
    assert solve(matrix, right).tolist() == [2, 3]
    assert (matrix.tolist(), right.tolist()) == ([[0, 1], [2, 0]], [3, 4])
    assert solve(matrix, np.array([[3.0, 1.0], [4.0, 0.0]])).tolist() == [[2, 0], [3, 1]]
    three = np.array([[2.0, 1.0, -1.0], [-3.0, -1.0, 2.0], [-2.0, 1.0, 2.0]])
    assert solve(three, np.array([8.0, -11.0, -3.0])).tolist() == pytest.approx([2, 3, -1])


def test_the_inverse_of_2_1_1_1_is_1_minus_1_minus_1_2() -> None:
    assert inverse(np.array([[2.0, 1.0], [1.0, 1.0]])).tolist() == [[1, -1], [-1, 2]]


@pytest.mark.parametrize(
    ("matrix", "determinant"),
    [
        ([[0.0, 2.0], [3.0, 0.0]], 6),
        ([[2.0, 0.0], [0.0, -3.0]], 6),
        ([[1.0, 2.0], [3.0, 4.0]], 2),
        ([[0.5]], 0.5),
    ],
)
def test_the_logarithm_of_a_determinant_knows_no_sign(matrix: list[list[float]], determinant: float) -> None:
    assert log_determinant(np.array(matrix)) == pytest.approx(math.log(determinant))


def test_nothing_to_solve_has_a_determinant_of_one() -> None:
    assert log_determinant(np.zeros((0, 0))) == 0.0
    assert solve(np.zeros((0, 0)), np.zeros(0)).tolist() == []


@pytest.mark.parametrize(("size", "last"), [(1.0, 1e-13), (1000.0, 1e-10), (1.0, 0.0), (1e-6, 0.0)])
def test_a_pivot_of_a_ten_billionth_of_a_thousandth_of_the_largest_is_none(size: float, last: float) -> None:
    with pytest.raises(DataFault, match=r"system of 2 equations has no unique solution \(column 1\)"):
        solve(np.diag([size, last]), np.ones(2))


def test_rows_that_say_the_same_have_no_unique_solution() -> None:
    with pytest.raises(DataFault, match="no unique solution"):
        solve(np.ones((2, 2)), np.ones(2))


def test_a_pivot_above_that_is_one() -> None:
    assert solve(np.diag([1.0, 2e-13]), np.array([1.0, 2e-13])).tolist() == [1, 1]
    assert solve(np.diag([1e-20, 1e-20]), np.array([1e-20, 3e-20])).tolist() == pytest.approx([1, 3])
