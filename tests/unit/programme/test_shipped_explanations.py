"""What the policy's programme takes for no explanation, however it is written, and what it takes for one."""

from __future__ import annotations

import pytest

from tests.nouns import POLICY
from xinxiao.model.explanation import ExplanationSpec, why_not
from xinxiao.model.text import Text
from xinxiao.programme.load import load

RULE = Text(zh="交易额（年初累计）不小于上期。", en="Turnover, year to date, is not below the period before.")
NOTHING = (
    "核实无误", "已核实", "情况属实", "数据无误", "同上", "同上同上同上同上", "核 实 无 误", "核实无误。。。。", "核，实，无，误！", "ＯＫ",
    "经核实数据情况属实，无误。", "经核实，本期数据真实准确，无误，同意上报", "见上", "同上期", "与上期相同", "已与企业联系核实，数据无误",
    "经与填报人员核实，数据真实无误", "请予以通过，数据是真实的", "该数据核实过了没有错误", "请审核通过谢谢",
    "12345678", "20260930 1200", "aaaaaaaa", "测试测试测试测试", "N/A, not applicable", "Same as above.", "The data is accurate",
    "We have checked the data and they are correct.", "Verified: no error found", "。。。。", "　",
)  # fmt: skip
SOMETHING = (
    "春节促销结束，平台家电类目成交回落", "因本月新增两家子公司并表", "一月收入一次性确认，本月退款1200万元", "A licence was invoiced for the year in March",
    "同比增长因直播带货扩张", "促销推迟到十月，九月与去年相同",
)  # fmt: skip


@pytest.fixture(scope="module")
def spec() -> ExplanationSpec:
    found = load(POLICY).parts.explanations
    assert found is not None
    return found


@pytest.mark.parametrize("words", NOTHING)
def test_a_formula_explains_nothing(spec: ExplanationSpec, words: str) -> None:
    assert why_not(words, RULE, spec) in ("formulaic", "empty", "rule")


@pytest.mark.parametrize("words", SOMETHING)
def test_a_reason_explains(spec: ExplanationSpec, words: str) -> None:
    assert why_not(words, RULE, spec) == ""
