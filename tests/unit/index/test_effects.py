"""Nothing declared is without effect: every option changes numbers, or is refused beside a choice that does not read it."""

from __future__ import annotations

from typing import Any, get_args

import msgspec
import numpy as np
import pytest

from xinxiao import index
from xinxiao.errors import ProgrammeFault
from xinxiao.index.doubt.checks import check_assumptions
from xinxiao.index.pipeline.checks import check_method
from xinxiao.index.spec.changes import stage_with
from xinxiao.index.spec.effects import EXCLUSIVE, READ_BY
from xinxiao.index.spec.method import (
    Alternative,
    Assumption,
    ImputeMethod,
    NormaliseMethod,
    TreatRule,
)
from xinxiao.index.spec.parameters import AGGREGATIONS, WEIGHTINGS

UNITS, TIMES = ("U1", "U2", "U3", "U4", "U5", "U6"), ("2020", "2021", "2024")
NAN = float("nan")
VALUES = np.array([1.0, 2, 4, 8, 16, 40, 3, 5, 7, 9, 20, 33, 2, 4, 5, 20, 21, 50]).reshape(3, 6, 1)
VALUES = np.concatenate([VALUES, VALUES[::-1, ::-1] ** 0.5, VALUES[:, ::-1] ** 1.5], axis=-1)
GAPS = VALUES.copy()
GAPS[1, 2, 0] = GAPS[1, 0, 1] = GAPS[0, 4, 2] = GAPS[2, 1, 0] = GAPS[1, 1, 0] = GAPS[2, 5, :2] = NAN
TREE = index.framework_of(
    [
        index.Indicator(code="a", parent="P", lower=2.0, upper=12.0, target=45.0),
        index.Indicator(code="b", parent="P", lower=2.0, upper=3.0, target=8.0),
        index.Indicator(code="c", parent="Q", lower=5.0, upper=99.0, target=300.0),
    ],
    [
        index.Group(code="P", parent="R"),
        index.Group(code="R", parent="T"),
        index.Group(code="Q", parent="R"),
        index.Group(code="T"),
    ],
)
GROUPS = {"half": ("x", "x", "x", "y", "y", "y"), "third": ("x", "y", "z", "x", "y", "z")}


def panel(values: np.ndarray = GAPS) -> index.Panel:
    return index.Panel(values, UNITS, ("a", "b", "c"), TIMES, GROUPS)


def refused(stage: Any) -> bool:
    found = check_method(index.Method(stages=(stage,)), TREE, panel())
    return "index.without_effect" in {f.code for f in found}


def numbers(stage: Any, values: np.ndarray = GAPS) -> np.ndarray:
    spec = index.IndexSpec(framework=TREE, method=index.Method(stages=(stage,)))
    return index.build(spec, panel(values)).panel.values


def has_effect_or_is_refused(with_it: Any, without: Any, values: np.ndarray = GAPS) -> str:
    if refused(with_it):
        return "refused"
    same = np.array_equal(numbers(with_it, values), numbers(without, values), equal_nan=True)
    return "no effect" if same else "effect"


RULE = {
    "lower": 1.5,
    "upper": 70.0,
    "outside": "truncate",
    "target": 60.0,
    "reference": "U3",
    "reference_time": "2021",
    "mean": 3.0,
    "sd": 2.0,
    "scale": "log",
    "ties": "min",
}
NEEDED = {"distance_to_reference": {"reference": "U4"}}
NORMALISING = {
    "goalposts": {"lower", "upper", "outside", "scale"},
    "scaled": {"lower", "upper", "outside", "scale"},
    "distance_to_target": {"target", "scale"},
    "distance_to_reference": {"reference", "outside", "scale"},
    "fraction_of_max": {"scale"},
    "minmax": {"scale"},
    "distance_to_max": {"scale"},
    "ampi": {"reference", "reference_time"},
    "zscore": {"mean", "sd"},
    "percentile_rank": {"ties"},
}


