"""Winsorising many values at once ends where moving them one by one does."""

from __future__ import annotations

import numpy as np
import pytest

from xinxiao.index.coherence.arrays import skewness_kurtosis
from xinxiao.index.steps import winsorise
from xinxiao.index.steps.winsorise import winsorise_to_pass


def _one_by_one(row: np.ndarray, limit: int, skewness: float, kurtosis: float) -> tuple[int, int]:
    """Values moved at the bottom and at the top, each move tested on the whole clipped row."""
    known = np.sort(row[~np.isnan(row)])
    n, low, high = len(known), 0, 0
    while limit > 0:
        skew, kurt = (m[0] for m in skewness_kurtosis(np.clip(known, known[low], known[n - 1 - high])[None]))
        if not (np.isinf(skewness) or (abs(skew) >= skewness and kurt >= kurtosis)):
            break
        below, above = low, high
        if skew < 0:
            below = int(np.searchsorted(known, known[low], side="right"))
        else:
            above = n - int(np.searchsorted(known, known[n - 1 - high], side="left"))
        if below + above > limit or below > n // 2 or n - 1 - above < n // 2:
            break
        low, high = below, above
    return low, high


def _rows(seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    x = np.exp(1.3 * rng.standard_normal((12, 90))) * rng.choice([-1.0, 1.0], (12, 90))
    x[4:8] = np.abs(x[4:8])
    x[8:] = np.round(x[8:], 0)  # ties
    x[::3][rng.random((4, 90)) < 0.1] = np.nan
    return x


@pytest.mark.parametrize("at_once", [1, 3, 16])
@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("thresholds", [(0.5, 0.5), (1.0, 1.0), (2.0, 3.5), (np.inf, np.inf)])
def test_as_many_values_are_moved_as_one_by_one(
    thresholds: tuple[float, float], seed: int, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(winsorise, "_MOVES_AT_ONCE", at_once)
    series = _rows(seed)
    limit = np.array([0, 1, 2, 5, 20, 40, 90, 7, 30, 3, 12, 45])
    clipped, low, high = winsorise_to_pass(series, limit, *thresholds)
    wanted = [_one_by_one(row, int(most), *thresholds) for row, most in zip(series, limit, strict=True)]
    assert list(zip(low.tolist(), high.tolist(), strict=True)) == wanted
    for row, done, (below, above) in zip(series, clipped, wanted, strict=True):
        known = np.sort(row[~np.isnan(row)])
        assert done.tolist() == pytest.approx(
            np.clip(row, known[below], known[-1 - above]).tolist(), nan_ok=True
        )


def test_a_row_is_winsorised_alike_alone_and_beside_rows_with_gaps() -> None:
    series, limit = _rows(5), np.full(12, 20)
    together = winsorise_to_pass(series, limit, 1.0, 1.0)
    for i in range(12):
        alone = winsorise_to_pass(series[i : i + 1], limit[i : i + 1], 1.0, 1.0)
        assert [a[0].tobytes() for a in alone] == [t[i].tobytes() for t in together]


def test_twenty_far_values_are_moved_in_two_goes_of_sixteen_and_four() -> None:
    row = np.concatenate([np.arange(100.0), 1000.0 + 10 * np.arange(20)])[None]
    clipped, low, high = winsorise_to_pass(row, np.array([20]), 1.0, 0.0)
    assert (low.tolist(), high.tolist()) == ([0], [20])
    assert float(clipped.max()) == 99.0
    _, _, fewer = winsorise_to_pass(row, np.array([19]), 1.0, 0.0)
    assert fewer.tolist() == [19]


@pytest.mark.parametrize(("limit", "below"), [(1, 0), (2, 1), (9, 1)])
def test_of_two_or_three_values_none_goes_beyond_the_median(limit: int, below: int) -> None:
    pair = winsorise_to_pass(np.array([[1.0, 2.0]]), np.array([limit]), np.inf, np.inf)
    assert [a.tolist() for a in pair] == [[[1.0, 2.0]], [0], [0]]
    three = winsorise_to_pass(np.array([[1.0, 2.0, 9.0]]), np.array([limit]), np.inf, np.inf)
    assert [a.tolist() for a in three] == [[[1.0 + below, 2.0, 2.0]], [below], [1]]
