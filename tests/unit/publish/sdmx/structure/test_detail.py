"""How much is told: every mode of `detail`, and what of schemes is used."""

from __future__ import annotations

import pytest

from xinxiao.publish.sdmx.structure.artefact import Artefact, Ref, Scheme
from xinxiao.publish.sdmx.structure.detail import Detail, resolved
from xinxiao.publish.sdmx.structure.holdings import WHOLE, Holdings


def ref(held: Holdings, kind: str, name: str) -> Ref:
    return next(one for one in held.artefacts if (one.kind, one.id) == (kind, name))


def told(held: Holdings, kind: str, name: str, detail: Detail) -> dict[str, Artefact]:
    found = resolved(held, {ref(held, kind, name): WHOLE}, "descendants", detail)
    return {f"{artefact.ref.kind} {artefact.ref.id}": artefact for artefact in found}


@pytest.mark.parametrize(
    ("detail", "own", "others"),
    [
        ("full", (False, True), (False, True)),
        ("raw", (False, True), (False, True)),
        ("allstubs", (True, False), (True, False)),
        ("allcompletestubs", (True, True), (True, True)),
        ("referencestubs", (False, True), (True, False)),
        ("referencecompletestubs", (False, True), (True, True)),
        ("referencepartial", (False, True), (False, True)),
    ],
)
def test_what_is_asked_for_and_what_comes_along_are_stubs_with_or_without_description(
    held: Holdings, detail: Detail, own: tuple[bool, bool], others: tuple[bool, bool]
) -> None:
    found = told(held, "dataflow", "RD_INDEX", detail)
    flow, structure = found["dataflow RD_INDEX"], found["datastructure RD_INDEX"]
    assert (flow.stub, flow.description is not None) == own
    assert (structure.stub, structure.description is not None) == others
    assert len(found) == 16


def items(artefact: Artefact) -> list[str]:
    assert isinstance(artefact.body, Scheme)
    return [item.path for item in artefact.body.items]


def test_partial_concepts_are_those_of_the_structures_returned(held: Holdings) -> None:
    concepts = told(held, "dataflow", "RD_INDEX", "referencepartial")["conceptscheme CS_READING"]
    assert items(concepts) == [
        *("FREQ", "REF_AREA", "INDICATOR", "TIME_PERIOD", "MEASURE", "OBS_VALUE", "UNIT_MEASURE"),
        *("OBS_STATUS", "GRADE", "METHOD", "FORMULA", "COMMENT", "DOUBT"),
    ]
    assert isinstance(concepts.body, Scheme)
    assert concepts.body.partial


def test_partial_codes_are_those_the_dataflow_holds_with_those_above_them(held: Holdings) -> None:
    found = told(held, "dataflow", "RD_INDEX", "referencepartial")
    assert items(found["codelist CL_FREQ"]) == ["A"]
    assert items(found["codelist CL_AREA"]) == ["990000", "990001", "990002", "990003", "990004", "990005"]
    assert items(found["codelist CL_TARGET"]) == ["T1", "T2"]  # nothing returned says which are used


def test_a_structure_alone_keeps_whole_code_lists(held: Holdings) -> None:
    found = told(held, "datastructure", "RD_INDEX", "referencepartial")
    whole = held.artefacts[ref(held, "codelist", "CL_FREQ")]
    assert items(found["codelist CL_FREQ"]) == items(whole)


def test_partial_providers_and_categories_are_those_of_what_is_returned(held: Holdings) -> None:
    asked = {ref(held, "categorisation", "TASKS_RD_TASKS"): WHOLE}
    found = {a.ref.kind: a for a in resolved(held, asked, "children", "referencepartial")}
    assert items(found["categoryscheme"]) == ["GOALS", "GOALS.TASKS"]
    agreed = {ref(held, "provisionagreement", "PA_RD_TASKS"): WHOLE}
    found = {a.ref.kind: a for a in resolved(held, agreed, "children", "referencepartial")}
    assert items(found["dataproviderscheme"]) == ["EXAMPLE_CITY"]
    assert items(found["agencyscheme"]) == ["EXAMPLE_CITY"]


def test_items_asked_for_stand_alone_in_a_flat_scheme_and_below_their_own_in_a_nested_one(
    held: Holdings,
) -> None:
    areas, plan = ref(held, "codelist", "CL_AREA"), ref(held, "categoryscheme", "CS_PLAN")
    asked = {areas: frozenset({"990001"}), plan: frozenset({"GOALS.TASKS"})}
    found = {a.ref.id: a for a in resolved(held, asked, "none", "full")}
    assert items(found["CL_AREA"]) == ["990001"]
    assert items(found["CS_PLAN"]) == ["GOALS", "GOALS.TASKS"]


def test_what_is_returned_stands_by_kind_and_id(held: Holdings) -> None:
    found = list(told(held, "dataflow", "RD_INDEX", "full"))
    assert found[0] == "agencyscheme AGENCIES"
    assert found[1] == "conceptscheme CS_READING"
    assert found[2:4] == ["codelist CL_AREA", "codelist CL_FREQ"]
    assert found[-2:] == ["datastructure RD_INDEX", "dataflow RD_INDEX"]


def test_kinds_that_are_left_away_do_not_come_along(held: Holdings) -> None:
    asked = {ref(held, "dataflow", "RD_INDEX"): WHOLE}
    found = resolved(held, asked, "children", "full", frozenset({"agencyscheme"}))
    assert [artefact.ref.kind for artefact in found] == ["datastructure", "dataflow"]
