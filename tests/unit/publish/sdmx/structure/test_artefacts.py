"""A release's structures: which artefacts there are, what they are called in both languages, and what they hold."""

from __future__ import annotations

from collections import Counter

import pytest

from xinxiao.model.text import Text
from xinxiao.publish.sdmx.structure.artefact import Agreement, Artefact, Content, Place, Scheme, Structure
from xinxiao.uses import releases
from xinxiao.uses.call import Call
from xinxiao.uses.structures import structures


@pytest.fixture(scope="module")
def found(sealed: Call) -> dict[tuple[str, str], Artefact]:
    held = structures(sealed, releases.find(sealed))
    return {(artefact.ref.kind, artefact.ref.id): artefact for artefact in held}


def test_the_tutorial_has_so_many_artefacts_of_each_kind(found: dict[tuple[str, str], Artefact]) -> None:
    assert Counter(kind for kind, _ in found) == {
        "agencyscheme": 1,
        "dataproviderscheme": 1,
        "categoryscheme": 1,
        "conceptscheme": 1,
        "codelist": 13,
        "hierarchy": 1,
        "datastructure": 5,
        "dataflow": 5,
        "categorisation": 5,
        "provisionagreement": 5,
        "dataconstraint": 5,
    }


def test_urns_are_those_of_the_information_model(found: dict[tuple[str, str], Artefact]) -> None:
    base = "urn:sdmx:org.sdmx.infomodel."
    urns = {key: artefact.ref.urn for key, artefact in found.items()}
    assert urns["agencyscheme", "AGENCIES"] == f"{base}base.AgencyScheme=SDMX:AGENCIES(1.0)"
    assert urns["dataflow", "RD_INDEX"] == f"{base}datastructure.Dataflow=EXAMPLE_CITY:RD_INDEX(1.0.0)"
    assert (
        urns["datastructure", "RD_INDEX"] == f"{base}datastructure.DataStructure=EXAMPLE_CITY:RD_INDEX(1.0.0)"
    )
    area = found["codelist", "CL_AREA"].ref
    assert area.item("CN") == f"{base}codelist.Code=EXAMPLE_CITY:CL_AREA(1.0.0).CN"
    assert found["dataconstraint", "CR_RD_INDEX"].ref.urn.startswith(f"{base}registry.DataConstraint=")


def test_codes_have_names_in_both_languages_their_parents_and_their_notes(
    found: dict[tuple[str, str], Artefact],
) -> None:
    areas = found["codelist", "CL_AREA"].body
    assert isinstance(areas, Scheme)
    first, second = areas.items[:2]
    assert (first.id, first.parent, second.parent) == ("990000", None, "990000")
    assert first.name == Text(zh="示例市", en="Example City")
    assert [(note.type, note.title) for note in first.notes] == [("LEVEL", "nation")]


def test_nodes_of_the_index_are_codes_beside_indicators(found: dict[tuple[str, str], Artefact]) -> None:
    indicators = found["codelist", "CL_INDICATOR"].body
    assert isinstance(indicators, Scheme)
    assert {"LENT_PC", "READING", "SUPPLY", "USE"} <= {item.id for item in indicators.items}


def test_a_dataflow_stands_in_its_categories_under_an_agreement_with_the_agency(
    found: dict[tuple[str, str], Artefact],
) -> None:
    place = found["categorisation", "TASKS_RD_TASKS"].body
    assert isinstance(place, Place)
    assert (place.source.id, place.scheme.id, place.category) == ("RD_TASKS", "CS_PLAN", "GOALS.TASKS")
    agreed = found["provisionagreement", "PA_RD_TASKS"].body
    assert isinstance(agreed, Agreement)
    assert (agreed.flow.id, agreed.provider) == ("RD_TASKS", "EXAMPLE_CITY")


def test_a_constraint_says_what_the_sealed_rows_hold(found: dict[tuple[str, str], Artefact]) -> None:
    held = found["dataconstraint", "CR_RD_FIGURES"].body
    assert isinstance(held, Content)
    assert held.span == ("2021-01-01", "2024-12-31")
    assert held.keys["FREQ"] == ("A",)
    assert len(held.keys["REF_AREA"]) == 6
    assert "TIME_PERIOD" not in held.keys
    assert set(held.others) == {"UNIT_MEASURE", "OBS_STATUS", "GRADE", "SOURCE"}


def test_a_structure_refers_to_its_concepts_and_to_each_code_list_once(
    found: dict[tuple[str, str], Artefact],
) -> None:
    artefact = found["datastructure", "RD_INDEX"]
    assert isinstance(artefact.body, Structure)
    assert sorted(ref.id for ref in artefact.links) == [
        "AGENCIES",
        "CL_AREA",
        "CL_FREQ",
        "CL_GRADE",
        "CL_INDICATOR",
        "CL_MEASURE",
        "CL_OBS_STATUS",
        "CL_UNIT",
        "CS_READING",
    ]
