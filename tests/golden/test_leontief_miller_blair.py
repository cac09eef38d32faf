"""Miller & Blair (2009), section 2.3: the two-sector example."""

import numpy as np

from xinxiao.analyse.linear import inverse, solve, times

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
