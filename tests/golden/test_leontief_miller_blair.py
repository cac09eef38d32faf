"""Miller & Blair (2009), section 2.3: the two-sector example."""

import numpy as np
import pytest

from xinxiao.analyse.linear import inverse, solve, times
from xinxiao.analyse.pull.model import Economy, leontief

A = np.array([[0.15, 0.25], [0.20, 0.05]])


def test_the_leontief_inverse_is_1_2541_0_33_and_0_264_1_1221():
    assert np.allclose(inverse(np.eye(2) - A), [[1.2541, 0.3300], [0.2640, 1.1221]], atol=5e-5)


def test_final_demand_of_600_and_1500_needs_output_of_1247_5_and_1841_6():
    requirements = inverse(np.eye(2) - A)
    assert np.allclose(times(requirements, np.array([600.0, 1500.0])), [1247.46, 1841.55], atol=0.1)


def test_elimination_agrees_with_lapack_on_a_matrix_that_needs_pivoting():
    matrix = np.array([[0.0, 2.0, 1.0], [1.0, 1e-9, 3.0], [4.0, 5.0, 6.0]])
    right = np.array([[1.0, 0.0], [2.0, 1.0], [3.0, 5.0]])
    assert np.allclose(solve(matrix, right), np.linalg.solve(matrix, right), atol=1e-12)


# ---- Miller & Blair (2009), section 2.5 (and 6.2 for its multipliers): the same economy closed for households. Sector one pays
# households 300 of its output of 1000, sector two 500 of 2000; households, with receipts of 1000, buy 50, 400 and 50 of
# their own labour. Entered from memory, not checked against the publication; that the three matrices below
# fit each other to the third decimal speaks for them.

CLOSED = np.array([[0.15, 0.25, 0.05], [0.20, 0.05, 0.40], [0.30, 0.25, 0.05]])
TOTAL = np.array([[1.365, 0.425, 0.251], [0.527, 1.348, 0.595], [0.570, 0.489, 1.289]])


def test_the_inverse_of_the_closed_model_is_that_of_the_book():
    assert np.allclose(inverse(np.eye(3) - CLOSED), TOTAL, atol=6e-4)


def closed() -> Economy:
    """The book's economy. Here households buy nothing of themselves, so what they buy of sectors is over 0.95."""
    output, pay = np.array([1000.0, 2000.0]), np.array([300.0, 500.0])
    households = np.array([0.05, 0.40]) / 0.95 * 800.0
    flows = A * output
    added = output - flows.sum(axis=0)
    return Economy("X", 1, ("1", "2"), flows, output, added, pay, households, np.ones(2), ())


def test_the_model_closed_for_households_has_the_books_multipliers_of_type_two():
    assert np.allclose(leontief(closed(), "II"), TOTAL[:2, :2], atol=6e-4)
    assert leontief(closed(), "II").sum(axis=0).tolist() == pytest.approx([1.892, 1.773], abs=1e-3)
    assert leontief(closed(), "I").sum(axis=0).tolist() == pytest.approx([1.518, 1.452], abs=1e-3)