@pytest.mark.parametrize("option", RULE)
@pytest.mark.parametrize("method", get_args(NormaliseMethod))
def test_an_option_of_normalising_has_effect_or_is_refused(method: str, option: str) -> None:
    rules = [{"method": method, **NEEDED.get(method, {})}]
    rules.append({**rules[0], option: RULE[option]})
    scope = "panel" if option in ("reference_time", "ties") else "year"
    plain, given = (
        index.NormaliseSpec(default=index.NormaliseRule(**r), range=None, scope=scope)  # type: ignore[arg-type]
        for r in rules
    )
    wanted = "effect" if option in NORMALISING.get(method, set()) else "refused"
    if (method, option) == ("distance_to_target", "outside"):  # no value is beyond a target here
        assert not refused(given)
        return
    assert has_effect_or_is_refused(given, plain, VALUES) == wanted


def test_every_option_of_normalising_is_tried() -> None:
    assert {f.name for f in msgspec.structs.fields(index.NormaliseRule)} == {"method", *RULE}


IMPUTING = {
    "group": "half",
    "level": 3,
    "scope": "panel",
    "max_periods": 1,
    "neighbours": 2,
    "iterations": 1,
    "ridge": 5.0,
    "draws": 3,
    "seed": 7,
    "draw": 1,
    "only": ("b",),
}
TYPICAL = {"scope", "only"}
ALONG, CHAINED = {"max_periods", "only"}, {"scope", "iterations", "ridge", "only"}
READS = {
    "none": set(),
    **dict.fromkeys(("mean", "median"), TYPICAL),
    **dict.fromkeys(("group_mean", "group_median"), TYPICAL | {"group"}),
    **dict.fromkeys(("framework_mean", "framework_median"), TYPICAL | {"level"}),
    **dict.fromkeys(("latest", "constant", "linear"), ALONG),
    "knn": {"scope", "neighbours", "only"},
    "regression": CHAINED,
    "multiple": CHAINED | {"seed", "draw", "draws"},
}


@pytest.mark.parametrize("option", IMPUTING)
@pytest.mark.parametrize("method", get_args(ImputeMethod))
def test_an_option_of_imputing_has_effect_or_is_refused(method: str, option: str) -> None:
    fields: dict[str, Any] = {"method": method}
    if method.startswith("group_"):
        fields["group"] = "third"
    if option == "draws":
        fields["draw"] = 0
    plain, given = index.ImputeSpec(**fields), index.ImputeSpec(**fields | {option: IMPUTING[option]})
    wanted = "effect" if option in READS[method] else "refused"
    if option == "draws" and method == "multiple":  # how many draws there are to choose from
        assert not refused(given)
        return
    assert has_effect_or_is_refused(given, plain) == wanted


def test_every_option_of_imputing_is_tried() -> None:
    assert {f.name for f in msgspec.structs.fields(index.ImputeSpec)} == {"name", "method", *IMPUTING}


@pytest.mark.parametrize("rule", ["missing", "zeros", "both"])
def test_a_limit_of_screening_is_read_by_its_rule_or_refused(rule: str) -> None:
    zeros = GAPS.copy()
    zeros[:, 0] = 0.0
    plain = index.ScreenSpec(rule=rule)  # type: ignore[arg-type]
    for option, readers in (("min_available", "missing both"), ("min_nonzero", "zeros both")):
        given = msgspec.structs.replace(plain, **{option: 0.0 if option == "min_nonzero" else 1.0})
        wanted = "effect" if rule in readers.split() else "refused"
        assert has_effect_or_is_refused(given, plain, zeros) == wanted


