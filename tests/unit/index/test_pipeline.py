from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from xinxiao import index
from xinxiao.errors import DataFault, NotFound, ProgrammeFault
from xinxiao.index.pipeline.cache import key_of_panel
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
                groups={"PILLAR": index.AggregationSpec()}, default=index.AggregationSpec(method="magic")
            ),
        )
    )
    with pytest.raises(ProgrammeFault) as caught:
        index.build(folder.spec.with_method(wrong), folder.panel)
    codes = sorted(f.code for f in caught.value.findings)  # type: ignore[attr-defined]
    assert codes == [
        "index.denominator_unread",
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
        stages=(
            index.DenominateSpec(),
            index.ScreenSpec(),
            index.NormaliseSpec(scope="panel"),
            index.AggregateSpec(),
        )
    )
    result = index.build(folder.spec.with_method(method), folder.panel.with_values(values))
    assert "U04" not in result.units
    found = [dict(f.places)["unit"] for f in result.findings if f.code == "index.screened_out"]
    assert found == ["U04"]


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


def test_a_missing_denominator_gives_a_missing_ratio_and_a_zero_none_at_all() -> None:
    values = np.array([[10.0, 1.0], [20.0, 1.0]])
    done = index.arrays.denominate(values, {"size": np.array([5.0, np.nan])}, ["size", ""], [100.0, 1.0])
    assert done[0].tolist() == [200.0, 1.0]
    assert np.isnan(done[1, 0])
    with pytest.raises(DataFault, match="denominator 'size' is zero"):
        index.arrays.denominate(values, {"size": np.array([5.0, 0.0])}, ["size", ""])
    gap = np.array([[10.0, 1.0], [np.nan, 1.0]])
    assert index.arrays.denominate(gap, {"size": np.array([5.0, 0.0])}, ["size", ""])[0, 0] == 2.0


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


TREE = index.framework_of(
    [index.Indicator(code="a", parent="t", lower=0.0, upper=10.0), index.Indicator(code="b", parent="t")],
    [index.Group(code="t")],
)
NAN = float("nan")


def cross(*rows: tuple[float, ...], **more: object) -> index.Panel:
    """A cross-section of units u, v, ... by indicators a and b."""
    return index.Panel(np.array(rows), tuple("uvwxyz"[: len(rows)]), ("a", "b"), **more)  # type: ignore[arg-type]


def faults(stage: object, panel: index.Panel | None = None) -> list[tuple[str, dict[str, str]]]:
    """Codes and places of the faults of a method of one stage, without the stage's name."""
    given = panel if panel is not None else cross((1.0, 2.0), (3.0, 4.0))
    found = check_method(index.Method(stages=(stage,)), TREE, given)  # type: ignore[arg-type]
    return [(f.code, {k: v for k, v in dict(f.places).items() if k != "stage"}) for f in found]


def rule(method: str, **more: object) -> index.NormaliseSpec:
    return index.NormaliseSpec(default=index.NormaliseRule(method=method, **more))  # type: ignore[arg-type]


KNOWN = {"code": "z", "known": "a, b"}
UNITS = {"code": "z", "known": "u, v"}


