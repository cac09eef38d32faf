"""Every value a file can hold has a range: beyond it there is a finding with its line, never a traceback or a full memory."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from xinxiao import index
from xinxiao.errors import DataFault, NotFound, ProgrammeFault

SMALL = Path(__file__).resolve().parents[2] / "data" / "index-small"


def _findings(**changes: str) -> list[tuple[str, int, str, dict[str, str]]]:
    """(file, line, code, places) of the errors of the small folder with some files replaced."""
    files = {path.name: path.read_bytes() for path in SMALL.iterdir() if path.suffix in (".csv", ".yaml")}
    files |= {name.replace("_", "."): content.encode() for name, content in changes.items()}
    _, found = index.parse(files)
    return [(f.file, f.line, f.code, dict(f.places)) for f in found if f.level == "error"]


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("replicates: 1000001", "replicates"),
        ("replicates: 0", "replicates"),
        ("enumerate_up_to: 1000001", "enumerate_up_to"),
        ("enumerate_up_to: -1", "enumerate_up_to"),
        ("seed: -1", "seed"),
        ("seed: 9223372036854775808", "seed"),
        ("level: 0", "level"),
        ("level: 1.01", "level"),
        ("top: [3, 1000000000]", "top.1"),
        ("top: [0]", "top.0"),
        (f"top: [{', '.join(map(str, range(1, 22)))}]", "top"),
        ("assumptions: [{name: a, stage: weights, kind: perturb, spread: 1.5}]", "assumptions.0.spread"),
        (
            "assumptions: [{name: a, stage: weights, kind: dirichlet, concentration: 0}]",
            "assumptions.0.concentration",
        ),
        (
            "assumptions: [{name: a, stage: inputs, kind: noise, relative: {price: -1}}]",
            "assumptions.0.relative.price",
        ),
        (
            "assumptions: [{name: a, stage: inputs, kind: noise, relative: {price: 11}}]",
            "assumptions.0.relative.price",
        ),
        (
            "assumptions: [{name: a, stage: inputs, kind: noise, absolute: {price: 1.0e+19}}]",
            "assumptions.0.absolute.price",
        ),
    ],
)
def test_a_value_of_the_assumptions_beyond_its_range_is_named(line: str, field: str) -> None:
    (found,) = _findings(assumptions_yaml=f'version: "1"\n{line}\n')
    assert found[:2] == ("assumptions.yaml", 2)
    assert found[2] == ("FIELD_COUNT" if field == "top" else "FIELD_LIMIT")
    assert found[3]["field"] == field


@pytest.mark.parametrize(
    ("stage", "field"),
    [
        ("{step: impute, method: knn, neighbours: 10001}", "neighbours"),
        ("{step: impute, method: knn, neighbours: 0}", "neighbours"),
        ("{step: impute, method: regression, iterations: 201}", "iterations"),
        ("{step: impute, method: regression, ridge: 1001}", "ridge"),
        ("{step: impute, method: multiple, draws: 1001}", "draws"),
        ("{step: impute, method: multiple, draw: 1000}", "draw"),
        ("{step: impute, method: multiple, seed: -1}", "seed"),
        ("{step: impute, method: linear, max_periods: 0}", "max_periods"),
        ("{step: impute, method: framework_mean, level: 51}", "level"),
        ("{step: screen, min_available: 1.1}", "min_available"),
        ("{step: treat, default: {points: 1000001}}", "default.points"),
        ("{step: treat, default: {share: -0.1}}", "default.share"),
        ("{step: treat, default: {transform: boxcox, boxcox_lambda: 6}}", "default.boxcox_lambda"),
        ("{step: normalise, default: {method: zscore, sd: 0}}", "default.sd"),
        ("{step: weights, sets: {s: {USE: -1}}, set: s}", "sets.s.USE"),
        ("{step: aggregate, default: {missing_threshold: 2}}", "default.missing_threshold"),
        ("{step: denominate, scale: {firms: 0}}", "scale.firms"),
    ],
)
def test_a_value_of_the_method_beyond_its_range_is_named(stage: str, field: str) -> None:
    (found,) = _findings(method_yaml=f"stages:\n  - {stage}\n", assumptions_yaml="seed: 1\n")
    assert found[:3] == ("method.yaml", 2, "FIELD_LIMIT")
    assert found[3]["field"] == f"stages.0.{field}"


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        ("{step: weights, method: budget}", "no points for group 'ACCESS'"),
        ("{step: weights, method: budget, parameters: {points: [[1, 2]]}}", "one column per child"),
        ("{step: weights, sets: {s: {ACCESS: 0, USE: 0}}, set: s}", "weights of 'INDEX'"),
    ],
)
def test_weights_that_cannot_be_had_are_refused_at_the_line_of_their_stage(stage: str, said: str) -> None:
    found = _findings(method_yaml=f"stages:\n  - {stage}\n", assumptions_yaml="seed: 1\n")
    assert [f[:3] for f in found] == [("method.yaml", 2, "index.refused")]
    assert said in found[0][3]["reason"]


@pytest.mark.parametrize(
    ("stage", "code", "field", "range_"),
    [
        ("default: {method: power}", "FIELD_MISSING", "exponent", ""),
        ("default: {method: power, parameters: {exponent: high}}", "FIELD_TYPE", "exponent", ""),
        ("default: {method: power, parameters: {exponent: 101}}", "FIELD_LIMIT", "exponent", "-100 .. 100"),
        ("default: {method: power, parameters: {exponents: 1}}", "FIELD_UNKNOWN", "exponents", ""),
        ("default: {method: owa, parameters: {attitude: 0}}", "FIELD_LIMIT", "attitude", "0.001 .. 1000"),
        (
            "default: {method: owa, parameters: {positions: [1, -1]}}",
            "FIELD_LIMIT",
            "positions.1",
            "0 .. 1e+09",
        ),
        ("default: {method: copeland, parameters: {scale: percent}}", "FIELD_VALUE", "scale", ""),
        ("default: {method: bod, parameters: {lower: 2}}", "FIELD_LIMIT", "lower", "0 .. 1"),
    ],
)
def test_a_parameter_of_a_method_that_does_not_fit_is_told_with_its_range(
    stage: str, code: str, field: str, range_: str
) -> None:
    found = _findings(
        method_yaml=f"stages:\n  - step: aggregate\n    {stage}\n", assumptions_yaml="seed: 1\n"
    )
    wanted = ("method.yaml", 3, code, f"stages.0.default.parameters.{field}")
    assert wanted in [(*f[:3], f[3]["field"]) for f in found]
    assert range_ in [f[3].get("range", "") for f in found]


def test_a_parameter_of_the_weights_of_a_group_is_told_with_its_place() -> None:
    stage = "{step: weights, groups: {USE: {method: pca, parameters: {rule: second}}}}"
    (found,) = _findings(method_yaml=f"stages:\n  - {stage}\n", assumptions_yaml="seed: 1\n")
    assert found[:3] == ("method.yaml", 2, "FIELD_VALUE")
    assert found[3]["field"] == "stages.0.groups.USE.parameters.rule"


def test_a_value_that_an_alternative_gives_to_a_stage_is_told_with_its_range_and_line() -> None:
    text = """assumptions:
  - name: a
    stage: impute by region
    kind: alternatives
    alternatives:
      - {name: x, parameters: {neighbours: 10001}}
      - {name: y, parameters: {method: mean}}
  - name: b
    stage: aggregate
    kind: alternatives
    alternatives:
      - {name: x, parameters: {default: {method: power, parameters: {exponent: 101}}}}
      - {name: y, parameters: {default: {method: geometric}}}
