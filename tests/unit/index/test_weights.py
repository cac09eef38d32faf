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


def test_shares_divide_by_the_sum_and_refuse_what_cannot_be_shared() -> None:
    assert weights.shares([1.0, 3.0]).tolist() == [0.25, 0.75]
    assert weights.shares([0.0, 2.0]).tolist() == [0.0, 1.0]
    for wrong in ([0.0, 0.0], [-1.0, 2.0], [float("nan"), 1.0], [float("inf"), 1.0]):
        with pytest.raises(DataFault, match="not negative and not all zero"):
            weights.shares(wrong)
    assert weights.equal(4).tolist() == [0.25] * 4


def test_experts_who_tie_agree_by_kendalls_w_with_ties_corrected() -> None:
    # Ranks 3, 1.5, 1.5 and 1.5, 3, 1.5: sums 4.5, 4.5, 3; S = 1.5; W = 12 S / (4 * 24 - 2 * (6 + 6)).
    tied = weights.budget_allocation(np.array([[2.0, 1.0, 1.0], [1.0, 2.0, 1.0]]))
    assert tied.agreement == pytest.approx(0.25)
    assert weights.budget_allocation(np.array([[6.0, 3.0, 1.0], [1.0, 3.0, 6.0]])).agreement == 0.0
    assert weights.budget_allocation(np.array([[6.0, 4.0], [7.0, 3.0]])).agreement == pytest.approx(1.0)


def test_nothing_is_said_of_agreement_or_spread_where_there_is_none_to_see() -> None:
    alone = weights.budget_allocation(np.array([[6.0, 4.0]]))
    assert alone.weights.tolist() == [0.6, 0.4]
    assert np.isnan([*alone.spread, alone.agreement]).all()
    assert np.isnan(weights.budget_allocation(np.array([[5.0], [9.0]])).agreement)
    assert np.isnan(weights.budget_allocation(np.array([[1.0, 1.0], [2.0, 2.0]])).agreement)


def test_two_columns_of_correlation_0_8_share_a_first_component_of_nine_tenths() -> None:
    found = weights.component_weights(np.array([[1.0, 1.0], [2.0, 3.0], [3.0, 2.0], [4.0, 4.0]]))
    assert found.weights == pytest.approx([0.5, 0.5])
    assert found.loadings == pytest.approx([0.9**0.5] * 2)
    assert (found.explained, found.against) == (pytest.approx(0.9), ())


def test_rotated_components_weigh_each_pair_by_its_variance() -> None:
    # Two pairs that know nothing of each other, of correlation 0.6 and 0.8: eigenvalues 1.8, 1.6, 0.4, 0.2.
    runs = np.array([[(i >> bit & 1) * 2 - 1 for bit in range(3)] for i in range(8)], float)
    first, second, third, fourth = runs[:, 0], runs[:, 1], runs[:, 2], runs.prod(axis=1)
    columns = [2 * first + second, 2 * first - second, 3 * third + fourth, 3 * third - fourth]
    found = weights.component_weights(np.stack(columns, axis=1), "rotated")
    assert found.weights == pytest.approx([4 / 17, 4 / 17, 9 / 34, 9 / 34])
    assert found.explained == pytest.approx(0.85)
    assert found.loadings == pytest.approx([0.0, 0.0, 0.9**0.5, 0.9**0.5], abs=1e-9)


def test_balanced_weights_of_two_columns_are_as_one_to_their_spread() -> None:
    found = weights.balanced(np.array([[1.0, 2.0], [2.0, 6.0], [3.0, 4.0], [4.0, 8.0]]))
    assert found.weights == pytest.approx([2 / 3, 1 / 3], abs=1e-6)
    assert found.correlations == pytest.approx([0.9**0.5] * 2, abs=1e-6)


PAIR = np.array([[2 * a + b, 2 * a - b] for a in (-1.0, 1.0) for b in (-1.0, 1.0)])
"""Two columns of equal spread and correlation 0.6: of weights w and 1 - w they correlate with the mean as
0.6 + 0.4 w to 1 - 0.4 w."""


