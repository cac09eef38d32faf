import math

import numpy as np
import pytest

from xinxiao.analyse.account.benchmarks import Benchmark
from xinxiao.analyse.account.measure import (
    Miss,
    ahead,
    dependence,
    left_out,
    spread,
    together,
    total,
    variance_factor,
)

YEARS = (2012, 2013, 2014, 2015, 2016)
INDICATOR = np.array([100.0, 100.0, 100.0, 100.0, 100.0])
BENCHMARKS = tuple(
    Benchmark(year, value, ()) for year, value in ((2012, 100.0), (2014, 120.0), (2016, 100.0))
)


@pytest.mark.parametrize(
    ("year", "factor"), [(2012, 0.0), (2013, 0.5), (2014, 0.0), (2016, 2.0), (2010, 2.0)]
)
def test_the_variance_is_zero_at_benchmarks_and_grows_with_the_distance(year, factor):
    assert variance_factor(year, (2012, 2014)) == factor


def test_a_dropped_middle_benchmark_is_predicted_from_its_neighbours():
    middle = left_out("denton_cholette", YEARS, INDICATOR, BENCHMARKS)[1]
    assert middle.predicted == pytest.approx(100.0)
    assert middle.percent == pytest.approx(-100 / 6)
    assert middle.variance == 1.0


def test_predictions_ahead_use_older_benchmarks_only():
    found = {
        (horizon, miss.year): miss.predicted
        for horizon, miss in ahead("denton_cholette", YEARS, INDICATOR, BENCHMARKS)
    }
    assert found == {
        (2, 2014): pytest.approx(100.0),
        (4, 2016): pytest.approx(100.0),
        (2, 2016): pytest.approx(120.0),
    }


def test_errors_of_parts_may_cancel_in_the_sum():
    goods, services = Miss(2015, 90.0, 100.0, 1.0), Miss(2015, 110.0, 100.0, 1.0)
    assert total([[goods], [services]])[0].percent == 0.0


def test_few_errors_are_scaled_by_student_t():
    misses = [Miss(2015, math.exp(0.1), 1.0, 1.0), Miss(2017, math.exp(-0.1), 1.0, 1.0)]
    assert spread(misses, 0.9) == pytest.approx(0.1 * 2.919986, rel=1e-6)


def test_from_twenty_errors_on_their_own_quantile_is_used():
    misses = [Miss(2015, math.exp(i / 100), 1.0, 1.0) for i in range(30, 0, -1)]
    assert spread(misses, 0.9) == pytest.approx(0.28)


def test_an_error_that_could_not_be_measured_is_not_zero():
    assert math.isnan(spread([], 0.9))


def test_an_error_is_told_as_the_logarithm_of_predicted_over_actual_and_in_per_cent():
    miss = left_out("denton_cholette", YEARS, INDICATOR, BENCHMARKS)[1]
    assert miss.log == pytest.approx(math.log(miss.predicted / miss.actual))
    assert (miss.log, miss.percent) == (pytest.approx(math.log(100 / 120)), pytest.approx(-100 / 6))


def test_the_interval_of_a_sum_is_the_root_of_squares_of_independent_parts_and_the_sum_of_dependent_ones():
    assert together([0.3, 0.4], [50.0, 50.0], 0.0) == pytest.approx(0.25)
    assert together([0.3, 0.4], [50.0, 50.0], 1.0) == pytest.approx(0.35)
    assert together([0.3, 0.4], [50.0, 50.0], -1.0) == pytest.approx(0.05)
    assert together([0.3, 0.4], [75.0, 25.0], 0.0) == pytest.approx(math.hypot(0.225, 0.1))
    assert together([0.3], [5.0], 1.0) == pytest.approx(0.3)
    assert math.isnan(together([0.3, math.nan], [1.0, 1.0], 0.5))


def test_three_errors_or_one_part_bound_no_dependence():
    assert dependence([[0.1, -0.1, 0.1], [-0.1, 0.1, -0.1]], 0.9) == 1.0
    assert dependence([[0.1] * 9], 0.9) == 1.0
    assert dependence([], 0.9) == 1.0


def test_the_dependence_reckoned_with_is_the_upper_bound_of_what_was_measured():
    # Correlation 0.5 about zero, six errors: tanh(atanh(0.5) + 1.28155 / root of 3).
    one = [1.0, 1.0, 0.0, 1.0, 1.0, 0.0]
    other = [1.0, 1.0, 1.0, 0.0, 0.0, 1.0]
    assert dependence([one, other], 0.9) == pytest.approx(math.tanh(0.5493061 + 1.2815516 / 3**0.5), abs=1e-6)
    assert dependence([one, [-e for e in other]], 0.9) == pytest.approx(
        math.tanh(-0.5493061 + 1.2815516 / 3**0.5), abs=1e-6
    )
    # Four errors are the fewest that bound anything; of several pairs the highest bound counts.
    assert dependence([one[:4], other[:4]], 0.9) == pytest.approx(
        math.tanh(math.atanh(2 / 3) + 1.2815516), abs=1e-6
    )
    low = dependence([one, [-e for e in other]], 0.9)
    assert dependence([one, [-e for e in other], one], 0.9) > low


def test_errors_that_always_agreed_are_as_dependent_as_can_be_and_zeros_measure_nothing():
    same = [0.1, -0.2, 0.3, 0.1]
    assert dependence([same, same], 0.9) == pytest.approx(math.tanh(math.atanh(0.999) + 1.2815516))
    assert dependence([same, [0.0] * 4], 0.9) > 0.99
