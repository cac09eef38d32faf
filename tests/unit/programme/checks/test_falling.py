"""Checks of panels that run against everything beside them."""

from __future__ import annotations

import numpy as np

from xinxiao.programme.checks.falling import falls


def test_a_panel_falls_by_a_tenth_in_seven_of_ten_years() -> None:
    assert falls(np.full(4, -0.03))
    assert not falls(np.full(4, -0.02))
    assert not falls(np.full(3, -0.5))
    assert falls(np.array([-0.1] * 7 + [0.01] * 3))
    assert not falls(np.array([-0.1] * 6 + [0.01] * 4))
