"""What each step of the index engine promises for any data."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from xinxiao import index
from xinxiao.index.coherence.arrays import rank_series

TREE = index.framework_of(
    [
        index.Indicator(code="a", parent="p"),
        index.Indicator(code="b", parent="p", direction=-1, weight=2.0),
        index.Indicator(code="c", parent="q"),
        index.Indicator(code="d", parent="q"),
    ],
    [index.Group(code="p", parent="t"), index.Group(code="q", parent="t", weight=3.0), index.Group(code="t")],
)
LINEAR = index.Method(stages=(index.NormaliseSpec(), index.WeightSpec(), index.AggregateSpec()))
FULL = index.Method(stages=(index.ImputeSpec(method="median"), index.TreatSpec(), *LINEAR.stages))

numbers = st.integers(-10_000, 10_000).map(lambda n: n / 8.0)
tables = hnp.arrays(np.float64, st.tuples(st.integers(4, 12), st.just(4)), elements=numbers)


def _run(
    values: np.ndarray, method: index.Method = LINEAR, order: tuple[int, ...] | None = None
) -> index.Result:
    units = tuple(f"u{n:02d}" for n in (order or range(len(values))))
    spec = index.IndexSpec(framework=TREE, method=method)
    return index.build(spec, index.Panel(values, units, TREE.indicator_codes))


@settings(max_examples=60)
@given(tables)
def test_min_max_scores_lie_in_their_range_and_keep_the_order(values: np.ndarray) -> None:
    scores = _run(values).panel.values
    seen = scores[~np.isnan(scores)]
    assert bool(((seen >= 0.0) & (seen <= 100.0)).all())
    for k, direction in enumerate((1, -1, 1, 1)):
        order = np.argsort(values[:, k] * direction, kind="stable")
        if not bool(np.isnan(scores[:, k]).any()):
            assert bool((np.diff(scores[order, k]) >= 0.0).all())


@settings(max_examples=40)
@given(tables, st.randoms(use_true_random=False))
def test_the_order_of_units_does_not_matter(values: np.ndarray, random: object) -> None:
    order = list(range(len(values)))
    random.shuffle(order)  # type: ignore[attr-defined]
    plain, shuffled = _run(values, FULL), _run(values[order], FULL, tuple(order))
    np.testing.assert_allclose(shuffled.scores, plain.scores[order], rtol=1e-9, atol=1e-9)


@settings(max_examples=40)
@given(tables, st.sampled_from([0.25, 2.0, 1024.0]), st.sampled_from([-64.0, 0.0, 4096.0]))
def test_the_index_does_not_change_when_an_indicator_changes_its_unit_of_measure(
    values: np.ndarray, factor: float, shift: float
) -> None:
    moved = values.copy()
    moved[:, 0] = values[:, 0] * factor + shift
    for method in (LINEAR, FULL):
        np.testing.assert_allclose(
            _run(moved, method).scores, _run(values, method).scores, rtol=1e-7, atol=1e-7
        )


@settings(max_examples=40)
@given(tables, st.integers(0, 3), st.data())
def test_with_fixed_goalposts_improving_one_indicator_never_lowers_the_index(
    values: np.ndarray, column: int, data: st.DataObject
) -> None:
    posts = index.NormaliseRule(method="goalposts", lower=-1250.0, upper=1250.0)
    method = index.Method(
        stages=(index.NormaliseSpec(default=posts), index.WeightSpec(), index.AggregateSpec())
    )
    unit = data.draw(st.integers(0, len(values) - 1))
    better = values.copy()
    better[unit, column] += 5.0 * TREE.indicators[column].direction
    before, after = _run(values, method).of("t"), _run(better, method).of("t")
    assert after[unit] > before[unit]
    others = np.arange(len(values)) != unit
    np.testing.assert_array_equal(after[others], before[others])


@settings(max_examples=60)
@given(
    hnp.arrays(
        np.float64, st.tuples(st.integers(1, 3), st.integers(1, 15)), elements=numbers | st.just(np.nan)
    )
)
def test_average_ranks_sum_to_n_n_plus_1_over_2_and_minimum_ranks_never_exceed_them(
    series: np.ndarray,
) -> None:
    average, least = rank_series(series, "average"), rank_series(series, "min")
    n = (~np.isnan(series)).sum(axis=1)
    np.testing.assert_allclose(np.nansum(average, axis=1), n * (n + 1) / 2)
    assert bool((least <= average)[~np.isnan(series)].all())


@settings(max_examples=60)
@given(hnp.arrays(np.float64, st.tuples(st.integers(8, 40), st.just(2)), elements=numbers), st.integers(0, 6))
def test_winsorising_moves_no_more_values_than_allowed_and_none_beyond_the_data(
    values: np.ndarray, points: int
) -> None:
    spec = index.TreatSpec(default=index.TreatRule(points=points, transform="none"))
    done = index.arrays.treat(values, spec, ["x", "y"])
    assert bool(((done.values != values).sum(axis=0) <= points).all())
    assert bool((done.values.min(axis=0) >= values.min(axis=0)).all())
    assert bool((done.values.max(axis=0) <= values.max(axis=0)).all())
    twice = index.arrays.treat(done.values, spec, ["x", "y"])
    settled = done.achieved
    np.testing.assert_array_equal(twice.values[:, settled], done.values[:, settled])


@settings(max_examples=40)
@given(tables, st.sampled_from(["mean", "median", "knn", "regression"]), st.integers(0, 3))
def test_imputation_fills_every_gap_and_changes_nothing_else(
    values: np.ndarray, method: str, column: int
) -> None:
    gappy = values.copy()
    gappy[0, column] = np.nan
    done = index.arrays.impute(gappy, index.ImputeSpec(method=method))  # type: ignore[arg-type]
    assert not bool(np.isnan(done).any())
    kept = ~np.isnan(gappy)
    np.testing.assert_array_equal(done[kept], values[kept])
