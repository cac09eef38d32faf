"""Parameters: what is given is taken, or said to be wrong; nothing is dropped or replaced in silence."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest

from xinxiao.entry.portal import parameters
from xinxiao.entry.portal.parameters import choice, code, count, parse, text
from xinxiao.entry.portal.query import Query
from xinxiao.errors import WrongRequest

DECLARED = (
    choice("kind", lambda request: ("a", "b")),
    choice("year", lambda request: ("2023",), lambda request: "2023"),
    text("q", 10),
    count("page", 100),
    code("release"),
)


def test_a_year_the_index_does_not_have_is_said_with_those_it_has(get: Any) -> None:
    answer = get("/en/index?year=1999")
    assert answer.status_code == 400
    assert "The parameter “year” cannot be “1999”" in answer.text
    assert "Possible: 2021, 2022, 2023, 2024" in answer.text
    assert '<a href="/en/index">This page without it</a>' in answer.text


def test_the_same_is_said_in_chinese_and_as_json(get: Any) -> None:
    assert "参数“year”不能是“1999”" in get("/zh/index?year=1999").text
    told = json.loads(get("/zh/index.json?year=1999").text)["error"]
    assert told["message"] == "参数“year”不能是“1999”"
    assert told["hint"] == "可选：2021, 2022, 2023, 2024"


def test_an_unknown_parameter_is_said_with_those_the_address_takes(get: Any) -> None:
    answer = get("/en/index?yaer=2023&year=2023")
    assert answer.status_code == 400
    assert "There is no parameter “yaer” here" in answer.text
    assert "What this address takes: index, year, release" in answer.text
    assert '<a href="/en/index?year=2023">This page without it</a>' in answer.text


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/en/", "x=1"),
        ("/en/index", "year="),
        ("/en/index", "year=2023&year=2023"),
        ("/en/index", "year=2023%00"),
        ("/en/index", "year=%e2%80%ae2023"),
        ("/en/index", "year=" + "2" * 500),
        ("/en/index/compare", "area1=999999"),
        ("/en/index/compare", "from=1850"),
        ("/en/tasks", "light=PURPLE"),
        ("/en/tasks", "article=99"),
        ("/en/indicators", "kind=odd"),
        ("/en/indicators", "q=" + "x" * 101),
        ("/en/search", "q=%00"),
        ("/en/search", "q=a&q=b"),
        ("/en/data/RD_TARGETS", "NOPE=1"),
        ("/en/data/RD_TARGETS", "MEASURE=NOPE"),
        ("/en/data/RD_TARGETS", "page=99"),
        ("/en/releases", "release="),
        ("/en/targets", "figure=targets"),
        ("/en/areas/990001", "year=1999"),
        ("/static/style.css", "x=1"),
        ("/releases.json", "x=1"),
        ("/", "lang=en"),
    ],
)
def test_what_cannot_be_is_never_taken_for_something_else(get: Any, path: str, query: str) -> None:
    assert get(f"{path}?{query}").status_code == 400


@pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 200, "\u0661"])
def test_a_preview_page_that_makes_no_sense_is_answered_calmly(get: Any, page: str) -> None:
    answer = get(f"/en/data/RD_TARGETS?page={quote(page)}")
    assert answer.status_code == 400
    assert "a whole number from 1 to" in answer.text


def test_a_wrong_value_is_shown_as_text_and_not_at_full_length(get: Any) -> None:
    page = get("/en/index?year=%3Cscript%3E").text
    assert "&lt;script&gt;" in page
    assert "<script>" not in page
    assert "x" * 81 not in get("/en/search?q=" + "x" * 500).text
    assert "\\u0000" in get("/en/search?q=%00").text


def test_order_and_empty_parts_do_not_make_another_query() -> None:
    one = parse(DECLARED, [("q", "x"), ("kind", "a"), ("page", "2")])
    other = parse(DECLARED, [("page", "2"), ("kind", "a"), ("q", " x ")])
    assert one == other == Query((("kind", "a"), ("page", "2"), ("q", "x")))
    assert parse(DECLARED, [("kind", ""), ("q", "")]) == Query()
    assert one.text == "kind=a&page=2&q=x"


@pytest.mark.parametrize(
    ("pair", "told"),
    [
        (("nope", "1"), "parameter_unknown"),
        (("year", ""), "parameter_empty"),
        (("page", ""), "parameter_empty"),
        (("page", "101"), "parameter_count"),
        (("page", "01"), "parameter_count"),
        (("q", "x" * 11), "parameter_long"),
        (("q", "a\tb"), "parameter_control"),
        (("release", "a b"), "parameter_code"),
    ],
)
def test_each_kind_of_wrong_has_its_words(pair: tuple[str, str], told: str) -> None:
    with pytest.raises(WrongRequest) as caught:
        parse(DECLARED, [pair])
    assert caught.value.told.name == told
    assert caught.value.told.values["parameter"] == pair[0]


def test_a_long_list_of_possible_values_is_told_by_the_near_ones() -> None:
    with pytest.raises(WrongRequest) as caught:
        parameters.one_of("area", "11000", [str(110000 + i) for i in range(50)])
    assert caught.value.told.values["count"] == 50
    assert str(caught.value.told.values["known"]).count(",") == 5
