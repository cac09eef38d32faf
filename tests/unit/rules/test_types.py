"""A rule is held against the kinds of the items it names, and what does not fit is a finding."""

from __future__ import annotations

import pytest

from xinxiao.rules.parse import parse
from xinxiao.rules.types import ItemType, findings, kind_of, misfits

TYPES = {
    "SALES": ItemType("number", 38, 2),
    "STAFF": ItemType("number", 10),
    "KIND": ItemType("code", codes=frozenset({"A", "B"})),
    "SORT": ItemType("code"),
    "NOTE": ItemType("text"),
    "F_M#SALES": ItemType("number", 38, 2),
}


@pytest.mark.parametrize(
    "text",
    [
        "SALES / STAFF > 1.5",
        'KIND = "A" and KIND in {"A", "B"} and nvl(KIND, "A") <> "B"',
        'SORT = "whatever" or KIND = SORT',
        'NOTE <> "x" and length(NOTE) < 10 and length(KIND) = 1',
        "isnull(NOTE) or isnull(SALES)",
        'if KIND = "A" then SALES > 1 else NOTE = "x"',
        '(if KIND = "A" then "x" else NOTE) = NOTE',
        "timeshift(SALES, -1) <= F_M#SALES and timeshift(F_M#SALES, -12) > 0",
        "round(sum(SALES, STAFF), 1) in {1, 2.5}",
        "when getmonth(TIME_PERIOD) > 1 then SALES >= timeshift(SALES, -1)",
    ],
)
def test_what_fits_has_no_finding(text: str) -> None:
    assert list(findings(text, TYPES)) == []


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("SALE > 1", "RULE_ITEM", "the rule names an item SALE that no form has."),
        ("timeshift(F_M#STAFF, -1) > 1", "RULE_ITEM", "an item F_M#STAFF that no form has"),
        ('SALES = "1"', "RULE_UNLIKE", 'SALES = "1" puts together number and constant'),
        ("SALES = NOTE", "RULE_UNLIKE", "SALES = NOTE puts together number and text"),
        ("KIND = NOTE", "RULE_UNLIKE", "puts together code and text"),
        ("getmonth(TIME_PERIOD)", "RULE_KIND", "getmonth(TIME_PERIOD) is of kind number"),
        ('getmonth(TIME_PERIOD) = "1"', "RULE_UNLIKE", "puts together number and constant"),
        ("KIND > 1", "RULE_KIND", "KIND is of kind code; needed there: number."),
        ("NOTE < 1", "RULE_KIND", "NOTE is of kind text; needed there: number."),
        ("SALES + NOTE > 1", "RULE_KIND", "NOTE is of kind text"),
        ("SALES", "RULE_KIND", "SALES is of kind number; needed there: truth."),
        ("not SALES", "RULE_KIND", "SALES is of kind number; needed there: truth."),
        ("when NOTE then SALES = 1", "RULE_KIND", "NOTE is of kind text; needed there: truth."),
        ("length(SALES) = 1", "RULE_KIND", "SALES is of kind number; needed there: code / text"),
        ("isnull(SALES = 1)", "RULE_KIND", "SALES = 1 is of kind truth"),
        ("true = false", "RULE_KIND", "true = false is of kind truth"),
        ("nvl(SALES > 1, true)", "RULE_KIND", "is of kind truth"),
        ("nvl(SALES, NOTE) = 1", "RULE_UNLIKE", "nvl(SALES, NOTE) puts together number and text"),
        ("(if true then SALES else NOTE) = 1", "RULE_UNLIKE", "puts together number and text"),
        ("(if SALES then 1 else 2) = 1", "RULE_KIND", "SALES is of kind number; needed there: truth."),
        ('SALES in {1, "2"}', "RULE_UNLIKE", "puts together number and constant"),
        ("KIND in {1}", "RULE_UNLIKE", "puts together code and number"),
        ('KIND = "C"', "RULE_CODE", "the code C is not in the list of KIND"),
        ('"C" = timeshift(KIND, -1)', "RULE_CODE", "the code C is not in the list of KIND"),
        ('KIND not_in {"A", "a"}', "RULE_CODE", "the code a is not in the list of KIND"),
        ('nvl(KIND, "C") = "A"', "RULE_CODE", "the code C is not in the list of KIND"),
        ("timeshift(SALES, 1) = 1", "RULE_SHIFT", "timeshift at column 1 looks back 1 to 120 periods."),
    ],
)
def test_what_does_not_fit_is_told_once_with_its_place(text: str, code: str, message: str) -> None:
    (found,) = findings(text, TYPES, "forms/f.yaml", 12)
    assert (found.file, found.line, found.code, found.level) == ("forms/f.yaml", 12, code, "error")
    assert message in found.message("en")


def test_every_fault_of_a_rule_is_told_in_both_languages() -> None:
    found = list(misfits(parse("X > Y and NOTE > 1 and X = 1"), TYPES))
    assert [item.code for item in found] == ["RULE_ITEM", "RULE_ITEM", "RULE_KIND"]
    assert found[2].message("zh") == "NOTE 的类型是 text，此处须为 number。请改正规则。"


def test_what_a_part_gives_is_known_without_values() -> None:
    def kind(text: str) -> str:
        return kind_of(parse(f"isnull({text})").then.arguments[0], TYPES)  # type: ignore[union-attr]

    assert [kind(text) for text in ("SALES", "NOTE", "KIND", '"x"', "1", "-SALES")] == [
        "number",
        "text",
        "text",
        "text",
        "number",
        "number",
    ]
    assert kind("nvl(NOTE, KIND)") == "text"
    assert kind("if true then length(NOTE) else 1") == "number"
    assert kind("between(1, 2, 3)") == "truth"