@pytest.mark.parametrize(
    ("stage", "found"),
    [
        (
            index.DenominateSpec(by={"z": ""}, scale={"z": 2.0}),
            [("index.without_effect", {"option": "scale.z", "beside": "no denominator"}), ("index.unknown_indicator", KNOWN)],
        ),
        (index.DenominateSpec(by={"a": "gdp"}), [("index.unknown_denominator", {"code": "gdp", "known": "-"})]),
        (index.ScreenSpec(include=("u", "z"), exclude=("z",)), [("index.unknown_unit", UNITS)]),
        (index.TreatSpec(untreated=("z",)), [("index.unknown_indicator", KNOWN)]),
        (index.TreatSpec(indicators={"z": index.TreatRule()}), [("index.unknown_indicator", KNOWN)]),
        (index.ImputeSpec(method="mean", only=("z",)), [("index.unknown_indicator", KNOWN)]),
        (
            index.ImputeSpec(method="group_mean", group="z"),
            [("index.unknown_unit_group", {"code": "z", "known": "-"})],
        ),
        (
            index.ImputeSpec(method="mean", group="z"),
            [("index.without_effect", {"option": "group", "beside": "method: mean"})],
        ),
        (index.ImputeSpec(method="latest"), [("index.needs_panel", {"method": "latest"})]),
        (index.ImputeSpec(method="constant"), [("index.needs_panel", {"method": "constant"})]),
        (index.ImputeSpec(method="linear"), [("index.needs_panel", {"method": "linear"})]),
        (index.ImputeSpec(method="knn"), []),
        (index.ImputeSpec(method="framework_mean", level=2), []),
        (
            index.ImputeSpec(method="framework_mean", level=3),
            [("index.unknown_level", {"code": "3", "known": "2 .. 2"})],
        ),
        (
            index.ImputeSpec(method="mean", level=3),
            [("index.without_effect", {"option": "level", "beside": "method: mean"})],
        ),
        (rule("goalposts"), [("index.no_goalposts", {"indicator": "b"})]),
        (rule("scaled", lower=0.0), [("index.no_goalposts", {"indicator": "b"})]),
        (rule("scaled", upper=5.0), [("index.no_goalposts", {"indicator": "b"})]),
        (rule("minmax"), []),
        (
            rule("goalposts", lower=5.0, upper=5.0),
            [
                ("index.goalposts", {"indicator": "a", "low": "5.0", "high": "5.0"}),
                ("index.goalposts", {"indicator": "b", "low": "5.0", "high": "5.0"}),
            ],
        ),
        (rule("goalposts", lower=5.0, upper=6.0), []),
        (rule("goalposts", lower=0.5, upper=6.0, scale="log"), []),
        (
            rule("scaled", upper=6.0, lower=0.0, scale="log"),
            [
                ("index.goalposts", {"indicator": "a", "low": "0.0", "high": "6.0"}),
                ("index.goalposts", {"indicator": "b", "low": "0.0", "high": "6.0"}),
            ],
        ),
        (rule("goalposts", lower=0.0, upper=6.0), []),
        (
            rule("distance_to_target"),
            [("index.no_target", {"indicator": "a"}), ("index.no_target", {"indicator": "b"})],
        ),
        (rule("distance_to_target", target=3.0), []),
        (rule("distance_to_reference", reference="z"), [("index.unknown_unit", UNITS)]),
        (rule("distance_to_reference", reference="v"), []),
        (rule("distance_to_reference"), [("index.unknown_unit", {"code": "", "known": "u, v"})]),
        (rule("ampi"), []),
        (rule("ampi", reference="z"), [("index.unknown_unit", UNITS)]),
        (rule("ampi", reference_time="2020"), [("index.unknown_period", {"code": "2020", "known": "-"})]),
        (index.NormaliseSpec(indicators={"z": index.NormaliseRule()}), [("index.unknown_indicator", KNOWN)]),
        (index.NormaliseSpec(range=(1.0, 1.0)), [("index.range", {"low": "1.0", "high": "1.0"})]),
        (index.NormaliseSpec(range=(1.0, 1.5)), []),
        (index.NormaliseSpec(range=None), []),
        (
            index.WeightSpec(groups={"z": index.WeightSpec()}),
            [("index.unknown_group", {"code": "z", "known": "t"})],
        ),
        (index.WeightSpec(sets={"s": {"z": 1.0}}, set="s"), [("index.unknown_code", KNOWN | {"known": "a, b, t"})]),
        (
            index.WeightSpec(method="balanced", parameters={"targets": {"a": 1.0, "b": 1.0, "z": 1.0}}),
            [("index.unknown_code", KNOWN | {"known": "a, b, t"})],
        ),
        (
            index.WeightSpec(method="budget", parameters={"points": {"t": [[1.0, 1.0]], "z": [[1.0]]}}),
            [("index.unknown_group", {"code": "z", "known": "t"})],
        ),
        (
            index.AggregateSpec(levels={"2": index.AggregationSpec(), "3": index.AggregationSpec()}),
            [("index.unknown_level", {"code": "3", "known": "2"})],
        ),
        (
            index.AggregateSpec(groups={"z": index.AggregationSpec()}),
            [("index.unknown_group", {"code": "z", "known": "t"})],
        ),
    ],
)  # fmt: skip
def test_what_a_stage_names_and_is_not_there_is_told_with_what_there_is(
    stage: object, found: list[tuple[str, dict[str, str]]]
) -> None:
    assert faults(stage) == found


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        (index.WeightSpec(method="magic"), "magic"),
        (index.WeightSpec(set="none"), "no weight set 'none'"),
        (index.WeightSpec(method="budget", parameters={"points": [[1.0]]}), "one column per child"),
        (index.WeightSpec(sets={"s": {"a": 0.0, "b": 0.0}}, set="s"), "not all zero"),
        (index.AggregateSpec(groups={"t": index.AggregationSpec(method="magic")}), "magic"),
        (index.AggregateSpec(levels={"2": index.AggregationSpec(method="magic")}), "magic"),
        (index.AggregateSpec(default=index.AggregationSpec(method="magic")), "magic"),
    ],
)
def test_a_method_that_a_step_refuses_is_a_fault_with_the_reason(stage: object, said: str) -> None:
    [(code, places)] = faults(stage)
    assert code == "index.refused"
    assert said in places["reason"]


