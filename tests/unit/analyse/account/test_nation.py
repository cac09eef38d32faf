import math

import numpy as np
import pytest

from xinxiao.analyse.account.benchmarks import Benchmark
from xinxiao.analyse.account.indicator import Movement
from xinxiao.analyse.account.nation import Benchmarked, half_widths
from xinxiao.analyse.account.rows import _formula

KEPT = (Benchmark(2012, 100.0, ()), Benchmark(2014, 120.0, ()))


def test_half_widths_grow_with_the_root_of_the_distance_and_are_nothing_at_a_table():
    found = half_widths((2012, 2013, 2014, 2016), KEPT, 0.1)
    assert found.tolist() == pytest.approx([0.0, 0.1 * 0.5**0.5, 0.0, 0.1 * 2**0.5])


def test_at_a_table_nothing_is_in_doubt_also_where_no_error_could_be_measured():
    found = half_widths((2012, 2013), KEPT[:1], math.nan)
    assert found[0] == 0.0
    assert math.isnan(found[1])


def series():
    movement = Movement({2012: 10.0, 2013: 20.0, 2014: 40.0}, {})
    weights = np.array([[1.0, 0.0], [0.5, 1.25], [0.0, 1e-10]])
    none = np.zeros(3)
    return Benchmarked("G", "POP", (2012, 2013, 2014), movement, KEPT, weights, none, none, (), ())


@pytest.mark.parametrize(
    ("method", "place", "formula"),
    [
        ("fernandez", 0, "1 × B[2012]; I = POP"),
        ("fernandez", 1, "0.5 × B[2012] + 1.25 × B[2014]; I = POP"),
        ("fernandez", 2, "; I = POP"),
        ("denton_cholette", 0, "I[2012] × (1 × B[2012]/I[2012]); I = POP"),
        ("denton_cholette", 1, "I[2013] × (0.25 × B[2012]/I[2012] + 2.5 × B[2014]/I[2014]); I = POP"),
    ],
)
def test_a_formula_names_the_tables_that_weigh_something(method, place, formula):
    assert _formula(series(), place, method) == formula
