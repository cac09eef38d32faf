"""Every aggregation by hand on small numbers."""

from __future__ import annotations

import numpy as np
import pytest

from xinxiao.errors import DataFault, ProgrammeFault
from xinxiao.index.spec.framework import Group, Indicator, framework_of
from xinxiao.index.spec.method import AggregationSpec
from xinxiao.index.spec.parameters import AGGREGATIONS
from xinxiao.index.steps import combine
from xinxiao.index.steps.aggregate import aggregate, combine_group, lifted, score_columns

TWO = framework_of(
    [Indicator(code="a", parent="I"), Indicator(code="b", parent="I", weight=3.0)], [Group(code="I")]
)
NAN = float("nan")


def _one(method: str, *values: float, weights: tuple[float, ...] = (), **parameters: object) -> float:
    columns = [np.array([v]) for v in values]
    spec = AggregationSpec(method=method, parameters=parameters)
    return float(combine_group(columns, weights or (1.0,) * len(values), spec)[0])


def test_means_of_1_and_4() -> None:
    assert _one("arithmetic", 1, 4) == 2.5
    assert _one("geometric", 1, 4) == pytest.approx(2.0)
    assert _one("harmonic", 1, 4) == pytest.approx(1.6)
    assert _one("power", 1, 4, exponent=2) == pytest.approx(8.5**0.5)
    assert _one("power", 1, 4, exponent=0) == pytest.approx(2.0)


def test_weights_1_and_3_give_3_25() -> None:
    assert aggregate(np.array([[1.0, 4.0]]), TWO, AggregationSpec())[0, 0] == 3.25


def test_ampi_of_80_100_120_loses_2_667_by_the_negative_penalty_and_gains_it_by_the_positive() -> None:
    assert _one("ampi", 80, 100, 120) == pytest.approx(100 - 800 / 300)
    assert _one("ampi", 80, 100, 120, penalty="positive") == pytest.approx(100 + 800 / 300)
    assert _one("mpi", 100, 100, 100) == 100


def test_mean_min_lies_between_the_mean_and_the_minimum() -> None:
    assert _one("mean_min", 2, 6) == 2
    assert _one("mean_min", 2, 6, compensation=0.5) == 3


def test_owa_with_all_weight_on_the_worst_is_the_minimum_and_with_attitude_1_the_mean() -> None:
    assert _one("owa", 5, 1, 3, positions=[0, 0, 1]) == 1
    assert _one("owa", 5, 1, 3) == pytest.approx(3)
    assert _one("owa", 5, 1, weights=(1.0, 3.0)) == pytest.approx(2)


def test_wroclaw_gives_1_to_the_unit_that_is_best_in_everything() -> None:
    columns = [np.array([3.0, 2.0, 1.0]), np.array([9.0, 5.0, 1.0])]
    score = combine_group(columns, (1.0, 1.0), AggregationSpec(method="wroclaw"))
    # z-distances from the ideal are 0, 1, 2: limit = 1 + 2 * 1.
    assert score == pytest.approx([1, 2 / 3, 1 / 3])


def test_copeland_counts_wins_minus_losses_or_maps_them_to_0_100() -> None:
    columns = [np.array([3.0, 2.0, 1.0])]
    assert combine_group(columns, (1.0,), AggregationSpec(method="copeland")).tolist() == [2, 0, -2]
    spec = AggregationSpec(method="copeland", parameters={"scale": "share"})
    assert combine_group(columns, (1.0,), spec).tolist() == [100, 50, 0]


def test_a_missing_child_drops_out_and_the_others_share_its_weight() -> None:
    assert aggregate(np.array([[NAN, 4.0]]), TWO, AggregationSpec())[0, 0] == 4
    assert _one("geometric", NAN, 4) == pytest.approx(4)


def test_below_the_threshold_the_group_is_missing() -> None:
    spec = AggregationSpec(missing_threshold=0.6)
    assert np.isnan(aggregate(np.array([[NAN, 4.0]]), TWO, spec)[0, 0])
    assert aggregate(np.array([[1.0, 4.0]]), TWO, spec)[0, 0] == 3.25


def test_a_child_of_weight_0_is_not_asked_for_by_the_threshold() -> None:
    spec = AggregationSpec(missing_threshold=1.0)
    assert aggregate(np.array([[NAN, 4.0]]), TWO, spec, {"a": 0.0})[0, 0] == 4


def test_a_geometric_mean_of_zero_is_refused_naming_the_child() -> None:
    values = np.array([[0.0, 4.0]])
    spec = AggregationSpec(method="geometric")
    with pytest.raises(DataFault, match="'a'"):
        aggregate(values, TWO, spec)


