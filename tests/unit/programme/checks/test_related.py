"""Series that move together, and what they say of each other's figures."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.unit.programme.checks.smooth import panel
from xinxiao.programme.checks.evidence import Evidence
from xinxiao.programme.checks.provincial import Provincial
from xinxiao.programme.checks.related import related

ITEM: Any = None
AREAS, YEARS = 12, 10


def moved(seed: int, scatter: float) -> np.ndarray:
    """Logs (A, Y) of areas that wander by themselves."""
    random = np.random.default_rng(seed)
    return np.cumsum(scatter * random.standard_normal((AREAS, YEARS)), axis=1)


def held(*logs: np.ndarray) -> list[Provincial]:
    return [Provincial(ITEM, panel(100 * np.exp(one)), ()) for one in logs]


def test_a_series_and_its_twin_are_held_against_each_other_and_a_stranger_against_none() -> None:
    own, other = moved(1, 0.1), moved(2, 0.1)
    found = related(held(own, 0.5 * own + moved(3, 0.005), other))
    assert [found[k].series for k in range(3)] == [(1,), (0,), ()]
    assert found[2].ratio is None
    ratio = found[0].ratio
    assert ratio is not None
    # of growth of 0.1 that of 0.005 remains, twice over for the elasticity of two
    assert np.nanmedian(np.abs(ratio.steps)) < 0.02
    assert np.nanmedian(np.abs(held(own)[0].residuals.steps)) > 0.04  # type: ignore[union-attr]


def test_a_series_made_of_two_others_is_held_against_both() -> None:
    one, other = moved(1, 0.1), moved(2, 0.1)
    found = related(held(one + other + moved(3, 0.002), one, other))
    assert found[0].series == (1, 2)
    assert found[0].ratio is not None
    assert np.nanmedian(np.abs(found[0].ratio.steps)) < 0.01


def test_too_few_common_figures_relate_nothing() -> None:
    own = moved(1, 0.1)
    assert related(held(own[:6], own[:6]))[0].series == ()  # six areas by nine steps are fewer than sixty
    assert related(held(own[:7], own[:7]))[0].series == (1,)


def test_a_fault_of_one_series_shows_in_its_ratio_and_is_not_laid_on_the_other() -> None:
    own = moved(1, 0.1)
    twin = own + moved(3, 0.005)
    wrong = own.copy()
    wrong[4, 5] += np.log(1.3)
    series = held(wrong, twin)
    found = related(series)
    one, other = (Evidence(series[k].residuals, found[k]) for k in range(2))  # type: ignore[arg-type]
    assert one.own.z[4, 5] < 5 < one.z[4, 5]
    assert one.z[4, 5] == one.z.max()
    assert one.summits[4, 5]
    assert other.z[4, 5] < 5


def test_a_departure_that_a_related_series_shows_too_is_borne_out_unless_it_is_fourfold() -> None:
    own = moved(1, 0.02)
    for size, silent in ((1.5, True), (8.0, False)):
        both = own.copy()
        both[4, 5] += np.log(size)
        series = held(both, both + moved(3, 0.005))
        found = related(series)
        assert found[0].borne[4, 5]
        far = Evidence(series[0].residuals, found[0])  # type: ignore[arg-type]
        assert (far.z[4, 5] == 0) == silent


def test_a_departure_the_other_way_bears_nothing_out() -> None:
    own = moved(1, 0.02)
    up, down = own.copy(), own + moved(3, 0.005)
    up[4, 5] += np.log(1.5)
    down[4, 5] -= np.log(1.5)
    assert not related(held(up, down))[0].borne[4, 5]
