"""Pages of code lists: the lists, the codes of one in their order, who uses it, and the way to it as data."""

from __future__ import annotations

import csv
import io
import re

import pytest

from tests.unit.portal.conftest import Get
from xinxiao.entry.portal.codelists.lists import CodeList
from xinxiao.entry.portal.codelists.view import SHOWN
from xinxiao.model.text import Text
from xinxiao.publish.sdmx.structure.artefact import Artefact, Item, Ref, Scheme

NAME = Text(zh="一", en="One")


def listed(*codes: Item) -> CodeList:
    return CodeList(Artefact(Ref("codelist", "A", "CL_X", "1.0.0"), NAME, Scheme(codes)), codes, ())


def test_codes_stand_below_what_they_belong_to_whatever_their_order() -> None:
    codes = listed(
        Item("B", NAME, parent="A"),
        Item("A", NAME),
        Item("C", NAME, parent="B"),
        Item("D", NAME, parent="LOST"),
        Item("E", NAME, parent="A"),
    )
    assert [(depth, item.id) for depth, item in codes.ordered()] == [
        (0, "A"),
        (1, "B"),
        (2, "C"),
        (1, "E"),
        (0, "D"),
    ]


def test_the_list_of_lists_tells_how_many_codes_and_columns_each_has(get: Get) -> None:
    rows = {row["CODELIST"]: row for row in csv.DictReader(io.StringIO(get("/en/codelists.csv").text))}
    assert len(rows) == 13
    assert (rows["CL_FREQ"]["NAME"], rows["CL_FREQ"]["VERSION"]) == ("Frequencies", "1.0.0")
    assert (rows["CL_AREA"]["CODES"], rows["CL_AREA"]["COLUMNS"]) == ("6", "5")


@pytest.mark.parametrize(("lang", "name"), [("zh", "示例市"), ("en", "Example City")])
def test_a_list_has_its_codes_its_users_and_itself_as_data(get: Get, lang: str, name: str) -> None:
    page = get(f"/{lang}/codelists/CL_AREA").text
    assert name in page
    assert f'href="/{lang}/data/RD_INDEX"' in page
    assert "urn:sdmx:org.sdmx.infomodel.codelist.Codelist=EXAMPLE_CITY:CL_AREA(1.0.0)" in page
    assert 'href="/sdmx/v2/structure/codelist/EXAMPLE_CITY/CL_AREA/1.0.0"' in page


def test_the_file_of_a_list_has_every_code_and_words_choose_among_them(get: Get) -> None:
    rows = list(csv.DictReader(io.StringIO(get("/en/codelists/CL_AREA.csv").text)))
    assert [row["CODE"] for row in rows] == ["990000", *(f"99000{n}" for n in range(1, 6))]
    assert rows[1]["PARENT"] == "990000"
    chosen = csv.DictReader(io.StringIO(get("/en/codelists/CL_AREA.csv?q=example").text))
    assert [row["CODE"] for row in chosen] == ["990000"]


def test_a_list_there_is_not_and_a_page_too_far_are_told(get: Get) -> None:
    assert get("/en/codelists/CL_NONE").status_code == 404
    far = get("/en/codelists/CL_AREA?page=2")
    assert (SHOWN, far.status_code) == (200, 400)


def test_data_pages_lead_to_the_lists_of_their_columns(get: Get) -> None:
    page = get("/en/data/RD_INDEX").text
    assert len(re.findall(r'href="/en/codelists/CL_[A-Z_]+"', page)) >= 7
    assert 'href="/en/codelists"' in get("/en/data").text
