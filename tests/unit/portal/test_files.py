"""Files at stable addresses: forms, filters, parts, copies, manifests."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from xinxiao.bootstrap import App
from xinxiao.entry.portal.app import create
from xinxiao.entry.portal.figure_table import as_csv


def rows(answer: Any) -> list[dict[str, str]]:
    """The lines of a CSV."""
    return list(csv.DictReader(io.StringIO(answer.text)))


@pytest.mark.parametrize("form", ["csv", "json", "parquet", "xlsx"])
def test_every_dataflow_comes_in_four_forms(get: Any, form: str) -> None:
    assert get(f"/data/IC_TARGETS.{form}").status_code == 200


def test_a_filtered_file_holds_only_the_rows_asked_for(get: Any) -> None:
    assert {r["MEASURE"] for r in rows(get("/data/IC_TARGETS.csv?MEASURE=TARGET"))} == {"TARGET"}


def test_a_filter_given_twice_means_both_codes_as_one_with_a_comma_does(get: Any) -> None:
    twice = get("/data/IC_INDEX.csv?TIME_PERIOD=2023&TIME_PERIOD=2024")
    assert {r["TIME_PERIOD"] for r in rows(twice)} == {"2023", "2024"}
    assert get("/data/IC_INDEX.csv?TIME_PERIOD=2024,2023").content == twice.content
    assert get("/data/IC_INDEX.csv?TIME_PERIOD=2024,2023").headers["etag"] == twice.headers["etag"]


def test_a_wrong_question_for_data_is_answered_with_a_hint(get: Any) -> None:
    answer = get("/data/IC_TARGETS.csv?NOPE=1", accept_language="en")
    assert answer.status_code == 400
    told = json.loads(answer.text)["error"]
    assert set(told) == {"code", "message", "hint"}
    assert told["code"] == "REQUEST"
    assert "NOPE" in told["message"]
    assert "MEASURE" in told["hint"]
    assert get("/data/IC_NOPE.csv").status_code == 404
    assert get("/data/IC_TARGETS.doc").status_code == 404
    assert get("/data/IC_TARGETS.csv?release=NOPE").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "TIME_PERIOD=1999",
        "TIME_PERIOD=",
        "MEASURE=TARGET,",
        "MEASURE=%00",
        "MEASURE=" + "x" * 5000,
        "release=",
        "release=a&release=b",
        "%ff=1",
        "MEASURE=%ff",
        "&".join(f"A{i}=1" for i in range(200)),
    ],
)
def test_a_filter_that_cannot_be_is_refused_in_the_one_shape_of_errors(get: Any, query: str) -> None:
    answer = get(f"/data/IC_TARGETS.csv?{query}")
    assert answer.status_code == 400
    assert set(json.loads(answer.text)["error"]) == {"code", "message", "hint"}
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_file_can_be_read_in_parts(get: Any) -> None:
    whole = get("/data/IC_INDEX.parquet")
    part = get("/data/IC_INDEX.parquet", range="bytes=0-3")
    assert (part.status_code, part.content) == (206, b"PAR1")
    assert part.headers["content-range"] == f"bytes 0-3/{len(whole.content)}"
    assert get("/data/IC_INDEX.parquet", range="bytes=-4").content == b"PAR1"
    assert get("/data/IC_INDEX.parquet", range="bytes=99999999-").status_code == 416


@pytest.mark.parametrize(
    "header", ["bytes=" + "9" * 5000 + "-", "bytes=x", "lines=1-2", "bytes=5-2", "bytes=0-1,3-4", "bytes=-"]
)
def test_a_range_that_is_none_is_answered_with_the_whole(get: Any, header: str) -> None:
    answer = get("/data/IC_TARGETS.csv", range=header)
    assert (answer.status_code, answer.content) == (200, get("/data/IC_TARGETS.csv").content)


def test_a_part_of_a_file_that_changed_since_is_the_whole_file(get: Any) -> None:
    tag = get("/data/IC_TARGETS.csv").headers["etag"]
    assert get("/data/IC_TARGETS.csv", range="bytes=0-3", if_range=tag).status_code == 206
    assert get("/data/IC_TARGETS.csv", range="bytes=0-3", if_range='"other"').status_code == 200


def test_a_file_read_before_is_not_sent_again_and_head_sends_no_body(get: Any) -> None:
    answer = get("/data/IC_TARGETS.csv")
    again = get("/data/IC_TARGETS.csv", if_none_match=f'"x", W/{answer.headers["etag"]}')
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["x-frame-options"] == "DENY"
    head = get("/data/IC_TARGETS.csv", method="HEAD")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(answer.content))
    assert head.headers["etag"] == answer.headers["etag"]


def test_a_part_of_a_file_made_before_asks_the_engine_nothing(
    house: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.unit.portal.conftest import asker

    asked: list[str] = []
    data = house.data
    monkeypatch.setattr(
        house, "data", lambda flow, *rest, **named: asked.append(flow) or data(flow, *rest, **named)
    )
    get = asker(create(house))
    tag = get("/data/IC_TARGETS.csv").headers["etag"]
    assert asked == ["IC_TARGETS"]
    get("/data/IC_TARGETS.csv", range="bytes=0-9")
    get("/data/IC_TARGETS.csv", method="HEAD")
    assert get("/data/IC_TARGETS.csv", if_none_match=tag).status_code == 304
    assert asked == ["IC_TARGETS"]
    assert asker(create(house))("/data/IC_TARGETS.csv", if_none_match=tag).status_code == 304
    assert asked == ["IC_TARGETS"]


def test_the_manifest_is_handed_out_byte_for_byte(get: Any, house: Any) -> None:
    release = house.release()
    assert get(f"/releases/{release.id}/manifest.json").content == release.manifest
    assert json.loads(get("/releases.json").text)[0]["id"] == release.id


def test_an_explanation_is_a_tree_of_inputs_and_a_bad_key_says_its_form(get: Any) -> None:
    told = json.loads(get("/explain/IC_INDEX/A.990001.READING.SCORE.2024.json").text)
    assert told["root"]["value"] == told["root"]["observation"]["OBS_VALUE"]
    assert len(told["root"]["inputs"]) >= 2
    wrong = get("/explain/IC_INDEX/too.short.json", accept_language="en")
    assert wrong.status_code == 404
    assert "FREQ.REF_AREA.INDICATOR.MEASURE.TIME_PERIOD" in json.loads(wrong.text)["error"]["hint"]


def test_a_text_in_a_sheet_is_never_a_formula_and_a_number_stays_one() -> None:
    shown = as_csv(
        [
            {"A": "=HYPERLINK(1)", "B": -1.5, "C": "+1"},
            {"A": "@x", "B": 2, "C": "-"},
            {"A": "\tx", "B": None, "C": "a=b"},
        ]
    )
    assert shown == b"A,B,C\n'=HYPERLINK(1),-1.5,'+1\n'@x,2,'-\n'\tx,,a=b\n"


def test_a_text_with_commas_quotes_or_line_ends_is_one_cell() -> None:
    held = [{"A": 'x, "y"', "B": "one\ntwo"}, {"A": "a\rb", "B": "c"}]
    assert list(csv.DictReader(io.StringIO(as_csv(held).decode(), newline=""))) == held


def test_a_row_that_lacks_a_column_leaves_its_cell_empty() -> None:
    assert as_csv([{"A": 1}, {"B": 2}]) == b"A,B\n1,\n,2\n"


def test_the_description_for_programs_names_every_file(get: Any) -> None:
    told = json.loads(get("/openapi.json").text)
    assert told["openapi"] == "3.1.0"
    assert sorted(told["paths"]) == [
        "/data/{flow}.{form}",
        "/explain/{flow}/{key}.json",
        "/openapi.json",
        "/releases.json",
        "/releases/{release}/manifest.json",
    ]
    data = told["paths"]["/data/{flow}.{form}"]
    assert [p["name"] for p in data["parameters"]] == ["flow", "form", "COLUMN", "release"]
    assert sorted(set(data) - {"parameters"}) == ["get", "head"]
