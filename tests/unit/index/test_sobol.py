"""The estimators find the indices that are known, and enumeration equals brute force."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from xinxiao.errors import DataFault
from xinxiao.index.doubt import sobol


def _ishigami(u: np.ndarray) -> np.ndarray:
    x = -np.pi + 2 * np.pi * u
    return np.asarray(np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0]))


A = np.array([0.0, 1.0, 4.5, 9.0])


def _g(u: np.ndarray) -> np.ndarray:
    return np.asarray(((np.abs(4 * u - 2) + A) / (1 + A)).prod(axis=1))


def test_the_ishigami_function_has_first_order_indices_0_314_0_442_and_0() -> None:
    found = sobol.sobol_indices(_ishigami, 3, n=4096)
    assert found.first == pytest.approx([0.3139, 0.4424, 0.0], abs=0.01)
    assert found.total == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.01)
    assert found.variance == pytest.approx(13.845, abs=0.1)
    assert found.consistent == (True, True, True)
    assert found.evaluations == 5 * 4096


def test_the_sobol_g_function_matches_its_closed_form() -> None:
    parts = 1 / (3 * (1 + A) ** 2)
    whole = np.prod(1 + parts) - 1
    found = sobol.sobol_indices(_g, 4, n=4096)
    assert found.first == pytest.approx(parts / whole, abs=0.01)
    assert found.total == pytest.approx(parts * np.prod(1 + parts) / (1 + parts) / whole, abs=0.01)


def test_the_bootstrap_interval_holds_the_estimate_and_repeats_by_seed() -> None:
    one, two = (sobol.sobol_indices(_g, 4, n=256, seed=3) for _ in range(2))
    assert bool((one.first_low <= one.first).all() and (one.first <= one.first_high).all())
    assert one.first.tolist() == two.first.tolist()
    assert one.total_high.tolist() == two.total_high.tolist()


def test_a_failed_evaluation_drops_its_whole_base_point_and_is_counted() -> None:
    plan = sobol.sobol_design(3, 512, 1)
    outputs = _ishigami(plan.points)
    outputs[[5, 700]] = np.nan
    found = sobol.estimate_indices(outputs, 3, bootstrap=10)
    assert found.failed == 2
    assert np.isfinite(found.first).all()


def test_x1_plus_2_x2_of_fair_coins_splits_the_variance_1_to_4_exactly() -> None:
    outputs = np.array([[0.0, 2.0], [1.0, 3.0]])
    found = sobol.exact_indices(outputs, [[0.5, 0.5], [0.5, 0.5]], ["a", "b"])
    assert found.first == pytest.approx([0.2, 0.8])
    assert found.total == pytest.approx([0.2, 0.8])
    assert (found.mean, found.variance) == (1.5, 1.25)


def test_a_product_of_plus_minus_one_is_pure_interaction() -> None:
    found = sobol.exact_indices(np.array([[1.0, -1.0], [-1.0, 1.0]]), [[0.5, 0.5], [0.5, 0.5]])
    assert found.first == pytest.approx([0.0, 0.0])
    assert found.total == pytest.approx([1.0, 1.0])


def test_exact_enumeration_with_unequal_probabilities_equals_brute_force() -> None:
    rng = np.random.default_rng(5)
    outputs = rng.random((2, 3, 4))
    chances = [np.array([0.3, 0.7]), np.array([0.2, 0.5, 0.3]), np.array([0.1, 0.2, 0.3, 0.4])]
    found = sobol.exact_indices(outputs, chances)
    cells = list(itertools.product(range(2), range(3), range(4)))
    p = {c: chances[0][c[0]] * chances[1][c[1]] * chances[2][c[2]] for c in cells}
    mean = sum(p[c] * outputs[c] for c in cells)
    variance = sum(p[c] * (outputs[c] - mean) ** 2 for c in cells)
    for i in range(3):
        between = 0.0
        for level in range(outputs.shape[i]):
            mine = [c for c in cells if c[i] == level]
            mass = sum(p[c] for c in mine)
            between += mass * (sum(p[c] * outputs[c] for c in mine) / mass - mean) ** 2
        assert found.first[i] == pytest.approx(between / variance)
    assert all(found.consistent)


def test_enumeration_where_everything_failed_is_refused() -> None:
    with pytest.raises(DataFault):
        sobol.exact_indices(np.full((2, 2), np.nan), [[0.5, 0.5], [0.5, 0.5]])
