"""What readers see of releases: live ones; of a withdrawn one the record and the notice; of a draft nothing."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.unit.portal.conftest import TUTORIAL, Get, asker
from xinxiao import bootstrap
from xinxiao.entry.portal.app import create
from xinxiao.entry.portal.routes import TABLE
from xinxiao.model.release import Release
from xinxiao.model.text import Text
from xinxiao.uses import releases, work, workflow
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


def leaks(get: Get, made: Release, addresses: Iterable[str]) -> list[str]:
    """Addresses whose answer names a release, in its body or in a header, to GET or HEAD."""
    found = []
    for address in addresses:
        for method in ("GET", "HEAD"):
            answer = get(address, method)
            told = answer.text + " ".join(answer.headers.values())
            if made.id in told.replace(address, "") or made.sha256 in told.replace(address, ""):
                found.append(f"{method} {address}")
    return found


def everywhere(get: Get, shown: Release) -> list[str]:
    """Every public address that needs no name, every page of the sitemap, and the files of what is shown."""
    bare = [
        r.pattern for r in TABLE.routes if r.session == "none" and "{" not in r.pattern.replace("{lang}", "")
    ]
    every = [p.replace("{lang}", lang) for p in bare for lang in ("zh", "en")]
    pages = re.findall(r"<loc>http://portal(.*?)</loc>", get("/sitemap.xml").text)
    files = [
        f"/releases/{shown.id}/{name}" for name in ("manifest.json", "SHA256SUMS", "structure.sdmx.json")
    ]
    triangles = [f"/en/revisions/{flow}.json" for flow in shown.datasets]
    return sorted({*every, *pages, *files, *triangles, "/sdmx/v2/structure/dataflow/*/*/*"})


def test_an_embargoed_release_leaks_through_no_door(own: Call) -> None:
    get, shown = portal(own), releases.find(own)
    before = {place: get(place).headers.get("etag") for place in ("/releases.json", "/en/", "/en/releases")}
    made = run(own, TUTORIAL, None, "2024-06-30", draft=True)
    workflow.check(own, made.id)
    workflow.embargo(own, made.id, workflow.time_of(own, "2099-01-15T10:00"))
    own.ports.head.refresh()
    addresses = everywhere(get, shown)
    assert len(addresses) > 150
    assert leaks(get, made, addresses) == []
    assert {place: get(place).headers.get("etag") for place in before} == before
    assert "2099" not in get("/en/work").text + get("/en/work.json").text + get("/en/calendar").text
    never = made.id[:-12] + "0" * 12
    fresh = next(iter(set(made.blobs) - set(shown.blobs)))
    for form in (
        "/en/?release={}",
        "/en/targets.json?release={}",
        "/en/search?q=a&release={}",
        "/en/releases/{}",
        "/en/releases/{}/changes",
        "/en/quality/RD_INDEX?release={}",
        "/en/revisions/RD_INDEX?release={}",
        "/releases/{}/structure.sdmx.json",
        "/releases/{}/data/RD_INDEX.csv",
        "/data/RD_INDEX.csv?release={}",
        "/releases/{}/package.zip",
    ):
        for name in (made.id, made.id[:-3], made.sha256):
            for method in ("GET", "HEAD"):
                asked, nothing = get(form.format(name), method), get(form.format(never), method)
                assert asked.status_code == nothing.status_code == 404, (form, name, method)
    assert get(f"/en/releases/{shown.id}/changes?against={made.id}").status_code == 400
    for digest in (made.sha256, fresh):
        assert get(f"/blob/{digest}", if_none_match=f'"{digest}"').status_code == 404
        assert get(f"/blob/{digest}", range="bytes=0-3").status_code == 404


def test_at_the_hour_every_copy_that_was_kept_counts_as_old(own: Call) -> None:
    get = portal(own)
    made = run(own, TUTORIAL, None, "2024-06-30", draft=True)
    workflow.check(own, made.id)
    embargoed = workflow.embargo(own, made.id, workflow.time_of(own, "2099-01-15T10:00"))
    own.ports.head.refresh()
    places = ("/releases.json", "/en/releases", "/feed.atom", "/en/releases.json", "/catalogue.ttl")
    tags = {place: get(place).headers["etag"] for place in places}
    assert {get(place, if_none_match=tag).status_code for place, tag in tags.items()} == {304}
    late = replace(own, now=datetime.fromisoformat(embargoed.due))
    early = replace(own, now=late.now - timedelta(seconds=1))
    for when in (early, late):
        work.plan(when)
        job = work.take(when, "w")
        while job is not None:
            if job.kind == workflow.GO_LIVE:
                assert when is late
                work.attempt(when, job, lambda job, ended, said: None)
            job = work.take(when, "w")
        own.ports.head.refresh()
        expected = 304 if when is early else 200
        assert {get(place, if_none_match=tag).status_code for place, tag in tags.items()} == {expected}
    assert made.id in get("/releases.json").text
    assert releases.record(own, made.id).since == embargoed.due


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
