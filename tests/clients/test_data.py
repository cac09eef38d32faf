"""Other people's programs read the data of the policy's dataflows from a running portal, with no special code of ours."""

from __future__ import annotations

import os
import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pysdmx.api import qb

from tests.clients.conftest import Published, Rows
from xinxiao.publish.sdmx.forms import FORMS
from xinxiao.publish.sdmx.structure.files import FORMATS
from xinxiao.uses import releases
from xinxiao.uses.structures import header, structures

FLOWS = (
    *("IC_FIGURES", "IC_IO", "IC_ACCOUNT", "IC_ACCOUNT_ERROR", "IC_PULL", "IC_INDICATORS", "IC_DOMAINS"),
    *("IC_INDEX", "IC_TARGETS", "IC_TARGETS_RECORD", "IC_TASKS"),
)
FEW = 150
"""Rows that are asked of each dataflow."""
READ_BY_PYSDMX = ("SDMX_CSV_1_0_0", "SDMX_CSV_2_0_0", "SDMX_ML_2_1_GEN", "SDMX_ML_2_1_STR", "SDMX_ML_3_0")
NEEDED = ("datastructure", "dataflow", "conceptscheme", "codelist")
R = shutil.which("Rscript")
SPECIFIC_2_1, ML_3_0 = FORMS["ml-2.1"].media, FORMS["ml-3.0"].media


def test_the_dataflows_are_all_there_are(published: Published) -> None:
    assert set(releases.flows(published.call, releases.find(published.call))) == set(FLOWS)


def by_pysdmx(url: str, flow: str, form: str, at: str, limit: int | None = None) -> Any:
    """The one data set of an answer, held against the standard's schema where the form has one."""
    from pysdmx.io import read_sdmx

    service = qb.RestService(
        f"{url}/sdmx/v2", qb.ApiVersion.V2_2_0, data_format=qb.DataFormat[form], timeout=60
    )
    query = qb.DataQuery(qb.DataContext.DATAFLOW, "XINXIAO", flow, "+", obs_dimension=at, limit=limit)
    (read,) = read_sdmx(service.data(query).decode(), validate=True).data
    return read


def as_rows(read: Any) -> Rows:
    """Rows of a data set of pysdmx with what it says once for all. An empty text is how it says that there is no value."""
    shared = {name: value for name, value in read.attributes.items() if value}
    return {
        frozenset((shared | {name: value for name, value in row.items() if value}).items())
        for row in read.data.to_dict("records")
    }


def as_numbers(rows: Rows) -> Rows:
    """Rows whose texts that look like numbers are told as numbers: pysdmx 1.21 takes codes in CSV for numbers (03 for 3)."""

    def told(value: str) -> str:
        try:
            return repr(float(value))
        except ValueError:
            return value

    return {frozenset((name, told(value)) for name, value in row) for row in rows}


@pytest.mark.parametrize("form", READ_BY_PYSDMX)
@pytest.mark.parametrize("flow", FLOWS)
def test_pysdmx_reads_every_dataflow_in_every_form_it_knows(
    published: Published, flow: str, form: str
) -> None:
    read = by_pysdmx(published.url, flow, form, "AllDimensions", FEW)
    assert read.short_urn.startswith(f"Dataflow=XINXIAO:{flow}(")
    found, sealed = as_rows(read), published.rows(flow, FEW)
    assert as_numbers(found) == as_numbers(sealed)
    assert "CSV" in form or found == sealed


@pytest.mark.parametrize("form", ["SDMX_ML_2_1_GEN", "SDMX_ML_2_1_STR", "SDMX_ML_3_0"])
@pytest.mark.parametrize("flow", ["IC_TARGETS", "IC_TASKS", "IC_ACCOUNT"])
def test_pysdmx_reads_time_series(published: Published, flow: str, form: str) -> None:
    read = by_pysdmx(published.url, flow, form, "TIME_PERIOD")
    assert as_rows(read) == published.rows(flow)


