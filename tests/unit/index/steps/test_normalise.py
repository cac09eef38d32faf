"""What normalising says beside the scores, whichever indicators have none."""

from __future__ import annotations

import numpy as np
import pytest

from xinxiao import index
from xinxiao.index.spec.framework import Indicator
from xinxiao.index.steps.normalise import normalise

NODES = (
    Indicator(code="a", parent="T", lower=0.0, upper=10.0),
    Indicator(code="b", parent="T", direction=-1, lower=0.0, upper=10.0),
)
X = np.array([[1.0, 5.0], [12.0, 5.0], [3.0, 5.0]])


def _spec(**rule: object) -> index.NormaliseSpec:
    return index.NormaliseSpec(range=(0.0, 100.0), default=index.NormaliseRule(**rule))  # type: ignore[arg-type]


def test_a_constant_indicator_is_named_and_one_that_varies_is_not() -> None:
    found = normalise(X, _spec(method="minmax"), NODES)
    assert (found.constant, found.outside) == (("b",), {})
    assert found.values[:, 0] == pytest.approx([0.0, 100.0, 200 / 11])
    assert normalise(X + np.array([[0, 0], [0, 1], [0, 2]]), _spec(method="minmax"), NODES).constant == ()


@pytest.mark.parametrize(("outside", "far"), [("keep", 120.0), ("truncate", 100.0)])
def test_values_beyond_goalposts_are_counted_and_cut_where_asked(outside: str, far: float) -> None:
    found = normalise(X, _spec(method="goalposts", outside=outside), NODES)
    assert (found.constant, found.outside) == ((), {"a": 1})
    assert found.values.tolist() == [[10.0, 50.0], [far, 50.0], [30.0, 50.0]]


def test_a_distance_to_the_best_of_the_data_counts_nothing_outside() -> None:
    found = normalise(X[:, :1], _spec(method="distance_to_max"), NODES[:1])
    assert found.outside == {}
    assert found.values[:, 0] == pytest.approx([0.0, 100.0, 200 / 11])


def test_standard_scores_of_1_12_3_in_either_direction() -> None:
    spec = index.NormaliseSpec(range=None, default=index.NormaliseRule(method="zscore", mean=10, sd=2))
    rising = normalise(X[:, :1], spec, NODES[:1]).values[:, 0]
    falling = normalise(X[:, :1], spec, NODES[1:]).values[:, 0]
    sd = np.std([1, 12, 3], ddof=1)
    assert rising == pytest.approx([10 + 2 * (x - 16 / 3) / sd for x in (1, 12, 3)])
    assert falling == pytest.approx(20 - rising)


def test_the_values_given_stay_as_they_are() -> None:
    before = X.copy()
    for method in ("minmax", "distance_to_max", "goalposts", "percentile_rank", "fraction_of_max"):
        normalise(X, _spec(method=method), NODES)
    assert X.tolist() == before.tolist()
