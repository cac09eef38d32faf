"""Explanations: what explains, and what only looks like it."""

from __future__ import annotations

import pytest

from xinxiao.model.explanation import ExplanationSpec, plain, same_for_all, why_not
from xinxiao.model.text import Text

SPEC = ExplanationSpec(
    least=6,
    formulas=(
        "核实无误",
        "核对无误",
        "情况属实",
        "数据无误",
        "数据准确",
        "无误",
        "属实",
        "checked and correct",
        "data are correct",
    ),
    fillers=("经", "已", "我单位", "特此说明", "核实", "the", "we have"),
)
RULE = Text(zh="本月销售额不应超过上月的两倍", en="Sales are at most twice those of the month before")


@pytest.mark.parametrize(
    "words",
    ["九月开学季，教材集中采购，订单比上月多三成", "新开两家分店，八月起并入", "A large school order was delivered in August",
     "上月为装修停业，仅营业8天；经核实无误", "618大促，带动手机销售"],
)  # fmt: skip
def test_a_reason_explains(words: str) -> None:
    assert why_not(words, RULE, SPEC) == ""


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("", "empty"), ("  \n", "empty"), ("。。。！！", "empty"), ("……", "empty"), ("\u200b\u3000", "empty"),
        ("核实无误", "formulaic"), ("核 实 无 误。", "formulaic"), ("经核实，情况属实，数据无误，特此说明。", "formulaic"),
        ("已核实无误！！！", "formulaic"), ("无误无误无误无误", "formulaic"), ("Checked and correct.", "formulaic"),
        ("ＣＨＥＣＫＥＤ　ａｎｄ　ｃｏｒｒｅｃｔ", "formulaic"), ("We have checked and correct the data are correct", "formulaic"),
        ("啊啊啊啊啊啊啊啊啊啊", "formulaic"), ("好的好的好的好的好的好的", "formulaic"), ("1111111111", "formulaic"),
        ("涨价了呢", "short"),
        ("本月销售额不应超过上月的两倍", "rule"), ("本月销售额，不应超过上月的两倍。", "rule"), ("不应超过上月的两倍", "rule"),
        ("sales are at most twice those of the month before!", "rule"), ("本月销售额不应超过上月的两倍，是", "rule"),
    ],
)  # fmt: skip
def test_what_does_not_explain_is_told_why(words: str, why: str) -> None:
    assert why_not(words, RULE, SPEC) == why


def test_one_sentence_for_three_rules_explains_none_of_them_and_for_two_it_may() -> None:
    words = "新开两家分店，八月起并入"
    assert same_for_all({"A": words, "B": words + "。", "C": words + " ", "D": "另一原因说明在此"}) == {
        "A",
        "B",
        "C",
    }
    assert same_for_all({"A": words, "B": words}) == frozenset()


def test_texts_are_compared_without_width_case_blanks_and_punctuation() -> None:
    assert plain(" Ａb，c。\t１ ") == "abc1"


def test_a_programme_without_lists_still_wants_words() -> None:
    assert why_not("核实无误", RULE, ExplanationSpec()) == "short"
    assert why_not("", RULE, ExplanationSpec()) == "empty"


def test_a_formula_that_repeats_a_syllable_is_found_like_any_other() -> None:
    spec = ExplanationSpec(least=8, formulas=("needed for work",))
    says = Text(zh="词", en="word")
    assert why_not("needed for work", says, spec) == "formulaic"
    assert why_not("Needed, for work!", says, spec) == "formulaic"
