"""The portal as a folder: every link in it leads somewhere, and what readers do not see is not in it."""

from __future__ import annotations

import json
import posixpath
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.nouns import TUTORIAL
from xinxiao import bootstrap
from xinxiao.entry.portal.still.addresses import Address
from xinxiao.entry.portal.still.folder import MARK, written
from xinxiao.entry.portal.still.links import NO_LINK, links
from xinxiao.entry.portal.still.portal import Outcome, StillPortal
from xinxiao.errors import Conflict, DataFault
from xinxiao.model.release import Release
from xinxiao.model.text import Text
from xinxiao.uses import workflow
from xinxiao.uses.call import Call
from xinxiao.uses.run import run

BASE = "https://stats.example.org/ic"
NOTICE = Text(zh="表三有误，现予撤回", en="Table three is wrong, and is withdrawn")
VERIFY = ("zh/draws/verify/index.html", "en/draws/verify/index.html")
"""The pages with a form that asks no server: scripts beside them answer it."""
SECRET = "2024-06-30"
"""What the withdrawn release was made of: known on this day."""


def write(call: Call, folder: Path, base: str = "") -> Outcome:
    return StillPortal(call.ports, base).write(folder, lambda done, known: None)


@pytest.fixture(scope="module")
def call(fresh_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Call]:
    """A home with a live, an embargoed and a withdrawn release."""
    made = bootstrap.call(Path(shutil.copytree(fresh_home, tmp_path_factory.mktemp("still") / "home")))
    yield made
    made.ports.ledger.close()


@pytest.fixture(scope="module")
def withdrawn(call: Call) -> Release:
    release = run(call, TUTORIAL, None, SECRET)
    workflow.withdraw(call, release.id, NOTICE, "minutes")
    return release


@pytest.fixture(scope="module")
def embargoed(call: Call, tmp_path_factory: pytest.TempPathFactory) -> Release:
    release = run(call, TUTORIAL, None, "2024-12-31", draft=True)
    workflow.check(call, release.id)
    workflow.embargo(call, release.id, workflow.time_of(call, "2099-01-15T10:00"))
    return release


