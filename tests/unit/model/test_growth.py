"""Mean growth by numbers one can check by hand."""

from __future__ import annotations

import pytest

from xinxiao.model.growth import mean_growth


def test_mean_growth_is_the_root_of_the_ratio_in_per_cent() -> None:
    assert mean_growth(1.0, 4.0, 2) == pytest.approx(100)
    assert mean_growth(2.0, 1.0, 1) == -50
    assert mean_growth(3.9, 5.8, 4) == pytest.approx(10.43, abs=0.005)
