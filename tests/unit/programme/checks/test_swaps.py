"""Two areas that changed figures in a year."""

from __future__ import annotations

import numpy as np
import pytest

from tests.unit.programme.checks.smooth import panel, smooth
from xinxiao.programme.checks.evidence import Evidence, weight
from xinxiao.programme.checks.residuals import residuals
from xinxiao.programme.checks.swaps import gains, swapped


def heard(values: np.ndarray) -> Evidence:
    own = residuals(panel(values))
    assert own is not None
    return Evidence(own)


def told(values: np.ndarray) -> list[tuple[int, int, int, bool]]:
    return [(one.area, one.other, one.year, one.sure == 1) for one in swapped(panel(values), heard(values))]


def exchanged(*pairs: tuple[int, int, int]) -> np.ndarray:
    values = smooth()
    for one, other, year in pairs:
        values[[one, other], year] = values[[other, one], year]
    return values


def test_a_departure_weighs_by_students_t_of_four_degrees() -> None:
    assert weight(np.array([0.0, 2.0, 6.0])) == pytest.approx([0.0, 5 * np.log(2), 5 * np.log(10)])


@pytest.mark.parametrize("year", [0, 4, 9])
def test_two_that_changed_figures_are_told_in_any_year(year: int) -> None:
    assert told(exchanged((2, 5, year))) == [(2, 5, year, True)]
    assert told(smooth()) == []


def test_no_figure_is_in_two_pairs_and_two_pairs_of_a_year_are_both_told() -> None:
    assert sorted(told(exchanged((2, 5, 4), (6, 9, 4)))) == [(2, 5, 4, True), (6, 9, 4, True)]


def test_two_alike_gain_nothing_by_changing_figures() -> None:
    values = smooth()
    values[5] = values[2] * 1.001
    assert told(np.vstack([values[:2], values[[5]], values[3:5], values[[2]], values[6:]])) == []


def test_what_two_gain_is_what_they_lose_where_they_stand_less_what_they_would_lose_elsewhere() -> None:
    values = exchanged((2, 5, 4))
    own = heard(values).own
    gain, first = gains(own, 4, 1.0)
    assert {2, 5} <= set(first.tolist())
    off, scale, logs = own.off[:, 4], own.scale[:, 4], own.logs[:, 4]
    k = first.tolist().index(2)
    apart = logs[5] - logs[2]
    stand = weight(off[2] / scale[2]) + weight(off[5] / scale[5])
    change = weight((off[2] + apart) / scale[2]) + weight((off[5] - apart) / scale[5])
    assert gain[k, 5] == pytest.approx(stand - change)
    assert gain[k, 5] > 18
    assert np.isnan(gain[k, 2])
    assert np.nanmax(gains(own, 4, 3.0)[0]) < gain[k, 5]


def test_two_that_are_nearly_alike_are_in_doubt_only() -> None:
    values = smooth()
    values[5] = values[2] * 1.06 * (values[5] / values[5].mean()) / (values[2] / values[2].mean())
    values[[2, 5], 4] = values[[5, 2], 4]
    (one,) = swapped(panel(values), heard(values))
    assert (one.area, one.other, one.year) == (2, 5, 4)
    assert 0.5 < one.sure < 1
