"""Availability, with gaps and zeros and without."""

from __future__ import annotations

import numpy as np

from xinxiao.index.coherence.statistics import availability


def test_shares_of_what_is_observed_and_not_zero() -> None:
    full = availability(np.array([[1.0, 2.0], [3.0, 4.0]]))
    assert (full.missing.tolist(), full.zero.tolist()) == ([0.0, 0.0], [0.0, 0.0])
    assert (full.share_available.tolist(), full.share_nonzero.tolist()) == ([1.0, 1.0], [1.0, 1.0])
    gaps = availability(np.array([[1.0, 0.0, np.nan, 0.0], [np.nan] * 4]))
    assert (gaps.missing.tolist(), gaps.zero.tolist()) == ([1.0, 4.0], [2.0, 0.0])
    assert gaps.share_available.tolist() == [0.75, 0.0]
    assert gaps.share_nonzero[0] == 1 / 3 and bool(np.isnan(gaps.share_nonzero[1]))
