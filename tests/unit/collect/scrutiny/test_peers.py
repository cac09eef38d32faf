from __future__ import annotations

import numpy as np
import pytest

from xinxiao.collect.scrutiny.peers import beside

VALUES = np.array([10, 11, 12, 9, 10, 10.5, 9.5, 10, 11, 1000])
ONE = np.zeros(10, dtype=np.int64)


def test_a_value_is_placed_by_median_and_mad_of_logs() -> None:
    found = beside(VALUES, ONE, 1, 10)
    assert found.middle[0] == pytest.approx(10.246950766)  # sqrt(10 * 10.5)
    assert found.distance[9] == pytest.approx(43.569464147)
    assert np.abs(found.distance[:9]).max() < 2


def test_peers_more_alike_than_five_per_cent_are_not_told_apart() -> None:
    alike = np.array([100.0] * 9 + [110.0])
    assert beside(alike, ONE, 1, 10).distance[9] == pytest.approx(0.6745 * 0.0953101798 / 0.05)


def test_nothing_is_said_of_zeros_nor_among_too_few() -> None:
    values = np.array([0.0, np.nan, -3.0, *[10.0] * 7])
    found = beside(values, ONE, 1, 8)
    assert np.isnan(found.distance).all()
    assert found.few.tolist() == [False] * 3 + [True] * 7
    assert beside(values, ONE, 1, 7).distance[3:].tolist() == [0.0] * 7
