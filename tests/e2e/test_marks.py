"""A doubtful figure is marked wherever it stands: every page with figures is opened, every value on it is looked up in the
data, and what the data doubt must carry a label beside it, in the head of its column, or in the notes of its drawing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from shutil import copytree
from typing import Any
from urllib.parse import unquote, urlsplit

import anyio
import httpx
import pytest

from xinxiao import bootstrap
from xinxiao.entry.portal.app import create
from xinxiao.entry.portal.routes import TABLE
from xinxiao.model import doubt
from xinxiao.texts import text
from xinxiao.uses import releases
from xinxiao.uses.call import Call

PATHS = (
    *("home", "targets", "tasks", "asks", "domains", "index", "index/compare", "index/framework", "index/editions", "account", "account/gap", "pull"),
    *("areas", "indicators", "scopes", "data", "codelists", "codelists/CL_MEASURE", "catalogue", "resources", "forms", "forms/IC_PLATFORM_M", "calendar", "calendar/working-days", "quality", "revisions", "releases", "methods", "about", "search", "ledger", "work"),
    *(f"targets/T{n}" for n in range(1, 7)),
    *("tasks/1", "tasks/11", "tasks/35", "domains/LIFE", "domains/PUBLIC", "domains/INDUSTRY", "domains/PRODUCT"),
    *("areas/640000", "areas/110000", "areas/540000"),
    *("indicators/IC_PC", "indicators/IC_SCALE", "indicators/TECH_MARKET", "indicators/EXPRESS_VOL"),
    *("data/IC_ACCOUNT", "data/IC_DOMAINS", "data/IC_INDEX", "data/IC_TARGETS", "data/IC_TARGETS_RECORD"),
)  # fmt: skip
ELSEWHERE = {
    "explain/{flow}/{key}",
    "releases/{name}",
    "releases/{name}/changes",
    "index/audit",
    "methods/{name}",
    "quality/{flow}",
    "revisions/{flow}",
    "lists/{list}",
    "lists/{list}/compare",
    "lists/{list}/entries/{entry}",
    "oversight/published/{case}",
    "oversight/documents/{number}",
    "draws/{number}",
    "draws/{number}/verify",
    "draws/{number}/check",
    "draws/{number}/proof",
    "draws/plans/{case}",
}
"""Pages that show no values of their own, or whose values the walk opens in another way."""
OVERSIGHT = ("lists", "draws", "oversight", "oversight/published", "oversight/documents", "draws/verify")
"""Pages of oversight, which no figure of a release stands on."""


@dataclass
class Shown(HTMLParser):
    """The values of a page that lead to their explanation: the address of each, and the labels that stand with it."""

    found: list[tuple[str, bool]] = field(default_factory=list)
    _open: list[list[Any]] = field(default_factory=list)
    _heads: list[bool] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._column = -1
        self._in_head = False

    BLOCKS = ("td", "th", "dd", "p", "li")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = dict(attrs)
        if tag == "table":
            self._heads = []
        if tag == "thead":
            self._in_head = True
        if tag == "tr":
            self._column = -1
        if tag in ("td", "th"):
            self._column += 1
        if tag in self.BLOCKS:
            self._open.append([tag, [], False, self._column])
        if "flag" in (own.get("class") or "").split() and self._open:
            self._open[-1][2] = True
        if tag == "a" and own.get("class") == "why" and self._open:
            self._open[-1][1].append(own["href"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "thead":
            self._in_head = False
        if tag in self.BLOCKS and self._open and self._open[-1][0] == tag:
            _, links, flagged, column = self._open.pop()
            if tag == "th" and self._in_head:
                self._heads.append(flagged)
            headed = tag in ("td", "th") and column < len(self._heads) and self._heads[column]
            self.found += [(link, flagged or headed) for link in links]


@dataclass(frozen=True)
class Site:
    """The portal and the data behind it."""

    app: Any
    rows: dict[str, dict[str, dict[str, Any]]]

    def get(self, *paths: str) -> list[httpx.Response]:
        async def send() -> list[httpx.Response]:
            transport = httpx.ASGITransport(app=self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
                return [await client.get(path) for path in paths]

        return anyio.run(send)

    def doubts(self, address: str) -> tuple[str, ...]:
        """The doubts of the observation that an address explains."""
        flow, key = unquote(urlsplit(address).path).split("/")[-2:]
        return doubt.of_row(self.rows[flow][key])


@pytest.fixture(scope="module")
def site(policy_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The portal on the policy's programme, and its last release's observations by dataflow and key."""
    call: Call = bootstrap.call(copytree(policy_home, tmp_path_factory.mktemp("marks") / "home"))
    release = releases.find(call)
    rows = {}
    for name in release.datasets:
        data = releases.dataset(call, release, name)
        if name != "IC_IO":
            rows[name] = dict(zip(data.keys.to_pylist(), data.table.to_pylist(), strict=True))
    yield Site(create(call.ports), rows)
    call.ports.ledger.close()


def test_every_kind_of_page_is_walked() -> None:
    patterns = {
        route.pattern.removeprefix("/{lang}/")
        for route in TABLE.routes
        if route.pattern.startswith("/{lang}/")
        and route.session == "none"
        and not re.search(r"\.(csv|json|pdf|xlsx|html|svg|png|bib|txt)$", route.pattern)
    }
    walked = {
        pattern
        for pattern in patterns
        for path in (*PATHS, *OVERSIGHT)
        if re.fullmatch(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(pattern)), path)
    }
    assert patterns - walked - ELSEWHERE - {""} == set()


