"""What an analysis counts of three units under two alternatives."""

from __future__ import annotations

import numpy as np
import pytest

from xinxiao import index
from xinxiao.index.spec.framework import Group, Indicator

TREE = index.framework_of([Indicator(code=c, parent="T") for c in "ab"], [Group(code="T")])
PANEL = index.Panel(np.array([[1.0, 9.0], [4.0, 4.0], [2.0, 3.0]]), ("u", "v", "w"), ("a", "b"))
BARE = index.Method(stages=(index.WeightSpec(), index.AggregateSpec()))


def _analysed(*assumptions: index.Assumption, **more: object) -> index.Uncertainty:
    declared = index.Assumptions(assumptions=assumptions, **more)  # type: ignore[arg-type]
    return index.analyse(index.IndexSpec(framework=TREE, method=BARE, assumptions=declared), PANEL)


MEAN = index.Assumption(
    name="mean",
    stage="aggregate",
    kind="alternatives",
    alternatives=(
        index.Alternative(name="arithmetic"),
        index.Alternative(name="geometric", parameters={"default": {"method": "geometric"}}),
    ),
)


def test_the_best_k_are_asked_of_as_many_units_as_there_are() -> None:
    found = _analysed(MEAN, top=(1, 2, 3, 4))
    assert list(found.top) == [1, 2, 3]
    assert [found.top[k].tolist() for k in (1, 2, 3)] == [
        [[0.5, 0.5, 0.0]],
        [[1.0, 1.0, 0.0]],
        [[1.0, 1.0, 1.0]],
    ]


def test_scores_and_ranks_of_both_alternatives_are_averaged() -> None:
    found = _analysed(MEAN)
    assert (found.mode, found.replicates, found.used, found.redrawn, found.failed) == ("exact", 2, 2, 0, 0)
    assert found.score_mean[0] == pytest.approx([4.0, 4.0, (2.5 + 6**0.5) / 2])
    assert found.rank_mean.tolist() == [[1.5, 1.5, 3.0]]
    assert (found.rank_low.tolist(), found.rank_high.tolist()) == ([[1.05, 1.05, 3.0]], [[1.95, 1.95, 3.0]])
    assert found.superiority is not None and found.superiority[0].tolist() == [
        [0.5, 0.5, 1.0],
        [0.5, 0.5, 1.0],
        [0.0, 0.0, 0.5],
    ]
