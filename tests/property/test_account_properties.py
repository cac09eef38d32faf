import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from xinxiao.analyse.account.benchmarking import METHODS, selection, weights
from xinxiao.analyse.linear import solve, times
from xinxiao.analyse.pull.model import Economy, leontief
from xinxiao.analyse.targets.chance import chance
from xinxiao.model.target import Rule

POSITIVE = st.floats(0.5, 2000.0)


@settings(max_examples=40)
@given(
    st.lists(POSITIVE, min_size=5, max_size=12),
    st.sets(st.integers(0, 4), min_size=1, max_size=5),
    st.lists(POSITIVE, min_size=5, max_size=5),
    st.sampled_from(METHODS),
)
def test_benchmarks_are_met_by_every_method(indicator, picked, values, method):
    at = sorted(picked)
    given_ = np.array([values[i] for i in at])
    link = selection(range(len(indicator)), at)
    series = times(weights(method, np.array(indicator), link, given_), given_)
    assert np.allclose(series[at], given_, rtol=1e-6)


@settings(max_examples=40)
@given(st.integers(0, 2**31), st.integers(2, 8))
def test_multipliers_are_at_least_one_and_type_two_is_at_least_type_one(seed, n):
    rng = np.random.default_rng(seed)
    output = rng.uniform(50, 100, n)
    share = rng.uniform(0, 1, (n, n))
    flows = share / share.sum(axis=0) * output * rng.uniform(0.1, 0.6, n)
    pay = output * rng.uniform(0.05, 0.3, n)
    households = rng.dirichlet(np.ones(n)) * pay.sum() * 0.9
    own = Economy("X", 2020, tuple(map(str, range(n))), flows, output, pay, pay, households, np.ones(n), ())
    first, second = leontief(own, "I"), leontief(own, "II")
    assert (first.sum(axis=0) >= 1).all()
    assert (second - first >= -1e-9).all()
    assert np.allclose(first, np.linalg.inv(np.eye(n) - flows / output))


@settings(max_examples=40)
@given(st.integers(0, 2**31), st.integers(1, 12))
def test_elimination_solves_what_lapack_solves(seed, n):
    rng = np.random.default_rng(seed)
    matrix, right = rng.normal(size=(n, n)) + n * np.eye(n), rng.normal(size=n)
    assert np.allclose(solve(matrix, right), np.linalg.solve(matrix, right))


@settings(max_examples=60)
@given(st.lists(st.floats(1.0, 9.0), min_size=3, max_size=7), st.floats(1.0, 30.0))
def test_a_chance_lies_between_its_bounds_and_falls_as_more_is_asked(levels, wanted):
    known = list(enumerate(levels, 2012))
    found = chance(known, known[-1], Rule(wanted), 2025, 0.05)
    harder = chance(known, known[-1], Rule(wanted * 1.5), 2025, 0.05)
    assert found is not None and harder is not None
    assert -1e-12 <= found.lower <= found.value + 1e-12 <= found.upper + 2e-12 <= 1 + 3e-12
    assert harder.value <= found.value + 1e-9
    assert math.isfinite(found.growth)
