from __future__ import annotations

import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from xinxiao import index
from xinxiao.errors import NotFound, ProgrammeFault
from xinxiao.texts import catalogue

SMALL = Path(__file__).resolve().parents[2] / "data" / "index-small"


def _files(**changes: str) -> dict[str, bytes]:
    files = {path.name: path.read_bytes() for path in SMALL.iterdir() if path.suffix in (".csv", ".yaml")}
    return files | {name.replace("_", "."): text.encode() for name, text in changes.items()}


def _faults(**changes: str) -> list[tuple[str, int, str]]:
    parsed, found = index.parse(_files(**changes))
    assert parsed is None
    return [(f.file, f.line, f.code) for f in found if f.level == "error"]


def test_the_small_folder_is_read_without_a_finding() -> None:
    folder = index.read_folder(SMALL)
    assert folder.panel.values.shape == (3, 12, 6)
    assert folder.panel.unit_groups["region"][0] == "East"
    assert folder.panel.labels["zh"][0] == "单位01"
    assert folder.panel.denominators["population"][0, 0] == 100.0
    assert folder.spec.framework.node("price").direction == -1  # type: ignore[union-attr]
    assert folder.findings == ()


def test_wide_and_long_data_give_the_same_panel() -> None:
    folder = index.read_folder(SMALL)
    codes = (*folder.panel.indicators, "population")
    rows = ["unit,time," + ",".join(codes)]
    for t, time in enumerate(folder.panel.times):
        for n, unit in enumerate(folder.panel.units):
            cells = [
                *folder.panel.values[t, n].tolist(),
                float(folder.panel.denominators["population"][t, n]),
            ]
            rows.append(f"{unit},{time}," + ",".join("" if x != x else repr(x) for x in cells))
    again, found = index.parse(_files(data_csv="\n".join(rows) + "\n"))
    assert again is not None
    assert again.panel.values.tobytes() == folder.panel.values.tobytes()
    assert found == ()


def test_faults_of_the_tree_name_the_line_of_each_code() -> None:
    tree = "code,parent,weight,direction\ntop,,1,\np,top,heavy,\na,p,1,2\na,p,1,1\nb,q,1,1\n c,p,1,1\n"
    assert _faults(framework_csv=tree) == [
        ("framework.csv", 3, "CSV_NUMBER"),
        ("framework.csv", 4, "index.cell"),
        ("framework.csv", 5, "index.framework_duplicate"),
        ("framework.csv", 6, "index.framework_parent_unknown"),
        ("framework.csv", 7, "index.code_form"),
    ]


def test_a_yaml_tree_reads_like_the_csv_one() -> None:
    files = _files()
    del files["framework.csv"]
    files["framework.yaml"] = b"""code: INDEX
aggregation: {method: geometric}
children:
  - code: ACCESS
    weight: 2
    children: [{code: broadband}, {code: mobile}, {code: price, direction: -1, lower: 0, upper: 6}]
  - code: USE
    children: [{code: firms, denominator: population}, {code: retail}, {code: skills}]
"""
    folder, found = index.parse(files)
    assert [f.line_text("en") for f in found] == []
    assert folder is not None
    assert folder.spec.framework.codes[-3:] == ("ACCESS", "USE", "INDEX")
    assert folder.spec.framework.groups[-1].aggregation == index.AggregationSpec(method="geometric")


def test_a_text_where_a_number_should_be_and_a_second_value_name_their_lines() -> None:
    data = (SMALL / "data.csv").read_text("utf-8").replace("U01,2021,mobile,55.91", "U01,2021,mobile,n.a.")
    faults = _faults(data_csv=data + "U01,2021,broadband,3\n")
    assert faults == [("data.csv", 3, "CSV_NUMBER"), ("data.csv", 254, "index.row_repeated")]


def test_an_indicator_without_data_is_named_at_its_line_of_the_framework() -> None:
    data = "\n".join(
        line for line in (SMALL / "data.csv").read_text("utf-8").splitlines() if "skills" not in line
    )
    assert _faults(data_csv=data) == [("framework.csv", 10, "index.no_data")]