def test_of_more_than_twelve_codes_the_first_twelve_are_told() -> None:
    units = tuple(f"u{i:02d}" for i in range(13))
    panel = index.Panel(np.ones((13, 2)), units, ("a", "b"))
    [(_, places)] = faults(index.ScreenSpec(include=("z",)), panel)
    assert places["known"] == ", ".join(units[:12]) + ", ..."
    panel = index.Panel(np.ones((12, 2)), units[:12], ("a", "b"))
    [(_, places)] = faults(index.ScreenSpec(include=("z",)), panel)
    assert places["known"] == ", ".join(units[:12])


def test_a_fault_stands_in_the_file_and_line_of_its_stage_and_an_indicator_without_data_in_none() -> None:
    panel = index.Panel(np.ones((2, 1)), ("u", "v"), ("a",))
    method = index.Method(stages=(index.ImputeSpec(method="mean"), index.ScreenSpec(include=("z",))))
    found = check_method(method, TREE, panel, file="m.yaml", line_of=lambda stage: 10 + stage)
    assert [(f.file, f.line, f.code, dict(f.places).get("stage")) for f in found] == [
        ("m.yaml", 11, "index.unknown_unit", "screen"),
        ("m.yaml", 0, "index.no_data", None),
    ]


ORDER = {
    "denominate": index.DenominateSpec(),
    "screen": index.ScreenSpec(),
    "impute": index.ImputeSpec(),
    "treat": index.TreatSpec(),
    "normalise": index.NormaliseSpec(),
    "weights": index.WeightSpec(),
    "aggregate": index.AggregateSpec(),
}


@pytest.mark.parametrize(
    ("first", "then", "before"),
    [
        *((late, early, "normalise") for late in ("normalise", "weights", "aggregate")
          for early in ("denominate", "screen", "impute", "treat")),
        ("weights", "normalise", "weights"),
        ("aggregate", "normalise", "weights"),
        ("aggregate", "weights", "aggregate"),
    ],
)  # fmt: skip
def test_a_stage_behind_one_it_must_stand_before_is_told(first: str, then: str, before: str) -> None:
    found = check_method(
        index.Method(stages=(ORDER[first], ORDER[then])), TREE, cross((1.0, 2.0), (3.0, 4.0))
    )
    assert [(f.code, dict(f.places)) for f in found] == [
        ("index.stage_order", {"stage": then, "before": before})
    ]
    right = index.Method(stages=(ORDER[then], ORDER[first]))
    assert check_method(right, TREE, cross((1.0, 2.0), (3.0, 4.0))) == ()


