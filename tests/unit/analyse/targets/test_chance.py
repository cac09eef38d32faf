import math

import pytest
from scipy.stats import t

from xinxiao.analyse.targets.chance import chance

LEVELS = [(2012, 1.7), (2013, 2.2), (2014, 2.8), (2016, 3.9), (2017, 4.5)]


def test_without_rounding_the_chance_is_the_closed_formula():
    steps = [(1, 2.2 / 1.7), (1, 2.8 / 2.2), (2, 3.9 / 2.8), (1, 4.5 / 3.9)]
    mean = math.log(4.5 / 1.7) / 5
    spread = math.sqrt(sum((math.log(r) - d * mean) ** 2 / d for d, r in steps) / 3)
    expected = t.cdf((math.log(4.5 / 6) + 3 * mean) / (spread * math.sqrt(3 + 9 / 5)), 3)
    found = chance(LEVELS, (2017, 4.5), 6.0, 2020, 0.0)
    assert found.value == pytest.approx(expected)
    assert found.lower == found.upper == pytest.approx(expected)
    assert (found.growth, found.spread, found.freedom) == (pytest.approx(mean), pytest.approx(spread), 3)


def test_rounding_opens_a_range_around_the_chance():
    found = chance(LEVELS, (2017, 4.5), 6.0, 2020, 0.05)
    assert found.lower < found.value < found.upper


def test_two_growth_rates_are_needed_and_a_deadline_ahead():
    assert chance(LEVELS[:2], (2013, 2.2), 6.0, 2020, 0.05) is None
    assert chance(LEVELS, (2017, 4.5), 6.0, 2017, 0.05) is None


def test_the_same_growth_from_a_higher_level_is_likelier_to_reach_it():
    low, high = (chance(LEVELS, (2018, level), 6.0, 2020, 0.05).value for level in (4.5, 5.0))
    assert low < high