@pytest.mark.parametrize(
    ("rule", "option"),
    [
        ({"points": 1, "share": 0.5}, "points"),
        ({"boxcox_lambda": 0.5}, "boxcox_lambda"),
        ({"transform": "ln", "boxcox_lambda": 0.5}, "boxcox_lambda"),
        ({"when": "always", "skewness": 1.0}, "skewness"),
        ({"when": "always", "kurtosis": 1.0}, "kurtosis"),
    ],
)
def test_an_option_that_a_treatment_does_not_read_is_refused(rule: dict[str, Any], option: str) -> None:
    for stage in (
        index.TreatSpec(default=TreatRule(**rule)),
        index.TreatSpec(indicators={"a": TreatRule(**rule)}),
    ):
        found = check_method(index.Method(stages=(stage,)), TREE, panel())
        assert [dict(f.places)["option"].rpartition(".")[2] for f in found] == [option]
    plain = {k: v for k, v in rule.items() if k != option}
    assert not refused(index.TreatSpec(default=TreatRule(**plain)))


@pytest.mark.parametrize(
    ("stage", "option", "beside"),
    [
        (index.DenominateSpec(scale={"a": 2.0}), "scale.a", "no denominator"),
        (index.ScreenSpec(include=("U1",), exclude=("U2", "U1")), "include: U1", "exclude"),
        (index.ImputeSpec(method="multiple", draws=3, draw=3), "draw: 3", "draws: 3"),
        (index.TreatSpec(untreated=("a",), indicators={"a": TreatRule()}), "indicators.a", "untreated"),
        (index.NormaliseSpec(default=index.NormaliseRule(method="zscore", mean=50.0)), "default.mean", "range"),
        (index.NormaliseSpec(default=index.NormaliseRule(method="zscore", sd=10.0)), "default.sd", "range"),
        (index.NormaliseSpec(default=index.NormaliseRule(method="ampi"), range=(0.0, 1.0)), "range", "method: ampi"),
        (index.NormaliseSpec(indicators={"a": index.NormaliseRule(target=3.0)}), "indicators.a.target", "method: minmax"),
        (
            index.NormaliseSpec(
                default=index.NormaliseRule(method="distance_to_reference", reference="U1", outside="extend")
            ),
            "default.outside: extend",
            "method: distance_to_reference",
        ),
        (index.WeightSpec(method="equal", sets={"s": {"a": 1.0}}, set="s"), "set", "method: equal"),
        (
            index.WeightSpec(groups={"P": index.WeightSpec(groups={"Q": index.WeightSpec()})}),
            "groups.P.groups",
            "groups.P",
        ),
        (
            index.AggregateSpec(
                default=index.AggregationSpec(method="owa", parameters={"attitude": 2.0, "positions": [1, 2]})
            ),
            "default.parameters.attitude",
            "positions",
        ),
        (
            index.AggregateSpec(
                default=index.AggregationSpec(method="mean_min", parameters={"compensation": 0.0, "smoothness": 2.0})
            ),
            "default.parameters.smoothness",
            "compensation: 0",
        ),
        (
            index.AggregateSpec(
                levels={"4": index.AggregationSpec(method="geometric")}, groups={"T": index.AggregationSpec()}
            ),
            "levels.4",
            "groups",
        ),
    ],
)  # fmt: skip
def test_an_option_without_effect_is_refused_with_what_stands_beside_it(
    stage: Any, option: str, beside: str
) -> None:
    found = check_method(index.Method(stages=(stage,)), TREE, panel())
    told = [dict(f.places) for f in found if f.code == "index.without_effect"]
    assert {"option": option, "beside": beside} in [{k: t[k] for k in ("option", "beside")} for t in told]


def test_all_periods_together_are_asked_for_where_there_are_periods() -> None:
    flat = index.Panel(VALUES[0], UNITS, ("a", "b", "c"))
    for stage in (index.NormaliseSpec(scope="panel"), index.TreatSpec(scope="panel")):
        found = check_method(index.Method(stages=(stage,)), TREE, flat)
        assert [dict(f.places)["beside"] for f in found] == ["data without periods"]
        assert check_method(index.Method(stages=(stage,)), TREE, panel()) == ()