@pytest.mark.parametrize("path", PATHS)
def test_a_doubtful_value_on_a_page_has_a_label_beside_it(site: Site, path: str) -> None:
    [page] = site.get(f"/en/{path}" if path != "home" else "/en/")
    assert page.status_code == 200
    shown = Shown()
    shown.feed(page.text)
    bare = [link for link, flagged in shown.found if site.doubts(link) and not flagged]
    assert bare == []


@pytest.mark.parametrize("path", OVERSIGHT)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_page_of_oversight_shows_no_value_of_a_release(site: Site, lang: str, path: str) -> None:
    [page] = site.get(f"/{lang}/{path}")
    assert page.status_code == 200
    shown = Shown()
    shown.feed(page.text)
    assert shown.found == []
    assert "/explain/" not in page.text


def test_the_walk_meets_values_that_are_doubted_and_such_that_are_not(site: Site) -> None:
    [page] = site.get("/en/areas/640000")
    shown = Shown()
    shown.feed(page.text)
    doubted = [bool(site.doubts(link)) for link, _ in shown.found]
    assert doubted.count(True) > 5
    assert doubted.count(False) > 5


def test_the_consumption_per_person_of_ningxia_is_told_to_be_an_estimate_within_a_wide_interval(
    site: Site,
) -> None:
    found = {
        key: row["DOUBT"]
        for key, row in site.rows["IC_INDICATORS"].items()
        if ".640000.IC_PC." in key and key.endswith("2023")
    }
    assert len(found) == 1
    [said] = found.values()
    assert {"WIDE", "STATUS_E"} <= set(doubt.written(said))


@pytest.mark.parametrize(
    "path", [path for path in PATHS if not path.startswith(("data", "tasks/", "releases"))]
)
def test_the_data_of_a_drawing_or_table_carry_the_doubts_of_their_values(site: Site, path: str) -> None:
    [answer] = site.get(f"/en/{path}.json")
    bare = []
    for exhibit in answer.json()["exhibits"]:
        for row in exhibit["rows"]:
            if "OBS_VALUE" in row and doubt.of_row(row) and not any(name.endswith("DOUBT") for name in row):
                bare.append((exhibit["id"], row))
    assert bare == []


def test_notes_of_a_drawing_name_its_doubts_in_both_languages(site: Site) -> None:
    for lang in ("zh", "en"):
        [page] = site.get(f"/{lang}/indicators/IC_PC")
        assert f"<dt>{text(lang, 'web.note.doubt')}</dt>" in page.text
        assert text(lang, "web.doubt.WIDE") in page.text


def test_files_of_every_dataflow_have_a_column_of_doubts(site: Site) -> None:
    for flow in (
        "IC_FIGURES",
        "IC_INDICATORS",
        "IC_ACCOUNT",
        "IC_INDEX",
        "IC_DOMAINS",
        "IC_TARGETS",
        "IC_TARGETS_RECORD",
    ):
        [way] = site.get(f"/data/{flow}.csv?TIME_PERIOD=2020&REF_AREA=CN")
        [sheet] = site.get(way.headers["location"])
        assert "DOUBT" in sheet.text.splitlines()[0].split(",")


@pytest.mark.parametrize("area", ["640000", "110000", "630000"])
def test_strengths_and_weaknesses_are_observed_and_stand_on_their_side_of_the_median(
    site: Site, area: str
) -> None:
    for index in ("", "?index=EXPERIMENTAL"):
        [page] = site.get(f"/en/areas/{area}{index}")
        strong, weak = re.findall(r'<ol class="ranked">(.*?)</ol>', page.text, re.DOTALL)
        assert "/indicators/IC_" not in strong + weak  # of the account, which estimates
        assert strong.count("<li>") == len(re.findall(r", \+\d", strong))
        assert weak.count("<li>") == len(re.findall(r", \u2212\d", weak))
        assert "<li>" in strong + weak


def test_a_year_before_the_first_and_a_pillar_that_nobody_judged_are_told_apart_from_nothing(
    site: Site,
) -> None:
    first, compared = site.get("/en/index?year=2016", "/en/index/compare?area1=110000&from=2022&to=2023")
    assert "not applicable" in first.text
    assert "not computed" in compared.text


def test_the_page_of_a_target_shows_the_record_of_its_models_and_calls_none_calibrated(site: Site) -> None:
    [page, answer, other] = site.get("/zh/targets/T1", "/en/targets/T1.json", "/en/targets/T3.json")
    assert "不能说任何模型已经校准" in page.text
    exhibits = {item["id"]: item for item in answer.json()["exhibits"]}
    summary, pairs = exhibits["record"]["rows"], exhibits["record_pairs"]["rows"]
    assert [row["MODEL"] for row in summary] == ["CONSTANT", "LAST", "DAMPED", "TREND"]
    assert [row["PAIRS"] for row in summary] == [12, 12, 12, 9]
    assert "12 pairs from 5 dates" in exhibits["record"]["sentence"]
    assert len(pairs) == 45
    first = {name: pairs[0][name] for name in ("MODEL", "KNOWN_ON", "TIME_PERIOD", "HORIZON", "ACTUAL")}
    assert first == {
        "MODEL": "CONSTANT", "KNOWN_ON": "2015-12-31", "TIME_PERIOD": "2016", "HORIZON": 2, "ACTUAL": 3.9,
    }  # fmt: skip
    assert pairs[0]["INSIDE"] == 0.0
    assert not {"record", "record_pairs"} & {item["id"] for item in other.json()["exhibits"]}
