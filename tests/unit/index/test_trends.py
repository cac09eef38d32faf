"""Trends have a base: no rate from zero or below, no root of a negative end, and the reason beside it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from xinxiao import index
from xinxiao.errors import DataFault, NotFound

NAN = float("nan")


def panel(times: tuple[str, ...], *columns: list[float]) -> index.Panel:
    """One unit for each list of values over time."""
    values = np.array(columns).T[:, :, None]
    return index.Panel(values, tuple(f"U{i}" for i in range(len(columns))), ("a",), times)


def test_growth_is_compounded_over_years_from_the_first_to_the_last_observed_value() -> None:
    found = index.trend_table(
        panel(("2020", "2021", "2022"), [100.0, 500.0, 121.0], [NAN, 100.0, 110.0], [50.0, NAN, NAN])
    )
    assert found.columns["FIRST_PERIOD"].cells() == ["2020", "2021", None]
    assert found.columns["LAST_PERIOD"].cells() == ["2022", "2022", None]
    assert found.columns["CHANGE"].cells() == [21.0, 10.0, None]
    assert found.columns["RELATIVE"].cells()[:2] == pytest.approx([0.21, 0.1], abs=1e-15)
    assert found.columns["CAGR"].cells()[:2] == pytest.approx([0.1, 0.1], abs=1e-12)
    assert found.columns["WHY"].cells() == [None, None, "fewer_than_two"]


def test_no_rate_starts_from_zero_or_below_and_none_ends_below_zero() -> None:
    found = index.arrays.trends(
        panel(("2020", "2022"), [0.0, 5.0], [-2.0, 4.0], [4.0, -1.0], [4.0, 0.0], [1e-300, 2.0])
    )
    assert found.change[:, 0].tolist() == [5.0, 6.0, -5.0, -4.0, 2.0]
    assert found.why[:, 0].tolist() == ["base_not_positive", "base_not_positive", "end_negative", "", ""]
    assert np.isnan(found.growth[:3, 0]).all()
    assert found.growth[3, 0] == -1.0
    assert np.isnan(found.relative[:2, 0]).all()
    assert found.relative[2:4, 0].tolist() == [-1.25, -1.0]


def test_growth_within_a_year_is_told_for_a_year_and_of_rounds_for_a_round() -> None:
    quarters = index.arrays.trends(panel(("2020-Q1", "2020-Q3"), [100.0, 110.0]))
    assert quarters.growth[0, 0] == pytest.approx(0.21, abs=1e-12)
    months = index.arrays.trends(panel(("2019-12", "2021-12"), [100.0, 121.0]))
    assert months.growth[0, 0] == pytest.approx(0.1, abs=1e-12)
    rounds = index.arrays.trends(panel(("R1", "R2", "R3"), [100.0, 1.0, 121.0]))
    assert rounds.growth[0, 0] == pytest.approx(0.1, abs=1e-12)


def test_a_gap_in_time_counts_as_long_as_it_is() -> None:
    found = index.arrays.trends(panel(("2010", "2020"), [1.0, 2.0]))
    assert found.growth[0, 0] == pytest.approx(math.pow(2, 0.1) - 1, abs=1e-15)


def test_two_periods_can_be_named() -> None:
    data = panel(("2020", "2021", "2022"), [100.0, 110.0, 55.0])
    found = index.trend_table(data, "2020", "2021")
    assert (found.columns["LAST_PERIOD"].cells(), found.columns["CHANGE"].cells()) == (["2021"], [10.0])
    assert index.trend_table(data, "2021").columns["CHANGE"].cells() == [-55.0]
    assert index.arrays.trends(data, "2021").first.tolist() == [[1]]
    with pytest.raises(NotFound, match="no period '2019'"):
        index.trend_table(data, "2019")
    for first, last in (("2022", "2021"), ("2021", "2021")):
        with pytest.raises(DataFault, match="is not before"):
            index.trend_table(data, first, last)
    with pytest.raises(DataFault, match="needs periods"):
        index.trend_table(index.Panel(np.ones((1, 1)), ("U",), ("a",)))


def test_growth_over_weeks_is_told_for_a_year_of_365_2425_days() -> None:
    found = index.arrays.trends(panel(("2021-W01", "2022-W01"), [1.0, 2.0]))  # 52 weeks apart
    assert found.growth[0, 0] == pytest.approx(2 ** (365.2425 / 364) - 1, abs=1e-12)


def test_a_series_without_a_value_has_no_trend_and_no_base() -> None:
    found = index.arrays.trends(panel(("2020", "2021", "2022"), [NAN, NAN, NAN]))
    assert (found.first[0, 0], found.last[0, 0], found.why[0, 0]) == (-1, -1, "fewer_than_two")
