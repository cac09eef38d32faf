from __future__ import annotations

import numpy as np
import pytest

from xinxiao import index
from xinxiao.errors import NotFound, ProgrammeFault

NAN = np.nan


def _impute(values: np.ndarray, **fields: object) -> np.ndarray:
    extra = {k: fields.pop(k) for k in ("unit_groups", "framework", "times", "codes") if k in fields}
    return index.arrays.impute(values, index.ImputeSpec(**fields), **extra)  # type: ignore[arg-type]


def test_mean_and_median_of_1_2_6() -> None:
    values = np.array([[1.0], [2.0], [6.0], [NAN]])
    assert _impute(values, method="mean")[3, 0] == 3.0
    assert _impute(values, method="median")[3, 0] == 2.0


def test_group_means_use_the_units_own_group() -> None:
    values = np.array([[1.0], [3.0], [NAN], [10.0], [NAN]])
    groups = {"region": ("E", "E", "E", "W", "W")}
    assert _impute(values, method="group_mean", group="region", unit_groups=groups)[:, 0].tolist() == [
        1,
        3,
        2,
        10,
        10,
    ]


def test_a_unit_alone_in_its_group_stays_missing() -> None:
    groups = {"region": ("E", "W")}
    assert np.isnan(
        _impute(np.array([[1.0], [NAN]]), method="group_mean", group="region", unit_groups=groups)[1, 0]
    )


def test_an_unknown_group_is_answered_with_those_there_are() -> None:
    with pytest.raises(NotFound, match="region"):
        _impute(np.array([[NAN]]), method="group_mean", group="zone", unit_groups={"region": ("E",)})


def test_framework_means_work_on_a_directed_common_scale() -> None:
    # x: 0..10 more is better, y: 0..100 less is better. Unit C is at 0.8 in x, so y is 20.
    nodes = [index.Indicator(code="x", parent="t"), index.Indicator(code="y", parent="t", direction=-1)]
    tree = index.framework_of(nodes, [index.Group(code="t")])
    values = np.array([[0.0, 100.0], [10.0, 0.0], [8.0, NAN]])
    assert _impute(values, method="framework_mean", framework=tree)[2, 1] == pytest.approx(20.0)


PANEL = np.array([NAN, 10.0, NAN, NAN, 40.0, NAN])[:, None, None]
YEARS = ("2015", "2016", "2017", "2018", "2019", "2020")


@pytest.mark.parametrize(
    ("method", "wanted"),
    [
        ("latest", [NAN, 10, 10, 10, 40, 40]),
        ("constant", [10, 10, 10, 10, 40, 40]),
        ("linear", [10, 10, 20, 30, 40, 40]),
    ],
)
def test_gaps_are_bridged_along_time(method: str, wanted: list[float]) -> None:
    np.testing.assert_array_equal(_impute(PANEL, method=method, times=YEARS)[:, 0, 0], wanted)


def test_one_period_at_most_leaves_longer_gaps_open() -> None:
    latest = _impute(PANEL, method="latest", times=YEARS, max_periods=1)[:, 0, 0]
    np.testing.assert_array_equal(latest, [NAN, 10, 10, NAN, 40, 40])
    linear = _impute(PANEL, method="linear", times=YEARS, max_periods=1)[:, 0, 0]
    np.testing.assert_array_equal(linear, [10, 10, NAN, NAN, 40, 40])


def test_a_panel_method_on_a_cross_section_is_refused() -> None:
    with pytest.raises(ProgrammeFault):
        _impute(np.array([[NAN]]), method="latest")


def test_the_two_nearest_neighbours_of_c_are_a_and_b() -> None:
    values = np.array([[1.0, 10.0], [1.2, 20.0], [1.1, NAN], [9.0, 90.0]])
    assert _impute(values, method="knn", neighbours=2)[2, 1] == 15.0


def test_regression_finds_an_exact_line_when_unridged() -> None:
    x = np.arange(20.0)
    values = np.stack([x, 3 * x + 1], axis=1)
    values[7, 1] = NAN
    assert _impute(values, method="regression", ridge=0.0)[7, 1] == pytest.approx(22.0, abs=1e-8)


def test_draws_differ_repeat_by_seed_and_centre_on_the_regression() -> None:
    random = np.random.default_rng(5)
    x = random.normal(0, 1, 300)
    values = np.stack([x, 2 * x + random.normal(0, 0.5, 300), x + random.normal(0, 1, 300)], axis=1)
    values[:5, 1] = NAN
    best = _impute(values, method="regression", ridge=0.0)[:5, 1]
    draws = np.stack(
        [_impute(values, method="multiple", draw=d, draws=40, ridge=0.0)[:5, 1] for d in range(40)]
    )
    assert len(np.unique(draws[:, 0])) == 40
    again = _impute(values, method="multiple", draw=3, draws=40, ridge=0.0)[:5, 1]
    np.testing.assert_array_equal(draws[3], again)
    np.testing.assert_allclose(draws.mean(axis=0), best, atol=0.35)
    assert 0.3 < draws.std(axis=0, ddof=1).mean() < 0.7