def aggregated(*nodes: index.Indicator, stages: tuple[Any, ...] = (), **group: Any) -> index.Result:
    tree = index.framework_of(nodes, [index.Group(code="T", **group)])
    data = index.Panel(np.arange(6.0).reshape(3, 2), ("A", "B", "C"), tuple(n.code for n in nodes))
    sized = msgspec.structs.replace(data, denominators={"people": np.array([1.0, 2.0, 4.0])})
    method = index.Method(stages=(*stages, index.AggregateSpec()))
    return index.build(index.IndexSpec(framework=tree, method=method), sized)


def test_a_denominator_without_its_step_is_refused() -> None:
    nodes = index.Indicator(code="a", parent="T", denominator="people"), index.Indicator(code="b", parent="T")
    with pytest.raises(ProgrammeFault, match="gives a a denominator and the method has no step denominate"):
        aggregated(*nodes)
    done = aggregated(*nodes, stages=(index.DenominateSpec(),))
    assert done.of("a").tolist() == [0.0, 1.0, 1.0]


def test_a_direction_without_the_step_that_turns_it_is_refused() -> None:
    nodes = index.Indicator(code="a", parent="T", direction=-1), index.Indicator(code="b", parent="T")
    with pytest.raises(ProgrammeFault, match="less is better for a and the method has no step normalise"):
        aggregated(*nodes)
    plain = index.NormaliseSpec(default=index.NormaliseRule(method="none"))
    assert aggregated(*nodes, stages=(plain,)).of("T").tolist() == [0.5, 0.5, 0.5]


def test_what_else_of_the_framework_is_not_read_is_noted() -> None:
    nodes = (
        index.Indicator(code="a", parent="T", lower=0.0, upper=5.0, weight=2.0),
        index.Indicator(code="b", parent="T", target=3.0),
    )
    done = aggregated(*nodes, stages=(index.NormaliseSpec(), index.WeightSpec(method="equal")), weight=2.0)
    assert [(f.code, dict(f.places)) for f in done.findings] == [
        ("index.unread", {"field": "lower, upper", "node": "a"}),
        ("index.unread", {"field": "target", "node": "b"}),
        ("index.unread", {"field": "weight", "node": "a, b, T"}),
    ]
    posts = index.NormaliseRule(method="goalposts")
    aim = index.NormaliseRule(method="distance_to_target")
    read = index.NormaliseSpec(indicators={"a": posts, "b": aim})
    assert aggregated(*nodes, stages=(read,)).notes == ()


KINDS = {
    "alternatives": {"stage": "normalise", "alternatives": (Alternative(name="x"), Alternative(name="y"))},
    "dirichlet": {"stage": "weights", "codes": ("T",), "concentration": 9.0},
    "perturb": {"stage": "weights", "codes": ("a",), "spread": 0.5},
    "omit": {"stage": "framework", "codes": ("a",)},
    "noise": {"stage": "inputs", "relative": {"a": 0.1}, "absolute": {"b": 1.0}, "in_logarithms": ["a"]},
    "goalposts": {"stage": "normalise", "codes": ("a",), "spread": 0.5},
    "draws": {"stage": "impute"},
}
EVERY = {k: v for fields in KINDS.values() for k, v in fields.items() if k != "stage"}


@pytest.mark.parametrize("kind", KINDS)
def test_an_option_of_an_assumption_is_read_by_its_kind_or_refused(kind: str) -> None:
    posts = index.NormaliseRule(method="goalposts")
    method = index.Method(
        stages=(
            index.ImputeSpec(method="multiple"),
            index.NormaliseSpec(indicators={"a": posts}),
            index.WeightSpec(),
        )
    )
    for option, value in EVERY.items():
        assumption = Assumption(name="n", kind=kind, **{**KINDS[kind], option: value})  # type: ignore[arg-type]
        found = check_assumptions([assumption], method, TREE)
        told = [dict(f.places)["option"] for f in found if f.code == "index.assumption_unread"]
        assert told == ([] if option in KINDS[kind] else [option])


