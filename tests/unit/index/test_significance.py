"""A change is significant by the chance of a rise, judged within replicates."""

from __future__ import annotations

import numpy as np
import pytest

from xinxiao.index.doubt.intervals import changes
from xinxiao.index.doubt.significance import change_direction

EVEN = np.full(20, 1 / 20)


@pytest.mark.parametrize(
    ("rises", "level", "way"),
    [(0.95, 0.9, 1), (0.94, 0.9, 0), (0.05, 0.9, -1), (0.06, 0.9, 0), (0.94, 0.8, 1), (float("nan"), 0.9, 0)],
)
def test_a_change_is_significant_beyond_an_end_of_the_interval(rises: float, level: float, way: int) -> None:
    assert change_direction(rises, level) == way


def test_a_score_that_never_moves_neither_rose_nor_fell() -> None:
    still = np.ones((20, 2, 1))
    found = changes(still, EVEN, 0.9)
    assert found.rises.tolist() == [[0.5]]
    assert found.significant.tolist() == [[False]]


def test_a_shift_that_all_replicates_share_is_significant_though_the_intervals_of_the_scores_overlap() -> (
    None
):
    spread = np.linspace(0, 100, 20)
    scores = np.stack([spread, spread + 1], axis=1)[:, :, None]
    found = changes(scores, EVEN, 0.9)
    assert found.mean.tolist() == [[pytest.approx(1.0)]]
    assert found.rises.tolist() == [[pytest.approx(1.0)]]
    assert found.significant.tolist() == [[True]]


def test_the_interval_of_a_change_is_that_of_the_level() -> None:
    scores = np.stack([np.zeros(101), np.arange(101.0)], axis=1)[:, :, None]
    found = changes(scores, np.full(101, 1 / 101), 0.9)
    assert (found.low.item(), found.mean.item(), found.high.item()) == pytest.approx((5.0, 50.0, 95.0))
