"""Promises of aggregation, weights, outranking and uncertainty that hold for any data."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from xinxiao.index.doubt import sobol
from xinxiao.index.doubt.intervals import rank_replicates
from xinxiao.index.spec.framework import Group, Indicator, framework_of
from xinxiao.index.spec.method import AggregationSpec
from xinxiao.index.steps import outrank
from xinxiao.index.steps.aggregate import aggregate
from xinxiao.index.weights import rules as weights

TREE = framework_of(
    [
        Indicator(code=c, parent="P" if c < "c" else "I", weight=w)
        for c, w in zip("abc", (1.0, 2.0, 3.0), strict=True)
    ],
    [Group(code="I"), Group(code="P", parent="I", weight=2.0)],
)
SCORES = arrays(np.float64, (6, 3), elements=st.floats(1, 100, width=32))
MONOTONE = [
    AggregationSpec(method="arithmetic"),
    AggregationSpec(method="geometric"),
    AggregationSpec(method="harmonic"),
    AggregationSpec(method="power", parameters={"exponent": 0.5}),
    AggregationSpec(method="owa", parameters={"attitude": 2}),
]


@pytest.mark.parametrize("spec", MONOTONE, ids=lambda s: s.method)
@settings(max_examples=30)
@given(values=SCORES, column=st.integers(0, 2), more=st.floats(0.01, 50))
def test_raising_one_indicator_never_lowers_a_mean(
    spec: AggregationSpec, values: np.ndarray, column: int, more: float
) -> None:
    raised = values.copy()
    raised[:, column] += more
    before, after = aggregate(values, TREE, spec), aggregate(raised, TREE, spec)
    assert bool((after >= before - 1e-9).all())


@pytest.mark.parametrize("spec", MONOTONE, ids=lambda s: s.method)
@settings(max_examples=30)
@given(values=SCORES)
def test_a_mean_lies_between_the_smallest_and_the_largest_indicator(
    spec: AggregationSpec, values: np.ndarray
) -> None:
    index = aggregate(values, TREE, spec)[:, -1]
    assert bool((index >= values.min(axis=1) - 1e-6).all() and (index <= values.max(axis=1) + 1e-6).all())


@pytest.mark.parametrize("method", ["arithmetic", "mpi", "copeland", "wroclaw", "owa", "bod"])
@settings(max_examples=20)
@given(values=SCORES, random=st.randoms(use_true_random=False))
def test_shuffling_the_units_shuffles_the_scores(method: str, values: np.ndarray, random: object) -> None:
    order = list(range(6))
    random.shuffle(order)  # type: ignore[attr-defined]
    spec = AggregationSpec(method=method)
    if method == "mpi":
        values = 70 + 0.6 * values  # its own scale, on which means stay above 0
    with np.errstate(invalid="ignore"):
        assert aggregate(values[order], TREE, spec) == pytest.approx(
            aggregate(values, TREE, spec)[order], abs=1e-7, nan_ok=True
        )


@settings(max_examples=30)
@given(values=arrays(np.float64, (7, 3), elements=st.floats(-5, 5, width=16)))
def test_copeland_scores_sum_to_zero_and_strengths_to_one(values: np.ndarray) -> None:
    assert outrank.copeland(values).sum() == 0
    matrix = outrank.outranking_matrix(values)
    off = ~np.eye(7, dtype=bool)
    assert (matrix + matrix.T)[off] == pytest.approx(1)


@settings(max_examples=30)
@given(values=arrays(np.float64, (12, 4), elements=st.floats(0, 100, width=32)))
def test_entropy_and_critic_weights_are_shares(values: np.ndarray) -> None:
    for found in (weights.entropy(values), weights.critic(values)):
        assert found.sum() == pytest.approx(1)
        assert found.min() >= 0


@settings(max_examples=40)
@given(outputs=arrays(np.float64, (2, 3, 2), elements=st.floats(-10, 10, width=16)))
def test_exact_first_order_indices_never_exceed_the_total_and_sum_to_at_most_1(outputs: np.ndarray) -> None:
    found = sobol.exact_indices(outputs, [[0.5, 0.5], [0.2, 0.3, 0.5], [0.9, 0.1]])
    assert all(found.consistent)
    assert found.first.sum() <= 1 + 1e-9
    assert found.first.min() >= -1e-12


@settings(max_examples=40)
@given(scores=arrays(np.float64, (2, 1, 9), elements=st.floats(0, 3).map(round)))
def test_ranks_count_the_units_above(scores: np.ndarray) -> None:
    want = 1 + (scores[..., None, :] > scores[..., :, None]).sum(axis=-1)
    assert rank_replicates(scores).tolist() == want.tolist()