@pytest.fixture(scope="module")
def folder(
    call: Call, withdrawn: Release, embargoed: Release, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """It all, written without the address of a portal."""
    place = tmp_path_factory.mktemp("still") / "site"
    assert write(call, place).files > 500
    return place


@pytest.fixture(scope="module")
def based(
    call: Call, withdrawn: Release, embargoed: Release, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The same with one."""
    place = tmp_path_factory.mktemp("still") / "site"
    write(call, place, BASE)
    return place


def pages(folder: Path) -> Mapping[str, str]:
    return {str(p.relative_to(folder)): p.read_text("utf-8") for p in folder.rglob("*.html")}


def broken(folder: Path) -> list[tuple[str, str]]:
    """Links that lead to no file, or to no place in one."""
    told, found = pages(folder), []
    for place, text in told.items():
        for link in links(text):
            parts = urlsplit(link)
            if parts.scheme:
                continue
            to = (
                posixpath.normpath(posixpath.join(posixpath.dirname(place), unquote(parts.path)))
                if parts.path
                else place
            )
            there = (folder / to).is_file() and not to.startswith("..")
            named = not parts.fragment or f'id="{parts.fragment}"' in told.get(to, "")
            if not there or not named:
                found.append((place, link))
    return found


def test_no_link_of_the_folder_is_broken(folder: Path, based: Path) -> None:
    assert broken(folder) == []
    assert broken(based) == []


def test_a_broken_link_would_be_found(folder: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(folder, tmp_path / "copy"))
    shutil.rmtree(copy / "zh" / "targets")
    assert ("zh/index.html", "targets/index.html") in broken(copy)


def test_both_languages_and_every_kind_of_file_are_there(folder: Path, call: Call) -> None:
    release = json.loads((folder / MARK).read_text("utf-8"))["release"]
    for place in (
        "index.html",
        "zh/index.html",
        "en/targets/T1/index.html",
        "zh/index.map.png",
        "en/index.map.svg",
    ):
        assert (folder / place).stat().st_size > 200
    for form in ("csv", "xlsx", "parquet", "json"):
        assert list((folder / "releases" / release / "data").glob(f"*.{form}"))
    assert (folder / "releases" / release / "SHA256SUMS").is_file()


def test_what_is_embargoed_or_withdrawn_is_not_in_it_but_for_the_notice(
    folder: Path, based: Path, withdrawn: Release, embargoed: Release
) -> None:
    for place in (folder, based):
        files = [p for p in place.rglob("*") if p.is_file()]
        assert not [p for p in files if embargoed.id.encode() in p.read_bytes()]
        assert not [p for p in files if embargoed.sha256.encode() in p.read_bytes()]
        named = {str(p.relative_to(place)) for p in files if withdrawn.id in str(p)}
        assert named and all("data" not in name for name in named)
        assert NOTICE.zh in (place / "zh" / "releases" / withdrawn.id / "index.html").read_text("utf-8")
        assert NOTICE.en in (place / "en" / "releases" / withdrawn.id / "index.html").read_text("utf-8")
    assert not [p for p in files if p.name == withdrawn.datasets[next(iter(withdrawn.datasets))].sha256]


def test_what_needs_a_server_is_no_link_and_the_page_says_so(folder: Path) -> None:
    for place, text in pages(folder).items():
        if place == "index.html":
            continue
        assert ("<form" in text) == (place in VERIFY)
        assert 'class="banner still"' in text
        assert not re.search(r'(href|src|action)="/', text)
    assert NO_LINK in (folder / "en" / "index" / "index.html").read_text("utf-8")
    assert not (folder / "en" / "search").exists()
    assert not (folder / "sitemap.xml").exists()


def test_draws_are_verified_in_the_folder_too_by_a_form_that_sends_nothing(folder: Path) -> None:
    for place in VERIFY:
        text = (folder / place).read_text("utf-8")
        [form] = re.findall(r"<form[^>]*>", text)
        assert "action" not in form
        assert "connect-src 'none'; form-action 'none'" in text
        for name in ("draw", "draw_page"):
            [script] = re.findall(rf'<script src="([^"]*/{name}\.[^"]*)"', text)
            assert ((folder / place).parent / unquote(urlsplit(script).path)).is_file()
    assert (folder / "draws" / "verify_draw.py").is_file()


def test_what_oversight_shows_of_this_day_is_not_in_the_folder(folder: Path) -> None:
    for lang in ("zh", "en"):
        assert not (folder / lang / "oversight").exists()
        assert not (folder / lang / "lists").exists()
        assert (folder / lang / "calendar" / "working-days" / "index.html").is_file()


def test_with_the_address_of_a_portal_they_lead_there(based: Path) -> None:
    text = (based / "en" / "index" / "index.html").read_text("utf-8")
    assert f'action="{BASE}/en/search"' in text
    assert f'href="{BASE}/en/explain/' in text
    assert NO_LINK not in text
    assert f"<loc>{BASE}/en/targets</loc>" in (based / "sitemap.xml").read_text("utf-8")
    assert f'href="{BASE}/zh/releases' in (based / "feed.atom").read_text("utf-8")
    assert f"<{BASE}/catalogue>" in (based / "catalogue.ttl").read_text("utf-8")


def test_the_same_releases_give_the_same_bytes_and_take_the_place_of_the_last(
    call: Call, based: Path, tmp_path: Path
) -> None:
    place = shutil.copytree(based, tmp_path / "site")
    (place / "zh" / "stray.html").write_text("old", "utf-8")
    write(call, place, BASE)
    one, two = (
        {str(p.relative_to(d)): p.read_bytes() for p in d.rglob("*") if p.is_file()} for d in (based, place)
    )
    assert one == two
    assert [p.name for p in tmp_path.iterdir()] == ["site"]


def test_a_folder_that_holds_something_else_is_left_alone(call: Call, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine", "utf-8")
    for place in (tmp_path, tmp_path / "letter.txt"):
        with pytest.raises(Conflict) as caught:
            write(call, place)
        assert caught.value.told.name == "site_folder"
    (tmp_path / "link").symlink_to(tmp_path)
    with pytest.raises(Conflict):
        write(call, tmp_path / "link")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["letter.txt", "link"]


def test_what_stops_half_way_leaves_what_was_there(tmp_path: Path) -> None:
    place = tmp_path / "site"
    with written(place) as made:
        made.put("a.html", [b"first"])
        made.seal()
    with pytest.raises(KeyboardInterrupt), written(place) as made:
        made.put("a.html", [b"second"])
        raise KeyboardInterrupt
    assert (place / "a.html").read_bytes() == b"first"
    assert [p.name for p in tmp_path.iterdir()] == ["site"]


def test_a_release_that_is_withdrawn_meanwhile_is_not_written(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = iter([Address("/en/releases"), Address("/zh/releases")])
    monkeypatch.setattr(StillPortal, "_seeds", lambda portal: few)
    monkeypatch.setattr(StillPortal, "_linked", lambda portal, page: ())
    release = run(call, TUTORIAL, None, "2024-11-30")
    done: list[int] = []

    def meanwhile(count: int, known: int) -> None:
        if not done:
            workflow.withdraw(call, release.id, NOTICE, "minutes")
        done.append(count)

    with pytest.raises(Conflict) as caught:
        StillPortal(call.ports).write(tmp_path / "site", meanwhile)
    assert caught.value.told.name == "site_moved"
    assert len(done) == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "base", ["stats.example.org", "https://", "https://a/b?c=d", "ftp://a", "javascript:x"]
)
def test_what_is_no_address_of_a_portal_is_refused(call: Call, base: str) -> None:
    with pytest.raises(DataFault) as caught:
        StillPortal(call.ports, base)
    assert caught.value.told.name == "site_base"
