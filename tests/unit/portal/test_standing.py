"""What readers see of releases: live ones; of a withdrawn one the record and the notice; of a draft nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.portal.conftest import TUTORIAL, Get, asker
from xinxiao import bootstrap
from xinxiao.entry.portal.app import create
from xinxiao.model.text import Text
from xinxiao.uses import releases, workflow
from xinxiao.uses.call import Call
from xinxiao.uses.run import run

NOTICE = Text(zh="第三张表有误", en="Table three is wrong")


@pytest.fixture
def own(fresh_home: Path, tmp_path: Path) -> Iterator[Call]:
    """A home with a live release, to change."""
    call = bootstrap.call(shutil.copytree(fresh_home, tmp_path / "home"))
    yield call
    call.ports.ledger.close()


def portal(call: Call) -> Get:
    return asker(create(call.ports))


def test_a_draft_is_on_no_page_in_no_list_and_under_no_address(own: Call) -> None:
    get, shown = portal(own), releases.find(own)
    made = run(own, TUTORIAL, None, "2024-06-30", draft=True)
    for place in ("/releases.json", "/en/releases", "/en/", "/zh/releases"):
        assert made.id not in get(place).text
    for place in (
        f"/en/releases/{made.id}",
        f"/releases/{made.id}/manifest.json",
        f"/releases/{made.id}/SHA256SUMS",
        f"/blob/{made.sha256}",
    ):
        assert get(place).status_code == 404
    assert shown.id in get("/en/releases").text
    workflow.check(own, made.id)
    workflow.publish(own, made.id)
    for place in (f"/en/releases/{made.id}", f"/blob/{made.sha256}", f"/releases/{made.id}/manifest.json"):
        assert get(place).status_code == 200
    assert made.id in get("/releases.json").text


def test_a_withdrawn_release_tells_why_and_gives_no_data(own: Call) -> None:
    get, made = portal(own), releases.find(own)
    other = run(own, TUTORIAL, None, "2024-06-30")
    assert made.id in get("/en/").text
    assert get(f"/releases/{made.id}/SHA256SUMS").status_code == 200
    workflow.withdraw(own, made.id, NOTICE, "for the record")
    page = get(f"/en/releases/{made.id}")
    assert page.status_code == 200
    assert "Table three is wrong" in page.text
    assert "for the record" not in page.text
    assert "第三张表有误" in get(f"/zh/releases/{made.id}").text
    assert get(f"/releases/{made.id}/manifest.json").content == made.manifest
    assert get(f"/releases/{made.sha256}/manifest.json").content == made.manifest
    assert get(f"/releases/{made.id[:-4]}/manifest.json").content == made.manifest
    assert get(f"/blob/{made.sha256}").content == made.manifest
    gone = get(f"/releases/{made.id}/SHA256SUMS", accept="application/json")
    assert gone.status_code == 410
    assert get(f"/en/releases/{made.id}/changes").status_code == 410
    listed = {row["id"]: row for row in get("/releases.json").json()}
    assert (listed[made.id]["state"], listed[made.id]["notice"]) == (
        "withdrawn",
        {"zh": "第三张表有误", "en": "Table three is wrong"},
    )
    assert (listed[other.id]["state"], listed[other.id]["notice"]) == ("live", None)
    assert other.id in get("/en/").text


def test_a_corrected_release_stays_and_leads_to_its_correction(own: Call) -> None:
    get, made = portal(own), releases.find(own)
    other = run(own, TUTORIAL, None, "2024-06-30")
    workflow.correct(own, made.id, other.id, NOTICE)
    page = get(f"/en/releases/{made.id}").text
    assert "Table three is wrong" in page
    assert f'href="/en/releases/{other.id}"' in page
    assert get(f"/releases/{made.id}/SHA256SUMS").status_code == 200
