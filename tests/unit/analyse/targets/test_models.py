"""Predictive distributions of the models, against the general formulas of regression and against numbers by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import t

from xinxiao.analyse.targets.models import DAMPING, MODELS, Prediction, past, predict

SCALES = [(2012, 1.7), (2013, 2.2), (2014, 2.8), (2016, 3.9), (2017, 4.5)]
"""Growth of logarithms 0.2578, 0.2412, 0.3314 over two years, 0.1431; 0.9734 over five, spread 0.0591 a year."""


def made(model: str, levels: list[tuple[int, float]] = SCALES, horizon: int = 3) -> Prediction:
    found = predict(model, levels, horizon)
    assert found is not None
    return found


def by_regression(line: bool, horizon: int) -> tuple[float, float, int]:
    """Centre, scale and freedom of weighted least squares with one mean, or with a line in time."""
    years = np.diff([year for year, _ in SCALES])
    rates = np.diff(np.log([value for _, value in SCALES])) / years
    middles = np.array([2012.5, 2013.5, 2015.0, 2016.5]) - 2017
    design = np.column_stack([np.ones(4), middles] if line else [np.ones(4)])
    inverse = np.linalg.inv(design.T @ (years[:, None] * design))
    told = inverse @ design.T @ (years * rates)
    freedom = 4 - design.shape[1]
    variance = float((years * (rates - design @ told) ** 2).sum()) / freedom
    ahead = np.array([1.0, horizon / 2] if line else [1.0])
    doubt = horizon + horizon**2 * float(ahead @ inverse @ ahead)
    return horizon * float(ahead @ told), math.sqrt(variance * doubt), freedom


@pytest.mark.parametrize("horizon", [1, 2, 3, 4])
@pytest.mark.parametrize(("model", "line"), [("CONSTANT", False), ("TREND", True)])
def test_a_mean_and_a_line_are_predicted_as_weighted_least_squares_do(
    model: str, line: bool, horizon: int
) -> None:
    found = made(model, horizon=horizon)
    assert (found.growth, found.scale, found.freedom) == pytest.approx(by_regression(line, horizon))


def test_the_mean_of_the_published_scale_of_2017_leads_to_8_07_in_2020_between_5_95_and_10_95() -> None:
    found = made("CONSTANT")
    assert found.growth == pytest.approx(3 * math.log(4.5 / 1.7) / 5)
    assert 4.5 * found.ratio(0.5) == pytest.approx(8.070, abs=0.001)
    assert 4.5 * found.ratio(0.05) == pytest.approx(5.949, abs=0.001)
    assert 4.5 * found.ratio(0.95) == pytest.approx(10.947, abs=0.001)


def test_the_last_rate_lasts_for_every_year_ahead_and_is_known_from_its_own_years() -> None:
    # rate ln(4.5 / 3.9) = 0.1431 over one year; spread 0.05914: scale 0.05914 × √(3 + 9) = 0.2049
    found = made("LAST")
    assert (found.growth, found.scale, found.freedom) == pytest.approx((0.42930, 0.20486, 3), abs=0.00005)
    # two years before, 0.3314 over two years: rate 0.1657, and over four years half the doubt: √(4 + 16 / 2)
    earlier = made("LAST", SCALES[:4], 4)
    assert earlier.growth == pytest.approx(4 * math.log(3.9 / 2.8) / 2)
    assert earlier.scale == pytest.approx(0.05985 * math.sqrt(12), abs=0.0001)


def test_the_damped_rate_keeps_nine_tenths_each_year() -> None:
    assert DAMPING == 0.9
    # 0.9 + 0.81 + 0.729 = 2.439 years' worth of the last rate
    found = made("DAMPED")
    assert found.growth == pytest.approx(2.439 * math.log(4.5 / 3.9))
    assert found.scale == pytest.approx(0.20486 * math.sqrt(3 + 2.439**2) / math.sqrt(12), abs=0.00005)
    assert made("DAMPED", horizon=1).growth == pytest.approx(0.9 * math.log(4.5 / 3.9))


def test_probabilities_of_one_degree_of_freedom_are_those_of_the_arc_tangent() -> None:
    said = Prediction(math.log(2.0), 0.5, 1)
    ratio = 2.0 * math.exp(0.5)
    assert said.at_most(2.0) == said.at_least(2.0) == pytest.approx(0.5)
    assert said.at_most(ratio) == pytest.approx(0.75)
    assert said.at_least(ratio) == pytest.approx(0.25)
    assert said.ratio(0.75) == pytest.approx(ratio)


def test_a_level_is_always_above_nothing() -> None:
    said = Prediction(0.0, 1.0, 1)
    assert (said.at_least(0.0), said.at_most(0.0)) == (1.0, 0.0)
    assert (said.at_least(-1.0), said.at_most(-1.0)) == (1.0, 0.0)


def test_growth_without_spread_leaves_no_doubt_and_reaches_exactly_what_it_leads_to() -> None:
    even = [(2015, 1.0), (2016, 1.1), (2017, 1.21), (2018, 1.331)]
    said = made("LAST", even, 2)
    assert said.scale < 1e-12
    assert (said.at_least(1.21), said.at_most(1.21)) == (1.0, 1.0)
    assert (said.at_least(1.2101), said.at_most(1.2101)) == (0.0, 1.0)
    assert (said.at_least(1.2099), said.at_most(1.2099)) == (1.0, 0.0)


@pytest.mark.parametrize(("model", "levels"), [("CONSTANT", 3), ("LAST", 3), ("DAMPED", 3), ("TREND", 4)])
def test_a_model_needs_its_levels_and_says_nothing_with_one_fewer(model: str, levels: int) -> None:
    assert set(MODELS) == {"CONSTANT", "LAST", "DAMPED", "TREND"}
    assert predict(model, SCALES[:levels], 1) is not None
    assert predict(model, SCALES[: levels - 1], 1) is None


@pytest.mark.parametrize("model", ["CONSTANT", "LAST", "DAMPED", "TREND"])
def test_nothing_is_said_of_the_past_or_from_levels_of_nothing(model: str) -> None:
    assert predict(model, SCALES, 1) is not None
    assert predict(model, SCALES, 0) is None
    assert predict(model, SCALES, -1) is None
    assert predict(model, [(2011, 0.0), *SCALES], 1) is None
    assert predict(model, [], 1) is None


def test_the_past_is_growth_between_neighbours_at_the_middle_of_their_years() -> None:
    held = past(SCALES)
    assert held is not None
    assert (held.years, held.middles, held.end) == ((1, 1, 2, 1), (2012.5, 2013.5, 2015.0, 2016.5), 2017)
    assert held.growth == pytest.approx((0.25783, 0.24116, 0.33136, 0.14310), abs=0.00001)
    assert (held.length, held.mean) == (5, pytest.approx(0.19469, abs=0.00001))
    assert math.sqrt(held.variance) == pytest.approx(0.05914, abs=0.00001)


def test_the_interval_of_two_growth_rates_is_that_of_one_degree_of_freedom() -> None:
    found = made("CONSTANT", SCALES[:3], 2)
    spread = abs(math.log(2.2 / 1.7) - math.log(2.8 / 2.2)) / math.sqrt(2)
    scale = spread * math.sqrt(2 + 4 / 2)
    assert found.ratio(0.95) == pytest.approx((2.8 / 1.7) * math.exp(scale * float(t.ppf(0.95, 1))))
