"""Figures that do not fit their panel: each kind of fault in a small panel that is otherwise smooth."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tests.unit.programme.checks.smooth import panel, smooth
from xinxiao.programme.checks.evidence import Evidence
from xinxiao.programme.checks.residuals import residuals
from xinxiao.programme.checks.suspect import Suspect
from xinxiao.programme.checks.suspects import surety, suspects, turned


def of(values: np.ndarray, breaks: tuple[int, ...] = ()) -> list[Suspect]:
    own = residuals(panel(values), breaks)
    assert own is not None
    return list(suspects(panel(values), Evidence(own)))


def told(values: np.ndarray, breaks: tuple[int, ...] = ()) -> list[tuple[str, int, int]]:
    return [(one.kind, one.area, one.year) for one in of(values, breaks)]


def heard(z: float, off: float, summit: bool = True, wide: float = 1.0) -> Any:
    """Evidence on three figures of one area, of which the second lies off."""
    own = SimpleNamespace(off=np.array([[0.0, off, 0.0]]), at_end=np.array([[True, False, True]]))
    return SimpleNamespace(
        own=own, z=np.array([[0.0, z, 0.0]]), wide=wide, summits=np.array([[False, summit, False]])
    )


def test_a_smooth_panel_has_no_suspect() -> None:
    assert told(smooth()) == []


@pytest.mark.parametrize("factor", [1.3, 0.7, 10.0, 1e-4])
@pytest.mark.parametrize("year", [0, 4, 9])
def test_one_figure_too_large_or_small_is_told_with_what_was_expected(factor: float, year: int) -> None:
    values = smooth()
    values[3, year] *= factor
    (one,) = of(values)
    assert (one.kind, one.area, one.year) == ("CELL", 3, year)
    assert one.off == pytest.approx(np.log(factor), abs=0.05)
    assert one.expected == pytest.approx(smooth()[3, year], rel=0.05)


def test_a_new_level_is_told_from_its_first_year_on_and_not_where_a_break_is_declared() -> None:
    values = smooth()
    values[3, 5:] *= 10
    assert told(values) == [("LEVEL", 3, 5)]
    assert told(values, (2015,)) == []
    values = smooth()
    values[3, 5:] *= 2  # places do that
    assert told(values) == []


def test_all_places_at_a_new_level_are_told_once() -> None:
    values = smooth()
    values[:, 6:] /= 100
    assert told(values) == [("LEVEL", -1, 6)]
    assert of(values)[0].off == pytest.approx(np.log(0.01), abs=0.02)


def test_two_areas_that_changed_places_are_told_together() -> None:
    values = smooth()
    values[[2, 5], 4] = values[[5, 2], 4]
    (one,) = of(values)
    assert (one.kind, one.area, one.other, one.year) == ("SWAPPED", 2, 5, 4)
    assert one.expected == pytest.approx(smooth()[2, 4])


def test_turned_digits_are_told_with_the_number_that_fits() -> None:
    values = np.round(smooth())
    assert values[8, 5] == 1148
    values[8, 5] = 1418
    assert [(one.kind, one.area, one.year, one.expected) for one in of(values)] == [("DIGITS", 8, 5, 1148.0)]


def test_neighbouring_digits_are_turned_where_they_differ_and_the_point_stays() -> None:
    assert list(turned(12.5)) == [21.5, 15.2]
    assert list(turned(1101.0)) == [1011.0, 1110.0]
    assert list(turned(1e-7)) == []


def test_a_zero_between_positive_figures_is_told_and_zeros_of_all_are_told_once() -> None:
    values = smooth()
    values[4, 4] = 0
    assert [(one.kind, one.area, one.year, one.off) for one in of(values)] == [("CELL", 4, 4, -np.inf)]
    values[:, 4] = 0
    assert told(values) == [("LEVEL", -1, 4)]


def test_zeros_from_a_year_on_are_told_at_the_first_and_zeros_now_and_then_are_not() -> None:
    values = smooth()
    values[4, 6:] = 0
    assert told(values) == [("CELL", 4, 6)]
    values = smooth()
    values[4, [2, 4, 6, 8]] = 0
    assert told(values) == []


@pytest.mark.parametrize(("empty", "told_"), [(5, []), (6, [("LEVEL", -1, 7)])])
def test_a_panel_that_loses_most_of_its_figures_to_nought_is_told_once(
    empty: int, told_: list[tuple[str, int, int]]
) -> None:
    values = smooth()
    values[:empty, 7:] = 0
    assert [one for one in told(values) if one[0] == "LEVEL"] == told_


@pytest.mark.parametrize(("z", "sure"), [(5.0, 0.0), (5.4, 0.6), (8.1, 0.9), (9.0, 0.999), (9.1, 1.0)])
def test_a_figure_is_in_doubt_beyond_five_standard_deviations_and_told_beyond_nine(
    z: float, sure: float
) -> None:
    assert surety(heard(z, 0.1))[0, 1] == pytest.approx(sure)


@pytest.mark.parametrize(
    ("z", "off", "sure"),
    [
        (9.1, 0.08, 0.999),  # eight per cent is no more than places do
        (12.1, 0.08, 1.0),
        (12.1, 0.04, 0.999),
        (12.1, 0.041, 1.0),
        (5.4, 0.02, 0.0),
        (5.4, 0.021, 0.6),
        (3.1, 1.4, 1.0),  # four times
        (3.1, 1.38, 0.0),
        (2.9, 1.4, 0.0),
    ],
)
def test_how_sure_a_departure_is_depends_on_its_size_too(z: float, off: float, sure: float) -> None:
    assert surety(heard(z, off))[0, 1] == pytest.approx(sure)


def test_a_figure_beside_one_that_is_farther_off_is_no_suspect_nor_is_one_in_a_wilder_panel() -> None:
    assert surety(heard(9.1, 0.1, summit=False))[0, 1] == 0.0
    assert surety(heard(9.1, 0.1, wide=1.3))[0, 1] == pytest.approx(7 / 9)


def test_a_series_a_year_late_is_told_where_years_differ_enough() -> None:
    growth = np.array([0.02, 0.2, 0.01, 0.15, 0.3, 0.02, 0.1, 0.25, 0.05])
    values = smooth() / 1.05 ** np.arange(10) * np.exp(np.append(0.0, np.cumsum(growth)))
    late = values.copy()
    late[3, 1:], late[3, 0] = values[3, :-1], values[3, 0] / 1.05
    assert ("SHIFTED", 3, 1) in told(late)
    assert told(values) == []
