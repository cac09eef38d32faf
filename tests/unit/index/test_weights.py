"""Weights by hand, by known answers, and their promises: non-negative, summing to 1."""

from __future__ import annotations

import numpy as np
import pytest

from xinxiao.errors import DataFault, ProgrammeFault
from xinxiao.index.spec.framework import Framework, Group, Indicator, framework_of
from xinxiao.index.spec.method import WeightSpec
from xinxiao.index.weights import framework as weigh
from xinxiao.index.weights import rules as weights

DATA = np.random.default_rng(1).random((40, 4)) + np.linspace(0, 1, 40)[:, None]


def _tree() -> Framework:
    leaves = [Indicator(code=c, parent="P" if c < "c" else "Q") for c in "abcd"]
    groups = [Group(code="I"), Group(code="P", parent="I", weight=3.0), Group(code="Q", parent="I")]
    return framework_of(leaves, groups)


@pytest.mark.parametrize("method", ["given", "equal", "pca", "balanced", "entropy", "critic", "bod"])
def test_weights_of_every_group_sum_to_1_and_none_is_negative(method: str) -> None:
    tree = _tree()
    found = weigh.weights_of(WeightSpec(method=method), tree, DATA)
    assert set(found) == set(tree.codes) - {"I"}
    for group in tree.groups:
        part = [found[c] for c in group.children]
        assert sum(part) == pytest.approx(1)
        assert min(part) >= 0


def test_given_weights_3_and_1_are_shares_and_effective_weights_multiply_up() -> None:
    found = weigh.effective_weights(_tree())
    assert (found["I"], found["P"], found["a"], found["c"]) == (1, 0.75, 0.375, 0.125)


def test_saatys_consistent_example_gives_0_637_0_258_0_105_and_a_ratio_of_0_033() -> None:
    found = weights.analytic_hierarchy(np.array([[1, 3, 5], [1 / 3, 1, 3], [1 / 5, 1 / 3, 1]]))
    assert found.weights == pytest.approx([0.637, 0.258, 0.105], abs=5e-4)
    assert found.eigenvalue == pytest.approx(3.0385, abs=5e-4)
    assert found.ratio == pytest.approx(0.0332, abs=5e-4)


def test_comparisons_that_are_not_reciprocal_are_refused() -> None:
    with pytest.raises(DataFault):
        weights.analytic_hierarchy(np.array([[1, 3], [3, 1]]))


def test_two_experts_of_60_40_and_10_of_50_50_average_to_0_55_and_agree_not_at_all_in_rank() -> None:
    found = weights.budget_allocation(np.array([[60.0, 40.0], [5.0, 5.0]]))
    assert found.weights == pytest.approx([0.55, 0.45])
    assert found.spread == pytest.approx([0.05 * 2**0.5] * 2)
    same = weights.budget_allocation(np.array([[50.0, 30.0, 20.0], [60.0, 30.0, 10.0]]))
    assert same.agreement == pytest.approx(1.0)


def test_entropy_gives_all_weight_to_the_only_column_that_varies() -> None:
    assert weights.entropy(np.array([[1.0, 5.0], [2.0, 5.0], [9.0, 5.0]])) == pytest.approx([1, 0], abs=1e-9)


def test_entropy_of_shares_1_3_and_2_2_by_hand() -> None:
    rows = np.array([[1.0, 2.0], [3.0, 2.0], [4.0, 4.0]])
    e = [-(p * np.log(p)).sum() / np.log(3) for p in (rows[:, 0] / 8, rows[:, 1] / 8)]
    want = np.array([1 - e[0], 1 - e[1]])
    assert weights.entropy(rows) == pytest.approx(want / want.sum())


def test_critic_prefers_the_column_that_contradicts_the_others() -> None:
    x = np.linspace(0, 1, 9)
    found = weights.critic(np.stack([x, x, 1 - x], axis=1))
    # Equal spread; conflict is 2 for each of the first two and 4 for the third.
    assert found == pytest.approx([0.25, 0.25, 0.5])


def test_a_column_that_loads_negatively_on_the_first_component_gets_0_and_is_named() -> None:
    x = np.linspace(0, 1, 30)
    noise = np.random.default_rng(0).random((30, 3)) * 0.2
    found = weights.component_weights(np.stack([x, x, -x], axis=1) + noise)
    assert found.against == (2,)
    assert found.weights[2] == 0
    assert found.weights.sum() == pytest.approx(1)


def test_balanced_weights_reach_equal_correlations_when_they_can() -> None:
    found = weights.balanced(DATA)
    assert found.converged
    assert found.residual < 1e-5
    assert found.correlations == pytest.approx([found.correlations.mean()] * 4, abs=1e-4)


def test_balanced_weights_report_the_residual_when_no_weights_can_reach_the_target() -> None:
    x = np.linspace(0, 1, 30)
    rng = np.random.default_rng(0)
    rows = np.stack([x + 0.01 * rng.random(30), x + 0.01 * rng.random(30), rng.random(30)], axis=1)
    found = weights.balanced(rows, [0.1, 0.8, 0.1])
    assert found.residual > 0.1
    assert found.weights.min() >= 0


def test_two_proportional_columns_share_equally_under_benefit_of_the_doubt_bounds() -> None:
    assert weights.doubt_weights(np.array([[1.0, 2.0], [2.0, 4.0]]), 0.5, 0.5) == pytest.approx([0.5, 0.5])


def test_unknown_methods_sets_groups_and_parameters_are_refused() -> None:
    for spec in (
        WeightSpec(method="magic"),
        WeightSpec(set="none"),
        WeightSpec(method="equal", parameters={"x": 1}),
        WeightSpec(groups={"Z": WeightSpec()}),
        WeightSpec(method="ahp"),
    ):
        with pytest.raises(ProgrammeFault):
            weigh.weights_of(spec, _tree(), DATA)


def test_a_group_may_have_its_own_method_and_a_named_set_replaces_the_given_weights() -> None:
    spec = WeightSpec(sets={"s": {"a": 9.0}}, set="s", groups={"I": WeightSpec(method="equal")})
    found = weigh.weights_of(spec, _tree(), DATA)
    assert (found["a"], found["P"]) == (0.9, 0.5)


def test_what_is_wrong_with_the_weights_of_one_group_is_wrong_with_all() -> None:
    weigh.check_weights(WeightSpec(groups={"P": WeightSpec(method="equal")}))
    for wrong in (WeightSpec(set="none"), WeightSpec(method="magic")):
        with pytest.raises(ProgrammeFault):
            weigh.check_weights(WeightSpec(groups={"P": wrong}))


@pytest.mark.parametrize(
    ("k", "index"),
    [(3, 0.58), (4, 0.90), (5, 1.12), (6, 1.24), (7, 1.32), (8, 1.41), (9, 1.45), (10, 1.49), (11, 1.51),
     (12, 1.48), (13, 1.56), (14, 1.57), (15, 1.59)],
)  # fmt: skip
def test_the_consistency_ratio_divides_by_saatys_random_index(k: int, index: float) -> None:
    matrix = np.ones((k, k))
    matrix[0, 1], matrix[1, 0] = 4.0, 0.25
    largest = np.linalg.eigvals(matrix).real.max()
    found = weights.analytic_hierarchy(matrix)
    assert found.eigenvalue == pytest.approx(largest)
    assert found.ratio == pytest.approx((largest - k) / (k - 1) / index)


def test_two_children_are_always_compared_consistently() -> None:
    found = weights.analytic_hierarchy(np.array([[1.0, 4.0], [0.25, 1.0]]))
    assert found.weights == pytest.approx([0.8, 0.2])
    assert found.ratio == 0.0
