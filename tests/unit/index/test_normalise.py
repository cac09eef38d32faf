from __future__ import annotations

import numpy as np
import pytest

from xinxiao import index
from xinxiao.errors import DataFault, NotFound, ProgrammeFault

X = np.array([2.0, 4.0, 10.0, np.nan])[:, None]
UNITS = ("A", "B", "C", "D")


def _scores(
    values: np.ndarray = X,
    *,
    direction: int = 1,
    output: tuple[float, float] | None = None,
    lower: float | None = None,
    upper: float | None = None,
    target: float | None = None,
    scope: str = "year",
    times: tuple[str, ...] = (),
    **rule: object,
) -> np.ndarray:
    node = index.Indicator(code="x", parent="t", direction=direction, lower=lower, upper=upper, target=target)  # type: ignore[arg-type]
    spec = index.NormaliseSpec(default=index.NormaliseRule(**rule), range=output, scope=scope)  # type: ignore[arg-type]
    return index.arrays.normalise(values, spec, [node], UNITS, times).values[..., 0]


def _seen(scores: np.ndarray) -> list[float]:
    assert np.isnan(scores[3])
    return scores[:3].tolist()


def test_min_max_on_0_100_gives_0_25_100() -> None:
    assert _seen(_scores(method="minmax", output=(0.0, 100.0))) == [0.0, 25.0, 100.0]


def test_less_is_better_turns_the_scale_round() -> None:
    assert _seen(_scores(method="minmax", direction=-1)) == [1.0, 0.75, 0.0]


def test_a_common_range_from_1_to_100_keeps_the_worst_at_1() -> None:
    assert _seen(_scores(method="minmax", output=(1.0, 100.0))) == [1.0, 25.75, 100.0]


def test_z_scores_have_mean_0_and_sd_1_with_n_minus_1() -> None:
    scores = np.array(_seen(_scores(method="zscore")))
    assert scores.mean() == pytest.approx(0.0, abs=1e-15)
    assert scores.std(ddof=1) == pytest.approx(1.0, abs=1e-15)


def test_z_scores_are_brought_onto_the_common_range_by_their_extremes() -> None:
    assert _seen(_scores(method="zscore", output=(1.0, 100.0))) == pytest.approx([1.0, 25.75, 100.0])


def test_distance_to_the_reference_unit_b_passes_1_above_it() -> None:
    assert _seen(_scores(method="distance_to_reference", reference="B")) == [0.0, 1.0, 4.0]
    assert _seen(_scores(method="distance_to_reference", reference="B", outside="truncate")) == [
        0.0,
        1.0,
        1.0,
    ]


def test_distance_to_a_target_of_6_where_less_is_better() -> None:
    # COINr: (max - x) / (max - target) with target 3: (10 - 2)/7 capped or not, (10 - 4)/7, 0.
    kept = _seen(_scores(method="distance_to_target", direction=-1, target=3.0))
    assert kept == pytest.approx([8 / 7, 6 / 7, 0.0])
    assert _seen(_scores(method="distance_to_target", direction=-1, target=3.0, outside="truncate"))[0] == 1.0


def test_fraction_of_the_best_is_x_over_max_or_min_over_x() -> None:
    assert _seen(_scores(method="fraction_of_max")) == [0.2, 0.4, 1.0]
    assert _seen(_scores(method="fraction_of_max", direction=-1)) == [1.0, 0.5, 0.2]


def test_goalposts_keep_truncate_and_extend() -> None:
    posts: dict[str, float] = {"lower": 3.0, "upper": 8.0}
    assert _seen(_scores(method="goalposts", **posts)) == pytest.approx([-0.2, 0.2, 1.4])  # type: ignore[arg-type]
    assert _seen(_scores(method="goalposts", outside="truncate", **posts)) == pytest.approx([0.0, 0.2, 1.0])  # type: ignore[arg-type]
    assert _seen(_scores(method="goalposts", outside="extend", **posts)) == [0.0, 0.25, 1.0]  # type: ignore[arg-type]


def test_the_desi_keeps_broadband_of_77_6_against_a_maximum_of_75_above_one() -> None:
    # Commission, DESI 2016: 77.6 % against a fixed maximum of 75 % and minimum 0 scores 1.03.
    values = np.array([77.6, 50.0, 10.0, np.nan])[:, None]
    assert round(float(_scores(values, method="goalposts", lower=0.0, upper=75.0)[0]), 2) == 1.03


def test_goalposts_of_a_cost_count_downwards() -> None:
    assert _seen(_scores(method="goalposts", direction=-1, lower=0.0, upper=10.0)) == pytest.approx(
        [0.8, 0.6, 0.0]
    )


def test_ranks_are_1_for_the_worst_and_borda_counts_the_units_beaten() -> None:
    values = np.array([5.0, 5.0, 1.0, 9.0])[:, None]
    assert _scores(values, method="rank").tolist() == [2.0, 2.0, 1.0, 4.0]
    assert _scores(values, method="borda").tolist() == [1.0, 1.0, 0.0, 3.0]
    assert _scores(values, method="percentile_rank").tolist() == pytest.approx([0.5, 0.5, 0.0, 1.0])