def test_balanced_weights_meet_a_target_of_five_to_four_at_13_and_5_of_18() -> None:
    found = weights.balanced(PAIR, [5.0, 4.0])
    assert found.weights == pytest.approx([13 / 18, 5 / 18], abs=1e-5)
    assert found.residual == pytest.approx(0.0, abs=1e-5)
    assert found.converged
    assert found.evaluations > 2


def test_balanced_weights_miss_a_target_of_nine_to_one_by_0_55() -> None:
    # At best all weight is on the first, and the correlations 1 and 0.6: shares 0.625 and 0.375.
    found = weights.balanced(PAIR, [0.9, 0.1])
    assert found.weights == pytest.approx([1.0, 0.0], abs=1e-6)
    assert found.correlations == pytest.approx([1.0, 0.6], abs=1e-6)
    assert found.residual == pytest.approx((2 * 2 * 0.275**2) ** 0.5, abs=1e-6)


def test_a_constant_column_cannot_be_balanced() -> None:
    with pytest.raises(DataFault, match="no correlation to balance"):
        weights.balanced(np.array([[1.0, 5.0], [2.0, 5.0], [4.0, 5.0]]))


def test_entropy_counts_a_zero_as_no_share_and_refuses_less() -> None:
    # Shares 0, 1/2, 1/2 and 1/4, 1/4, 1/2: entropies ln 2 / ln 3 and 1.5 times that.
    ratio = 0.6309297535714574
    want = np.array([1 - ratio, 1 - 1.5 * ratio])
    found = weights.entropy(np.array([[0.0, 1.0], [1.0, 1.0], [1.0, 2.0]]))
    assert found == pytest.approx(want / want.sum())
    with pytest.raises(DataFault, match="not negative"):
        weights.entropy(np.array([[-0.1, 1.0], [1.0, 1.0], [1.0, 2.0]]))


def test_entropy_gives_nothing_to_a_column_of_zeros_and_shares_equally_where_nothing_varies() -> None:
    assert weights.entropy(np.array([[0.0, 1.0], [0.0, 2.0], [0.0, 3.0]])).tolist() == [0.0, 1.0]
    assert weights.entropy(np.full((3, 4), 7.0)).tolist() == [0.25] * 4


def test_critic_weighs_by_the_spread_of_the_column_on_its_own_scale_and_a_constant_gets_nothing() -> None:
    # Scaled to 0..1 the spreads are sqrt(1/3) and sqrt(5/3)/3, and both conflict alike: 3 to sqrt(5).
    rows = np.array([[0.0, 10.0, 5.0], [0.0, 20.0, 5.0], [1.0, 30.0, 5.0], [1.0, 40.0, 5.0]])
    assert weights.critic(rows) == pytest.approx([3 / (3 + 5**0.5), 5**0.5 / (3 + 5**0.5), 0.0])


def test_critic_of_columns_that_say_the_same_shares_equally() -> None:
    assert weights.critic(np.array([[1.0, 2.0], [2.0, 4.0], [3.0, 6.0]])) == pytest.approx([0.5, 0.5])


@pytest.mark.parametrize(
    "comparisons",
    [
        [[1.0, -1.0], [-1.0, 1.0]],
        [[1.0, 0.0], [0.0, 1.0]],
        [[1.0, 2.0, 3.0], [0.5, 1.0, 1.5]],
        [[1.0, 3.0], [0.34, 1.0]],
        [[1.0, 3.0], [0.32, 1.0]],
        np.ones((16, 16)).tolist(),
    ],
)
def test_comparisons_must_be_positive_square_reciprocal_and_of_15_at_the_most(
    comparisons: list[list[float]],
) -> None:
    with pytest.raises(DataFault):
        weights.analytic_hierarchy(np.array(comparisons))


def test_comparisons_written_with_two_digits_are_reciprocal_enough_and_one_child_needs_none() -> None:
    assert weights.analytic_hierarchy(np.array([[1.0, 3.0], [0.333, 1.0]])).weights == pytest.approx(
        [0.75, 0.25], abs=1e-3
    )
    alone = weights.analytic_hierarchy(np.array([[1.0]]))
    assert (alone.weights.tolist(), alone.ratio) == ([1.0], 0.0)