def test_only_the_named_indicators_are_imputed() -> None:
    values = np.array([[1.0, 1.0], [NAN, NAN]])
    done = _impute(values, method="mean", only=("y",), codes=("x", "y"))
    assert np.isnan(done[1, 0])
    assert done[1, 1] == 1.0


@pytest.mark.parametrize("method", ["mean", "median", "knn", "regression", "multiple"])
def test_observed_values_never_change(method: str) -> None:
    random = np.random.default_rng(2)
    values = random.normal(0, 1, (30, 4))
    values[random.random((30, 4)) < 0.2] = NAN
    seen = ~np.isnan(values)
    done = _impute(values, method=method)
    np.testing.assert_array_equal(done[seen], values[seen])
    assert not bool(np.isnan(done).any())


def test_the_nearest_neighbours_are_those_that_share_an_indicator_and_there_may_be_fewer_than_asked_for() -> (
    None
):
    values = np.array([[0.0, NAN], [1.0, 10.0], [2.0, 20.0], [4.0, 40.0], [NAN, 70.0]])
    found = [_impute(values, method="knn", neighbours=k)[0, 1] for k in (1, 2, 3, 9)]
    assert found == pytest.approx([10.0, 15.0, 70 / 3, 70 / 3])
    alone = np.array([[NAN, 1.0], [2.0, NAN], [3.0, NAN]])
    assert np.isnan(_impute(alone, method="knn")[0, 0])


UNEVEN = np.array([10.0, NAN, 70.0, NAN])[:, None, None]


@pytest.mark.parametrize(
    ("times", "fields", "wanted"),
    [
        (("2010", "2015", "2016", "2018"), {"method": "linear"}, [10, 60, 70, 70]),
        (("a", "b", "c", "d"), {"method": "linear"}, [10, 40, 70, 70]),
        (("2010", "2015", "2016", "2018"), {"method": "linear", "max_periods": 5}, [10, 60, 70, 70]),
        (("2010", "2015", "2016", "2018"), {"method": "linear", "max_periods": 4}, [10, NAN, 70, 70]),
        (("2010", "2015", "2016", "2018"), {"method": "latest", "max_periods": 5}, [10, 10, 70, 70]),
        (("2010", "2015", "2016", "2018"), {"method": "latest", "max_periods": 4}, [10, NAN, 70, 70]),
        (("2010", "2015", "2016", "2018"), {"method": "latest", "max_periods": 1}, [10, NAN, 70, NAN]),
    ],
)
def test_years_count_as_far_as_they_lie_apart_and_other_periods_one_each(
    times: tuple[str, ...], fields: dict[str, object], wanted: list[float]
) -> None:
    np.testing.assert_array_equal(_impute(UNEVEN, times=times, **fields)[:, 0, 0], wanted)


def test_what_comes_first_is_filled_from_what_follows_only_as_far_as_allowed() -> None:
    late = np.array([NAN, NAN, 5.0])[:, None, None]
    years = ("2015", "2016", "2017")
    for method, most, wanted in (
        ("constant", None, [5, 5, 5]),
        ("constant", 1, [NAN, 5, 5]),
        ("linear", 2, [5, 5, 5]),
        ("latest", None, [NAN, NAN, 5]),
    ):
        found = _impute(late, method=method, max_periods=most, times=years)
        np.testing.assert_array_equal(found[:, 0, 0], wanted)


def test_the_whole_panel_is_one_sample_where_its_scope_says_so() -> None:
    values = np.array([[[1.0], [NAN]], [[3.0], [5.0]]])
    groups = {"region": ("E", "W")}
    assert _impute(values, method="mean")[0, 1, 0] == 1.0
    assert _impute(values, method="mean", scope="panel")[0, 1, 0] == 3.0
    grouped = {"method": "group_median", "group": "region", "unit_groups": groups}
    assert np.isnan(_impute(values, **grouped)[0, 1, 0])
    assert _impute(values, scope="panel", **grouped)[0, 1, 0] == 5.0


def test_framework_mean_and_median_of_nought_two_and_nine_tenths() -> None:
    tree = index.framework_of([index.Indicator(code=c, parent="t") for c in "wxyz"], [index.Group(code="t")])
    values = np.array([[0.0] * 4, [10.0] * 4, [0.0, 2.0, 9.0, NAN]])
    assert _impute(values, method="framework_mean", framework=tree)[2, 3] == pytest.approx(11 / 3)
    assert _impute(values, method="framework_median", framework=tree)[2, 3] == pytest.approx(2.0)
    with pytest.raises(ProgrammeFault, match="framework_mean needs a framework"):
        _impute(values, method="framework_mean")
