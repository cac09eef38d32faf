import math

import pytest
from scipy.stats import t

from xinxiao.analyse.targets.chance import chance, held
from xinxiao.analyse.targets.models import Prediction, predict
from xinxiao.model.target import Rule

LEVELS = [(2012, 1.7), (2013, 2.2), (2014, 2.8), (2016, 3.9), (2017, 4.5)]
SIX = Rule(6.0)


def test_without_rounding_the_chance_is_the_closed_formula():
    steps = [(1, 2.2 / 1.7), (1, 2.8 / 2.2), (2, 3.9 / 2.8), (1, 4.5 / 3.9)]
    mean = math.log(4.5 / 1.7) / 5
    spread = math.sqrt(sum((math.log(r) - d * mean) ** 2 / d for d, r in steps) / 3)
    expected = t.cdf((math.log(4.5 / 6) + 3 * mean) / (spread * math.sqrt(3 + 9 / 5)), 3)
    found = chance(LEVELS, (2017, 4.5), SIX, 2020, 0.0)
    assert found.value == pytest.approx(expected)
    assert found.lower == found.upper == pytest.approx(expected)
    assert (found.growth, found.spread, found.freedom) == (pytest.approx(mean), pytest.approx(spread), 3)


def test_rounding_opens_a_range_around_the_chance():
    found = chance(LEVELS, (2017, 4.5), SIX, 2020, 0.05)
    assert found.lower < found.value < found.upper
    assert (found.lower, found.value, found.upper) == pytest.approx((0.9253, 0.9489, 0.9687), abs=0.0001)


def test_two_growth_rates_are_needed_and_a_deadline_ahead():
    assert chance(LEVELS[:2], (2013, 2.2), SIX, 2020, 0.05) is None
    assert chance(LEVELS, (2017, 4.5), SIX, 2017, 0.05) is None


def test_a_level_that_may_be_nothing_by_its_rounding_has_no_growth():
    assert chance([(2011, 0.05), *LEVELS], (2017, 4.5), SIX, 2020, 0.05) is None
    assert chance([(2011, 0.06), *LEVELS], (2017, 4.5), SIX, 2020, 0.05) is not None
    assert chance(LEVELS, (2018, 0.05), SIX, 2020, 0.05) is None


def test_the_same_growth_from_a_higher_level_is_likelier_to_reach_it():
    low, high = (chance(LEVELS, (2018, level), SIX, 2020, 0.05).value for level in (4.5, 5.0))
    assert low < high


def test_what_is_asked_to_fall_is_as_likely_as_its_opposite_is_not():
    up = chance(LEVELS, (2017, 4.5), SIX, 2020, 0.0).value
    down = chance(LEVELS, (2017, 4.5), Rule(6.0, "reduce_to"), 2020, 0.0).value
    assert up + down == pytest.approx(1.0)
    assert down < 0.1


def test_half_a_step_of_rounding_short_of_the_value_is_asked_for():
    # Cauchy: centre 10, scale 1 in logarithms
    said = Prediction(0.0, 1.0, 1)
    above, below = 0.5 - math.atan(math.log(1.2)) / math.pi, 0.5 + math.atan(math.log(1.3)) / math.pi
    assert held(said, 10.0, Rule(12.5), 0.5) == pytest.approx(above)
    assert held(said, 10.0, Rule(12.5, "keep_below"), 0.5) == pytest.approx(below)


def test_the_models_give_the_published_scale_of_2018_chances_from_0_22_to_0_95():
    chances = {
        model: held(predict(model, LEVELS, 3), 4.5, SIX, 0.05)
        for model in ("CONSTANT", "LAST", "DAMPED", "TREND")
    }
    assert chances == pytest.approx(
        {"CONSTANT": 0.9499, "LAST": 0.7415, "DAMPED": 0.6401, "TREND": 0.2191}, abs=0.0001
    )
