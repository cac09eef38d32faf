"""A form in words: who fills it, how an item is measured, until when it is due."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
import pytest

from tests.nouns import TINY, files_of
from tests.unit.model.collect.test_form import form
from xinxiao.model.codelist import Code, Codelist
from xinxiao.model.collect.window import Window
from xinxiao.model.programme import Programme
from xinxiao.model.text import Text
from xinxiao.programme.load import load_bytes
from xinxiao.publish.forms import FormWords
from xinxiao.texts import Language

SHANGHAI = ZoneInfo("Asia/Shanghai")


def _list(name: str, **codes: tuple[str, str]) -> Codelist:
    listed = tuple(Code(id=code, name=Text(zh=zh, en=en)) for code, (zh, en) in codes.items())
    return Codelist(id=name, version="1.0.0", name=Text(zh="表", en="List"), codes=listed)


@pytest.fixture
def programme() -> Programme:
    own = load_bytes(files_of(TINY)).parts
    groups = _list("CL_UNIT_GROUP", SHOP=("店铺", "Shops"), STALL=("摊位", "Stalls"))
    sizes = _list("CL_UNIT_SIZE", LARGE=("大型", "Large"))
    lists = own.codelists | {"CL_UNIT_GROUP": groups, "CL_UNIT_SIZE": sizes}
    return msgspec.structs.replace(own, codelists=lists)


def words(programme: Programme, language: Language, **fields: object) -> FormWords:
    return FormWords(programme, form(**fields), language)


def test_who_fills_a_form_is_told_list_by_list(programme: Programme) -> None:
    asked = {"group": ["SHOP", "STALL"], "size": ["LARGE"], "area": ["CN"], "industry": ["64"]}
    assert (
        words(programme, "zh", population=asked).who == "地区：全国；行业：64；规模：大型；类别：店铺，摊位"
    )
    assert words(programme, "en", population=asked).who == (
        "Places: Nation. Industries: 64. Sizes: Large. Groups: Shops; Stalls"
    )
    assert words(programme, "en").who == "all units of the frame"


def test_an_item_says_its_unit_its_time_and_how_it_is_filled(programme: Programme) -> None:
    told = words(programme, "en")
    by_id = told.form.by_id
    assert told.measured(by_id["ONE_V"]) == "YUAN, in the period, needed"
    assert told.measured(by_id["ALL_V"]) == "YUAN, in the period, computed"
    assert told.measured(by_id["NOTE"]) == "text of at most 200 characters, text, blank where there is none"
    assert told.filled(by_id["ALL_V"]) == "computed: ONE_V, TWO_V"


def test_what_belongs_to_all_classes_says_so(programme: Programme) -> None:
    told = words(programme, "zh", domain="_T")
    assert told.belongs(told.form.by_id["TWO_V"]) == ("四类共有", "S")
    assert told.belongs(told.form.by_id["ONE_V"]) == ("LIFE_A", "S")


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        (datetime(2026, 3, 10, tzinfo=SHANGHAI), "2026-03-09 24:00"),
        (datetime(2026, 3, 9, 12, 0, tzinfo=SHANGHAI), "2026-03-09 12:00"),
        (datetime(2027, 1, 1, tzinfo=SHANGHAI), "2026-12-31 24:00"),
    ],
)
def test_the_end_of_a_day_is_24_o_clock(programme: Programme, moment: datetime, told: str) -> None:
    assert words(programme, "en").until(moment) == told


def test_the_days_of_a_period_say_when_they_are_provisional(programme: Programme) -> None:
    own = Window(
        datetime(2026, 3, 1, tzinfo=SHANGHAI),
        datetime(2026, 3, 10, tzinfo=SHANGHAI),
        {"prefecture": datetime(2026, 3, 12, 12, 0, tzinfo=SHANGHAI)},
        True,
    )
    assert list(words(programme, "en").days("2026-02", own)) == [
        "",
        "Period 2026-02",
        "opens 2026-03-01 00:00",
        "due until 2026-03-09 24:00",
        "prefecture: accepted until 2026-03-12 12:00",
        "The days off of one of these years are not announced yet, so the days are provisional.",
    ]


def test_a_form_line_by_line_says_its_marks_first_and_its_rules_last(programme: Programme) -> None:
    rule = {"id": "R", "rule": "ONE_V > 0", "severity": "release"}
    rule |= {"says": {"zh": "大于零", "en": "above zero"}, "remedy": {"zh": "核对", "en": "check"}}
    lines = list(words(programme, "en", rules=[rule]).lines())
    assert lines[:3] == [
        "some (F 1.0.0)",
        "A trial: approved by nobody and filed with nobody, so nobody has to answer.",
        "Number of the table: T1",
    ]
    assert "ONE_N\tOne: Number\tSETS\tin the period\tneeded" in lines
    assert lines[-3:] == ["## Rules", "R\tneeds release\tabove zero\tONE_V > 0", "\tcheck"]
