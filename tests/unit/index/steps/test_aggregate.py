"""A geometric mean hands its logarithm on to one of geometric means; scores are those of group after group."""

from __future__ import annotations

import numpy as np
import pytest

from xinxiao import index
from xinxiao.index.spec.framework import Group, Indicator
from xinxiao.index.steps.aggregate import combine_group, score_columns
from xinxiao.index.steps.domain import Undefined

LEAVES = [Indicator(code=c, parent="P" if c in "ab" else "Q") for c in "abcd"]
GROUPS = [Group(code="T"), Group(code="P", parent="T"), Group(code="Q", parent="T")]
TREE = index.framework_of(LEAVES, GROUPS)
GEOMETRIC = index.AggregationSpec(method="geometric")
FOUR = np.array([[1.0, 4.0, 9.0, 16.0]])


def _tree(**own: index.AggregationSpec) -> index.Framework:
    return TREE.with_aggregations({}, own)


def test_the_geometric_mean_of_2_and_12_is_the_root_of_24() -> None:
    found = score_columns(FOUR, TREE, GEOMETRIC)
    assert {code: float(found[code][0]) for code in "PQT"} == pytest.approx(
        {"P": 2.0, "Q": 12.0, "T": 24**0.5}
    )
    weighted = score_columns(FOUR, TREE, GEOMETRIC, {"P": 3.0, "a": 0.0})
    assert float(weighted["T"][0]) == pytest.approx(4**0.75 * 12**0.25)


def test_scores_are_those_of_group_after_group() -> None:
    x = np.exp(np.random.default_rng(1).standard_normal((3, 50, 4)))
    x[0, :7, 1] = np.nan
    weights = {"a": np.array([1.0, 0.5, 0.0]).reshape(3, 1), "Q": np.array([1.0, 2.0, 3.0]).reshape(3, 1)}
    found = score_columns(x, TREE, GEOMETRIC, weights)
    p = combine_group([x[..., 0], x[..., 1]], [weights["a"], 1.0], GEOMETRIC)
    q = combine_group([x[..., 2], x[..., 3]], [1.0, 1.0], GEOMETRIC)
    assert found["P"].tobytes() == p.tobytes()
    assert found["T"] == pytest.approx(combine_group([p, q], [1.0, weights["Q"]], GEOMETRIC), rel=1e-14)
    only = score_columns(x, TREE, GEOMETRIC, weights, "T")
    assert only["T"].tobytes() == found["T"].tobytes()


@pytest.mark.parametrize(
    ("own", "target", "there"),
    [
        ({}, "", "PQT"),
        ({}, "T", "T"),
        ({}, "P", "PT"),
        ({"T": index.AggregationSpec()}, "T", "PQT"),
        ({"T": index.AggregationSpec(method="geometric", missing_threshold=0.5)}, "T", "PQT"),
        ({"T": index.AggregationSpec(method="geometric", parameters={"floor": 1.0})}, "T", "PQT"),
        ({"P": index.AggregationSpec()}, "T", "PT"),
    ],
)
def test_groups_are_left_out_only_where_their_logarithm_is_enough(
    own: dict[str, index.AggregationSpec], target: str, there: str
) -> None:
    found = score_columns(FOUR, _tree(**own), GEOMETRIC, target=target)
    assert [code for code in found if code in "PQT"] == list(there)
    whole = score_columns(FOUR, _tree(**own), GEOMETRIC)
    assert all(found[code].tolist() == whole[code].tolist() for code in there)


def test_a_zero_is_told_with_its_group_and_one_without_weight_is_not_there() -> None:
    zero = np.array([[0.0, 4.0, 9.0, 16.0], [1.0, 4.0, 9.0, np.nan]])
    with pytest.raises(Undefined, match="geometric score of 'P' is undefined: 'a' must be positive") as told:
        score_columns(zero, TREE, GEOMETRIC)
    assert told.value.where.tolist() == [True, False]
    for gone in (0.0, np.zeros((1, 1))):
        found = score_columns(zero[None], TREE, GEOMETRIC, {"a": gone})
        assert found["T"][0] == pytest.approx([48**0.5, 6.0])
    assert float(score_columns(zero[1:], TREE, GEOMETRIC)["Q"][0]) == pytest.approx(9.0)
    nothing = score_columns(np.full((1, 4), np.nan), TREE, GEOMETRIC)
    assert bool(np.isnan(nothing["T"][0]))
