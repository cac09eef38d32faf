from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from xinxiao import index
from xinxiao.errors import DataFault, NotFound, ProgrammeFault
from xinxiao.index.pipeline.checks import check_method

SMALL = Path(__file__).resolve().parents[2] / "data" / "index-small"


@pytest.fixture(scope="module")
def folder() -> index.IndexFolder:
    return index.read_folder(SMALL)


def test_two_units_two_pillars_by_hand() -> None:
    # a: 0, 100; b (less is better): 100, 0; pillar p = (a + b)/2; c: 100, 0; index = (3 p + 1 c)/4.
    tree = index.framework_of(
        [
            index.Indicator(code="a", parent="p"),
            index.Indicator(code="b", parent="p", direction=-1),
            index.Indicator(code="c", parent="q"),
        ],
        [
            index.Group(code="p", parent="top", weight=3.0),
            index.Group(code="q", parent="top"),
            index.Group(code="top"),
        ],
    )
    panel = index.Panel(np.array([[1.0, 5.0, 9.0], [2.0, 7.0, 8.0]]), ("U", "V"), ("a", "b", "c"))
    result = index.build(
        index.IndexSpec(
            framework=tree, method=index.Method(stages=(index.NormaliseSpec(), index.AggregateSpec()))
        ),
        panel,
    )
    assert result.of("p").tolist() == [50.0, 50.0]
    assert result.of("q").tolist() == [100.0, 0.0]
    assert result.of("top").tolist() == [62.5, 37.5]
    assert result.rank_of("top").tolist() == [1.0, 2.0]


def test_a_missing_child_is_left_out_and_the_weights_of_the_others_rescaled() -> None:
    tree = index.framework_of(
        [index.Indicator(code=c, parent="t", weight=w) for c, w in (("a", 1.0), ("b", 2.0), ("c", 1.0))],
        [index.Group(code="t")],
    )
    panel = index.Panel(np.array([[1.0, np.nan, 0.0], [0.0, 1.0, 1.0]]), ("U", "V"), ("a", "b", "c"))
    plain = index.Method(stages=(index.AggregateSpec(),))
    assert index.build(index.IndexSpec(framework=tree, method=plain), panel).of("t").tolist() == [0.5, 0.75]
    strict = index.AggregateSpec(default=index.AggregationSpec(missing_threshold=0.7))
    assert np.isnan(
        index.build(index.IndexSpec(framework=tree, method=index.Method(stages=(strict,))), panel).of("t")[0]
    )


def test_the_small_index_runs_and_says_what_it_did(folder: index.IndexFolder) -> None:
    result = index.build(folder.spec, folder.panel)
    assert result.scores.shape == (3, 12, 3)
    assert result.stage("impute in time").details.sum() > 0
    assert not bool(np.isnan(result.of("INDEX")).any())
    assert sorted(result.rank_of("INDEX")[0].tolist()) == list(range(1, 13))
    assert result.weights["ACCESS"] == pytest.approx(2 / 3)


def test_the_same_inputs_give_the_same_keys_and_bytes(folder: index.IndexFolder) -> None:
    one = index.build(folder.spec, folder.panel)
    two = index.build(folder.spec, folder.panel)
    assert one.key == two.key
    assert one.scores.tobytes() == two.scores.tobytes()


def test_changing_the_aggregation_recomputes_one_stage_only(folder: index.IndexFolder) -> None:
    cache = index.Cache()
    index.build(folder.spec, folder.panel, cache)
    before = cache.misses
    plain = index.override(folder.spec, "aggregate", {"groups": {"INDEX": {"method": "arithmetic"}}})
    index.build(plain, folder.panel, cache)
    assert cache.misses == before + 1
    index.build(index.override(folder.spec, "treat", {"default": {"share": 0.0}}), folder.panel, cache)
    assert cache.misses == before + 5  # treat, normalise, weights, aggregate


def test_changing_a_weight_of_the_framework_keeps_the_normalised_values(folder: index.IndexFolder) -> None:
    cache = index.Cache()
    index.build(folder.spec, folder.panel, cache)
    before = cache.misses
    heavier = folder.spec.with_framework(folder.spec.framework.with_weights({"USE": 5.0}))
    index.build(heavier, folder.panel, cache)
    assert cache.misses == before + 2  # weights, aggregate


def test_a_cache_too_small_for_an_outcome_keeps_none_and_changes_nothing(folder: index.IndexFolder) -> None:
    cache = index.Cache(limit=1)
    first = index.build(folder.spec, folder.panel, cache)
    again = index.build(folder.spec, folder.panel, cache)
    assert (len(cache), cache.total) == (0, 0)  # no outcome is so small
    np.testing.assert_array_equal(first.scores, again.scores)


def test_override_merges_nested_fields_and_refuses_what_is_not_there(folder: index.IndexFolder) -> None:
    changed = index.override(folder.spec, "normalise", {"default": {"method": "zscore"}})
    stage = changed.method.stages[5]
    assert isinstance(stage, index.NormaliseSpec)
    assert stage.default.method == "zscore"
    assert stage.range == (1.0, 100.0)
    with pytest.raises(NotFound, match="impute in time"):
        index.override(folder.spec, "normalize", {})
    with pytest.raises(ProgrammeFault, match="metod"):
        index.override(folder.spec, "normalise", {"default": {"metod": "zscore"}})