@pytest.fixture(scope="module")
def sdmx1(published: Published) -> Any:
    """sdmx1 with this portal among its sources, once for SDMX 2.1 and once for 3.0."""
    sdmx = pytest.importorskip("sdmx", reason="clients stand in an environment of their own")
    # sdmx1 2.28 cannot begin to read SDMX-ML 3.0 once it has read a structure-specific message of 2.1: first things first
    pytest.importorskip("sdmx.reader.xml.v30")
    for source, version in (("XINXIAO1", "2.1"), ("XINXIAO2", "3.0.0")):
        address = f"{published.url}/sdmx/v{source[-1]}"
        told = {"id": source, "name": source, "url": address, "versions": [version]}
        sdmx.add_source({**told, "supports": {"data": True}}, id=source, override=True)
    return sdmx


@pytest.fixture(scope="module")
def dsds(sdmx1: Any, published: Published) -> Any:
    """The data structures as sdmx1 reads them from the release's file."""
    release = releases.find(published.call)
    found = [a for a in structures(published.call, release) if a.ref.kind in NEEDED]
    content = b"".join(FORMATS["sdmx21.xml"].write(header(published.call, release), found, "en"))
    return sdmx1.read_sdmx(BytesIO(content)).structure


@pytest.mark.parametrize("flow", ["IC_TARGETS", "IC_TASKS", "IC_ACCOUNT"])
@pytest.mark.parametrize("media", [FORMS["ml-2.1-generic"].media, SPECIFIC_2_1, ML_3_0])
def test_sdmx1_reads_time_series(sdmx1: Any, dsds: Any, published: Published, media: str, flow: str) -> None:
    if media == ML_3_0:
        client = sdmx1.Client("XINXIAO2")
        which = {"context": "dataflow", "agency_id": "XINXIAO", "version": "+"}
    else:
        client, which = sdmx1.Client("XINXIAO1"), {}
    message = client.data(flow, dsd=dsds[flow], headers={"Accept": media}, **which)
    assert message.response.headers["content-type"] == media
    (one,) = message.data
    assert {in_cells(observation) for observation in one.obs} == published.rows(flow)


def in_cells(observation: Any) -> frozenset[tuple[str, str]]:
    """An observation of sdmx1 as its values by column."""
    cells = {value.id: str(value.value) for value in observation.key.values.values()}
    cells |= {name: str(value.value) for name, value in observation.attrib.items()}
    if observation.value is not None:
        cells["OBS_VALUE"] = str(observation.value)
    return frozenset((name, value) for name, value in cells.items() if value)


def in_r(url: str, *media: str) -> Rows:
    """The rows that rsdmx reads from an address."""
    if R is None:
        assert not os.environ.get("XINXIAO_TEST_R"), "Rscript is not there"
        pytest.skip("needs R with rsdmx (XINXIAO_TEST_R)")
    script = str(Path(__file__).with_name("rows.R"))
    said = subprocess.run(
        [R, "--vanilla", script, url, *media], capture_output=True, encoding="utf-8", timeout=240, check=False
    )
    assert said.returncode == 0, said.stderr
    lines = [line for line in said.stdout.split("\f") if line]
    cells = [[cell.split("\t", 1) for cell in line.split("\v")] for line in lines]
    found = [frozenset((name, value) for name, value in row if value) for row in cells]
    assert len(set(found)) == len(found)
    return set(found)


@pytest.mark.parametrize("flow", ["IC_TARGETS", "IC_TASKS", "IC_ACCOUNT"])
@pytest.mark.parametrize("address", ["v1/data/{}", "v2/data/dataflow/XINXIAO/{}/+"])
def test_rsdmx_reads_structure_specific_series(published: Published, address: str, flow: str) -> None:
    read = in_r(f"{published.url}/sdmx/{address.format(flow)}", SPECIFIC_2_1)
    assert read == published.rows(flow)


def test_rsdmx_reads_an_address_of_version_1_with_no_headers(published: Published) -> None:
    """Of generic messages rsdmx names time and value itself, and gives values as numbers."""
    read = {number_of(row) for row in in_r(f"{published.url}/sdmx/v1/data/IC_TARGETS")}
    assert read == {number_of(row) for row in published.rows("IC_TARGETS")}


def number_of(row: frozenset[tuple[str, str]]) -> tuple[str, ...]:
    """Key and value of a row as every client can tell them."""
    cells = dict(row)
    key = [cells[name] for name in ("FREQ", "REF_AREA", "TARGET", "SCOPE", "MEASURE")]
    value = cells.get("obsValue", cells.get("OBS_VALUE"))
    return (
        *key,
        cells.get("obsTime", cells.get("TIME_PERIOD", "")),
        "" if value is None else repr(float(value)),
    )
