"""Messages of what is asked for: valid in every form and detail, and nothing that they refer to is missing from them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping

import pytest

from xinxiao.publish.sdmx.structure import ml
from xinxiao.publish.sdmx.structure.detail import DETAILS, Detail, resolved
from xinxiao.publish.sdmx.structure.dialects import ML_2_1, ML_3_0
from xinxiao.publish.sdmx.structure.header import Header
from xinxiao.publish.sdmx.structure.holdings import WHOLE, Holdings, References
from xinxiao.publish.sdmx.structure.json import message

Faults = Callable[[bytes], list[str]]
ARTEFACT = re.compile(r"urn:sdmx:org\.sdmx\.infomodel\.\w+\.\w+=([A-Z_]+:[A-Z_]+\([0-9.]+\))")


@pytest.mark.parametrize("detail", DETAILS)
@pytest.mark.parametrize("references", ["none", "all"])
def test_every_detail_is_valid_in_every_form(
    held: Holdings,
    head: Header,
    json_faults: Faults,
    ml_faults: Mapping[str, Faults],
    detail: Detail,
    references: References,
) -> None:
    for kind in ("dataflow", "categorisation", "hierarchy", "dataconstraint"):
        asked = {ref: WHOLE for ref in held.artefacts if ref.kind == kind}
        found = resolved(held, asked, references, detail)
        assert json_faults(message(head, found)) == []
        for dialect in (ML_2_1, ML_3_0):
            assert ml_faults[dialect.version](b"".join(ml.message(dialect, head, found))) == []


@pytest.mark.parametrize("detail", ["full", "referencepartial"])
def test_no_reference_of_a_message_with_descendants_leads_out_of_it(
    held: Holdings, head: Header, detail: Detail
) -> None:
    for ref in held.artefacts:
        content = message(head, resolved(held, {ref: WHOLE}, "descendants", detail))
        whole = json.loads(content)["data"]
        own = {f"{a['agencyID']}:{a['id']}({a['version']})" for found in whole.values() for a in found}
        assert set(ARTEFACT.findall(content.decode())) <= own, ref


def test_no_code_of_a_constraint_or_hierarchy_is_missing_from_its_partial_list(
    held: Holdings, head: Header
) -> None:
    asked = {ref: WHOLE for ref in held.artefacts if ref.kind in ("dataconstraint", "hierarchy")}
    whole = json.loads(message(head, resolved(held, asked, "descendants", "referencepartial")))["data"]
    codes = {listed["id"]: {code["id"] for code in listed["codes"]} for listed in whole["codelists"]}
    parts = {
        part["id"]: part["localRepresentation"].get("enumeration", "")
        for structure in whole["dataStructures"]
        for part in structure["dataStructureComponents"]["dimensionList"]["dimensions"]
    }
    for constraint in whole["dataConstraints"]:
        for key in constraint["cubeRegions"][0]["keyValues"]:
            named = re.search(r":(CL_\w+)\(", parts.get(key["id"], ""))
            if named:
                assert {value["value"] for value in key["values"]} <= codes[named[1]], (constraint["id"], key)
    assert {
        code["code"].rpartition(".")[2] for code in whole["hierarchies"][0]["hierarchicalCodes"]
    } <= codes["CL_AREA"]
