"""Outside its domain a method gives no number: neither a missing one, nor zero, nor one that others make up for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from xinxiao import index
from xinxiao.errors import DataFault
from xinxiao.index.doubt.factors import factors_of
from xinxiao.index.doubt.replicate import Replayer
from xinxiao.index.spec.index import IndexSpec
from xinxiao.index.spec.method import Alternative, Assumption, Assumptions
from xinxiao.index.spec.parameters import AGGREGATIONS
from xinxiao.index.steps.domain import Undefined

UNITS = ("U1", "U2", "U3", "U4")
COLUMNS = {
    "positive": (1.0, 2.0, 4.0, 8.0),
    "with zero": (0.0, 2.0, 4.0, 8.0),
    "with negative": (-1.0, 2.0, 4.0, 8.0),
    "all negative": (-8.0, -4.0, -2.0, -1.0),
    "best zero": (-4.0, -2.0, -1.0, 0.0),
    "tied": (1.0, 1.0, 4.0, 4.0),
    "tiny": (1e-300, 2e-300, 4e-300, 8e-300),
    "huge": (1e299, 2e299, 4e299, 8e299),
    "gap": (1.0, np.nan, 4.0, 8.0),
    "constant": (3.0, 3.0, 3.0, 3.0),
    "constant but for the last bit": (0.3, 0.1 + 0.2, 0.3, 0.3),
}
NEEDS = {
    "geometric": "positive",
    "harmonic": "positive",
    "power -1": "positive",
    "power 0": "positive",
    "power 0.5": "not negative",
    "power 2": "not negative",
    "power 3": "not negative",
    "bod": "not negative",
}
"""What an aggregation asks of each child; the others take any number."""
FLAT = {"constant", "constant but for the last bit"}
NOT_POSITIVE = {"with zero", "with negative", "all negative", "best zero"}
NEGATIVE = {"with negative", "all negative", "best zero"}


def panel(*columns: tuple[float, ...]) -> index.Panel:
    return index.Panel(np.array(columns).T, UNITS, tuple("abc"[: len(columns)]))


def tree(count: int, **more: Any) -> index.Framework:
    nodes = [index.Indicator(code=code, parent="I", **more) for code in "abc"[:count]]
    return index.framework_of(nodes, [index.Group(code="I")])


def built(data: index.Panel, *stages: Any, **more: Any) -> Any:
    spec = IndexSpec(framework=tree(len(data.indicators), **more), method=index.Method(stages=stages))
    return index.build(spec, data)


def score(method: str, data: index.Panel) -> Any:
    name, _, exponent = method.partition(" ")
    choice = index.AggregationSpec(method=name, parameters={"exponent": float(exponent)} if exponent else {})
    return built(data, index.AggregateSpec(default=choice)).scores[..., 0]


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("method", sorted({*AGGREGATIONS} - {"power", "mpi", "ampi"} | set(NEEDS)))
def test_an_aggregation_gives_every_unit_a_score_or_is_refused_naming_the_first(
    method: str, column: str
) -> None:
    outside = {"positive": NOT_POSITIVE, "not negative": NEGATIVE, "": set()}[NEEDS.get(method, "")]
    data = panel(COLUMNS[column], COLUMNS["positive"])
    if column in outside:
        with pytest.raises(DataFault, match=r"'a' must be .*positive \(U1"):
            score(method, data)
        return
    missing = [False, (method, column) == ("sum", "gap"), False, False]  # a sum without a part is another sum
    assert np.isfinite(score(method, data)).tolist() == [not gone for gone in missing]


def test_a_power_mean_knows_zero_where_its_exponent_is_above_zero() -> None:
    assert score("power 0.5", panel((0.0, 25.0, 0.0, 1.0), (100.0, 25.0, 0.0, 1.0))).tolist() == [
        25.0,
        25.0,
        0.0,
        1.0,
    ]


@pytest.mark.parametrize("method", ["mpi", "ampi"])
def test_the_penalty_of_mazziotta_and_pareto_needs_a_positive_mean(method: str) -> None:
    assert score(method, panel((1.0, 2, 3, 4), (3.0, 2, 3, 4)))[0] == pytest.approx(2 - 1 / 2)
    with pytest.raises(DataFault, match=r"'mean of its children' must be positive \(U2\)"):
        score(method, panel((1.0, -2, 3, 4), (3.0, 2, 3, 4)))


@pytest.mark.parametrize(
    ("rule", "direction", "outside"),
    [
        ({"method": "minmax", "scale": "log"}, 1, NOT_POSITIVE),
        ({"method": "goalposts", "scale": "log", "lower": 1.0, "upper": 8.0}, 1, NOT_POSITIVE),
        ({"method": "fraction_of_max"}, -1, NOT_POSITIVE),
        ({"method": "fraction_of_max"}, 1, {"all negative", "best zero"}),
        ({"method": "distance_to_target", "target": 0.0}, 1, {*COLUMNS} - NEGATIVE - FLAT),
        ({"method": "distance_to_target", "target": 9.0}, -1, {*COLUMNS} - {"huge"} - FLAT),
        ({"method": "distance_to_reference", "reference": "U1"}, 1, {*COLUMNS} - FLAT),
        ({"method": "distance_to_reference", "reference": "U4"}, 1, set()),
        ({"method": "minmax"}, 1, set()),
        ({"method": "zscore"}, 1, set()),
        ({"method": "percentile_rank"}, -1, set()),
        ({"method": "borda"}, -1, set()),
        ({"method": "ampi"}, 1, set()),
    ],
)  # fmt: skip
@pytest.mark.parametrize("column", COLUMNS)
def test_a_normalisation_gives_every_value_a_score_or_is_refused(
    rule: dict[str, Any], direction: int, outside: set[str], column: str
) -> None:
    stage = index.NormaliseSpec(default=index.NormaliseRule(**rule))
    data = panel(COLUMNS[column])
    if column in outside:
        with pytest.raises(DataFault, match="undefined"):
            built(data, stage, direction=direction)
        return
    result = built(data, stage, direction=direction)
    lost = column in FLAT and rule["method"] not in ("goalposts", "fraction_of_max", "percentile_rank")
    assert np.isnan(result.panel.values).tolist() == (np.isnan(data.values) | lost).tolist()
    assert not np.isinf(result.panel.values).any()
    assert ("index.constant" in {f.code for f in result.findings}) == lost


@pytest.mark.parametrize(("transform", "limit"), [("ln", 0.0), ("log1p", -1.0)])
def test_a_logarithm_is_taken_above_its_limit_alone(transform: str, limit: float) -> None:
    rule = index.TreatRule(transform=transform, when="always", points=0)  # type: ignore[arg-type]
    stage = index.TreatSpec(default=rule)
    inside = panel((limit + 1, limit + 2, limit + 3, limit + 4))
    assert built(inside, stage).panel.values[:2, 0].tolist() == pytest.approx([0.0, 0.6931471805599453])
    for value in (limit, limit - 1):
        with pytest.raises(DataFault, match=rf"{transform} is undefined: 'b' must be .* \(U3\)"):
            built(panel((1.0, 2, 3, 4), (1.0, 2, value, 4)), stage)


def test_what_is_refused_is_named_by_unit_and_period_and_counted() -> None:
    cube = np.ones((2, 4, 1))
    cube[1, 2:, 0] = 0.0
    data = index.Panel(cube, UNITS, ("a",), ("2021", "2022"))
    choice = index.AggregationSpec(method="geometric")
    with pytest.raises(DataFault, match=r"\(U3 in 2022 and 1 more\)"):
        built(data, index.AggregateSpec(default=choice))


def test_a_child_without_weight_is_not_asked() -> None:
    choice = index.AggregationSpec(method="geometric")
    weights = index.WeightSpec(sets={"s": {"a": 0.0}}, set="s")
    found = built(
        panel(COLUMNS["with zero"], COLUMNS["positive"]), weights, index.AggregateSpec(default=choice)
    )
    assert found.scores[..., 0].tolist() == pytest.approx([1.0, 2.0, 4.0, 8.0])


def test_a_pillar_of_zero_fails_a_geometric_model_and_is_not_dropped_from_it() -> None:
    """A pillar that is lowest has 0 after min-max: its unit must not be best where pillars are multiplied."""
    nodes = [index.Indicator(code="a", parent="P"), index.Indicator(code="b", parent="Q")]
    own = index.framework_of(nodes, [index.Group(code=c, parent="I") for c in "PQ"] + [index.Group(code="I")])
    geometric = {"default": {"method": "geometric"}}
    choice = Assumption(
        name="how",
        stage="aggregate",
        kind="alternatives",
        alternatives=(Alternative(name="sum"), Alternative(name="product", parameters=geometric)),
    )
    spec = IndexSpec(
        framework=own,
        method=index.Method(stages=(index.NormaliseSpec(), index.AggregateSpec())),
        assumptions=Assumptions(assumptions=(choice,)),
    )
    data = panel((1.0, 2, 3, 4), (4.0, 3, 2, 1))
    found = Replayer(spec, data, factors_of(spec)).run(np.array([[0], [1]]))
    assert found.scores[0, 0].tolist() == pytest.approx([50.0] * 4)
    assert np.isnan(found.scores[1]).all()
    assert found.faults == {"geometric score of 'P' is undefined: 'a' must be positive": 1}
    sure = index.analyse(spec, data)
    assert (sure.replicates, sure.failed) == (2, 1)


def test_of_many_replicates_only_those_that_meet_what_is_undefined_fail() -> None:
    noise = Assumption(name="error", stage="inputs", kind="noise", absolute={"a": 1.0})
    method = index.Method(stages=(index.AggregateSpec(default=index.AggregationSpec(method="geometric")),))
    spec = IndexSpec(framework=tree(2), method=method, assumptions=Assumptions(assumptions=(noise,)))
    data = panel((1.0, 2, 3, 4), (1.0, 2, 3, 4))
    found = Replayer(spec, data, factors_of(spec)).run(np.arange(200)[:, None])
    whole = ~np.isnan(found.scores).any(axis=(1, 2))
    nothing = np.isnan(found.scores).all(axis=(1, 2))
    assert (whole | nothing).all()
    assert 120 < whole.sum() < 190  # U1 stays above 0 with a chance of 0.841, U2 with one of 0.977
    assert found.faults == {"geometric score of 'I' is undefined: 'a' must be positive": int(nothing.sum())}


def test_what_is_undefined_says_where_on_plain_arrays() -> None:
    columns = [np.array([[1.0, 0.0], [2.0, 3.0]]), np.ones((2, 2))]
    with pytest.raises(Undefined) as caught:
        index.arrays.combine_group(columns, (1.0, 1.0), index.AggregationSpec(method="harmonic"))
    assert caught.value.where.tolist() == [[False, True], [False, False]]
    assert caught.value.message == "harmonic score is undefined: '1' must be positive"


WEIGHTED_BY = ("pca", "balanced", "entropy", "critic", "bod")


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("method", WEIGHTED_BY)
def test_a_weight_method_gives_shares_or_is_refused_naming_the_child(method: str, column: str) -> None:
    data = panel(COLUMNS[column], (3.0, 1.0, 2.0, 5.0), (2.0, 7.0, 1.0, 8.0))
    outside = {"entropy": NEGATIVE, "bod": NEGATIVE, "pca": FLAT, "balanced": FLAT}.get(method, set())
    stage = index.WeightSpec(method=method)
    if (method, column) in (("balanced", "tiny"), ("balanced", "huge")):
        with pytest.raises(DataFault, match="weights of 'I': the children's scales are too far apart"):
            built(data, stage)
        return
    if column in outside:
        with pytest.raises(DataFault, match=r"'a' must be zero or positive \(U1|'a' does not vary"):
            built(data, stage)
        return
    result = built(data, stage)
    found = np.array(list(result.weights.values()))
    assert found.sum() == pytest.approx(1.0)
    assert (found >= 0.0).all()
    silent = {c for c in "abc" if result.weights[c] == 0.0}
    said = [dict(f.places)["codes"] for f in result.findings if f.code == "index.weights_zero"]
    assert silent == set(", ".join(said).replace(", ", ""))


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("transform", ["none", "log", "log_reflected", "boxcox"])
def test_a_treatment_gives_every_value_a_value_at_any_scale(transform: str, column: str) -> None:
    for when in ("needed", "always"):
        rule = index.TreatRule(transform=transform, when=when, points=1, skewness=2.0)  # type: ignore[arg-type]
        data = panel(COLUMNS[column])
        found = built(data, index.TreatSpec(default=rule)).panel.values
        assert (np.isnan(found) == np.isnan(data.values)).all()
        assert not np.isinf(found).any()


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("method", ["mean", "median", "framework_mean", "knn", "regression", "multiple"])
def test_an_imputation_fills_a_gap_from_values_of_any_scale(method: str, column: str) -> None:
    known = list(COLUMNS[column])
    values = np.array([[*known, np.nan], [3.0, 1.0, 2.0, 5.0, 4.0], [2.0, 7.0, 1.0, 8.0, 3.0]]).T
    data = index.Panel(values, (*UNITS, "U5"), ("a", "b", "c"))
    found = built(data, index.ImputeSpec(method=method)).panel.values  # type: ignore[arg-type]
    flat = column in FLAT and method == "framework_mean"  # a column without variation has no scale to fill on
    assert np.isnan(found[4, 0]) == flat
    assert not np.isinf(found).any()
    if column not in {"huge", "tiny"} and method in ("mean", "median", "knn"):
        assert np.nanmin(known) <= found[4, 0] <= np.nanmax(known)


def test_a_ratio_over_zero_names_its_indicator_unit_and_denominator() -> None:
    data = index.Panel(
        np.ones((4, 2)), UNITS, ("a", "b"), denominators={"people": np.array([1.0, 0.0, 2.0, 0.0])}
    )
    said = r"the ratio 'b' is undefined: its denominator 'people' is zero \(U2 and 1 more\)"
    with pytest.raises(DataFault, match=said):
        built(data, index.DenominateSpec(by={"b": "people"}))
