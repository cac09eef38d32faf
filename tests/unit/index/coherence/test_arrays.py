"""Pieces the steps share give the same numbers whatever is worked on at once, with gaps and without."""

from __future__ import annotations

import numpy as np
import pytest

from xinxiao.index.coherence import arrays
from xinxiao.index.coherence.arrays import (
    count_present,
    from_series,
    in_parts,
    mean_sd,
    series_view,
    significant,
    skewness_kurtosis,
    to_series,
)


def test_rows_come_in_parts_and_a_row_too_wide_comes_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrays, "_NUMBERS_AT_ONCE", 10)
    assert [(s.start, s.stop) for s in in_parts(5, 5)] == [(0, 2), (2, 4), (4, 5)]
    assert [(s.start, s.stop) for s in in_parts(2, 11)] == [(0, 1), (1, 2)]
    assert [(s.start, s.stop) for s in in_parts(3, 0)] == [(0, 3)]
    assert list(in_parts(0, 5)) == []


def test_moments_of_rows_are_the_same_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    x = np.random.default_rng(1).standard_normal((7, 40))
    x[2, :5] = np.nan
    whole = skewness_kurtosis(x)
    monkeypatch.setattr(arrays, "_NUMBERS_AT_ONCE", 80)
    parts = skewness_kurtosis(x)
    assert [a.tolist() for a in parts] == [a.tolist() for a in whole]
    assert skewness_kurtosis(np.array([[1.0, 2, 3, 4, 10]]))[0] == pytest.approx([1.6970562748477143])


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (12345678901.0, 12345678900.0),
        (1.23456789012, 1.23456789),
        (-0.99999999999, -1.0),
        (9.9999999999e-291, 1e-290),
        (1e-300, 1e-300),
        (0.0, 0.0),
    ],
)
def test_ten_digits_are_kept_alone_and_beside_what_is_missing(value: float, printed: float) -> None:
    assert significant(np.array([value])).tolist() == pytest.approx([printed], rel=1e-15, abs=0)
    beside = significant(np.array([value, np.nan, np.inf, 0.0]))
    assert beside[0] == pytest.approx(printed, rel=1e-15, abs=0)
    assert bool(np.isnan(beside[1])) and beside[2:].tolist() == [np.inf, 0.0]
    assert significant(np.array([])).tolist() == []


def test_values_present_are_counted_with_gaps_and_without() -> None:
    x = np.arange(24.0).reshape(2, 3, 4)
    assert count_present(x, -1).tolist() == np.full((2, 3, 1), 4.0).tolist()
    assert count_present(x, (-3, -2)).tolist() == [[[6.0] * 4]]
    x[0, 1, 2] = np.nan
    assert count_present(x, -1).tolist() == [[[4.0], [3.0], [4.0]], [[4.0], [4.0], [4.0]]]
    assert count_present(x, (-3, -2)).tolist() == [[[6.0, 6.0, 5.0, 6.0]]]


def test_mean_and_deviation_of_2_4_6_with_a_gap_and_without() -> None:
    for row in ([2.0, 4.0, 6.0], [2.0, np.nan, 4.0, 6.0]):
        mean, sd = mean_sd(np.array([row]), 1)
        assert (mean.tolist(), sd.tolist()) == ([[4.0]], [[2.0]])


@pytest.mark.parametrize("scope", ["year", "panel"])
def test_series_go_back_to_their_places_as_a_copy_and_as_a_view(scope: str) -> None:
    x = np.arange(24.0).reshape(2, 3, 4)
    series = to_series(x, scope)  # type: ignore[arg-type]
    for back in (from_series, series_view):
        assert back(series, x.shape, scope).tolist() == x.tolist()  # type: ignore[operator]
    assert from_series(series, x.shape, scope).flags.c_contiguous  # type: ignore[arg-type]
    assert (series_view(series, x.shape, "year").base is not None) is True