@pytest.mark.parametrize(("method", "more"), [("geometric", {}), ("power", {"exponent": 0.0})])
def test_a_floor_lifts_children_below_it_and_leaves_missing_ones_missing(
    method: str, more: dict[str, float]
) -> None:
    spec = AggregationSpec(method=method, parameters={"floor": 1.0, **more})
    values = np.array([[-3.0, 16.0], [0.0, 81.0], [1.0, 16.0], [0.5, NAN], [16.0, 1.0]])
    assert aggregate(values, TWO, spec)[:, 0].tolist() == pytest.approx([8.0, 27.0, 8.0, 1.0, 2.0])


def test_a_floor_lifts_children_of_a_harmonic_mean() -> None:
    assert _one("harmonic", -1.0, 6.0, floor=2.0) == pytest.approx(3.0)


def test_what_a_floor_lifts_is_counted_by_group_of_children_with_weight_only() -> None:
    spec = AggregationSpec(method="geometric", parameters={"floor": 1.0})
    values = np.array([[-3.0, 0.5], [1.0, 9.0], [NAN, 0.0]])
    columns = score_columns(values, TWO, spec)
    assert list(lifted(columns, TWO, spec)) == [("I", 1.0, 3)]
    assert list(lifted(columns, TWO, spec, {"b": 0.0})) == [("I", 1.0, 1)]
    assert list(lifted(score_columns(values[1:2], TWO, spec), TWO, spec)) == []
    assert list(lifted(columns, TWO, AggregationSpec())) == []


def test_a_floor_of_nothing_and_of_a_mean_that_knows_every_number_is_refused() -> None:
    with pytest.raises(ProgrammeFault, match="floor"):
        _one("geometric", 1.0, 2.0, floor=0.0)
    with pytest.raises(ProgrammeFault, match="floor"):
        _one("arithmetic", 1.0, 2.0, floor=1.0)


def test_a_choice_per_group_beats_the_default() -> None:
    tree = TWO.with_aggregations({}, {"I": AggregationSpec(method="geometric")})
    assert aggregate(np.array([[1.0, 16.0]]), tree, AggregationSpec())[0, 0] == pytest.approx(8)


def test_weights_may_vary_over_a_leading_axis_of_replicates() -> None:
    values = np.array([[1.0, 4.0], [2.0, 8.0]])
    found = aggregate(values, TWO, AggregationSpec(), {"a": np.array([1.0, 0.0]).reshape(2, 1), "b": 1.0})
    assert found[..., 0].tolist() == [[2.5, 5.0], [4.0, 8.0]]


@pytest.mark.parametrize("method", sorted(set(AGGREGATIONS) - {"power"}))
def test_every_method_gives_equal_units_equal_scores(method: str) -> None:
    values = np.array([[2.0, 3.0], [2.0, 3.0], [1.0, 1.0], [4.0, 2.0]])
    score = aggregate(values, TWO, AggregationSpec(method=method))[:, 0]
    assert score[0] == score[1]


def test_an_unknown_method_or_parameter_is_answered_with_those_there_are() -> None:
    with pytest.raises(ProgrammeFault, match="arithmetic"):
        _one("median", 1, 2)
    with pytest.raises(ProgrammeFault, match="exponent"):
        _one("power", 1, 2, p=2)


def test_columns_of_another_framework_are_refused() -> None:
    with pytest.raises(DataFault):
        aggregate(np.ones((3, 5)), TWO, AggregationSpec())


def test_mean_min_is_smoothed_by_the_square_of_its_smoothness() -> None:
    # The mean is 4, the minimum 2: sqrt(2^2 + 1.5^2) - 1.5 = 1.
    assert _one("mean_min", 2, 6, smoothness=1.5) == 3
    assert _one("mean_min", 2, 6, smoothness=1.5, compensation=0.5) == 3.5
    assert _one("mean_min", 6, 9, 2, 7) == _one("mean_min", 6, 9, 7, NAN, 2) == 2


def test_children_of_weight_nought_do_not_count_and_of_no_weight_at_all_is_no_score() -> None:
    assert _one("arithmetic", 1, 5, weights=(0.0, 2.0)) == 5
    assert _one("harmonic", 0, 4, weights=(0.0, 1.0)) == 4
    assert np.isnan(_one("arithmetic", 1, 5, weights=(0.0, 0.0)))
    assert np.isnan(_one("arithmetic", NAN, NAN))


