"""The statistician's pages: what they show, to whom, as which files, and what their forms do."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.collecting import owner
from tests.desk import LATE, MISSING, SHOPS, SLIPPED, at_desk, key, places
from tests.people import Browser, signed_in
from xinxiao.entry.portal.app import create
from xinxiao.entry.portal.door import Door
from xinxiao.model.collect.people import Grant
from xinxiao.uses.call import Call
from xinxiao.uses.collect import reports

ABOVE = {"910101": ("910101", "910100", "910000", "CN"), "910102": ("910102", "910100", "910000", "CN")}
BOARD, LIST, QUEUE = (
    "desk/completeness/SHOP_M/2026-08",
    "desk/reports/SHOP_M/2026-08",
    "desk/findings/SHOP_M/2026-08",
)


class Areas:
    """Where the shops are."""

    def area_of(self, unit: str, day: str) -> str:
        return {shop: area for shop, area, _ in places()}.get(unit, "")

    def above(self, area: str) -> tuple[str, ...]:
        return ABOVE.get(
            area, (area, "920100", "920000", "CN") if area == "920101" else (area,) if area else ()
        )


@dataclass
class House:
    """A portal over the collection."""

    call: Call
    door: Door

    def browser(self, *grants: Grant) -> Browser:
        return Browser.of(self.door, signed_in(self.call.ports, *grants))

    def state(self, unit: str) -> str:
        return self.call.ports.reports.find(key(unit)).state


@pytest.fixture
def house(desk_home: Path, tmp_path: Path) -> Iterator[House]:
    with at_desk(shutil.copytree(desk_home, tmp_path / "home")) as held:
        call = replace(held, ports=replace(held.ports, places=Areas()))
        yield House(call, create(call.ports))


@pytest.fixture
def county(house: House) -> Browser:
    """The browser of the county's statistician."""
    return house.browser(Grant("statistician", "910101"))


