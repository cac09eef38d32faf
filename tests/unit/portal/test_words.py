"""Numbers and periods as readers of either language write them."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.periods import text_of, year_of
from xinxiao.entry.portal.release_view import ReleaseView
from xinxiao.entry.portal.words import Words
from xinxiao.model.codelist import Unit
from xinxiao.model.programme import Text
from xinxiao.model.quality import Practice, QualitySpec, Stage
from xinxiao.model.unit import meaning
from xinxiao.texts import Language

PRACTICE = Practice(
    indicators=("GDP",),
    source=Text(zh="某", en="some"),
    stages=(
        Stage(name=Text(zh="初步核算", en="preliminary"), months=10),
        Stage(name=Text(zh="最终核实", en="final"), months=24),
    ),
)


class Shelf:
    """As much of a release as words need."""

    def __init__(self, units: dict[str, Unit]) -> None:
        self.programme: Any = SimpleNamespace(
            units=units, scopes={}, indicators={}, sources={}, meaning=lambda unit: meaning(units[unit].pint)
        )
        status = SimpleNamespace(name=Text(zh="估计值", en="estimated value"))
        self.codes: dict[Any, Any] = {("CL_OBS_STATUS", "E"): status}
        self.areas: dict[str, Any] = {}


UNITS = {
    "100M_YUAN": Unit(
        id="100M_YUAN", name=Text(zh="亿元", en="100 million yuan"), pint="1e8 * yuan", decimals=1
    ),
    "TRN_YUAN": Unit(id="TRN_YUAN", name=Text(zh="万亿元", en="trillion yuan"), pint="1e12 * yuan"),
    "10K_ITEMS": Unit(id="10K_ITEMS", name=Text(zh="万件", en="10,000 items"), pint="1e4 * item", decimals=1),
    "PERCENT": Unit(id="PERCENT", name=Text(zh="%", en="per cent"), pint="0.01"),
    "POINTS": Unit(id="POINTS", name=Text(zh="分", en="points"), pint="point", decimals=1),
}


def words(lang: Language) -> Words:
    """Words over a handful of units."""
    return Words(lang, cast(ReleaseView, Shelf(UNITS)))


@pytest.mark.parametrize(
    ("lang", "value", "unit", "said"),
    [
        ("zh", 58000.0, "100M_YUAN", "5.8万亿元"),
        ("zh", 6.0, "TRN_YUAN", "6万亿元"),
        ("zh", 6523.4, "100M_YUAN", "6,523亿元"),
        ("zh", 14987.3, "100M_YUAN", "1.50万亿元"),
        ("en", 58000.0, "100M_YUAN", "5.8 trillion yuan"),
        ("en", 652.34, "100M_YUAN", "65.23 billion yuan"),
        ("en", 13.0, "10K_ITEMS", "130,000 items"),
        ("zh", 13.0, "10K_ITEMS", "13万件"),
        ("en", 541.2, "10K_ITEMS", "5.41 million items"),
        ("zh", 98.0, "PERCENT", "98%"),
        ("en", -7.25, "PERCENT", "\u22127.25%"),
        ("zh", 83.32, "POINTS", "83.3分"),
        ("en", None, "POINTS", "–"),
    ],
)
def test_a_number_is_said_with_its_unit(lang: Language, value: float | None, unit: str, said: str) -> None:
    assert words(lang).number(value, unit) == said


@pytest.mark.parametrize(
    ("lang", "value", "decimals", "unit", "said"),
    [
        ("zh", 1.7, 2, "TRN_YUAN", "1.70万亿元"),
        ("en", 1.7, 2, "TRN_YUAN", "1.70 trillion yuan"),
        ("zh", 0.98, 1, "100M_YUAN", "9,800万元"),
        ("zh", 98.0, 1, "PERCENT", "98.0%"),
        ("zh", 98.25, 2, "PERCENT", "98.25%"),
        ("zh", 13.0, 2, "10K_ITEMS", "13.00万件"),
        ("en", 13.0, 2, "10K_ITEMS", "130,000 items"),
    ],
)
def test_a_published_figure_keeps_its_decimals_where_it_stands_in_its_own_unit(
    lang: Language, value: float, decimals: int, unit: str, said: str
) -> None:
    row = {"OBS_VALUE": value, "UNIT_MEASURE": unit, "DECIMALS": float(decimals)}
    assert words(lang).value(row) == said


@pytest.mark.parametrize(
    ("period", "zh", "en"),
    [
        ("2018", "2018年", "2018"),
        ("2018-S1", "2018年上半年", "first half of 2018"),
        ("2018-Q3", "2018年三季度", "third quarter of 2018"),
        ("2018-08", "2018年8月", "2018-08"),
        ("2018-08-15", "2018年8月15日", "2018-08-15"),
    ],
)
def test_a_period_is_said_in_words(period: str, zh: str, en: str) -> None:
    assert words("zh").period(period) == zh
    assert words("en").period(period) == en


@pytest.mark.parametrize(("share", "said"), [(0.0, "<1%"), (0.93, "93%"), (1.0, ">99%"), (None, "–")])
def test_a_chance_is_never_said_to_be_none_or_certain(share: float | None, said: str) -> None:
    assert words("zh").chance(share) == said


def test_values_below_grade_a_minus_and_estimates_are_labelled() -> None:
    row = {"OBS_VALUE": 1.0, "OBS_STATUS": "E", "GRADE": "B"}
    assert words("zh").flags(row) == ["估计值", "等级B"]
    assert words("en").flags({"OBS_VALUE": 1.0, "OBS_STATUS": "A", "GRADE": "A-"}) == []


def test_a_half_year_lies_before_the_middle_of_its_year() -> None:
    assert year_of("2018") == 2018.0
    assert year_of("2018-S1") == 2017.75
    assert year_of("2018-Q4") == 2018.375


def test_a_period_is_said_by_its_own_text() -> None:
    assert text_of("2018") == ("year", {"year": "2018"})
    assert text_of("2018-S2") == ("S2", {"year": "2018"})
    assert text_of("2018-Q3") == ("Q3", {"year": "2018"})
    assert text_of("2018-08") == ("month", {"year": "2018", "month": 8})
    assert text_of("2018-08-31") == ("day", {"year": "2018", "month": 8, "day": 31})
    for other in ("2018-W05", "someday"):
        with pytest.raises(ValueError, match="not a period"):
            text_of(other)


def test_names_of_places_come_from_the_programme(english: PageRequest, chinese: PageRequest) -> None:
    code = next(iter(english.view.places))
    area = english.view.places[code]
    assert (english.words.area(code), chinese.words.area(code)) == (area.name.en, area.name.zh)


def test_an_address_keeps_the_release_a_reader_chose(english: PageRequest) -> None:
    pinned = replace(english, pinned="X-1")
    assert pinned.url("targets", light="DONE") == "/en/targets?light=DONE&release=X-1"
    assert english.url("targets") == "/en/targets"


@pytest.mark.parametrize(
    ("indicator", "vintage", "said"),
    [
        ("GDP", "2024-01-17", "preliminary"),
        ("GDP", "2024-12-27", "final"),
        ("GDP", "2026-02-01", "not stated"),
        ("RETAIL", "2024-01-17", "not stated"),
    ],
)
def test_a_figure_has_the_stage_of_its_producers_practice_or_says_that_none_is_stated(
    indicator: str, vintage: str, said: str
) -> None:
    shelf = Shelf(UNITS)
    shelf.programme.quality = QualitySpec(practices=(PRACTICE,))
    words = Words("en", cast(ReleaseView, shelf), None)
    figure = {"INDICATOR": indicator, "TIME_PERIOD": "2023", "VINTAGE": vintage}
    assert words.stage(figure) == said
    shelf.programme.quality = None
    assert words.stage(figure) == "not stated"
