"""What a panel leaves unexplained."""

from __future__ import annotations

import numpy as np
import pytest

from tests.unit.programme.checks.smooth import panel, smooth
from xinxiao.programme.checks.residuals import Residuals, residuals, scale_of


def test_too_few_areas_or_years_leave_nothing_to_compare() -> None:
    assert residuals(panel(smooth()[:4])) is None
    assert residuals(panel(smooth()[:5])) is not None
    assert residuals(panel(smooth()[:, :2])) is None
    assert residuals(panel(smooth()[:, :3])) is not None


def test_steps_are_growth_less_the_years_and_the_areas_median() -> None:
    logs = np.log(np.array([[1.0, 2.0, 4.0], [1.0, 2.0, 4.0], [1.0, 2.0, 8.0]]))
    own = Residuals(logs, np.zeros(3, dtype=bool))
    assert own.middle == pytest.approx([np.log(2), np.log(2)])
    assert own.steps[:2] == pytest.approx(np.zeros((2, 2)))
    assert own.steps[2] == pytest.approx([-np.log(2) / 2, np.log(2) / 2])
    assert own.at_end.tolist() == [[True, False, True]] * 3


def test_a_scale_leaves_out_the_year_and_its_neighbours() -> None:
    size = np.full((5, 7), 0.01)
    size[0, 3] = 9.0
    # seven years less three: four of weight 1, the panel's of weight 6, all 1.4826 * 0.01
    assert scale_of(size) == pytest.approx(np.full((5, 7), 0.014826))
    assert scale_of(np.zeros((5, 7))) == pytest.approx(np.full((5, 7), 1e-4))