def test_the_doubt_gives_the_mean_of_the_units_shares_and_equal_ones_when_no_unit_has_any() -> None:
    nan = float("nan")
    rows = np.array([[1.0, nan], [2.0, nan], [nan, 1.0], [0.0, 0.0], [nan, nan]])
    assert weights.doubt_weights(rows) == pytest.approx([2 / 3, 1 / 3])
    assert weights.doubt_weights(np.zeros((3, 4))).tolist() == [0.25] * 4


@pytest.mark.parametrize(
    ("spec", "needed"),
    [
        (WeightSpec(), False),
        (WeightSpec(method="equal"), False),
        (WeightSpec(method="budget"), False),
        (WeightSpec(method="ahp"), False),
        (WeightSpec(method="entropy"), True),
        (WeightSpec(groups={"P": WeightSpec(method="equal")}), False),
        (WeightSpec(groups={"P": WeightSpec(method="pca")}), True),
    ],
)
def test_weights_that_are_judged_need_no_data(spec: WeightSpec, needed: bool) -> None:
    assert weigh.needs_data(spec) is needed


def test_experts_and_comparisons_are_given_for_each_group_or_for_all() -> None:
    points = {"I": [[6.0, 2.0]], "P": [[1.0, 1.0]], "Q": [[1.0, 3.0], [3.0, 1.0]]}
    found = weigh.weights_of(WeightSpec(method="budget", parameters={"points": points}), _tree(), DATA)
    assert found == {"a": 0.5, "b": 0.5, "c": 0.5, "d": 0.5, "P": 0.75, "Q": 0.25}
    compared = WeightSpec(method="ahp", parameters={"comparisons": [[1.0, 4.0], [0.25, 1.0]]})
    assert weigh.weights_of(compared, _tree(), DATA) == pytest.approx(
        {"a": 0.8, "b": 0.2, "c": 0.8, "d": 0.2, "P": 0.8, "Q": 0.2}
    )


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ({"I": [[6.0, 2.0]], "P": [[1.0, 1.0]]}, "no points for group 'Q'"),
        ({"I": [[6.0, 2.0]], "P": [[1.0, 1.0]], "Q": [[1.0, 1.0, 1.0]]}, "points of 'Q' need one column per"),
        ({"I": [[6.0, 2.0]], "P": [[1.0, 1.0]], "Q": [[1.0, 1.0], [1.0]]}, "points of 'Q' need one column per"),
        ({"I": [[6.0, 2.0]], "P": [], "Q": [[1.0, 1.0]]}, "points of 'P' need one column per"),
    ],
)  # fmt: skip
def test_experts_who_left_a_group_or_a_child_out_are_told_by_its_name(
    points: dict[str, list[list[float]]], said: str
) -> None:
    with pytest.raises(ProgrammeFault, match=said):
        weigh.weights_of(WeightSpec(method="budget", parameters={"points": points}), _tree(), DATA)


def test_targets_of_balanced_weights_are_of_every_child_or_of_none() -> None:
    rows = np.concatenate([PAIR, PAIR], axis=1)
    targets = {"a": 5.0, "b": 4.0, "c": 1.0, "d": 1.0, "P": 1.0, "Q": 1.0}
    spec = WeightSpec(method="balanced", parameters={"targets": targets})
    found = weigh.weights_of(spec, _tree(), rows)
    assert (found["a"], found["c"]) == (pytest.approx(13 / 18, abs=1e-5), pytest.approx(0.5, abs=1e-5))
    del targets["b"]
    with pytest.raises(ProgrammeFault, match="no target for b"):
        weigh.weights_of(WeightSpec(method="balanced", parameters={"targets": targets}), _tree(), rows)