def test_weighted_means_of_powers() -> None:
    assert _one("harmonic", 1, 3, weights=(1.0, 3.0)) == pytest.approx(2)
    assert _one("geometric", 1, 16, weights=(1.0, 3.0)) == pytest.approx(8)
    assert _one("power", 1, 9, exponent=0.5) == pytest.approx(4)
    assert _one("power", 3, 4, NAN, exponent=2) == pytest.approx(12.5**0.5)
    assert _one("power", -1, 3, exponent=1) == 1
    assert _one("power", 0, 2, exponent=2) == pytest.approx(2**0.5)


@pytest.mark.parametrize(
    ("value", "exponent"),
    [
        (-1.0, 0.5),
        (-1.0, 1.5),
        (-1.0, 2.0),
        (-1.0, 3.0),
        *((v, p) for v in (0.0, -1.0) for p in (0.0, -1.0, -2.0)),
    ],
)
def test_a_negative_has_no_mean_of_powers_and_zero_none_of_a_logarithm_or_an_inverse(
    value: float, exponent: float
) -> None:
    columns = [np.array([value, 2.0]), np.array([4.0, 2.0])]
    found = combine.power(columns, [1.0, 1.0], exponent)
    assert np.isnan(found[0])
    assert found[1] == pytest.approx(2)
    spec = AggregationSpec(method="power", parameters={"exponent": exponent})
    with pytest.raises(DataFault, match=r"'1' must be .*positive"):
        combine_group(columns, (1.0, 1.0), spec)


def test_the_penalty_of_mazziotta_and_pareto_is_the_weighted_variance_over_the_mean() -> None:
    assert _one("ampi", 80, 120, weights=(1.0, 3.0)) == pytest.approx(110 - 300 / 110)
    assert _one("ampi", 80, NAN, 120) == pytest.approx(96)


def test_owa_moves_weight_to_the_worst_children_as_its_attitude_rises() -> None:
    # Places of 5, 3, 1: (1/3)^2, (2/3)^2, 1 in steps of 1/9, 3/9, 5/9.
    assert _one("owa", 5, 1, 3, attitude=2.0) == pytest.approx(19 / 9)
    assert _one("owa", NAN, 1, 3, attitude=2.0) == pytest.approx(1.5)
    # Shares 1/2, 1/4, 1/4: their squares cumulated in steps of 0.25, 0.3125, 0.4375.
    assert _one("owa", 5, 1, 3, weights=(2.0, 1.0, 1.0), attitude=2.0) == pytest.approx(2.625)
    assert np.isnan(_one("owa", NAN, NAN))


def test_owa_by_weights_of_places_reads_between_them_when_a_child_is_missing() -> None:
    assert _one("owa", 5, 1, 3, positions=[2, 1, 1]) == pytest.approx(3.5)
    # The better of two children reaches half of three places: 1/2 + 1/8.
    assert _one("owa", NAN, 1, 3, positions=[2, 1, 1]) == pytest.approx(3 * 0.625 + 0.375)


def test_wroclaw_passes_over_a_child_without_variation_and_says_1_where_nothing_varies() -> None:
    falling, same = np.array([3.0, 2.0, 1.0]), np.array([5.0, 5.0, 5.0])
    assert combine.wroclaw([falling, same], [1.0, 1.0]) == pytest.approx([1, 2 / 3, 1 / 3])
    assert combine.wroclaw([same, same], [1.0, 1.0]).tolist() == [1, 1, 1]


def test_wroclaw_weighs_the_squares_of_the_distances() -> None:
    # d^2 = (0 + 3 * 4) / 4, (1 + 3) / 4, (4 + 0) / 4; mean (2 + sqrt 3) / 3, sd (sqrt 3 - 1) / sqrt 3.
    columns = [np.array([3.0, 2.0, 1.0]), np.array([1.0, 2.0, 3.0])]
    root = 3**0.5
    limit = (2 + root) / 3 + 2 * (root - 1) / root
    found = combine.wroclaw(columns, [1.0, 3.0])
    assert found == pytest.approx([1 - root / limit, 1 - 1 / limit, 1 - 1 / limit])


def test_a_square_power_mean_takes_no_negative_number_for_its_positive() -> None:
    spec = AggregationSpec(method="power", parameters={"exponent": 2.0})
    assert aggregate(np.array([[3.0, 4.0]]), TWO, spec)[0, 0] != 0
    with pytest.raises(DataFault, match="'a' must be zero or positive"):
        aggregate(np.array([[-3.0, 4.0]]), TWO, spec)
