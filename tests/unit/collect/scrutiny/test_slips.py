from __future__ import annotations

import numpy as np
import pytest

from xinxiao.collect.scrutiny.slips import slips


@pytest.mark.parametrize(
    ("value", "expected", "power"),
    [
        (1_050_000.0, 100.0, 4),  # yuan for ten thousand yuan
        (0.0098, 100.0, -4),
        (930.0, 100.0, 1),
        (750.0, 100.0, 0),  # log10 is 0.875: near ten, but not near enough
        (75_000.0, 100.0, 3),
        (300.0, 100.0, 0),  # three times: not near a power of ten
        (100.0, 100.0, 0),
        (0.0, 100.0, 0),
        (1e15, 1.0, 0),  # farther than any unit of measure
    ],
)
def test_a_ratio_near_a_power_of_ten_is_a_slip(value: float, expected: float, power: int) -> None:
    found = slips(np.array([value]), np.array([expected]), np.array([50.0]), near=0.15, width=7.0)
    assert found.tolist() == [power]


def test_what_does_not_stand_out_or_has_no_past_is_none() -> None:
    now, out = np.array([1000.0, 1000.0, np.nan]), np.array([3.0, 50.0, 50.0])
    found = slips(now, np.array([100.0, np.nan, 100.0]), out, near=0.15, width=7.0)
    assert found.tolist() == [0, 0, 0]