def test_steps_before_normalising_may_stand_twice_under_two_names_and_not_under_one() -> None:
    panel = cross((1.0, 2.0), (3.0, 4.0))
    twice = index.Method(stages=(index.TreatSpec(), index.TreatSpec(name="again")))
    assert check_method(twice, TREE, panel) == ()
    same = index.Method(stages=(index.TreatSpec(), index.TreatSpec()))
    found = check_method(same, TREE, panel)
    assert [(f.code, dict(f.places)) for f in found] == [("index.stage_repeated", {"stage": "treat"})]


def built(panel: index.Panel, *stages: object, tree: index.Framework = TREE) -> index.Result:
    method = index.Method(stages=stages)  # type: ignore[arg-type]
    return index.build(index.IndexSpec(framework=tree, method=method), panel)


def told(result: index.Result) -> list[tuple[str, int, str, dict[str, str]]]:
    return [(f.file, f.line, f.code, dict(f.places)) for f in result.findings]


def test_ratios_lost_for_want_of_a_denominator_are_counted_by_indicator() -> None:
    panel = cross((1.0, 2.0), (3.0, NAN), (5.0, 6.0), denominators={"size": np.array([NAN, NAN, 2.0])})
    spec = index.DenominateSpec(name="per head", by={"a": "size", "b": "size"}, scale={"b": 10.0})
    result = built(panel, spec)
    assert told(result) == [
        ("per head", 0, "index.denominator_missing", {"indicator": "a", "denominator": "size", "count": "2"}),
        ("per head", 0, "index.denominator_missing", {"indicator": "b", "denominator": "size", "count": "1"}),
    ]
    assert result.panel.values[2].tolist() == [2.5, 30.0]
    assert result.stage("per head").details == ["size", "size"]
    assert told(built(panel, index.DenominateSpec())) == []


def test_a_unit_screened_out_is_told_with_its_periods_and_kept_where_it_passes_in_one() -> None:
    values = np.ones((3, 3, 2))
    values[0, 1], values[1, 1], values[:, 2] = NAN, NAN, NAN
    panel = index.Panel(values, ("u", "v", "w"), ("a", "b"), ("1", "2", "3"))
    result = built(panel, index.ScreenSpec(name="known"))
    assert told(result) == [
        ("known", 0, "index.screened_out", {"unit": "v", "count": "2", "periods": "3"}),
        ("known", 0, "index.screened_out", {"unit": "w", "count": "3", "periods": "3"}),
    ]
    assert result.units == ("u", "v")
    with pytest.raises(DataFault, match="leaves no unit"):
        built(panel, index.ScreenSpec(exclude=("u", "v", "w")))


def test_gaps_filled_are_counted_by_indicator_and_those_left_are_told() -> None:
    panel = cross((1.0, NAN), (3.0, NAN), (NAN, NAN))
    result = built(panel, index.ImputeSpec(method="mean", name="fill"))
    assert result.stage("fill").details.tolist() == [1, 0]
    assert result.panel.values[2, 0] == 2.0
    assert told(result) == [("fill", 0, "index.still_missing", {"indicator": "b", "count": "3"})]
    whole = built(cross((1.0, 2.0), (3.0, 4.0)), index.ImputeSpec(method="mean"))
    assert whole.stage("impute").details.tolist() == [0, 0]
    left = built(panel, index.ImputeSpec())
    assert (told(left), left.stage("impute").details.tolist()) == ([], [0, 0])