def test_ampi_gives_100_to_the_reference_and_spans_60() -> None:
    # Two years, reference: mean of the first year (4). Range over the panel 0..12, so lo = -2, hi = 10.
    values = np.array([[[0.0], [4.0], [8.0], [4.0]], [[12.0], [4.0], [8.0], [6.0]]])
    scores = _scores(values, method="ampi", scope="panel", times=("2020", "2021"))
    assert scores[0].tolist() == pytest.approx([80.0, 100.0, 120.0, 100.0])
    assert scores[1, 0] == pytest.approx(140.0)
    turned = _scores(values, method="ampi", scope="panel", times=("2020", "2021"), direction=-1)
    np.testing.assert_allclose(turned, 200.0 - scores)


def test_global_normalisation_ranks_years_on_one_scale() -> None:
    values = np.array([[[0.0], [1.0], [2.0], [3.0]], [[1.0], [2.0], [3.0], [4.0]]])
    wide = _scores(values, method="minmax", scope="panel", times=("a", "b"))
    assert wide[0].tolist() == [0.0, 0.25, 0.5, 0.75]
    assert _scores(values, method="minmax", scope="year", times=("a", "b"))[0].tolist() == pytest.approx(
        [0, 1 / 3, 2 / 3, 1]
    )
    ranks = _scores(values, method="percentile_rank", scope="panel", times=("a", "b"))
    assert ranks[1, 3] == 1.0


def test_a_constant_indicator_is_missing_and_named() -> None:
    node = index.Indicator(code="x", parent="t")
    done = index.arrays.normalise(np.full((3, 1), 7.0), index.NormaliseSpec(), [node])
    assert bool(np.isnan(done.values).all())
    assert done.constant == ("x",)


def test_goalposts_without_posts_and_a_reference_that_is_not_there_are_refused() -> None:
    with pytest.raises(ProgrammeFault, match="x"):
        _scores(method="goalposts")
    with pytest.raises(NotFound, match="A, B, C, D"):
        _scores(method="distance_to_reference", reference="Z")


def test_each_indicator_may_have_its_own_rule() -> None:
    nodes = [index.Indicator(code=c, parent="t", lower=0.0, upper=10.0) for c in ("x", "y")]
    spec = index.NormaliseSpec(indicators={"y": index.NormaliseRule(method="goalposts")}, range=(0.0, 1.0))
    done = index.arrays.normalise(np.array([[2.0, 2.0], [4.0, 4.0]]), spec, nodes)
    assert done.values.tolist() == [[0.0, 0.2], [1.0, 0.4]]


TIED = np.array([1.0, 2.0, 2.0, 5.0])[:, None]


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({"method": "percentile_rank"}, [0.0, 0.5, 0.5, 1.0]),
        ({"method": "borda"}, [0.0, 1.0, 1.0, 3.0]),
        ({"method": "rank"}, [1.0, 2.0, 2.0, 4.0]),
        ({"method": "rank", "direction": -1}, [4.0, 2.0, 2.0, 1.0]),
        ({"method": "rank", "output": (0.0, 1.0)}, [0.0, 1 / 3, 1 / 3, 1.0]),
        ({"method": "borda", "output": (10.0, 40.0)}, [10.0, 20.0, 20.0, 40.0]),
        ({"method": "minmax", "output": (0.0, 1.0)}, [0.0, 0.25, 0.25, 1.0]),
        ({"method": "minmax", "output": (1.0, 5.0)}, [1.0, 2.0, 2.0, 5.0]),
        ({"method": "distance_to_max"}, [0.0, 0.25, 0.25, 1.0]),
        ({"method": "distance_to_max", "direction": -1}, [1.0, 0.75, 0.75, 0.0]),
        ({"method": "fraction_of_max"}, [0.2, 0.4, 0.4, 1.0]),
        ({"method": "fraction_of_max", "direction": -1}, [1.0, 0.5, 0.5, 0.2]),
        ({"method": "none", "direction": -1, "output": (0.0, 1.0)}, [-1.0, -2.0, -2.0, -5.0]),
        ({"method": "goalposts", "lower": 1.0, "upper": 3.0}, [0.0, 0.5, 0.5, 2.0]),
        ({"method": "goalposts", "lower": 1.0, "upper": 3.0, "outside": "truncate"}, [0.0, 0.5, 0.5, 1.0]),
        ({"method": "goalposts", "lower": 2.0, "upper": 3.0, "outside": "extend"}, [0.0, 0.25, 0.25, 1.0]),
        ({"method": "distance_to_target", "target": 3.0}, [0.0, 0.5, 0.5, 2.0]),
        ({"method": "distance_to_target", "target": 3.0, "outside": "extend"}, [0.0, 0.25, 0.25, 1.0]),
        ({"method": "distance_to_target", "target": 3.0, "outside": "truncate"}, [0.0, 0.5, 0.5, 1.0]),
        ({"method": "distance_to_reference", "reference": "B"}, [0.0, 1.0, 1.0, 4.0]),
        # The mean is 2.5, the half range 2: 70 + 60 (x - 0.5) / 4.
        ({"method": "ampi"}, [77.5, 92.5, 92.5, 137.5]),
        ({"method": "ampi", "reference": "B"}, [85.0, 100.0, 100.0, 145.0]),
        ({"method": "ampi", "direction": -1}, [122.5, 107.5, 107.5, 62.5]),
    ],
)
def test_each_method_on_1_2_2_and_5(fields: dict[str, object], wanted: list[float]) -> None:
    assert _scores(TIED, **fields).tolist() == pytest.approx(wanted)  # type: ignore[arg-type]


