import numpy as np
import pytest

from xinxiao.analyse.account.benchmarking import METHODS, autoregression, denton_cholette, selection, weights
from xinxiao.errors import DataFault

YEARS = (2012, 2013, 2014, 2015, 2016)
INDICATOR = np.array([100.0, 110.0, 130.0, 120.0, 150.0])


def test_with_single_years_the_ratio_to_the_indicator_runs_on_a_straight_line_and_then_stays():
    link = selection(YEARS, (2012, 2015))
    series = (denton_cholette(INDICATOR, link) * np.array([200.0, 360.0])).sum(axis=1)
    assert np.allclose(series / INDICATOR, [2.0, 2 + 1 / 3, 2 + 2 / 3, 3.0, 3.0])


@pytest.mark.parametrize("method", METHODS)
def test_every_method_meets_its_benchmarks(method):
    given = np.array([200.0, 360.0, 400.0])
    link = selection(YEARS, (2012, 2014, 2015))
    series = (weights(method, INDICATOR, link, given) * given).sum(axis=1)
    assert np.allclose(series[[0, 2, 3]], given)


@pytest.mark.parametrize("method", METHODS)
def test_with_one_benchmark_denton_and_the_random_walk_follow_the_indicator(method):
    given = np.array([240.0])
    series = (weights(method, INDICATOR, selection(YEARS, (2015,)), given) * given).sum(axis=1)
    assert np.allclose(series, INDICATOR * 2.0)


def test_an_indicator_of_zero_is_refused_with_a_reason():
    with pytest.raises(DataFault, match="above zero"):
        denton_cholette(np.array([1.0, 0.0]), selection((2012, 2013), (2012,)))


def test_an_autoregression_with_unit_innovations_has_the_variance_of_a_stationary_one():
    assert autoregression(2, 0.5) == pytest.approx(np.array([[4 / 3, 2 / 3], [2 / 3, 4 / 3]]))


@pytest.mark.parametrize(
    "marks",
    [
        (2.3, 2.4, 2.9, 3.5, 4.6),
        (2.2, 2.2, 3.1, 3.5, 4.3),
        (1.2, 2.1, 3.0, 3.9, 4.5),
        (2.3, 2.0, 2.8, 3.4, 4.2),
    ],
)
def test_chow_lin_takes_the_likeliest_of_twenty_autocorrelations(marks):
    """Held against generalised least squares written anew (Chow & Lin 1971), for benchmarks around a line of ratio 2."""
    indicator = np.array([1.0, 1.2, 1.1, 1.5, 1.6, 1.4, 1.9, 2.0, 2.2])
    link, marks = np.eye(9)[::2], np.array(marks)
    found = []
    for rho in [i / 20 for i in range(20)]:
        whole = np.array([[rho ** abs(i - j) for j in range(9)] for i in range(9)]) / (1 - rho**2)
        low = link @ whole @ link.T
        x = link @ indicator
        slope = (x @ np.linalg.solve(low, marks)) / (x @ np.linalg.solve(low, x))
        rest = marks - slope * x
        squares = rest @ np.linalg.solve(low, rest)
        likelihood = -2.5 * np.log(squares / 5) - np.linalg.slogdet(low)[1] / 2
        values = slope * indicator + whole @ link.T @ np.linalg.solve(low, rest)
        found.append((likelihood, rho, values))
    best = max(found, key=lambda item: item[0])
    assert 0 < best[1] < 0.95
    assert weights("chow_lin", indicator, link, marks) @ marks == pytest.approx(best[2])


@pytest.mark.parametrize("unit", [1e-300, 1e-8, 1e11, 1e290])
@pytest.mark.parametrize("method", METHODS)
def test_the_unit_of_the_indicator_changes_no_series(method, unit):
    given = np.array([200.0, 360.0, 400.0])
    link = selection(YEARS, (2012, 2014, 2015))
    own, other = (weights(method, INDICATOR * u, link, given) for u in (1.0, unit))
    assert np.allclose(own, other, rtol=1e-12, atol=1e-12)
    assert np.allclose(denton_cholette(INDICATOR * unit, link), denton_cholette(INDICATOR, link), atol=1e-12)


@pytest.mark.parametrize("bad", [np.inf, np.nan, 0.0, -1.0])
@pytest.mark.parametrize("method", METHODS)
def test_an_indicator_that_is_not_finite_and_above_zero_is_refused_by_every_method(method, bad):
    indicator = np.array([100.0, bad, 130.0, 120.0, 150.0])
    with pytest.raises(DataFault, match="finite and above zero"):
        weights(method, indicator, selection(YEARS, (2012, 2015)), np.array([1.0, 2.0]))
