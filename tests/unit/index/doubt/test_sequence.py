"""Points of the Sobol' sequence are those of SciPy, number for number, without its import."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from xinxiao.index.doubt.joe_kuo import directions
from xinxiao.index.doubt.sequence import sobol_points
from xinxiao.index.doubt.sobol import sobol_design


def _of_scipy(dimensions: int, power: int, seed: int) -> list[list[float]]:
    from scipy.stats import qmc

    sampler = qmc.Sobol(d=dimensions, scramble=True, rng=np.random.default_rng(seed))
    return np.asarray(sampler.random_base2(power)).tolist()


@pytest.mark.parametrize(
    ("dimensions", "power", "seed"),
    [
        (1, 4, 0),
        (2, 0, 1),
        (2, 1, 7),
        (3, 5, 20080901),
        (14, 10, 20170824),
        (40, 8, 2021),
        (200, 6, 3),
        (201, 3, 4),
    ],
)
def test_points_are_those_of_scipy_to_the_last_bit(dimensions: int, power: int, seed: int) -> None:
    assert sobol_points(dimensions, power, seed).tolist() == _of_scipy(dimensions, power, seed)


def test_the_first_four_points_of_seed_1_in_two_dimensions() -> None:
    assert (sobol_points(2, 2, 1) * 2**30).tolist() == [
        [307271798, 174628328],
        [624685114, 1007131382],
        [899705607, 346935040],
        [46859083, 583190558],
    ]


def test_two_hundred_dimensions_need_no_scipy_and_one_more_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy.stats", None)
    assert sobol_points(200, 1, 1).shape == (2, 200)
    with pytest.raises(ImportError):
        sobol_points(201, 1, 1)


def test_the_rows_of_joe_and_kuo_are_odd_numbers_below_powers_of_two() -> None:
    rows = directions()
    assert (len(rows), rows[0], rows[4]) == (199, (1, 0, [1]), (4, 1, [1, 1, 3, 3]))
    assert rows[-1] == (11, 227, [1, 3, 1, 3, 29, 25, 21, 155, 11, 191, 197])
    for degree, inner, first in rows:
        assert len(first) == degree and inner < 2 ** max(degree - 1, 0)
        assert all(m % 2 == 1 and m < 2**i for i, m in enumerate(first, start=1))


@pytest.mark.parametrize(
    ("asked", "given"), [(1, 2), (2, 2), (3, 4), (4, 4), (5, 8), (1024, 1024), (1025, 2048)]
)
def test_a_design_has_a_power_of_two_of_base_points(asked: int, given: int) -> None:
    plan = sobol_design(3, asked, 5)
    assert (plan.a.shape, plan.b.shape) == ((given, 3), (given, 3))
    assert np.hstack([plan.a, plan.b]).tolist() == sobol_points(6, given.bit_length() - 1, 5).tolist()


def test_each_half_of_each_axis_holds_half_of_the_points() -> None:
    points = sobol_points(14, 6, 9)
    assert (points < 0.5).sum(axis=0).tolist() == [32] * 14
    assert bool(((points >= 0.0) & (points < 1.0)).all())
