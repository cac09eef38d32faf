"""How far a figure lies off when its own series, a ratio and witnesses are heard."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from xinxiao.programme.checks.evidence import Evidence


def residuals(z: list[float], off: list[float], at_end: tuple[int, ...] = ()) -> Any:
    ends = np.zeros((1, len(z)), dtype=bool)
    ends[0, list(at_end)] = True
    return SimpleNamespace(z=np.array([z]), off=np.array([off]), at_end=ends)


def heard(own: Any, ratio: Any = None, borne: tuple[int, ...] = ()) -> Evidence:
    flags = np.zeros(own.z.shape, dtype=bool)
    flags[0, list(borne)] = True
    beside: Any = SimpleNamespace(ratio=ratio, borne=flags)
    return Evidence(own, beside)


@pytest.mark.parametrize(
    ("ratio_z", "ratio_off", "z"),
    [
        (9.0, 0.3, 9.0),  # the ratio says more
        (30.0, 0.3, 10.0),  # but not more than two and a half times what the series says
        (2.0, 0.12, 4.0),  # two fifths are left: the series has its say
        (2.0, 0.11, 2.0),  # less is left: the related series moved with it
        (9.0, -0.3, 0.0),  # the other way: the related series is off
        (np.nan, np.nan, 4.0),
    ],
)
def test_a_ratio_adds_to_what_its_own_series_says_or_takes_from_it(
    ratio_z: float, ratio_off: float, z: float
) -> None:
    own = residuals([4.0], [0.3])
    assert heard(own, residuals([ratio_z], [ratio_off])).z.tolist() == [[z]]


def test_a_witness_silences_what_is_not_fourfold() -> None:
    own = residuals([8.0, 8.0, 8.0, np.nan], [1.38, 1.39, 0.1, np.nan])
    assert heard(own, borne=(0, 1)).z.tolist() == [[0.0, 8.0, 8.0, 0.0]]
    assert Evidence(own).z.tolist() == [[8.0, 8.0, 8.0, 0.0]]


def test_a_summit_is_not_beside_a_figure_farther_off_and_an_end_counts_three_quarters() -> None:
    own = residuals([1.0] * 4, [0.1, 0.3, -0.2, 0.3], at_end=(3,))
    assert Evidence(own).summits.tolist() == [[False, True, False, True]]
    own = residuals([1.0] * 4, [0.1, 0.2, -0.25, 0.3], at_end=(3,))
    assert Evidence(own).summits.tolist() == [[False, False, True, False]]


def test_summits_are_those_of_the_ratio_where_there_is_one() -> None:
    own = residuals([1.0] * 3, [0.1, 0.3, 0.2])
    ratio = residuals([1.0] * 3, [0.5, 0.3, np.nan])
    assert heard(own, ratio).summits.tolist() == [[True, False, False]]


@pytest.mark.parametrize(("far", "wide"), [([20.0, 20.0], 1.0), ([20.0, 20.0, 11.0], 2.0), ([5.0] * 9, 1.0)])
def test_a_panel_with_many_figures_far_off_is_taken_to_have_wider_tails(
    far: list[float], wide: float
) -> None:
    z = [0.0] * 100
    for k, value in enumerate(far):
        z[4 * k + 2] = value
    assert Evidence(residuals(z, [v / 100 for v in z])).wide == pytest.approx(wide)
