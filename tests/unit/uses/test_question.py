"""Questions: columns, codes and days, with what is near when there is no such thing."""

from __future__ import annotations

import pytest

from tests.nouns import flow
from xinxiao.errors import DataFault, NotFound
from xinxiao.model.period import day_of
from xinxiao.uses.question import columns_of
from xinxiao.uses.releases import near


def test_columns_are_found_in_any_case_and_near_ones_are_named() -> None:
    assert columns_of(flow("index"), {"ref_area": ["CN"]}) == {"REF_AREA": ("CN",)}
    with pytest.raises(NotFound) as caught:
        columns_of(flow("index"), {"MEASUR": ["SCORE"]})
    assert str(caught.value.told.values["known"]).startswith("MEASURE")


@pytest.mark.parametrize("text", ["2023-02-30", "23", "tomorrow", "2023-1-1", "0000-01-01", "20230101"])
def test_what_is_no_day_of_the_calendar_is_refused(text: str) -> None:
    with pytest.raises(DataFault):
        day_of(text)


def test_words_near_a_word_and_all_of_them_where_none_is() -> None:
    assert near("SCOR", ["SCORE", "RANK"]) == ["SCORE"]
    assert near("XYZ", ["SCORE", "RANK"]) == ["SCORE", "RANK"]


@pytest.mark.parametrize("code", ["", "A\x00B", "x" * 201])
def test_what_can_be_no_code_is_refused_and_never_reaches_an_engine(code: str) -> None:
    with pytest.raises(DataFault) as caught:
        columns_of(flow("index"), {"MEASURE": [code]})
    assert caught.value.told.name == "bad_where"


def test_a_thousand_codes_may_be_asked_for_and_not_one_more() -> None:
    assert len(columns_of(flow("index"), {"MEASURE": ["M"] * 1000})["MEASURE"]) == 1000
    with pytest.raises(DataFault):
        columns_of(flow("index"), {"MEASURE": ["M"] * 1001})


@pytest.mark.parametrize("column", ["OBS_VALUE", "COMMENT", "FORMULA"])
def test_numbers_and_prose_are_no_columns_to_choose_by(column: str) -> None:
    with pytest.raises(NotFound):
        columns_of(flow("indicators"), {column: ["1"]})