def test_an_only_child_has_all_the_weight_whatever_the_method_and_a_group_is_weighed_on_its_score() -> None:
    leaves = [
        Indicator(code="a", parent="P"),
        Indicator(code="b", parent="P"),
        Indicator(code="c", parent="Q"),
    ]
    tree = framework_of(leaves, [Group(code="I"), *(Group(code=g, parent="I") for g in "PQ")])
    # Column c does not vary: between P (the mean of a and b) and Q all weight is P's.
    rows = np.array([[1.0, 2.0, 5.0], [2.0, 4.0, 5.0], [6.0, 12.0, 5.0]])
    found = weigh.weights_of(WeightSpec(method="entropy"), tree, rows)
    assert found == pytest.approx({"a": 0.5, "b": 0.5, "c": 1.0, "P": 1.0, "Q": 0.0})


def test_a_group_whose_weights_cannot_be_had_is_named() -> None:
    rows = np.array([[1.0, 2.0, 5.0, 1.0], [2.0, 4.0, 5.0, 3.0], [6.0, 1.0, 5.0, 2.0]])
    with pytest.raises(DataFault, match="weights of 'Q': 'c' does not vary"):
        weigh.weights_of(WeightSpec(method="pca"), _tree(), rows)
    with pytest.raises(ProgrammeFault, match="weights: no group Z"):
        weigh.weights_of(WeightSpec(groups={"Z": WeightSpec()}), _tree(), rows)
    with pytest.raises(ProgrammeFault, match="no weight set 'none'"):
        weigh.check_weights(WeightSpec(set="none", sets={"s": {}}))


def test_effective_weights_take_those_given_before_those_of_the_framework() -> None:
    found = weigh.effective_weights(_tree(), {"P": 1.0, "a": 3.0})
    assert found == {"I": 1.0, "P": 0.5, "Q": 0.5, "a": 0.375, "b": 0.125, "c": 0.25, "d": 0.25}


def test_what_a_weight_method_decides_on_its_own_is_said() -> None:
    x = np.arange(12.0)
    noise = np.array([0.3, -0.2, 0.1] * 4)
    tree = framework_of([Indicator(code=c, parent="T") for c in "abc"], [Group(code="T")])
    values = np.stack([x, x + noise, -x + 2 * noise], axis=1)

    def said(**fields: object) -> dict[str, dict[str, object]]:
        return {code: dict(places) for code, places in weigh.weigh(WeightSpec(**fields), tree, values).said}  # type: ignore[arg-type]

    first = said(method="pca")
    assert first["index.weights_against"] == {"group": "T", "codes": "c"}
    assert first["index.weights_zero"] == {
        "group": "T", "method": "pca", "codes": "c", "count": 1, "children": 3,
    }  # fmt: skip
    assert said(method="pca", parameters={"rule": "rotated"}) == {
        "index.weights_against": {"group": "T", "codes": "c"}
    }
    assert set(said(method="balanced")) == {"index.weights_unbalanced"}
    assert said(method="equal") == said(method="given") == {}
    assert said(method="given", sets={"s": {"a": 0.0}}, set="s") == {}  # declared, and so not decided here


@pytest.mark.parametrize(("last", "said"), [(4.0, False), (9.0, True)])
def test_comparisons_with_a_consistency_ratio_above_a_tenth_are_said(last: float, said: bool) -> None:
    tree = framework_of([Indicator(code=c, parent="T") for c in "abc"], [Group(code="T")])
    rows = [[1.0, 2.0, 1 / last if said else last], [0.5, 1.0, 2.0], [last if said else 1 / last, 0.5, 1.0]]
    spec = WeightSpec(method="ahp", parameters={"comparisons": rows})
    found = weigh.weigh(spec, tree, np.empty((0, 3))).said
    assert [code for code, _ in found] == (["index.weights_inconsistent"] if said else [])


def test_weights_that_fall_back_on_equal_ones_say_so() -> None:
    tree = framework_of([Indicator(code=c, parent="T") for c in "ab"], [Group(code="T")])
    same = np.ones((5, 2))
    for method in ("entropy", "critic"):
        found = weigh.weigh(WeightSpec(method=method), tree, same)
        assert found.weights == {"a": 0.5, "b": 0.5}
        assert found.said == (("index.weights_equal", {"group": "T", "method": method}),)