def test_naming_another_method_drops_the_parameters_of_the_one_before(folder: index.IndexFolder) -> None:
    power = {"groups": {"INDEX": {"method": "power", "parameters": {"exponent": 2}}}}
    squared = index.override(folder.spec, "aggregate", power)
    plain = index.override(squared, "aggregate", {"groups": {"INDEX": {"method": "geometric"}}})
    assert plain == folder.spec
    kept = index.override(squared, "aggregate", {"groups": {"INDEX": {"missing_threshold": 0.5}}})
    stage = kept.method.stages[-1]
    assert isinstance(stage, index.AggregateSpec)
    assert stage.groups["INDEX"].parameters == {"exponent": 2}


def test_a_method_that_names_what_is_not_there_is_refused_with_every_fault(folder: index.IndexFolder) -> None:
    wrong = index.Method(
        stages=(
            index.NormaliseSpec(indicators={"speed": index.NormaliseRule()}, range=(5.0, 5.0)),
            index.TreatSpec(untreated=("speed",)),
            index.AggregateSpec(
                groups={"PILLAR": index.AggregationSpec()}, default=index.AggregationSpec(method="sum")
            ),
        )
    )
    with pytest.raises(ProgrammeFault) as caught:
        index.build(folder.spec.with_method(wrong), folder.panel)
    codes = sorted(f.code for f in caught.value.findings)  # type: ignore[attr-defined]
    assert codes == [
        "index.range",
        "index.refused",
        "index.stage_order",
        "index.unknown_group",
        "index.unknown_indicator",
        "index.unknown_indicator",
    ]


def test_a_geometric_mean_of_zero_is_refused_by_name(folder: index.IndexFolder) -> None:
    touching = index.override(folder.spec, "normalise", {"range": [0, 100]})
    geometric = index.override(touching, "aggregate", {"groups": {"USE": {"method": "geometric"}}})
    with pytest.raises(DataFault, match="USE"):
        index.build(geometric, folder.panel)


def test_screening_drops_a_unit_without_data_and_says_so(folder: index.IndexFolder) -> None:
    values = folder.panel.values.copy()
    values[:, 3, :] = np.nan
    method = index.Method(
        stages=(index.ScreenSpec(), index.NormaliseSpec(scope="panel"), index.AggregateSpec())
    )
    result = index.build(folder.spec.with_method(method), folder.panel.with_values(values))
    assert "U04" not in result.units
    assert [(f.code, dict(f.places)["unit"]) for f in result.findings] == [("index.screened_out", "U04")]


def test_units_forced_in_and_out_override_the_rule(folder: index.IndexFolder) -> None:
    spec = index.ScreenSpec(min_available=1.0, include=("U03",), exclude=("U01",))
    done = index.arrays.screen(folder.panel.values, spec, folder.panel.units)
    assert bool(done.included[:, 2].all())
    assert not bool(done.included[:, 0].any())
    assert not bool(done.included[0, 4])


def test_a_denominator_so_small_that_its_ratio_cannot_be_computed_with_is_refused_by_name() -> None:
    sizes = {"people": np.array([1.0, 1e-300])}
    with pytest.raises(DataFault, match=r"a ratio by people is beyond ±1e\+18"):
        index.arrays.denominate(np.array([[1.0], [2.0]]), sizes, ["people"])
    with pytest.raises(DataFault, match="a ratio by people"):
        index.arrays.denominate(np.array([[1.0], [1e18]]), sizes, ["people"], [1e18])


def test_a_zero_denominator_gives_a_missing_ratio() -> None:
    values = np.array([[10.0, 1.0], [20.0, 1.0]])
    done = index.arrays.denominate(values, {"size": np.array([5.0, 0.0])}, ["size", ""], [100.0, 1.0])
    assert done[0].tolist() == [200.0, 1.0]
    assert np.isnan(done[1, 0])


def test_every_finding_of_the_engine_has_its_text_in_both_languages(folder: index.IndexFolder) -> None:
    result = index.build(folder.spec, folder.panel)
    for finding in result.findings:
        assert finding.message("zh")
        assert finding.message("en")


@pytest.mark.parametrize("step", ["normalise", "weights", "aggregate"])
def test_a_step_that_may_stand_once_and_stands_twice_under_two_names_is_told(step: str) -> None:
    kinds = {"normalise": index.NormaliseSpec, "weights": index.WeightSpec, "aggregate": index.AggregateSpec}
    stages = [kind(name=name) for name, kind in kinds.items()]
    stages.insert(list(kinds).index(step), kinds[step](name="again"))
    tree = index.framework_of([index.Indicator(code="x", parent="t")], [index.Group(code="t")])
    panel = index.Panel(np.array([[1.0], [2.0]]), ("u", "v"), ("x",))
    found = check_method(index.Method(stages=tuple(stages)), tree, panel)
    assert [(f.code, dict(f.places)) for f in found] == [("index.step_repeated", {"step": step})]


def test_a_ratio_of_a_quintillion_is_the_largest_there_may_be() -> None:
    done = index.arrays.denominate(np.array([[1.0]]), {"n": np.array([1.0])}, ["n"], [1e18])
    assert done.tolist() == [[1e18]]


def test_a_unit_is_screened_out_below_two_thirds_observed_or_one_twentieth_of_them_not_zero() -> None:
    assert (index.ScreenSpec().min_available, index.ScreenSpec().min_nonzero) == (2 / 3, 0.05)
