"""SDMX REST for structures, as clients ask: addresses, lists and wildcards, forms, languages, and what is wrong."""

from __future__ import annotations

import json
from typing import Any

import pytest
from lxml import etree

from tests.unit.portal.conftest import Get

JSON, ML_3_0, ML_2_1 = (
    "application/vnd.sdmx.structure+json;version=2.0.0",
    "application/vnd.sdmx.structure+xml;version=3.0.0",
    "application/vnd.sdmx.structure+xml;version=2.1",
)
XSD = "application/vnd.sdmx.schema+xml;version=3.0.0"
FLOWS = ["RD_FIGURES", "RD_INDICATORS", "RD_INDEX", "RD_TARGETS", "RD_TASKS"]


def held(answer: Any) -> dict[str, list[str]]:
    """The ids of a message by kind."""
    assert (answer.status_code, answer.headers["content-type"]) == (200, JSON)
    return {key: [one["id"] for one in found] for key, found in json.loads(answer.content)["data"].items()}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("dataflow", {"dataflows": sorted(FLOWS)}),
        ("dataflow/EXAMPLE_CITY", {"dataflows": sorted(FLOWS)}),
        ("dataflow/*/RD_INDEX,RD_TASKS/*", {"dataflows": ["RD_INDEX", "RD_TASKS"]}),
        ("dataflow/EXAMPLE_CITY/RD_INDEX/1.0.0", {"dataflows": ["RD_INDEX"]}),
        ("dataflow/EXAMPLE_CITY/RD_INDEX/+", {"dataflows": ["RD_INDEX"]}),
        ("dataflow/NOBODY,EXAMPLE_CITY/RD_INDEX/1.0+.0", {"dataflows": ["RD_INDEX"]}),
        ("codelist/EXAMPLE_CITY/CL_AREA", {"codelists": ["CL_AREA"]}),
        ("*/EXAMPLE_CITY/RD_INDEX", {"dataStructures": ["RD_INDEX"], "dataflows": ["RD_INDEX"]}),
        ("hierarchy", {"hierarchies": ["H_AREA"]}),
        ("agencyscheme/SDMX", {"agencySchemes": ["AGENCIES"]}),
        ("dataconstraint/*/CR_RD_INDEX", {"dataConstraints": ["CR_RD_INDEX"]}),
        (
            "categoryscheme/*/*/*/GOALS.TASKS?references=categorisation",
            {"categorySchemes": ["CS_PLAN"], "categorisations": ["TASKS_RD_TASKS"]},
        ),
        (
            "dataflow/*/RD_INDEX?references=datastructure,conceptscheme",
            {"conceptSchemes": ["CS_READING"], "dataStructures": ["RD_INDEX"], "dataflows": ["RD_INDEX"]},
        ),
    ],
)
def test_an_address_gets_what_it_names(get: Get, path: str, expected: dict[str, list[str]]) -> None:
    assert held(get(f"/sdmx/v2/structure/{path}")) == expected


def test_without_a_kind_everything_is_asked_for(get: Get) -> None:
    found = held(get("/sdmx/v2/structure"))
    assert (len(found), sum(map(len, found.values()))) == (11, 43)


def test_items_asked_for_stand_alone_and_the_scheme_says_that_it_is_partial(get: Get) -> None:
    answer = get("/sdmx/v2/structure/codelist/*/CL_AREA/~/990001,990002")
    [area] = json.loads(answer.content)["data"]["codelists"]
    assert ([code["id"] for code in area["codes"]], area["isPartial"]) == (["990001", "990002"], True)


def test_stubs_have_no_body_and_say_that_they_are_elsewhere(get: Get) -> None:
    answer = get("/sdmx/v2/structure/codelist/*/CL_AREA?detail=allstubs")
    [area] = json.loads(answer.content)["data"]["codelists"]
    assert area["isExternalReference"] is True
    assert not {"codes", "description", "isPartial"} & set(area)


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", JSON),
        ("*/*", JSON),
        ("application/json", JSON),
        (ML_3_0, ML_3_0),
        (ML_2_1, ML_2_1),
        ("application/xml", ML_3_0),
        (f"text/html;q=0.5, {ML_2_1};q=0.2, {JSON};q=0.1", ML_2_1),
    ],
)
def test_a_client_takes_its_form(get: Get, accept: str, media: str) -> None:
    headers = {"accept": accept} if accept else {}
    answer = get("/sdmx/v2/structure/dataflow", **headers)
    assert (answer.status_code, answer.headers["content-type"]) == (200, media)
    assert answer.headers["vary"] == "accept, accept-encoding, accept-language"


