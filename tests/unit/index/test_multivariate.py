"""Coherence statistics on data whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import kendalltau, pearsonr, spearmanr

from xinxiao.errors import DataFault
from xinxiao.index.coherence import correlate, multivariate
from xinxiao.index.spec.framework import Group, Indicator, framework_of

RNG = np.random.default_rng(11)
COMMON = RNG.standard_normal(80)
DATA = np.stack(
    [COMMON + 0.6 * RNG.standard_normal(80) for _ in range(4)] + [RNG.standard_normal(80)], axis=1
)


@pytest.mark.parametrize(
    ("kind", "oracle"), [("pearson", pearsonr), ("spearman", spearmanr), ("kendall", kendalltau)]
)
def test_coefficients_and_p_values_equal_scipy_with_gaps_pairwise(
    kind: correlate.Kind, oracle: object
) -> None:
    values = DATA[:25].copy()
    values[3, 0] = values[8, 1] = np.nan
    found = correlate.correlation(values, kind)
    both = ~np.isnan(values[:, 0]) & ~np.isnan(values[:, 1])
    want = oracle(values[both, 0], values[both, 1])  # type: ignore[operator]
    assert found.coefficients[0, 1] == pytest.approx(want.statistic)
    assert found.p_values[0, 1] == pytest.approx(want.pvalue)
    assert found.pairs[0, 1] == 23
    assert found.coefficients.diagonal() == pytest.approx(1)


def test_redundant_and_conflicting_pairs_in_a_group_are_flagged() -> None:
    x = np.linspace(0, 1, 12)
    tree = framework_of([Indicator(code=c, parent="I") for c in "abc"], [Group(code="I")])
    found = {(p.one, p.other): p.flag for p in correlate.within_groups(np.stack([x, x, -x], axis=1), tree)}
    assert found == {("a", "b"): "high", ("a", "c"): "low", ("b", "c"): "low"}


def test_an_indicator_against_its_group_is_seen_against_every_ancestor() -> None:
    tree = framework_of(
        [Indicator(code=c, parent="P") for c in "abc"], [Group(code="I"), Group(code="P", parent="I")]
    )
    x = np.linspace(0, 1, 12)
    values = np.stack([x, 2 * x, -x], axis=1)
    groups = np.stack([values.mean(axis=1)] * 2, axis=1)
    found = {(p.one, p.other): p.flag for p in correlate.with_ancestors(values, groups, tree)}
    assert found[("c", "P")] == found[("c", "I")] == "low"
    assert found[("a", "P")] == ""


def test_alpha_of_two_equal_columns_is_1_and_of_1_2_3_against_1_3_2_is_two_thirds() -> None:
    x = np.array([1.0, 2.0, 3.0])
    assert multivariate.cronbach_alpha(np.stack([x, x], axis=1)) == pytest.approx(1)
    # Variances 1 and 1, covariance 1/2: 2 (1 - 2 / 3) = 2/3.
    assert multivariate.cronbach_alpha(np.stack([x, [1.0, 3.0, 2.0]], axis=1)) == pytest.approx(2 / 3)


def test_components_of_correlation_one_half_have_eigenvalues_1_5_and_0_5() -> None:
    found = multivariate.principal_components(np.array([[1.0, 1.0], [2.0, 3.0], [3.0, 2.0]]))
    assert found.eigenvalues == pytest.approx([1.5, 0.5])
    assert found.loadings[:, 0] == pytest.approx([0.75**0.5] * 2)


def test_four_columns_of_one_factor_and_one_of_noise_keep_one_component_and_a_middling_kmo() -> None:
    assert multivariate.parallel_analysis(DATA).retained == 1
    found = multivariate.sampling_adequacy(DATA)
    assert 0.7 < found.overall < 0.95
    assert found.p_value < 1e-6
    assert not found.singular


def test_kmo_of_two_columns_is_one_half() -> None:
    assert multivariate.sampling_adequacy(DATA[:, :2]).overall == pytest.approx(0.5)


def test_varimax_turns_a_rotated_simple_structure_back() -> None:
    simple = np.array([[0.9, 0.0], [0.8, 0.0], [0.0, 0.7], [0.0, 0.9]])
    turn = np.array([[np.cos(0.5), -np.sin(0.5)], [np.sin(0.5), np.cos(0.5)]])
    found = np.sort(np.abs(multivariate.varimax(simple @ turn)), axis=1)
    assert found == pytest.approx(np.sort(simple, axis=1), abs=1e-6)


def test_two_separate_clouds_make_two_clusters_the_higher_numbered_1_and_gaps_0() -> None:
    rows = np.concatenate([RNG.normal(0, 0.1, (10, 2)), RNG.normal(5, 0.1, (10, 2)), [[np.nan, 1.0]]])
    found = multivariate.clusters(rows)
    assert found.count == 2
    assert found.labels.tolist() == [2] * 10 + [1] * 10 + [0]


def test_a_constant_column_and_too_few_units_are_refused() -> None:
    with pytest.raises(DataFault):
        multivariate.principal_components(np.array([[1.0, 1.0], [2.0, 1.0], [3.0, 1.0]]))
    with pytest.raises(DataFault):
        multivariate.cronbach_alpha(np.ones((2, 2)))


def test_varimax_finds_the_angle_at_which_the_squared_loadings_vary_most() -> None:
    loadings = np.array([[0.9, 0.1], [0.8, 0.2], [0.1, 0.7], [0.2, 0.9], [0.5, 0.4]])

    def criterion(turned: np.ndarray) -> np.ndarray:
        shares = turned**2 / (loadings**2).sum(axis=1, keepdims=True)
        return np.asarray(shares.var(axis=-2).sum(axis=-1))

    def at(angles: np.ndarray | float) -> np.ndarray:
        c, s = np.cos(angles), np.sin(angles)
        return np.asarray(loadings @ np.moveaxis(np.array([[c, -s], [s, c]]), (0, 1), (-2, -1)))

    angles = np.linspace(0, np.pi / 2, 100_001)
    criteria = criterion(at(angles))
    best, worst = float(angles[criteria.argmax()]), float(angles[criteria.argmin()])
    assert criterion(at(worst)) < 0.5 * criterion(at(best))
    for angle in (0.0, 0.4, worst):
        assert criterion(multivariate.varimax(at(angle))) == pytest.approx(criterion(at(best)), abs=1e-9)


def test_bartletts_test_is_minus_n_less_one_and_a_sixth_of_two_k_and_five_times_the_log_of_the_determinant() -> (
    None
):
    found = multivariate.sampling_adequacy(DATA)
    determinant = np.linalg.det(np.corrcoef(DATA, rowvar=False))
    assert found.freedom == 10
    assert found.chi_square == pytest.approx(-(79 - 15 / 6) * np.log(determinant))


def test_the_silhouette_of_0_and_1_against_5_and_of_one_alone() -> None:
    # Of 0: 1 within, 5 to the other; of 1: 1 and 4; one alone counts nought.
    points = np.array([0.0, 1.0, 5.0])
    apart = np.abs(points[:, None] - points)
    assert multivariate._silhouette(apart, np.array([1, 1, 2])) == pytest.approx((0.8 + 0.75 + 0.0) / 3)
    assert multivariate._silhouette(apart, np.array([1, 1, 1])) == -1.0