"""
    given = {path.name: path.read_text("utf-8") for path in SMALL.glob("method.yaml")}
    faults = _findings(
        assumptions_yaml=text, method_yaml=given["method.yaml"].replace("step: impute", "step: impute", 1)
    )
    found = [(*f[:3], f[3].get("field", f[3]), f[3].get("range")) for f in faults]
    assert found == [
        (
            "assumptions.yaml",
            6,
            "FIELD_LIMIT",
            "assumptions.0.alternatives.0.parameters.neighbours",
            "1 .. 10000",
        ),
        (
            "assumptions.yaml",
            12,
            "FIELD_LIMIT",
            "assumptions.1.alternatives.0.parameters.default.parameters.exponent",
            "-100 .. 100",
        ),
    ]


def test_a_base_that_ends_before_it_begins_is_told_at_its_line() -> None:
    (found,) = _findings(method_yaml="title: x\nbase: 2024-2021\n", assumptions_yaml="seed: 1\n")
    assert found == ("method.yaml", 2, "DATES_ORDER", {"first": "2024", "last": "2021"})


def test_rows_of_experts_and_targets_for_what_is_not_there_are_refused_by_name() -> None:
    budget = "{step: weights, method: equal, groups: {USE: {method: budget, parameters: {points: {USE: [[1, 2, 3]], Z: []}}}}}"
    targets = "{step: weights, method: balanced, parameters: {targets: {Z: 1}}}"
    for stage, code in ((budget, "index.unknown_group"), (targets, "index.unknown_code")):
        found = _findings(method_yaml=f"stages:\n  - {stage}\n", assumptions_yaml="seed: 1\n")
        assert [(f[2], f[3]["code"]) for f in found] == [(code, "Z")]


@pytest.mark.parametrize(
    ("cell", "code"),
    [("-1", "WEIGHT_NEGATIVE"), ("nan", "CSV_NUMBER"), ("inf", "CSV_NUMBER"), ("1e400", "CSV_RANGE")],
)
def test_a_weight_of_the_tree_that_is_negative_or_no_number_is_named_with_its_line(
    cell: str, code: str
) -> None:
    tree = (SMALL / "framework.csv").read_text("utf-8").splitlines()
    column = tree[0].split(",").index("weight")
    cells = tree[4].split(",")
    cells[column] = cell
    tree[4] = ",".join(cells)
    assert [f[:3] for f in _findings(framework_csv="\n".join(tree) + "\n")] == [("framework.csv", 5, code)]


@pytest.mark.parametrize("weight", [-1.0, float("nan"), float("inf")])
def test_a_tree_built_in_python_refuses_such_a_weight_too(weight: float) -> None:
    with pytest.raises(DataFault, match="a: WEIGHT_NEGATIVE"):
        index.framework_of([index.Indicator(code="a", parent="t", weight=weight)], [index.Group(code="t")])


def test_a_level_beyond_50_and_a_tree_deeper_than_50_are_refused() -> None:
    levels = "code,parent,level\ntop,,1000000000\na,top,\n"
    found = _findings(framework_csv=levels)
    assert found[0][:3] == ("framework.csv", 2, "index.cell")
    chain = ["code,parent", "g0,", *(f"g{n},g{n - 1}" for n in range(1, 2000)), "a,g1999"]
    codes = {f[2] for f in _findings(framework_csv="\n".join(chain) + "\n")}
    assert codes == {"index.framework_deep"}


def test_two_thousand_levels_in_yaml_are_refused_too() -> None:
    nested = "".join(f"{'  ' * n}- code: g{n}\n{'  ' * n}  children:\n" for n in range(1, 40))
    found = _findings(framework_csv="", framework_yaml=f"code: g0\nchildren:\n{nested}")
    assert "FILE_TWICE" in {f[2] for f in found}
    files = {"framework.yaml": f"code: g0\nchildren:\n{nested}".encode()}
    assert index.parse(files)[1][0].code == "YAML_DEPTH"


def test_data_of_a_unit_and_a_period_a_row_that_would_fill_the_memory_are_refused() -> None:
    rows = [f"u{n},{n},broadband,1" for n in range(5000)]
    found = _findings(data_csv="\n".join(["unit,time,indicator,value", *rows]) + "\n")
    places = next(f[3] for f in found if f[2] == "index.too_large")
    assert (places["periods"], places["units"], places["most"]) == ("5000", "5000", "100000000")


@pytest.mark.parametrize(
    ("assumption", "code"),
    [
        ("{name: x, stage: scaling, kind: perturb}", "index.assumption_stage"),
        ("{name: x, stage: normalise, kind: perturb}", "index.assumption_kind"),
        ("{name: x, stage: weights, kind: noise, relative: {'*': 0.1}}", "index.assumption_kind"),
        ("{name: x, stage: inputs, kind: noise}", "index.assumption_noise"),
        ("{name: x, stage: inputs, kind: noise, relative: {speed: 0.1}}", "index.assumption_code"),
        ("{name: x, stage: weights, kind: perturb, codes: [speed]}", "index.assumption_code"),
        ("{name: x, stage: weights, kind: dirichlet, codes: [price]}", "index.assumption_groups"),
        ("{name: x, stage: framework, kind: omit, codes: [INDEX]}", "index.assumption_top"),
        ("{name: x, stage: impute in time, kind: draws}", "index.assumption_draws"),
        (
            "{name: x, stage: treat, kind: alternatives, alternatives: [{name: a}, {name: b}]}",
            "index.assumption_same",
        ),
    ],
)
def test_an_assumption_that_does_not_fit_is_a_finding_at_its_line(assumption: str, code: str) -> None:
    (found,) = _findings(assumptions_yaml=f"assumptions:\n  - {assumption}\n")
    assert found[:3] == ("assumptions.yaml", 2, code)
    assert found[3]["assumption"] == "x"


def test_an_alternative_that_no_data_fit_is_a_finding_and_two_assumptions_need_two_names() -> None:
    posts = "{name: posts, parameters: {default: {method: distance_to_reference, reference: U99}}}"
    given = (
        f"{{name: x, stage: normalise, kind: alternatives, alternatives: [{{name: as declared}}, {posts}]}}"
    )
    (found,) = _findings(assumptions_yaml=f"assumptions:\n  - {given}\n")
    assert (found[1], found[2]) == (2, "index.assumption_refused")
    assert "posts: " in found[3]["reason"]
    assert "U99" in found[3]["reason"]
    twice = "  - {name: x, stage: weights, kind: perturb}\n"
    assert [f[:3] for f in _findings(assumptions_yaml=f"assumptions:\n{twice}{twice}")] == [
        ("assumptions.yaml", 3, "index.assumption_twice")
    ]


def _varied(units: int, **more: int) -> tuple[index.IndexSpec, index.Panel]:
    tree = index.framework_of([index.Indicator(code=c, parent="t") for c in "ab"], [index.Group(code="t")])
    weights = index.Assumption(name="w", stage="weights", kind="perturb")
    spec = index.IndexSpec(
        framework=tree,
        assumptions=index.Assumptions(assumptions=(weights,), **more),  # type: ignore[arg-type]
    )
    values = np.random.default_rng(1).random((units, 2))
    return spec, index.Panel(values, tuple(f"u{n:04d}" for n in range(units)), ("a", "b"))


def test_models_that_would_fill_the_memory_are_refused_with_the_number_that_is_allowed() -> None:
    with pytest.raises(DataFault, match=r"more than 1000000000 scores .*at most 833333 models"):
        index.analyse(*_varied(1200, replicates=1_000_000), mode="sample_only")
    with pytest.raises(DataFault, match=r"3e\+06 models x 400 unit-periods"):
        index.analyse(*_varied(400, replicates=1_000_000), mode="sample")


def test_too_many_combinations_to_enumerate_are_refused_before_they_are_listed() -> None:
    spec, panel = _varied(12)
    many = tuple(
        index.Assumption(
            name=f"a{n}",
            stage="aggregate",
            kind="alternatives",
            alternatives=(
                index.Alternative(name="mean"),
                index.Alternative(name="owa", parameters={"default": {"method": "owa"}}),
            ),
        )
        for n in range(40)
    )
    declared = index.Assumptions(assumptions=many)
    with pytest.raises(DataFault, match="more than 1000000000 scores"):
        index.analyse(spec.with_assumptions(declared), panel, mode="enumerate")


def test_a_number_that_is_not_finite_is_refused_by_unit_and_indicator() -> None:
    spec, panel = _varied(12)
    values = panel.values.copy()
    values[3, 1] = np.inf
    for compute in (index.build, index.analyse):
        with pytest.raises(DataFault, match="u0003 b is not a finite number"):
            compute(spec, panel.with_values(values))


def test_an_analysis_without_assumptions_or_of_what_is_no_group_is_refused() -> None:
    spec, panel = _varied(12)
    with pytest.raises(ProgrammeFault, match="no assumptions are declared"):
        index.analyse(spec.with_assumptions(None), panel)
    with pytest.raises(NotFound, match="no group 'a'"):
        index.analyse(spec, panel, target="a")


def test_clusters_of_more_than_5000_units_are_refused() -> None:
    with pytest.raises(DataFault, match="at most 5000"):
        index.arrays.clusters(np.zeros((5001, 2)))