def test_a_copy_that_holds_is_not_sent_again_and_differs_by_language_and_form(get: Get) -> None:
    path = "/sdmx/v2/structure/dataflow"
    zh, en = get(path, accept_language="zh"), get(path, accept_language="en")
    assert zh.headers["etag"] != en.headers["etag"] != get(path, accept=ML_3_0).headers["etag"]
    assert get(path, accept_language="en", if_none_match=en.headers["etag"]).status_code == 304
    names = [json.loads(a.content)["data"]["dataflows"][2]["name"] for a in (zh, en)]
    assert names[0] != names[1]


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("structure/valuelist", 204, ""),
        ("structure/dataflow/NOBODY", 204, ""),
        ("structure/dataflow?asOf=2000-01-01T00:00:00Z", 204, ""),
        ("structure/dataflow/*/RD_INDE", 404, "RD_INDEX"),
        ("structure/dataflow/*/RD_INDEX/9.9.9", 404, "RD_INDEX(1.0.0)"),
        ("structure/codelist/*/CL_AREA/~/NONE", 404, "CL_AREA (NONE)"),
        ("structure/nothing", 400, "artefactType"),
        ("structure/dataflow/*/*/1.x", 400, "1.x"),
        ("structure/dataflow/*/A B", 400, "A B"),
        ("structure/dataflow/*/*/*/ITEM", 400, "itemID"),
        ("structure/dataflow?references=some", 400, "parentsandsiblings"),
        ("structure/dataflow?detail=much", 400, "referencepartial"),
        ("structure/dataflow?asOf=today", 400, "asOf"),
        ("structure/dataflow?odd=1", 400, "odd"),
        ("schema/dataflow/EXAMPLE_CITY/NONE", 404, "NONE"),
        ("schema/metadataflow/EXAMPLE_CITY/RD_INDEX", 404, "RD_INDEX"),
        ("schema/codelist/EXAMPLE_CITY/CL_AREA", 400, "dataflow"),
        ("schema/dataflow/*/RD_INDEX", 400, "agencyID"),
        ("schema/dataflow/EXAMPLE_CITY/RD_INDEX,RD_TASKS", 400, "resourceID"),
        ("schema/dataflow/EXAMPLE_CITY/RD_INDEX/*", 400, "version"),
        ("schema/dataflow/EXAMPLE_CITY/RD_INDEX?dimensionAtObservation=NONE", 400, "AllDimensions"),
        ("schema/dataflow/EXAMPLE_CITY/RD_INDEX?deletion=perhaps", 400, "true"),
    ],
)
def test_what_there_is_not_and_what_cannot_be_asked_are_told(
    get: Get, path: str, status: int, said: str
) -> None:
    answer = get(f"/sdmx/v2/{path}", accept_language="en")
    assert (answer.status_code, said in answer.text) == (status, True)


def test_a_form_there_is_not_is_refused_with_those_there_are(get: Get) -> None:
    answer = get("/sdmx/v2/structure/dataflow", accept="application/vnd.sdmx.structure+json;version=2.1.0")
    assert (answer.status_code, JSON in answer.text) == (406, True)


@pytest.mark.parametrize(
    ("path", "tags"),
    [
        ("dataflow/all/all/latest", ["Dataflow"] * 5),
        ("dataflow/EXAMPLE_CITY/RD_INDEX+RD_TASKS", ["Dataflow"] * 2),
        ("codelist/EXAMPLE_CITY/CL_FREQ/1.0.0", ["Codelist"]),
        ("hierarchicalcodelist", ["HierarchicalCodelist"]),
        ("organisationscheme", ["AgencyScheme", "DataProviderScheme"]),
        ("contentconstraint/all/CR_RD_INDEX/all", ["ContentConstraint"]),
        ("actualconstraint/all/CR_RD_INDEX/all", ["ContentConstraint"]),
        ("structure/EXAMPLE_CITY/RD_INDEX", ["Dataflow", "DataStructure"]),
        ("dataflow/all/RD_INDEX/latest?references=children", ["Dataflow", "DataStructure"]),
        ("categoryscheme/all/all/all?references=categorisation", ["CategoryScheme", *["Categorisation"] * 5]),
        ("provisionagreement/all/PA_RD_INDEX?detail=allstubs", ["ProvisionAgreement"]),
    ],
)
def test_clients_of_sdmx_2_1_ask_by_their_own_names(get: Get, path: str, tags: list[str]) -> None:
    answer = get(f"/sdmx/v1/{path}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, ML_2_1)
    shelves = etree.fromstring(answer.content)[1]
    assert [etree.QName(one).localname for shelf in shelves for one in shelf] == tags


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("process", 404),
        ("dataflow/all/NONE", 404),
        ("dataflow?references=ancestors", 400),
        ("dataflow/all/RD_INDEX/1.0.0/ITEM", 400),
    ],
)
def test_what_sdmx_2_1_does_not_know_or_has_not_is_told_in_its_way(get: Get, path: str, status: int) -> None:
    answer = get(f"/sdmx/v1/{path}", accept=ML_2_1)
    assert (answer.status_code, b"ErrorMessage" in answer.content) == (status, True)


def test_a_schema_is_xml_schema_or_the_structures_behind_it(get: Get) -> None:
    path = "/sdmx/v2/schema/dataflow/EXAMPLE_CITY/RD_INDEX"
    answer = get(f"{path}?dimensionAtObservation=AllDimensions", accept=XSD)
    assert (answer.status_code, answer.headers["content-type"]) == (200, XSD)
    assert b":ObsLevelDim:AllDimensions" in answer.content
    assert b'use="required"' in answer.content
    assert b'use="required"' not in get(f"{path}?deletion=true", accept=XSD).content
    assert list(held(get(path))) == ["agencySchemes", "conceptSchemes", "codelists", "dataStructures"]
    assert get(path, if_none_match=get(path).headers["etag"]).status_code == 304


def test_all_of_what_stands_in_a_schema_can_be_asked_for_as_of_a_moment(get: Get) -> None:
    assert get("/sdmx/v2/schema/dataflow/EXAMPLE_CITY/RD_INDEX?asOf=2000-01-01T00:00:00Z").status_code == 404
    assert get("/sdmx/v2/structure/dataflow?asOf=2999-01-01T00:00:00Z").status_code == 200
