"""A portal where collecting began and nothing is published: what readers are told, in both languages, and the way to the desk."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.people import Browser, signed_in
from tests.reporting import issued
from tests.unit.collect.made import UNIT, bundle
from tests.unit.portal.conftest import Get, asker
from xinxiao import bootstrap
from xinxiao.entry.portal.app import create
from xinxiao.errors import NotFound
from xinxiao.model.actor import SYSTEM
from xinxiao.model.collect.people import Grant
from xinxiao.uses.call import Call, Ports, clock
from xinxiao.uses.collect.begun import demand_shown


@pytest.fixture
def empty(tmp_path: Path) -> Ports:
    return bootstrap.ports(tmp_path / "home")


@pytest.fixture
def collecting(empty: Ports) -> Ports:
    issued(empty, bundle(), "2026-08", UNIT)
    return empty


@pytest.fixture
def get(collecting: Ports) -> Get:
    return asker(create(collecting))


def test_a_home_shows_something_once_a_form_is_issued_or_somebody_has_an_account(
    empty: Ports, tmp_path: Path
) -> None:
    with pytest.raises(NotFound) as caught:
        demand_shown(Call(empty, SYSTEM, clock()))
    assert caught.value.told is not None
    assert caught.value.told.name == "no_release"
    signed_in(empty, Grant("filler", UNIT))
    demand_shown(Call(empty, SYSTEM, clock()))
    other = bootstrap.ports(tmp_path / "other")
    issued(other, bundle(), "2026-08", UNIT)
    demand_shown(Call(other, SYSTEM, clock()))


@pytest.mark.parametrize("path", ["", "targets", "search?q=a", "releases", "data"])
@pytest.mark.parametrize(
    ("lang", "head", "desk"),
    [("zh", "尚未发布任何数据", "工作台"), ("en", "Nothing is published yet", "at the desk")],
)
def test_a_public_page_says_that_nothing_is_published_and_leads_to_the_desk(
    get: Get, lang: str, head: str, desk: str, path: str
) -> None:
    answer = get(f"/{lang}/{path}")
    assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-store")
    assert f"<h1>{head}</h1>" in answer.text
    assert desk in answer.text
    assert f'href="/{lang}/desk"' in answer.text


def test_readers_learn_neither_where_the_home_is_nor_commands(get: Get, collecting: Ports) -> None:
    statuses = {"/zh/": 404, "/en/": 404, "/sdmx/v2/structure/dataflow": 204, "/en/index/audit.json": 404}
    for path, status in statuses.items():  # SDMX says of nothing that there is no content
        said = get(path)
        assert said.status_code == status
        assert str(collecting.home) not in said.text
        assert "xinxiao run" not in said.text


def test_the_desk_is_ready_and_health_says_that_nothing_is_published(get: Get, collecting: Ports) -> None:
    state = get("/healthz")
    assert state.status_code == 200
    assert state.json() == {"alive": True, "ready": True, "ledger": "ok", "lake": "ok", "published": False}
    browser = Browser.of(create(collecting), signed_in(collecting, Grant("filler", UNIT)))
    assert browser.get("/zh/reports").status_code == 200
    assert browser.get(f"/zh/reports/F_M/2026-08/{UNIT}").status_code == 200
