"""What data of a structure may be: the structure, the concepts it uses, its code lists, its agency."""

from __future__ import annotations

import pytest

from xinxiao.publish.sdmx.structure.artefact import Ref, Scheme
from xinxiao.publish.sdmx.structure.holdings import Holdings
from xinxiao.publish.sdmx.structure.validity import validity


def ref(held: Holdings, kind: str, name: str) -> Ref:
    return next(one for one in held.artefacts if (one.kind, one.id) == (kind, name))


@pytest.mark.parametrize(
    ("kind", "name"),
    [("dataflow", "RD_INDEX"), ("datastructure", "RD_INDEX"), ("provisionagreement", "PA_RD_INDEX")],
)
def test_each_context_leads_to_its_structure_and_what_that_names(
    held: Holdings, kind: str, name: str
) -> None:
    found = validity(held, ref(held, kind, name))
    assert (found.context.kind, found.structure.ref.id) == (kind, "RD_INDEX")
    assert [artefact.ref.kind for artefact in found.artefacts] == [
        "agencyscheme",
        *["codelist"] * 7,
        "conceptscheme",
        "datastructure",
    ]
    assert found.dimensions == ("FREQ", "REF_AREA", "INDICATOR", "MEASURE", "TIME_PERIOD")
    assert found.at == "TIME_PERIOD"


def test_concepts_are_those_the_structure_uses_and_codes_are_all(held: Holdings) -> None:
    by_kind = {a.ref.id: a.body for a in validity(held, ref(held, "dataflow", "RD_INDEX")).along}
    concepts, areas = by_kind["CS_READING"], by_kind["CL_AREA"]
    assert isinstance(concepts, Scheme)
    assert isinstance(areas, Scheme)
    assert (len(concepts.items), concepts.partial) == (13, True)
    assert (len(areas.items), areas.partial) == (6, False)


def test_the_schema_names_the_context_and_the_dimension_at_the_observations(held: Holdings) -> None:
    found = validity(held, ref(held, "dataflow", "RD_INDEX"))
    content = b"".join(found.xsd("AllDimensions")).decode()
    urn = "urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=EXAMPLE_CITY:RD_INDEX(1.0.0)"
    assert f'targetNamespace="{urn}:ObsLevelDim:AllDimensions"' in content
    assert content.count("<xs:simpleType") == 7