def told(html: str) -> str:
    """The words of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_an_item_leads_to_all_its_periods_as_table_and_file(house: House, county: Browser) -> None:
    page = f"desk/series/SHOP_M/{SHOPS[0]}/ORDERS"
    assert f'href="/zh/{page}"' in county.get(f"/zh/{LIST}/{SHOPS[0]}").text
    seen = told(county.get(f"/en/{page}").text)
    assert "1.0.0 ORDERS" in seen and " 408 yes" in seen
    rows = list(csv.DictReader(io.StringIO(county.get(f"/zh/{page}.csv?figure=series").text)))
    assert [(row["TIME_PERIOD"], row["VERSION"], row["VALUE"], row["COMPARABLE"]) for row in rows] == [
        ("2026-07", "1.0.0", "400", "yes"),
        ("2026-08", "1.0.0", "408", "yes"),
    ]
    assert house.browser(Grant("statistician", "910102")).get(f"/zh/{page}").status_code == 403
    assert county.get(f"/zh/desk/series/SHOP_M/{SHOPS[0]}/NEVER").status_code == 404


@pytest.mark.parametrize("today", ["", "920101"])
def test_a_report_of_a_unit_that_left_or_moved_is_reviewed_where_it_was_owed(
    house: House, today: str
) -> None:
    class Elsewhere(Areas):
        def area_of(self, unit: str, day: str) -> str:
            return today

    call = replace(house.call, ports=replace(house.call.ports, places=Elsewhere()))
    moved = House(call, create(call.ports))
    page = f"/zh/{LIST}/{SHOPS[0]}"
    county = moved.browser(Grant("statistician", "910101"))
    assert county.get(page).status_code == 200
    sha256 = call.ports.reports.find(key(SHOPS[0])).sha256
    assert county.post(f"{page}/accept", {"sha256": sha256}).status_code == 303
    for elsewhere in ("920101", "910102"):
        assert moved.browser(Grant("statistician", elsewhere)).get(page).status_code == 403
    assert county.get(f"/zh/{LIST}/91910101MA99999999").status_code == 403


def test_the_board_of_a_province_shows_a_map_of_the_nation_and_links_deeper(house: House) -> None:
    nation = house.browser(Grant("statistician", "CN"))
    found = nation.get(f"/zh/{BOARD}")
    assert found.status_code == 200, found.text
    assert found.headers["cache-control"] == "no-store"
    words = told(found.text)
    assert "应报14家，已报13家，上报率92.8%" in words
    assert "各地区上报率" in words and "已过截止时间" in words
    assert f'href="/zh/{BOARD}?area=910000"' in found.text
    province = nation.get(f"/en/{BOARD}?area=910000")
    assert "Prefecture A1" in province.text and "各地区上报率" not in province.text
    county = nation.get(f"/en/{BOARD}?area=910100")
    assert f'href="/en/{LIST}?area=910102"' in county.text


def test_every_exhibit_is_a_file_of_csv_and_json(house: House) -> None:
    browser = house.browser(Grant("statistician", "910000"))
    found = browser.get(f"/zh/{BOARD}.csv?area=910100&figure=areas")
    assert found.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(found.text)))
    assert [(r["REF_AREA"], r["EXPECTED"], r["RECEIVED"], r["LATE"], r["DUE"]) for r in rows] == [
        ("910101", "11", "10", "1", "1"),
        ("910102", "2", "2", "0", "0"),
    ]
    json = browser.get(f"/en/{BOARD}.json").json()
    assert [one["id"] for one in json["exhibits"]] == ["areas"]
    industries = browser.get(f"/en/{BOARD}.json?by=industry").json()["exhibits"][0]
    assert (industries["id"], industries["rows"][0]["EXPECTED"]) == ("industries", 13)
    assert json["as_of"].endswith("+00:00")
    assert browser.get(f"/zh/{BOARD}.csv?figure=nothing").status_code == 400
    listed = browser.get(f"/zh/{LIST}.csv?area=910101&state=due").text
    assert MISSING in listed and SHOPS[0] not in listed
    queue = list(csv.DictReader(io.StringIO(browser.get(f"/en/{QUEUE}.csv").text)))
    assert (queue[0]["UNIT"], queue[0]["TEST"], queue[0]["VALUE"]) == (SLIPPED, "slip", "493000")


PAGES = (
    "desk/completeness",
    BOARD,
    LIST,
    "desk/findings",
    QUEUE,
    "desk/queries",
    "desk/accept/SHOP_M/2026-08",
    f"{LIST}/{SHOPS[0]}",
)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_pages_are_for_statisticians(house: House, county: Browser, page: str, lang: str) -> None:
    shown = county.get(f"/{lang}/{page}")
    assert shown.status_code == 200, shown.text
    assert shown.headers["cache-control"] == "no-store"
    for grant in (
        Grant("filler", SHOPS[0]),
        Grant("system_admin"),
        Grant("security_admin"),
        Grant("audit_admin"),
        Grant("case_officer", "910101"),
    ):
        other = house.browser(grant)
        for ending in ("", ".csv", ".json"):
            assert other.get(f"/{lang}/{page}{ending}").status_code == 403, (grant, ending)


@pytest.mark.parametrize("page", [BOARD, LIST, QUEUE, "desk/accept/SHOP_M/2026-08"])
def test_an_area_out_of_reach_is_refused(house: House, county: Browser, page: str) -> None:
    for area in ("910102", "910000", "CN", "nowhere"):
        for ending in ("", ".csv", ".json"):
            assert county.get(f"/zh/{page}{ending}?area={area}").status_code == 403
    assert county.get(f"/zh/{LIST}/{SHOPS[12]}").status_code == 403
    assert county.get(f"/zh/{LIST}/{SHOPS[13]}.csv").status_code == 403
    for act in ("query", "return", "accept", "release", "extend"):
        assert county.post(f"/zh/{LIST}/{SHOPS[12]}/{act}", {"words": "x"}).status_code == 403


def test_a_report_is_asked_about_returned_and_the_new_one_accepted(house: House, county: Browser) -> None:
    page = f"/zh/{LIST}/{SLIPPED}"
    shown = county.get(page)
    assert "493,000" in shown.text and "计量单位可能写错" in shown.text and "×10³" in shown.text
    asked = county.post(f"{page}/query", {"item": "ORDERS", "words": "订单数是否多写了三位？"})
    assert (asked.status_code, asked.headers["location"]) == (303, page)
    assert "订单数是否多写了三位？" in county.get(page).text
    assert county.post(f"{page}/return", {"words": "请核对订单数的计量单位。"}).status_code == 303
    assert house.state(SLIPPED) == "returned"
    own = owner(house.call, SLIPPED)
    held = reports.report(own, key(SLIPPED)).content
    again = type(held)(cells={**held.cells, "ORDERS": "493"})
    reports.answer(own, key(SLIPPED), 1, "多写了三位，已改正。")
    reports.submit(own, key(SLIPPED), again)
    after = county.get(page)
    assert "多写了三位，已改正。" in after.text
    sha = re.search(r'name="sha256" value="([0-9a-f]{64})"', after.text)
    assert sha is not None
    assert county.post(f"{page}/accept", {"sha256": sha[1]}).status_code == 303
    assert house.state(SLIPPED) == "accepted"


def test_what_was_not_seen_is_not_accepted(house: House, county: Browser) -> None:
    page = f"/zh/{LIST}/{SHOPS[0]}"
    refused = county.post(f"{page}/accept", {"sha256": "0" * 64})
    assert refused.status_code == 409
    assert house.state(SHOPS[0]) == "submitted"
    assert county.post(f"{page}/return", {"words": "  "}).status_code == 422


def test_forms_without_the_token_do_nothing(house: House, county: Browser) -> None:
    page = f"/zh/{LIST}/{SHOPS[0]}"
    assert county.send("POST", f"{page}/return", data={"words": "x"}).status_code == 403
    assert house.state(SHOPS[0]) == "submitted"


def test_many_are_accepted_after_they_were_shown(house: House, county: Browser) -> None:
    page = "/zh/desk/accept/SHOP_M/2026-08"
    shown = county.get(f"{page}?area=910101")
    digest = re.search(r'name="digest" value="([0-9a-f]{64})"', shown.text)
    assert digest is not None and "验收以上9份" in shown.text
    done = county.post(page, {"area": "910101", "digest": digest[1]})
    assert done.status_code == 303
    assert house.state(SHOPS[0]) == "accepted" and house.state(SLIPPED) == "submitted"
    again = county.post(page, {"area": "910101", "digest": digest[1]})
    assert again.status_code == 409
    assert "所列报表已有变动" in again.text


def test_questions_can_be_chosen_by_how_they_stand(house: House, county: Browser) -> None:
    county.post(f"/zh/{LIST}/{SHOPS[0]}/query", {"item": "", "words": "为何增长？"})
    assert "为何增长？" in county.get("/zh/desk/queries").text
    assert "为何增长？" in county.get("/zh/desk/queries?state=open").text
    assert "为何增长？" not in county.get("/zh/desk/queries?state=answered").text


def test_a_period_that_is_not_issued_is_not_found(county: Browser) -> None:
    for page in ("desk/completeness/SHOP_M/2030-01", "desk/findings/NONE/2026-08", f"{LIST}/{SHOPS[0]}x"):
        assert county.get(f"/zh/{page}").status_code in (403, 404)


def test_a_question_that_is_markup_is_shown_as_text(house: House, county: Browser) -> None:
    county.post(f"/zh/{LIST}/{SHOPS[0]}/query", {"item": "", "words": "<script>alert(1)</script>"})
    for page in (f"{LIST}/{SHOPS[0]}", "desk/queries"):
        shown = county.get(f"/zh/{page}").text
        assert "<script>alert" not in shown and "&lt;script&gt;alert(1)" in shown


def test_a_cell_that_is_a_formula_is_none_in_csv(house: House, county: Browser) -> None:
    county.post(f"/zh/{LIST}/{SHOPS[0]}/query", {"item": "", "words": "=1+1"})
    (row,) = csv.DictReader(io.StringIO(county.get("/zh/desk/queries.csv").text))
    assert row["QUESTION"] == "'=1+1"


def test_late_and_missing_are_said(county: Browser) -> None:
    rows = csv.DictReader(io.StringIO(county.get(f"/en/{LIST}.csv").text))
    timely = {row["UNIT"]: row["TIMELY"] for row in rows}
    assert (timely[LATE], timely[MISSING], timely[SHOPS[0]]) == ("no", "overdue", "yes")