def test_an_outlier_that_no_treatment_reaches_is_told_with_the_period_it_is_worst_in() -> None:
    # Nine equal values and one apart: G1 = sqrt(10), G2 = 10, whatever the one is, and a log changes nothing.
    values = np.zeros((2, 10, 2))
    values[:, :, 1] = np.arange(10.0)
    values[1, 9, 0] = 1.0
    panel = index.Panel(values, tuple("abcdefghij"), ("a", "b"), ("2019", "2020"))
    rule = index.TreatRule(points=0, transform="none")
    result = built(panel, index.TreatSpec(default=rule, name="tame"))
    places = {"indicator": "a", "period": "2020", "skewness": "3.16", "kurtosis": "10", "count": "1"}
    assert told(result) == [("tame", 0, "index.treat_failed", places)]
    one = index.Panel(values[1], panel.units, ("a", "b"))
    assert [p["period"] for *_, p in told(built(one, index.TreatSpec(default=rule)))] == ["-"]


def test_a_constant_and_values_outside_their_goalposts_are_told_with_what_is_done_with_them() -> None:
    posts = {"a": index.NormaliseRule(method="goalposts", outside="truncate")}
    panel = cross((-1.0, 7.0), (0.0, 7.0), (10.0, 7.0), (11.0, 7.0))
    result = built(panel, index.NormaliseSpec(name="scale", indicators=posts))
    assert told(result) == [
        ("scale", 0, "index.constant", {"indicator": "b"}),
        ("scale", 0, "index.outside_goalposts", {"indicator": "a", "count": "2", "policy": "truncate"}),
    ]
    assert result.of("a").tolist() == [0.0, 0.0, 100.0, 100.0]
    aimed = {"a": index.NormaliseRule(method="distance_to_target", target=5.0)}
    assert told(built(panel, index.NormaliseSpec(indicators=aimed))) == [
        ("normalise", 0, "index.constant", {"indicator": "b"}),
        ("normalise", 0, "index.target_passed", {"indicator": "a", "count": "2", "policy": "keep"}),
    ]


def test_goalposts_that_every_value_misses_and_targets_nobody_comes_to_are_told() -> None:
    panel = cross((20.0, 7.0), (30.0, 8.0), (NAN, 9.0))
    posts = {"a": index.NormaliseRule(method="goalposts", outside="truncate")}
    assert told(built(panel, index.NormaliseSpec(indicators=posts))) == [
        ("normalise", 0, "index.goalposts_missed", {"indicator": "a", "count": "2", "policy": "truncate"})
    ]
    aimed = {"b": index.NormaliseRule(method="distance_to_target", target=11.0)}
    assert told(built(panel, index.NormaliseSpec(indicators=aimed))) == [
        ("normalise", 0, "index.target_far", {"indicator": "b", "share": "50%"})
    ]


def test_a_result_names_what_it_has_when_asked_for_what_it_has_not() -> None:
    result = built(cross((1.0, 2.0), (3.0, 4.0)), index.NormaliseSpec())
    assert (result.unit_index("v"), result.period_index(""), result.scores.shape) == (1, 0, (2, 0))
    with pytest.raises(NotFound, match="no unit 'z' in the result"):
        result.unit_index("z")
    with pytest.raises(NotFound, match="no period '2020'"):
        result.period_index("2020")
    with pytest.raises(NotFound, match="no 'z' in the result"):
        result.of("z")
    with pytest.raises(NotFound, match="no stage 'treat'"):
        result.stage("treat")
    with pytest.raises(DataFault, match="no scores, so none of t"):
        result.of("t")


def test_the_last_period_is_meant_where_none_is_named(folder: index.IndexFolder) -> None:
    result = index.build(folder.spec, folder.panel)
    assert [result.period_index(time) for time in ("", *result.times)] == [2, 0, 1, 2]
    assert result.key == result.stages[-1].key
    assert result.all_values.shape == (3, 12, len(result.framework.codes))


def test_a_method_without_stages_gives_the_inputs_and_no_score() -> None:
    result = built(cross((1.0, 2.0), (3.0, 4.0)))
    assert (result.key, result.findings, result.weights, result.panel.values.tolist()) == (
        "", (), {}, [[1.0, 2.0], [3.0, 4.0]],
    )  # fmt: skip


