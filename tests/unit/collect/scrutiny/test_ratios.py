"""The ratio edit against numbers computed by hand from the paper's formulas, with quartiles of the statistics module."""

from __future__ import annotations

import numpy as np
import pytest

from xinxiao.collect.scrutiny.grouped import merged, quantiles
from xinxiao.collect.scrutiny.ratios import moved
from xinxiao.model.collect.scrutiny import ScrutinySpec

BEFORE = np.array([100, 200, 400, 800, 50, 100, 200, 400, 1000, 100], dtype=float)
NOW = np.array([110, 210, 440, 820, 56, 100, 230, 420, 1120, 300], dtype=float)
ONE = np.zeros(10, dtype=np.int64)
PAPER = ScrutinySpec(exponent=0.5)


def test_distances_are_those_computed_by_hand() -> None:
    found = moved(NOW, BEFORE, ONE, 1, PAPER)
    right = [0, 0.7629742793, 0, 2.3166683702, 0.2774616283, 1.1056547729, 1.4057653803, 1.0790085736]
    assert found.distance.tolist() == pytest.approx([*right, 1.2408461239, 61.0088936870])
    assert found.expected[9] == pytest.approx(110.0)  # the median ratio 1.1 of what was 100
    assert not found.absent.any() and not found.few.any()


def test_where_units_moved_alike_a_small_step_is_no_departure() -> None:
    """Eight units grew by exactly 10 %: the quartiles lie on the median, and the edit of the paper would divide by 0."""
    before = np.full(10, 100.0)
    now = np.array([110.0] * 8 + [111.0, 150.0])
    found = moved(now, before, ONE, 1, PAPER)
    # least distance 0.01 * sqrt(110); of 111: (111/110 - 1) * sqrt(111) / that = 0.913; of 150: 0.3636 * sqrt(150) / that = 42.46
    assert found.distance[:8].tolist() == [0.0] * 8
    assert found.distance[8] == pytest.approx(0.9132, abs=1e-4)
    assert found.distance[9] == pytest.approx(42.464, abs=1e-3)


def test_zero_blank_and_what_is_new_are_outside_the_domain() -> None:
    now, before = NOW.copy(), BEFORE.copy()
    now[0], now[1], before[2], before[3] = 0.0, np.nan, 0.0, np.nan
    found = moved(now, before, ONE, 1, ScrutinySpec(exponent=0.5, least_peers=6))
    assert found.absent.tolist() == [True] * 4 + [False] * 6
    assert np.isnan(found.distance[:4]).all()
    assert np.isnan(found.expected[2:4]).all()
    assert found.expected[0] > 100  # something is expected of it, though it reported 0


def test_among_too_few_nothing_is_said() -> None:
    found = moved(NOW[:9], BEFORE[:9], ONE[:9], 1, PAPER)
    assert found.few.all() and np.isnan(found.distance).all() and np.isnan(found.expected).all()


def test_small_strata_are_put_together() -> None:
    groups = np.array([0] * 5 + [1] * 5)
    together = moved(NOW, BEFORE, groups, 2, PAPER)
    assert together.distance[9] == pytest.approx(61.0088936870)
    own, few = merged(np.array([0, 0, 0, 1, 2]), 3, np.array([True, True, True, True, False]), 3)
    assert own.tolist() == [0, 0, 0, 3, 3]
    assert few.tolist() == [False, False, False, True, False]


def test_large_units_stand_out_by_smaller_moves() -> None:
    """A unit of 10000 that moved by 5 % more than the median, and one of 1 that did: U lets only the large one count."""
    before = np.array([100.0] * 10 + [1.0, 10000.0])
    now = np.array([100.0, 101, 99, 102, 98, 100, 103, 97, 101, 99, 1.05, 10500.0])
    found = moved(now, before, np.zeros(12, dtype=np.int64), 1, PAPER)
    assert found.distance[10] < 7 < found.distance[11]


def test_quantiles_within_groups_are_those_of_each_group() -> None:
    values = np.array([4.0, 1, 3, 2, 10, 20, 5])
    made = quantiles(values, np.array([0, 0, 0, 0, 2, 2, 3]), 4, (0.25, 0.5, 0.75))
    assert made[0].tolist() == [1.75, 2.5, 3.25]
    assert np.isnan(made[1]).all()
    assert made[2].tolist() == [12.5, 15.0, 17.5]
    assert made[3].tolist() == [5.0, 5.0, 5.0]