def test_every_fault_of_the_method_is_reported_at_once_with_its_line() -> None:
    method = """stages:
  - {step: denominate}
  - step: impute
    method: guess
  - step: normalise
    rang: [0, 100]
    default: {method: minmax, sd: wide}
  - step: weights
  - step: aggregate
    groups: {TOP: {method: arithmetic}}
"""
    faults = _faults(method_yaml=method)
    assert faults == [
        ("method.yaml", 4, "FIELD_VALUE"),
        ("method.yaml", 6, "FIELD_UNKNOWN"),
        ("method.yaml", 7, "FIELD_TYPE"),
    ]
    sound = method.replace("guess", "mean").replace("rang:", "range:").replace("sd: wide", "sd: 1")
    assert _faults(method_yaml=sound) == [("method.yaml", 9, "index.unknown_group")]
    told = sound.replace("sd: 1", "sd: 2").replace("  - {step: denominate}\n", "")
    assert _faults(method_yaml=told) == [
        ("method.yaml", 0, "index.denominator_unread"),
        ("method.yaml", 4, "index.without_effect"),
        ("method.yaml", 8, "index.unknown_group"),
    ]


def test_a_broken_yaml_is_reported_by_line() -> None:
    assert _faults(method_yaml="stages:\n  - step: impute\n   bad: [\n")[0][2] == "YAML_SYNTAX"


def test_assumptions_must_name_a_stage_and_fit_it() -> None:
    text = """assumptions:
  - {name: a, stage: scaling, kind: perturb}
  - name: b
    stage: normalise
    kind: alternatives
    alternatives: [{name: x, parameters: {default: {method: none}}, probability: 0.5}, {name: y, parameters: {colour: red}}]
  - {name: c, stage: aggregate, kind: alternatives}
"""
    assert _faults(assumptions_yaml=text) == [
        ("assumptions.yaml", 2, "index.assumption_stage"),
        ("assumptions.yaml", 3, "index.assumption_probabilities"),
        ("assumptions.yaml", 6, "FIELD_UNKNOWN"),
        ("assumptions.yaml", 7, "index.assumption_alternatives"),
    ]


def test_a_folder_with_faults_raises_all_of_them_as_file_line_code_message(tmp_path: Path) -> None:
    (tmp_path / "framework.csv").write_text("code,parent\ntop,\na,top\nb,nowhere\n", encoding="utf-8")
    with pytest.raises(
        ProgrammeFault, match=r"framework\.csv:4: error: index\.framework_parent_unknown: parent nowhere of b"
    ):
        index.read_folder(tmp_path)
    with pytest.raises(NotFound):
        index.read_folder(tmp_path / "absent")


def test_the_json_schemas_accept_the_small_folder_and_refuse_a_wrong_step() -> None:
    schemas = index.json_schemas()
    for name in ("method.yaml", "assumptions.yaml"):
        document = yaml.safe_load((SMALL / name).read_text("utf-8"))
        jsonschema.Draft202012Validator.check_schema(schemas[name])
        jsonschema.validate(document, schemas[name])
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"stages": [{"step": "bake"}]}, schemas["method.yaml"])


def test_every_finding_code_in_the_source_has_a_text_in_both_languages() -> None:
    source = Path(index.__file__).parent
    codes = {
        m for path in source.rglob("*.py") for m in re.findall(r'"(index\.[a-z_]+)"', path.read_text("utf-8"))
    }
    assert len(codes) > 25
    for language in ("zh", "en"):
        held = catalogue(language)
        assert [code for code in sorted(codes) if f"findings.{code}" not in held] == []


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("P,T,,,,,", []),
        ("P,T,1,,,,", []),
        ("P,T,-1,,,,", [(3, "index.group_field", "direction")]),
        ("P,T,,1,2,,", [(3, "index.group_field", "lower, upper")]),
        ("P,T,-1,,,9,people", [(3, "index.group_field", "direction, denominator, target")]),
        ("P,T,-1.9,,,,", [(3, "index.cell", "1 / -1")]),
    ],
)
def test_what_only_an_indicator_has_is_refused_for_a_group(row: str, told: list[object]) -> None:
    tree = f"code,parent,direction,lower,upper,target,denominator\nT,,,,,,\n{row}\na,P,,,,,\n"
    _, found = index.parse({"framework.csv": tree.encode(), "data.csv": b"unit,a\nU,1\nV,2\n"})
    seen = [(f.line, f.code, dict(f.places).get("fields") or dict(f.places)["reason"]) for f in found]
    assert seen == told


def test_a_nested_tree_refuses_the_same_and_an_aggregation_of_an_indicator() -> None:
    tree = """code: T
direction: -1
children:
  - code: a
    aggregation: {method: geometric}
"""
    _, found = index.parse({"framework.yaml": tree.encode(), "data.csv": b"unit,a\nU,1\nV,2\n"})
    assert [(f.line, f.code) for f in found if f.level == "error"] == [
        (1, "index.group_field"),
        (4, "index.indicator_aggregation"),
    ]