def test_a_number_that_is_not_finite_is_refused_by_unit_and_indicator() -> None:
    with pytest.raises(DataFault, match="v b is not a finite number"):
        built(cross((1.0, 2.0), (3.0, float("inf"))), index.NormaliseSpec())


def test_a_refusal_counts_all_faults_and_tells_three() -> None:
    codes = tuple(f"z{i}" for i in range(4))
    with pytest.raises(ProgrammeFault, match=r"the method has 4 fault\(s\)") as caught:
        built(cross((1.0, 2.0), (3.0, 4.0)), index.ScreenSpec(include=codes))
    assert len(caught.value.findings) == 4  # type: ignore[attr-defined]
    assert [code in str(caught.value) for code in codes] == [True, True, True, False]


def test_the_methods_own_means_of_levels_and_groups_come_before_its_default() -> None:
    leaves = [index.Indicator(code=c, parent="p" if c < "c" else "q") for c in "abcd"]
    tree = index.framework_of(
        leaves, [index.Group(code="t"), *(index.Group(code=g, parent="t") for g in "pq")]
    )
    panel = index.Panel(np.array([[1.0, 16.0, 1.0, 16.0], [4.0, 4.0, 4.0, 4.0]]), ("u", "v"), tuple("abcd"))
    spec = index.AggregateSpec(
        default=index.AggregationSpec(method="arithmetic"),
        levels={"2": index.AggregationSpec(method="geometric")},
        groups={"q": index.AggregationSpec(method="harmonic")},
    )
    result = built(panel, spec, tree=tree)
    # Geometric 4; harmonic 2 / (1 + 1/16); and their arithmetic mean.
    assert result.of("p").tolist() == pytest.approx([4.0, 4.0])
    assert result.of("q").tolist() == pytest.approx([32 / 17, 4.0])
    assert result.of("t").tolist() == pytest.approx([(4 + 32 / 17) / 2, 4.0])


def test_the_key_of_a_panel_is_of_its_numbers_axes_groups_and_denominators_in_any_order() -> None:
    def key(**more: object) -> str:
        usual: dict[str, object] = {
            "denominators": {"p": np.array([1.0, 2.0]), "q": np.array([3.0, 4.0])},
            "unit_groups": {"g": ("x", "y")},
        }
        return key_of_panel(cross((1.0, 2.0), (3.0, 4.0), **(usual | more)))

    assert key() == key(denominators={"q": np.array([3.0, 4.0]), "p": np.array([1.0, 2.0])})
    others = [
        key(denominators={"p": np.array([3.0, 4.0]), "q": np.array([1.0, 2.0])}),
        key(denominators={"p": np.array([1.0, 2.0]), "r": np.array([3.0, 4.0])}),
        key(unit_groups={"g": ("x", "x")}),
        key_of_panel(cross((1.0, 2.0), (3.0, 5.0))),
    ]
    assert len({key(), *others}) == 5


def test_the_cache_of_outcomes_holds_half_a_gigabyte_of_values_and_scores(folder: index.IndexFolder) -> None:
    assert index.Cache().limit == 536_870_912
    cache = index.Cache()
    result = index.build(folder.spec, folder.panel, cache)
    # 3 years of 12 units: indicators after each stage, and three scores after the last, 8 bytes each.
    values = sum(stage.values.size for stage in result.stages)
    assert cache.total == 8 * (values + 3 * 12 * 3)


