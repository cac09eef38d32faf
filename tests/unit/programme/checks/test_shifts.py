"""Areas a year late."""

from __future__ import annotations

import numpy as np
import pytest

from tests.unit.programme.checks.smooth import panel, smooth
from xinxiao.programme.checks.evidence import Evidence
from xinxiao.programme.checks.residuals import residuals
from xinxiao.programme.checks.shifts import expected_growth, shift_gains, shifted

GROWTH = np.array([0.02, 0.2, 0.01, 0.15, 0.3, 0.02, 0.1, 0.25, 0.05])


def uneven() -> np.ndarray:
    """Areas that grow by two to thirty per cent in a year, all alike."""
    return smooth() / 1.05 ** np.arange(10) * np.exp(np.append(0.0, np.cumsum(GROWTH)))


def heard(values: np.ndarray) -> Evidence:
    own = residuals(panel(values))
    assert own is not None
    return Evidence(own)


@pytest.mark.parametrize("lag", [1, -1])
def test_an_area_a_year_late_or_early_is_told_with_how_many_years(lag: int) -> None:
    values = uneven()
    late = values.copy()
    if lag == 1:
        late[3, 1:], late[3, 0] = values[3, :-1], values[3, 0] / 1.05
    else:
        late[3, :-1], late[3, -1] = values[3, 1:], values[3, -1] * 1.05
    assert [(one.kind, one.area, one.off) for one in shifted(heard(late))] == [("SHIFTED", 3, float(lag))]
    assert list(shifted(heard(values))) == []


def test_years_alike_do_not_tell_whether_an_area_is_late() -> None:
    values = smooth()
    values[3, 1:], values[3, 0] = smooth()[3, :-1], smooth()[3, 0] / 1.05
    assert list(shifted(heard(values))) == []


def test_what_a_shift_gains_is_a_ratio_of_squares_to_the_power_of_the_years() -> None:
    expected = np.array([[0.0, 0.1, 0.0, 0.1, 0.0]])
    raw = np.array([[0.1, 0.0, 0.1, 0.0, 0.1]])  # what was expected the year before, and a first year
    gain, both = shift_gains(raw, expected, 1, 0.05)
    assert both.tolist() == [[False, True, True, True, True]]
    # Twice 0.05 squared is 0.005, and counts four times. Held against their own year the four lie -0.1, 0.1, -0.1, 0.1 off,
    # with median 0: four hundredths. Held against the year before they fit: (4 + 4) ln((0.04 + 0.02) / 0.02).
    assert gain == pytest.approx([8 * np.log(3)])


def test_one_year_counts_for_nine_squares_at_most() -> None:
    expected = np.zeros((1, 5))
    raw = np.array([[0.0, 0.0, 0.0, 5.0, 0.0]])
    gain, _ = shift_gains(raw, expected, -1, 0.05)
    assert gain == pytest.approx([0.0])
    late = np.array([[0.0, 0.0, 0.0, 5.0, 0.0]])
    gain, _ = shift_gains(raw, np.roll(late, 1, axis=1), -1, 0.05)
    # 9 of 0.005 twice (the year and the one after) or not at all: (4 + 4) ln((0.045 + 0.02) / 0.02)
    assert gain == pytest.approx([8 * np.log(0.065 / 0.02)], rel=1e-6)


def test_without_related_series_growth_is_expected_to_be_the_years() -> None:
    one = heard(uneven())
    assert expected_growth(one)[3] == pytest.approx(one.own.middle)