def test_z_scores_take_the_mean_and_the_spread_asked_for_and_turn_with_the_direction() -> None:
    values = np.array([1.0, 2.0, 3.0, np.nan])[:, None]
    assert _seen(_scores(values, method="zscore", mean=5.0, sd=2.0)) == pytest.approx([3.0, 5.0, 7.0])
    assert _seen(_scores(values, method="zscore", mean=5.0, sd=2.0, direction=-1)) == pytest.approx([7, 5, 3])
    assert _seen(_scores(values, method="zscore", output=(0.0, 10.0))) == pytest.approx([0.0, 5.0, 10.0])


def test_goalposts_on_a_logarithmic_scale_have_no_score_for_nought() -> None:
    values = np.array([1.0, 10.0, 1000.0])[:, None]
    fields: dict[str, object] = {"method": "goalposts", "lower": 1.0, "upper": 100.0, "scale": "log"}
    assert _scores(values, **fields).tolist() == pytest.approx([0.0, 0.5, 1.5])  # type: ignore[arg-type]
    turned = _scores(values, direction=-1, **fields).tolist()  # type: ignore[arg-type]
    assert turned == pytest.approx([1.0, 0.5, -0.5])
    with pytest.raises(DataFault, match="a logarithmic scale is undefined: 'x' must be positive"):
        _scores(np.vstack([values, [[0.0]]]), **fields)  # type: ignore[arg-type]


def test_what_lies_outside_fixed_ends_is_counted_and_nothing_of_moving_ones() -> None:
    node = index.Indicator(code="x", parent="t", lower=2.0, upper=3.0, target=2.0)

    def outside(**rule: object) -> dict[str, int]:
        spec = index.NormaliseSpec(default=index.NormaliseRule(**rule))  # type: ignore[arg-type]
        return index.arrays.normalise(TIED, spec, [node], UNITS).outside

    assert outside(method="goalposts") == {"x": 2}
    assert outside(method="distance_to_target") == {"x": 1}
    assert outside(method="goalposts", outside="extend") == {"x": 2}  # moved, and said
    assert outside(method="distance_to_target", outside="extend") == {"x": 1}
    assert outside(method="minmax") == {}


def test_a_target_that_no_value_comes_to_is_told_with_the_way_the_best_has_come() -> None:
    def far(target: float, values: list[float], **rule: object) -> dict[str, float]:
        spec = index.NormaliseSpec(
            default=index.NormaliseRule(method="distance_to_target", **rule)  # type: ignore[arg-type]
        )
        node = index.Indicator(code="x", parent="t", target=target)
        return index.arrays.normalise(np.array(values)[:, None], spec, [node]).far

    assert far(11.0, [1.0, 2.0, 6.0]) == {"x": 0.5}
    assert far(6.0, [1.0, 2.0, 6.0]) == far(5.0, [1.0, 2.0, 6.0]) == {}
    assert far(11.0, [1.0, 2.0, 6.0], outside="extend") == {"x": 0.5}


def test_the_reference_of_ampi_is_the_first_period_of_a_panel_or_the_one_named() -> None:
    values = np.array([[[1.0], [3.0]], [[5.0], [9.0]]])
    node = index.Indicator(code="x", parent="t")

    def scores(scope: str, **rule: object) -> list[list[float]]:
        spec = index.NormaliseSpec(default=index.NormaliseRule(method="ampi", **rule), scope=scope)  # type: ignore[arg-type]
        found: list[list[float]] = (
            index.arrays.normalise(values, spec, [node], ("A", "B"), ("2019", "2020")).values[..., 0].tolist()
        )
        return found

    # The whole range is 8: 100 + 60 (x - reference) / 8, the reference 2 or 7; of each year by itself 2 and 4.
    assert scores("panel") == [[92.5, 107.5], [122.5, 152.5]]
    assert scores("panel", reference_time="2020") == [[55.0, 70.0], [85.0, 115.0]]
    assert scores("year") == [[70.0, 130.0], [70.0, 130.0]]
    assert scores("year", reference_time="2019") == [[70.0, 130.0], [145.0, 205.0]]


def test_one_unit_has_no_percentile_and_a_constant_no_z_score() -> None:
    assert np.isnan(_scores(np.array([[3.0]]), method="percentile_rank")).all()
    assert np.isnan(_scores(np.array([[3.0], [3.0]]), method="zscore")).all()
    assert np.isnan(_scores(np.array([[3.0], [3.0]]), method="minmax")).all()
