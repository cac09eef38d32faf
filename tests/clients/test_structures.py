"""Other people's programs read the structures of a release as they are, with no special code of ours."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.test_serve import served
from xinxiao import bootstrap
from xinxiao.publish.sdmx.structure.artefact import Artefact
from xinxiao.publish.sdmx.structure.files import FORMATS
from xinxiao.publish.sdmx.structure.kinds import HELD
from xinxiao.uses import releases
from xinxiao.uses.call import Call
from xinxiao.uses.structures import header, structures


@pytest.fixture(scope="module")
def sdmx1() -> Any:
    """The reader of sdmx1."""
    return pytest.importorskip("sdmx", reason="clients stand in an environment of their own").read_sdmx


@pytest.fixture(scope="module")
def pysdmx(sdmx1: Any) -> Any:
    """The reader of pysdmx, in the same environment."""
    return pytest.importorskip("pysdmx.io").read_sdmx


@pytest.fixture(scope="module")
def call(fresh_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Call]:
    """A call on a home with one release of the tutorial."""
    asker = bootstrap.call(Path(shutil.copytree(fresh_home, tmp_path_factory.mktemp("clients") / "home")))
    yield asker
    asker.ports.ledger.close()


def written(call: Call, folder: Path, ending: str, *without: str) -> Path:
    """A structure file of the release, without the artefacts of some kinds."""
    release = releases.find(call)
    found: list[Artefact] = [a for a in structures(call, release) if a.ref.kind not in without]
    path = folder / f"structure.{ending.rpartition('.')[2]}"
    path.write_bytes(b"".join(FORMATS[ending].write(header(call, release), found, "en")))
    return path


@pytest.mark.parametrize("ending", list(FORMATS))
def test_pysdmx_reads_the_whole_file(pysdmx: Any, call: Call, tmp_path: Path, ending: str) -> None:
    message = pysdmx(written(call, tmp_path, ending), validate=True)
    structures_of = {one.id: one for one in message.get_data_structure_definitions()}
    assert len(structures_of) == len(message.get_dataflows()) == 5
    assert len(message.get_codelists()) == 13
    assert len(message.get_concept_schemes()) == len(message.get_category_schemes()) == 1
    assert len(message.get_categorisations()) == len(message.get_provision_agreements()) == 5
    assert len(message.get_hierarchies()) == 1
    index = structures_of["RD_INDEX"].components
    assert [part.id for part in index.dimensions] == [
        *("FREQ", "REF_AREA", "INDICATOR", "MEASURE", "TIME_PERIOD"),
    ]
    assert [part.id for part in index.measures] == ["OBS_VALUE"]
    assert index["UNIT_MEASURE"].required
    areas = {one.id: one for one in message.get_codelists()}["CL_AREA"]
    assert [code.id for code in areas.items][:2] == ["990000", "990001"]
    assert areas.items[0].name == "Example City"


def test_sdmx1_reads_the_whole_file_of_sdmx_2_1(sdmx1: Any, call: Call, tmp_path: Path) -> None:
    message = sdmx1(BytesIO(written(call, tmp_path, "sdmx21.xml").read_bytes()))
    areas = message.codelist["CL_AREA"]
    assert areas["990001"].parent.id == "990000"
    assert dict(areas["990000"].name.localizations) == {"zh": "示例市", "en": "Example City"}
    assert [part.id for part in message.structure["RD_INDEX"].dimensions] == [
        *("FREQ", "REF_AREA", "INDICATOR", "MEASURE", "TIME_PERIOD"),
    ]
    assert len(message.dataflow) == len(message.structure) == len(message.constraint) == 5
    assert len(message.categorisation) == len(message.provisionagreement) == 5


UNREAD_3_0 = ("dataproviderscheme", "hierarchy", "provisionagreement", "dataconstraint")
"""Kinds that sdmx1 2.28 does not read in SDMX-ML 3.0."""


def test_sdmx1_reads_of_sdmx_3_0_what_it_knows(sdmx1: Any, call: Call, tmp_path: Path) -> None:
    message = sdmx1(BytesIO(written(call, tmp_path, "sdmx30.xml", *UNREAD_3_0).read_bytes()))
    assert set(UNREAD_3_0) < set(HELD)
    assert len(message.codelist["CL_AREA"].items) == 6
    assert [part.id for part in message.structure["RD_INDEX"].dimensions] == [
        *("FREQ", "REF_AREA", "INDICATOR", "MEASURE", "TIME_PERIOD"),
    ]


@pytest.fixture(scope="module")
def address(fresh_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a portal over the tutorial's release answers."""
    with served(Path(shutil.copytree(fresh_home, tmp_path_factory.mktemp("service") / "home"))) as (_, url):
        yield url


@pytest.fixture(scope="module")
def registry(sdmx1: Any, address: str) -> Any:
    """pysdmx's client of registries, on our SDMX-JSON."""
    fmr = pytest.importorskip("pysdmx.api.fmr")
    form = pytest.importorskip("pysdmx.io.format").StructureFormat.SDMX_JSON_2_0_0
    return fmr.RegistryClient(f"{address}/sdmx/v2", form, timeout=30)


def test_pysdmx_asks_us_as_it_asks_a_registry(registry: Any) -> None:
    assert [agency.id for agency in registry.get_agencies("SDMX")] == ["EXAMPLE_CITY"]
    assert [provider.id for provider in registry.get_providers("EXAMPLE_CITY")] == ["EXAMPLE_CITY"]
    assert [code.id for code in registry.get_codes("EXAMPLE_CITY", "CL_FREQ")] == ["A", "M"]
    assert len(list(registry.get_concepts("EXAMPLE_CITY", "CS_READING"))) > 20
    categories = registry.get_categories("EXAMPLE_CITY", "CS_PLAN")
    assert [category.id for category in categories.items] == ["GOALS", "EVALUATION"]
    assert registry.get_hierarchy("EXAMPLE_CITY", "H_AREA").codes[0].id == "990000"
    details = registry.get_dataflow_details("EXAMPLE_CITY", "RD_INDEX")
    assert [provider.id for provider in details.providers] == ["EXAMPLE_CITY"]
    assert len(details.components) == 13


def test_pysdmx_learns_from_us_what_data_may_be(registry: Any) -> None:
    schema = registry.get_schema("dataflow", "EXAMPLE_CITY", "RD_INDEX", "1.0.0")
    assert [part.id for part in schema.components.dimensions] == [
        *("FREQ", "REF_AREA", "INDICATOR", "MEASURE", "TIME_PERIOD"),
    ]
    assert {code.id for code in schema.components["FREQ"].enumeration} == {"A", "M"}


def test_sdmx1_asks_us_as_it_asks_any_service_of_sdmx_2_1(address: str) -> None:
    sdmx = pytest.importorskip("sdmx")
    sdmx.add_source({"id": "EXAMPLE_CITY", "name": "Example", "url": f"{address}/sdmx/v1"}, override=True)
    client = sdmx.Client("EXAMPLE_CITY")
    assert sorted(client.dataflow().dataflow) == FLOWS
    found = client.datastructure("RD_INDEX", params={"references": "children"})
    assert len([listed for listed in found.codelist.values() if listed.items]) == 7
    assert [code.id for code in client.codelist("CL_FREQ").codelist["CL_FREQ"]] == ["A", "M"]
    found = client.categoryscheme().category_scheme["CS_PLAN"]
    assert {category.id for category in found} == {"GOALS", "TARGETS", "TASKS", "EVALUATION"}


FLOWS = ["RD_FIGURES", "RD_INDEX", "RD_INDICATORS", "RD_TARGETS", "RD_TASKS"]