def test_an_assumption_that_can_change_nothing_is_refused() -> None:
    method = index.Method(stages=(index.NormaliseSpec(), index.WeightSpec()))

    def codes(**fields: Any) -> list[str]:
        return [f.code for f in check_assumptions([Assumption(name="n", **fields)], method, TREE)]

    assert codes(stage="weights", kind="perturb", spread=0.0) == ["index.assumption_unread"]
    assert codes(stage="inputs", kind="noise", relative={"a": 0.0}) == ["index.assumption_noise"]
    assert codes(stage="inputs", kind="noise", relative={"a": 0.1, "z": 0.1}) == ["index.assumption_code"]
    assert codes(stage="normalise", kind="goalposts") == ["index.assumption_posts"]


NAMES = {"name", "name_zh", "version", "title", "base", "stage"}
READ_ALWAYS = {
    "DenominateSpec": {"by", "scale"},
    "ScreenSpec": {"rule", "include", "exclude"},
    "ImputeSpec": {"method"},
    "TreatRule": {"points", "share", "transform", "when"},
    "TreatSpec": {"default", "indicators", "untreated", "scope"},
    "NormaliseRule": {"method"},
    "NormaliseSpec": {"default", "indicators", "range", "scope"},
    "WeightSpec": {"method", "parameters", "groups"},
    "AggregationSpec": {"method", "parameters", "missing_threshold"},
    "AggregateSpec": {"default", "levels", "groups"},
    "CustomSpec": {"function"},
    "GoalpostRule": {"lower", "upper", "margin", "floor", "digits"},
    "Limits": {"within", "across", "spread"},
    "Method": {"goalposts", "limits", "stages"},
    "Alternative": {"parameters", "probability"},
    "Assumption": {"kind"},
    "Assumptions": {"seed", "replicates", "enumerate_up_to", "top", "level", "assumptions"},
}


def test_every_field_of_a_method_is_a_name_or_read_always_or_in_the_table() -> None:
    from xinxiao.index.spec import method

    shapes = [s for s in vars(method).values() if isinstance(s, type) and s.__module__ == method.__name__]
    assert {s.__name__ for s in shapes} == READ_ALWAYS.keys()
    for shape in shapes:
        fields = {f.name for f in msgspec.structs.fields(shape)}
        table = set(READ_BY.get(shape, {}))
        assert fields - NAMES - table == READ_ALWAYS[shape.__name__]
        assert table <= fields
    assert {p.__name__ for p in {*AGGREGATIONS.values(), *WEIGHTINGS.values()}} >= {"Ordered", "MeanMin"}
    assert set(EXCLUSIVE) == {TreatRule, AGGREGATIONS["owa"]}


def test_an_override_drops_what_the_choice_before_alone_had_read() -> None:
    posts = index.NormaliseRule(method="goalposts", lower=1.0, upper=2.0, outside="truncate", scale="log")
    stage = index.NormaliseSpec(default=posts)
    assert stage_with(stage, {"default": {"method": "minmax"}}).default == index.NormaliseRule(scale="log")
    both = stage_with(stage, {"default": {"method": "zscore", "sd": 2.0}}).default
    assert both == index.NormaliseRule(method="zscore", sd=2.0)
    kept = stage_with(stage, {"default": {"method": "minmax", "lower": 3.0}}).default
    assert kept.lower == 3.0  # and then refused as without effect, for it was asked for
    power = index.AggregateSpec(default=index.AggregationSpec(method="power", parameters={"exponent": 2.0}))
    assert stage_with(power, {"default": {"method": "geometric"}}).default.parameters == {}
    assert stage_with(power, {"default": {"method": "power"}}).default.parameters == {"exponent": 2.0}
    points = index.TreatSpec()
    assert stage_with(points, {"default": {"share": 0.1}}).default == TreatRule(share=0.1)
    assert stage_with(points, {"default": {"points": 2}}).default == TreatRule(points=2)
    knn = index.ImputeSpec(method="knn", neighbours=3, scope="panel")
    assert stage_with(knn, {"method": "latest"}) == index.ImputeSpec(method="latest")
