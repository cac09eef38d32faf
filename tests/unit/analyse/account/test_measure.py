import math

import numpy as np
import pytest

from xinxiao.analyse.account.benchmarks import Benchmark
from xinxiao.analyse.account.measure import Miss, ahead, left_out, spread, total, variance_factor

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
