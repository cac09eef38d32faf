"""The structures of a release as files: one address for good in each format, the same bytes each time."""

from __future__ import annotations

import json

import pytest

from tests.unit.portal.conftest import Get, anyone
from xinxiao.publish.sdmx.structure.files import FORMATS
from xinxiao.uses.call import Ports
from xinxiao.uses.releases import find

MEDIA = {
    "sdmx.json": "application/vnd.sdmx.structure+json;version=2.0.0",
    "sdmx30.xml": "application/vnd.sdmx.structure+xml;version=3.0.0",
    "sdmx21.xml": "application/vnd.sdmx.structure+xml;version=2.1",
}


@pytest.mark.parametrize("ending", list(MEDIA))
def test_a_release_has_its_structures_in_each_format_with_a_size_and_in_parts(
    get: Get, ports: Ports, ending: str
) -> None:
    path = f"/releases/{find(anyone(ports)).id}/structure.{ending}"
    found = get(path)
    assert (found.status_code, found.headers["content-type"]) == (200, MEDIA[ending])
    assert int(found.headers["content-length"]) == len(found.content) > 10_000
    assert get(path).content == found.content
    assert get(path, range="bytes=0-9").content == found.content[:10]
    assert get(path, if_none_match=found.headers["etag"]).status_code == 304
    assert list(MEDIA) == list(FORMATS)


def test_the_file_holds_every_dataflow_of_its_release(get: Get, ports: Ports) -> None:
    release = find(anyone(ports))
    whole = json.loads(get(f"/releases/{release.id}/structure.sdmx.json").content)
    assert {flow["id"] for flow in whole["data"]["dataflows"]} == set(release.datasets)
    assert whole["meta"]["id"] == release.id


def test_latest_leads_to_the_address_for_good_and_another_form_is_not_found(get: Get, ports: Ports) -> None:
    found = get("/releases/latest/structure.sdmx.json")
    assert found.status_code == 302
    assert found.headers["location"] == f"/releases/{find(anyone(ports)).id}/structure.sdmx.json"
    wrong = get("/releases/latest/structure.rdf", accept_language="en")
    assert (wrong.status_code, "sdmx21.xml" in wrong.json()["error"]["hint"]) == (404, True)


def test_the_page_of_a_release_lists_its_structure_files(get: Get, ports: Ports) -> None:
    release = find(anyone(ports)).id
    page = get(f"/en/releases/{release}").text
    assert all(f"/releases/{release}/structure.{ending}" in page for ending in MEDIA)
