"""What checks find in what a programme declares and holds of numbers of cases."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.counted import aggregates, programme
from tests.nouns import POLICY, files_of
from xinxiao.files.yaml import write_yaml
from xinxiao.programme.load import load, load_bytes

FILE = "oversight/aggregates.yaml"
HEAD = (
    "FREQ,REF_AREA,WORKFLOW,RESULT,INDICATOR,SCOPE,TIME_PERIOD,VINTAGE,OBS_VALUE,UNIT_MEASURE,OBS_STATUS,"
    "CONF_STATUS,GRADE,SOURCE,AS_OF_EVENT,AS_OF_HASH,SYNTHETIC,COMMENT"
)
ROW = "M,990001,PERMIT,_T,OPENED,PERMITS,2025-03,2025-04-01,5,ITEMS,A,F,A,S_INVENTED,9,abc,Y,"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """The files of a programme that counts cases, without a fault."""
    place = programme(Path(tmp_path_factory.mktemp("counted")) / "programme")
    made = files_of(place)
    assert not [found for found in load(place).findings if found.level == "error"]
    return made


def codes(files: Mapping[str, bytes], path: str, content: bytes) -> list[str]:
    found = load_bytes({**files, path: content}).findings
    return sorted(item.code for item in found if item.level == "error" and item.file == path)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"workflow": "PERMITS"}, ["oversight.workflow"]),
        ({"scope": "PERMIT"}, ["SCOPE_UNKNOWN"]),
        ({"levels": ["nation", "village"]}, ["aggregate.level"]),
        ({"levels": ["province", "nation"]}, ["aggregate.order"]),
        ({"levels": ["nation", "nation"]}, ["aggregate.twice"]),
        ({"days_of": None}, ["aggregate.days"]),
        ({"days_of": "ANSWERS"}, ["oversight.clock"]),
        ({"clocks": ["ANSWER", "ANSWERS"]}, ["oversight.clock"]),
        ({"publications": ["RESULTS"]}, ["oversight.publication"]),
        ({"counts": ["opened", "opened"], "days_of": None}, ["aggregate.twice"]),
        (
            {"classes": [{"code": "YES", "any_of": [{"field": "OUTCOMES", "is": ["YES"]}]}]},
            ["oversight.field"],
        ),
        ({"classes": [{"code": "YES", "any_of": [{"field": "OUTCOME", "is": ["YEA"]}]}]}, ["oversight.code"]),
        ({"classes": [{"code": "YES", "any_of": [{"field": "CONTACT", "is": ["Y"]}]}]}, ["aggregate.field"]),
        ({"classes": [{"code": "YES", "any_of": [{"field": "FEE", "is": ["1"]}]}]}, ["aggregate.field"]),
    ],
)
def test_what_is_named_and_not_there_is_told(
    files: Mapping[str, bytes], changes: dict[str, Any], code: list[str]
) -> None:
    said = aggregates(**changes)
    one = {name: value for name, value in said["workflows"][0].items() if value is not None}
    assert codes(files, FILE, write_yaml({**said, "workflows": [one]})) == code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"area": "990009"}, ["AREA_UNKNOWN"]),
        (
            {"measures": [{"counts": "opened", "indicator": "OPENINGS"}]},
            ["INDICATOR_UNKNOWN", *["aggregate.count"] * 7],
        ),
        ({"by": ["statistician"]}, ["FIELD_VALUE"]),
        ({"by": []}, ["FIELD_COUNT"]),
        ({"why": "x"}, ["FIELD_UNKNOWN"]),
    ],
)
def test_who_and_of_what_area_and_which_indicators(
    files: Mapping[str, bytes], changes: dict[str, Any], code: list[str]
) -> None:
    assert codes(files, FILE, write_yaml(aggregates() | changes)) == code


def test_a_workflow_that_is_counted_twice_is_told(files: Mapping[str, bytes]) -> None:
    said = aggregates()
    twice = said | {"workflows": said["workflows"] * 2}
    assert codes(files, FILE, write_yaml(twice)) == ["aggregate.twice"] * 2


def test_numbers_without_a_dataflow_are_told(files: Mapping[str, bytes]) -> None:
    flows = files["dataflows.yaml"].replace(b"step: cases", b"step: reported")
    found = load_bytes({**files, "dataflows.yaml": flows}).findings
    assert "aggregate.flow" in {item.code for item in found if item.file == FILE}


def test_a_row_is_sound_and_what_may_not_stand_there_is_told(files: Mapping[str, bytes]) -> None:
    path = "cases/2025-03.csv"

    def of(row: str) -> list[str]:
        return codes(files, path, f"{HEAD}\n{row}\n".encode())

    assert of(ROW) == []
    assert of(ROW.replace(",5,ITEMS,A,F,", ",,ITEMS,Q,C,")) == []
    assert of(ROW.replace(",A,F,", ",Q,C,")) == ["aggregate.told"]
    assert of(ROW.replace("990001", "990009")) == ["AREA_UNKNOWN"]
    assert of(ROW.replace("OPENED", "OPENING")) == ["INDICATOR_UNKNOWN"]
    real = files["programme.yaml"].replace(b"synthetic: true", b"synthetic: false")
    assert codes({**files, "programme.yaml": real}, path, f"{HEAD}\n{ROW}\n".encode()) == [
        "aggregate.synthetic"
    ]


def test_what_is_shipped_counts_without_a_fault() -> None:
    found = load_bytes(files_of(POLICY)).findings
    assert not [item for item in found if item.file == FILE]


def test_codes_of_what_is_shipped_are_those_of_its_lists() -> None:
    files = files_of(POLICY)
    said = files[FILE].replace(b"code: ANNUAL_PLANS", b"code: PLANS").replace(b"code: A9", b"code: A10")
    found = [item for item in load_bytes({**files, FILE: said}).findings if item.file == FILE]
    assert [(item.code, dict(item.places)["column"], dict(item.places)["value"]) for item in found] == [
        ("CODE_UNKNOWN", "RESULT", "A10"),
        ("CODE_UNKNOWN", "WORKFLOW", "PLANS"),
    ]