def test_a_stage_is_kept_when_what_it_does_not_read_of_the_framework_changes() -> None:
    def misses(one: index.Framework, two: index.Framework, *stages: object) -> int:
        cache, panel = index.Cache(), cross((1.0, 2.0), (3.0, NAN), (4.0, 5.0))
        for tree in (one, two):
            method = index.Method(stages=stages)  # type: ignore[arg-type]
            index.build(index.IndexSpec(framework=tree, method=method), panel, cache)
        return cache.misses - len(stages)

    def tree(direction: int = 1, weight: float = 1.0, upper: float = 10.0) -> index.Framework:
        leaf = index.Indicator(
            code="a", parent="t", direction=direction, weight=weight, lower=0.0, upper=upper
        )
        return index.framework_of([leaf, index.Indicator(code="b", parent="t")], [index.Group(code="t")])

    within, across = index.ImputeSpec(method="framework_mean"), index.ImputeSpec(method="mean")
    assert misses(tree(), tree(direction=-1), within) == 1
    assert misses(tree(), tree(direction=-1), across) == 0
    assert misses(tree(), tree(weight=2.0), within) == 0
    assert misses(tree(), tree(upper=9.0), index.NormaliseSpec()) == 1
    assert misses(tree(), tree(weight=2.0), index.NormaliseSpec()) == 0
    assert misses(tree(), tree(weight=2.0), index.WeightSpec()) == 1
    assert misses(tree(), tree(upper=9.0), index.WeightSpec(), index.AggregateSpec()) == 0
    assert misses(tree(), tree(weight=2.0), index.AggregateSpec()) == 1
    assert misses(tree(), tree(weight=2.0), index.ScreenSpec(), index.TreatSpec()) == 0


@pytest.mark.parametrize(
    ("rule", "included"),
    [
        ("missing", [True, True, False, True, False]),
        ("zeros", [True, True, True, False, False]),
        ("both", [True, True, False, False, False]),
    ],
)
def test_units_are_screened_for_gaps_for_zeros_or_for_both(rule: str, included: list[bool]) -> None:
    values = np.array(
        [[1.0, 1.0, 0.0, 0.0], [1.0, 1.0, NAN, NAN], [1.0, NAN, NAN, NAN], [1.0, 0.0, 0.0, 0.0], [NAN] * 4]
    )
    spec = index.ScreenSpec(rule=rule, min_available=0.5, min_nonzero=0.5)  # type: ignore[arg-type]
    done = index.arrays.screen(values, spec, tuple("uvwxy"))
    assert done.included.tolist() == done.kept.tolist() == included
    assert done.low_data.tolist() == [False, False, True, False, True]
    assert done.low_nonzero.tolist() == [False, False, False, True, True]
    assert np.isnan(done.values).all(axis=1).tolist() == [not kept for kept in included]


def test_who_is_forced_in_and_out_at_once_is_out() -> None:
    spec = index.ScreenSpec(include=("v", "z"), exclude=("v",))
    assert index.arrays.screen(np.ones((2, 2)), spec, ("u", "v")).kept.tolist() == [True, False]


def test_an_unknown_denominator_is_answered_with_those_there_are_and_none_leaves_all_as_it_is() -> None:
    values = np.array([[10.0, 4.0]])
    with pytest.raises(NotFound, match="no denominator area, gdp"):
        index.arrays.denominate(values, {"people": np.array([2.0])}, ["gdp", "area"])
    assert index.arrays.denominate(values, {}, ["", ""]) is values
    done = index.arrays.denominate(values, {"people": np.array([2.0])}, ["people", "people"], [1.0, 100.0])
    assert done.tolist() == [[5.0, 200.0]]
    with pytest.raises(DataFault, match="a ratio by people"):
        index.arrays.denominate(np.array([[-1e18]]), {"people": np.array([0.5])}, ["people"])


def test_children_lifted_by_a_floor_are_told_with_their_number() -> None:
    choice = index.AggregationSpec(method="geometric", parameters={"floor": 1.0})
    result = built(
        cross((-1.0, 4.0), (0.5, 9.0), (1.0, 16.0)), index.AggregateSpec(default=choice, name="mean")
    )
    lifted = ("mean", 0, "index.floor_lifts", {"group": "t", "floor": "1", "count": "2"})
    assert told(result)[-1] == lifted
    assert result.of("t").tolist() == pytest.approx([2.0, 3.0, 4.0])
