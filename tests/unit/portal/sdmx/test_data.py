"""Data through the portal: the same question in both dialects and every form, and what is said of bad ones."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import httpx
import pytest

from xinxiao.entry.portal.sdmx.forms import DATA

Get = Callable[..., httpx.Response]
FLOW = "/sdmx/v2/data/dataflow/EXAMPLE_CITY/RD_INDICATORS/1.0.0"
FIGURES = "/sdmx/v2/data/dataflow/EXAMPLE_CITY/RD_FIGURES"
CSV = "application/vnd.sdmx.data+csv;version=2.0.0"


def rows(get: Get, path: str, accept: str = CSV) -> list[dict[str, str]]:
    answer = get(path, accept=accept)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text)))


def values(get: Get, path: str) -> list[tuple[str, str]]:
    return [(row["TIME_PERIOD"], row["OBS_VALUE"]) for row in rows(get, path)]


def test_a_key_gives_the_observations_of_its_series(get: Get) -> None:
    found = values(get, f"{FLOW}/A.990001.LENT_PC.PUBLIC_LIBRARIES")
    assert found == [("2021", "1.1"), ("2022", "1.298"), ("2023", "1.496"), ("2024", "1.694")]
    assert values(get, f"{FLOW}/A.990001.LENT_PC") == found
    assert values(get, f"{FLOW}/*.990001.LENT_PC.*") == found


def test_both_dialects_and_all_forms_give_the_same_values(get: Get) -> None:
    for form in DATA:
        new = get(f"{FLOW}/A.990001.LENT_PC?c[TIME_PERIOD]=ge:2023", accept=form)
        old = get("/sdmx/v1/data/EXAMPLE_CITY,RD_INDICATORS/A.990001.LENT_PC.?startPeriod=2023", accept=form)
        for answer in (new, old):
            assert answer.status_code == 200
            assert answer.headers["content-type"] == form
            assert [v in answer.text for v in ("1.298", "1.496", "1.694")] == [False, True, True]
        assert new.content == old.content.replace(b"/v1/", b"/v2/") or "csv" in form


def test_a_client_that_says_nothing_gets_json_in_2_and_ml_of_2_1_in_1(get: Get) -> None:
    assert get(FLOW).headers["content-type"] == "application/vnd.sdmx.data+json;version=2.0.0"
    assert get("/sdmx/v1/data/RD_INDICATORS").headers["content-type"] == (
        "application/vnd.sdmx.genericdata+xml;version=2.1"
    )


def test_conditions_are_met_together_and_alternatives_are_enough(get: Get) -> None:
    path = (
        f"{FLOW}?c[INDICATOR]=LENT_PC,READER_SHARE&c[REF_AREA]=990001&c[TIME_PERIOD]=ge:2021+lt:2022,eq:2024"
    )
    found = [(row["INDICATOR"], row["TIME_PERIOD"]) for row in rows(get, path)]
    assert found == [
        ("LENT_PC", "2021"),
        ("LENT_PC", "2024"),
        ("READER_SHARE", "2021"),
        ("READER_SHARE", "2024"),
    ]
    assert values(get, f"{FLOW}/A.990001.LENT_PC?c[OBS_VALUE]=gt:1.298+le:1.694") == [
        ("2023", "1.496"),
        ("2024", "1.694"),
    ]
    assert rows(get, f"{FLOW}?c[FORMULA]=co:READERS&c[REF_AREA]=ne:990000")[0]["INDICATOR"] == "READER_SHARE"


def test_a_plus_may_be_written_as_it_is_or_by_its_number(get: Get) -> None:
    plain = values(get, f"{FLOW}/A.990001.LENT_PC?c[TIME_PERIOD]=ge:2022+le:2023")
    assert plain == values(get, f"{FLOW}/A.990001.LENT_PC?c%5BTIME_PERIOD%5D=ge:2022%2Ble:2023")
    assert plain == [("2022", "1.298"), ("2023", "1.496")]


def test_first_and_last_are_of_each_series(get: Get) -> None:
    assert values(get, f"{FLOW}/A.990001.LENT_PC?lastNObservations=1") == [("2024", "1.694")]
    assert values(get, f"{FLOW}/A.990001.LENT_PC?firstNObservations=1&lastNObservations=1") == [
        ("2021", "1.1"),
        ("2024", "1.694"),
    ]
    assert len(rows(get, f"{FLOW}?lastNObservations=1")) == 53


def test_rows_are_sorted_and_paged(get: Get) -> None:
    path = f"{FLOW}/A.990001.LENT_PC"
    assert values(get, f"{path}?sort=TIME_PERIOD:desc&limit=2") == [("2024", "1.694"), ("2023", "1.496")]
    assert values(get, f"{path}?sort=OBS_VALUE:desc&limit=1&offset=1") == [("2023", "1.496")]
    assert values(get, f"{path}?offset=3") == [("2024", "1.694")]
    assert get(f"{path}?offset=4", accept=CSV).status_code == 204
    by_area = rows(get, f"{FLOW}?sort=REF_AREA:desc+TIME_PERIOD&limit=3")
    assert [(row["REF_AREA"], row["TIME_PERIOD"]) for row in by_area] == [("990005", "2021")] * 3


def test_a_page_may_begin_in_one_dataflow_and_end_in_the_next(get: Get) -> None:
    found = rows(get, "/sdmx/v2/data/dataflow/*/*/*?offset=115&limit=3&attributes=none")
    assert [row["STRUCTURE_ID"].partition("(")[0] for row in found] == [
        "EXAMPLE_CITY:RD_FIGURES",
        "EXAMPLE_CITY:RD_INDICATORS",
        "EXAMPLE_CITY:RD_INDICATORS",
    ]
    assert [row["VINTAGE"] for row in found] == ["2025-03-31", "", ""]


def test_a_condition_is_put_to_the_dataflows_that_have_its_component(get: Get) -> None:
    found = rows(get, "/sdmx/v2/data?c[VINTAGE]=ge:2025&attributes=none")
    assert {row["STRUCTURE_ID"] for row in found} == {"EXAMPLE_CITY:RD_FIGURES(1.0.0)"}
    assert len(found) == 29


def test_columns_are_chosen_and_series_come_without_observations(get: Get) -> None:
    path = f"{FLOW}/A.990001.LENT_PC"
    head = ["STRUCTURE", "STRUCTURE_ID", "ACTION", "FREQ", "REF_AREA", "INDICATOR", "SCOPE"]
    assert list(rows(get, f"{path}?attributes=UNIT_MEASURE&limit=1")[0]) == [
        *head,
        "TIME_PERIOD",
        "OBS_VALUE",
        "UNIT_MEASURE",
    ]
    series = rows(get, f"{path}?attributes=none&measures=none")
    assert [list(row) for row in series] == [head]
    old = get("/sdmx/v1/data/RD_INDICATORS/A.990001..?detail=serieskeysonly")
    assert b"Obs" not in old.content.replace(b"dimensionAtObservation", b"")


def test_the_labels_and_keys_of_csv_are_parameters_of_its_media_type(get: Get) -> None:
    answer = get(
        f"{FLOW}/A.990001.LENT_PC?limit=1", accept=f"{CSV};labels=name;keys=both", accept_language="en"
    )
    assert answer.headers["content-type"] == f"{CSV};labels=name;keys=both"
    (row,) = csv.DictReader(io.StringIO(answer.text))
    assert row["SERIES_KEY"] == "A.990001.LENT_PC.PUBLIC_LIBRARIES"
    assert row["OBS_KEY"] == "A.990001.LENT_PC.PUBLIC_LIBRARIES.2021"
    assert row["Place"] == "County A"
    for wrong in ("labels=all", "keys=some", "timeFormat=normalized"):
        assert get(FLOW, accept=f"{CSV};{wrong}").status_code == 406


def test_the_dimension_at_the_observations_is_as_asked_for(get: Get) -> None:
    json = get(f"{FLOW}/A.990001.LENT_PC?dimensionAtObservation=REF_AREA").json()
    (structure,) = json["data"]["structures"]
    assert [d["id"] for d in structure["dimensions"]["observation"]] == ["REF_AREA"]
    flat = get(f"{FLOW}/A.990001.LENT_PC?dimensionAtObservation=AllDimensions").json()
    assert flat["data"]["structures"][0]["dimensions"]["series"] == []


def test_a_moment_before_the_first_release_has_no_data_and_now_has_all(get: Get) -> None:
    assert get(f"{FIGURES}?asOf=2020-01-01T00:00:00Z").status_code == 204
    assert len(rows(get, f"{FIGURES}?asOf=2099-01-01T00:00:00Z")) == 116
    assert len(rows(get, f"{FIGURES}?updatedAfter=2020-01-01T00:00:00%2B08:00")) == 116
    assert get(f"{FIGURES}?updatedAfter=2099-01-01T00:00:00Z").status_code == 204


def test_the_history_of_one_release_is_one_data_set_with_its_beginning(get: Get) -> None:
    (only,) = get(f"{FIGURES}?includeHistory=true").json()["data"]["dataSets"]
    assert only["action"] == "Replace"
    assert only["validFrom"]
    assert "validTo" not in only


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/A.990001.LENT_PC?limit=0", 400),
        ("?offset=-1", 400),
        ("?firstNObservations=x", 400),
        ("?sort=NOPE", 422),
        ("?sort=A,B", 400),
        ("?sort=OBS_VALUE&dimensionAtObservation=TIME_PERIOD", 422),
        ("?dimensionAtObservation=NOPE", 422),
        ("?dimensionAtObservation=1X", 400),
        ("?attributes=NOPE", 422),
        ("?measures=UNIT_MEASURE", 422),
        ("?includeHistory=maybe", 400),
        ("?includeHistory=true&asOf=2020-01-01T00:00:00Z", 422),
        ("?asOf=2020-01-01T00:00:00Z&updatedAfter=2021-01-01T00:00:00Z", 422),
        ("?asOf=2020-01-01", 400),
        ("?startPeriod=2020", 400),
        ("?detail=full", 400),
        ("?c[OBS_VALUE]=ge:1e400", 422),
        ("?c[TIME_PERIOD]=ge:%00", 400),
        ("?c[INDICATOR]=%FF", 400),
        ("/" + ",".join(["A"] * 500), 200),
    ],
)
def test_a_bad_question_gets_the_status_of_the_specification(get: Get, path: str, status: int) -> None:
    answer = get(f"{FLOW}{path}")
    assert answer.status_code == status
    if status != 200:
        assert answer.json()["errors"][0]["title"]


def test_an_address_below_that_there_is_not_is_404_in_the_same_shape(get: Get) -> None:
    answer = get("/sdmx/v2/nothing")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (404, 100)
    assert get("/sdmx/v1/nothing").headers["content-type"] == "application/xml"


def test_nobody_is_told_of_a_provider_or_a_flow_there_is_not(get: Get) -> None:
    assert get("/sdmx/v1/data/RD_INDICATORS/all/NOBODY").status_code == 404
    assert get("/sdmx/v1/data/RD_INDICATORS/all/EXAMPLE_CITY").status_code == 200
    assert get("/sdmx/v1/data/NOPE").status_code == 404
    assert get("/sdmx/v1/data/RD_INDICATORS/A.990001.LENT_PC.?endPeriod=1999").status_code == 404


@pytest.mark.parametrize(
    "place",
    [
        "EXAMPLE_CITY,",
        ",RD_INDICATORS",
        "EXAMPLE_CITY,,1.0.0",
        "A!,RD_INDICATORS",
        "EXAMPLE_CITY,RD%20INDICATORS",
        "EXAMPLE_CITY,RD_INDICATORS,1.0.0,X",
        "RD_INDICATORS/all/,EXAMPLE_CITY",
        "RD_INDICATORS/all/EXAMPLE_CITY,",
        "RD_INDICATORS/all/A!,EXAMPLE_CITY",
        "RD_INDICATORS/all/A,B,C",
    ],
)
def test_a_flow_or_provider_of_1_5_that_cannot_be_is_no_flow_at_all_and_never_any(
    get: Get, place: str
) -> None:
    assert get(f"/sdmx/v1/data/{place}").status_code == 400


def test_agencies_and_providers_of_1_5_are_joined_by_plus(get: Get) -> None:
    assert get("/sdmx/v1/data/NOBODY+EXAMPLE_CITY,RD_INDICATORS").status_code == 200
    assert get("/sdmx/v1/data/RD_INDICATORS/all/NOBODY+EXAMPLE_CITY,EXAMPLE_CITY").status_code == 200
    assert get("/sdmx/v1/data/NOBODY,RD_INDICATORS").status_code == 404
