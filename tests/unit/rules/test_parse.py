"""Rules are read with VTL's words and precedence, and a fault is told with its column."""

from __future__ import annotations

import pickle

import msgspec
import pytest

from xinxiao.rules.expression import (
    Arithmetic,
    Call,
    Comparison,
    If,
    In,
    Logic,
    Month,
    Negative,
    Not,
    Number,
    Reference,
    Rule,
    Text,
    Truth,
    appearing,
    dated,
    references,
)
from xinxiao.rules.parse import LONGEST, Unreadable, parse

A, B, C = Reference("A"), Reference("B"), Reference("C")


def test_a_rule_is_a_condition_or_a_condition_under_a_condition() -> None:
    assert parse("A = B") == Rule("A = B", Comparison("=", A, B))
    whole = "when A > 0 then B <> C"
    assert parse(whole) == Rule(whole, Comparison("<>", B, C), Comparison(">", A, Number("0")))


@pytest.mark.parametrize(
    ("text", "bracketed"),
    [
        ("A + B * C = 0", "(A + (B * C)) = 0"),
        ("A - B - C = 0", "((A - B) - C) = 0"),
        ("A / B / C = 0", "((A / B) / C) = 0"),
        ("-A * B = 0", "((-A) * B) = 0"),
        ("A = 1 or B = 1 and C = 1", "(A = 1) or ((B = 1) and (C = 1))"),
        ("A = 1 or B = 1 xor C = 1", "((A = 1) or (B = 1)) xor (C = 1)"),
        ("not (A = 1) and B = 1", "(not (A = 1)) and (B = 1)"),
        ("A + 1 in {1, 2} and B = 1", "((A + 1) in {1, 2}) and (B = 1)"),
        ("if A = 1 then B = 1 else C = 1 or B = 2", "if (A = 1) then (B = 1) else ((C = 1) or (B = 2))"),
    ],
)
def test_the_order_of_evaluation_is_that_of_the_manual(text: str, bracketed: str) -> None:
    assert parse(text).then == parse(bracketed).then


def test_not_binds_closer_than_a_comparison() -> None:
    assert parse("not A = B").then == Comparison("=", Not(A), B)


def test_every_part_has_its_noun() -> None:
    assert parse('A in {1, -2.50, "x"}').then == In(A, (Number("1"), Number("-2.5"), Text("x")))
    assert parse('A not_in {"x"}').then == In(A, (Text("x"),), True)
    assert parse("true xor false").then == Logic("xor", Truth(True), Truth(False))
    assert parse("round(-A / 2, 1) = nvl(B, 0)").then == Comparison(
        "=",
        Call("round", (Arithmetic("/", Negative(A), Number("2")), Number("1"))),
        Call("nvl", (B, Number("0"))),
    )
    assert parse("if isnull(A) then true else between(A, 1, 2)").then == If(
        Call("isnull", (A,)), Truth(True), Call("between", (A, Number("1"), Number("2")))
    )


def test_an_item_may_be_of_an_earlier_period_and_of_another_form() -> None:
    rule = parse("A + timeshift(A, -1) + F_M#A > timeshift(F_M#A, -12) + A")
    assert [item.text for item in appearing(rule)] == [
        "A",
        "timeshift(A, -1)",
        "F_M#A",
        "timeshift(F_M#A, -12)",
    ]
    assert references(rule) == {A, Reference("A", "", 1), Reference("A", "F_M"), Reference("A", "F_M", 12)}


def test_items_beginning_with_digits_and_lines_and_wide_blanks_are_read() -> None:
    assert references(parse("01_SALES\n  >\u3000ROW_2")) == {Reference("01_SALES"), Reference("ROW_2")}


def test_the_month_of_the_period_is_no_item() -> None:
    rule = parse("when getmonth(TIME_PERIOD) > 1 then A >= timeshift(A, -1)")
    assert rule.when == Comparison(">", Month(), Number("1"))
    assert references(rule) == {A, Reference("A", "", 1)}


@pytest.mark.parametrize(
    ("period", "month"),
    [
        ("2026-01", "1"),
        ("2026-12", "12"),
        ("2026-Q1", "1"),
        ("2026-Q3", "7"),
        ("2026-S2", "7"),
        ("2026", "1"),
    ],
)
def test_a_dated_rule_has_the_first_month_of_its_period_as_a_number(period: str, month: str) -> None:
    # the same months as vtlengine 1.9.6 gives for such periods
    text = "when not (getmonth(TIME_PERIOD) in {1, 7}) then if A > -getmonth(TIME_PERIOD) then true else abs(getmonth(TIME_PERIOD)) = A"
    made = dated(parse(text), period)
    assert made.text == text
    assert (made.when, made.then) == (
        Not(In(Number(month), (Number("1"), Number("7")))),
        If(
            Comparison(">", A, Negative(Number(month))),
            Truth(True),
            Comparison("=", Call("abs", (Number(month),)), A),
        ),
    )


def test_only_a_rule_that_asks_for_the_month_needs_a_period() -> None:
    rule = parse("A = 1")
    assert dated(rule, "") is rule
    with pytest.raises(ValueError, match="not a period"):
        dated(parse("getmonth(TIME_PERIOD) = 1"), "")


def test_numbers_are_kept_in_one_spelling() -> None:
    assert parse("A = 007.500").then == Comparison("=", A, Number("7.5"))
    assert parse("A = 0.0").then == Comparison("=", A, Number("0"))
    assert parse("A = " + "9" * 38).then == Comparison("=", A, Number("9" * 38))


def test_text_constants_hold_any_character_but_a_quote_and_controls() -> None:
    assert parse("A = \"it's #1 -- 'x'; 日本𠮷\"").then == Comparison("=", A, Text("it's #1 -- 'x'; 日本𠮷"))
    assert parse('A = ""').then == Comparison("=", A, Text(""))


@pytest.mark.parametrize(
    ("text", "column", "code"),
    [
        ("", 1, "RULE_END"),
        ("A + ", 5, "RULE_END"),
        ("((A = 1)", 9, "RULE_END"),
        ("A + = 3", 5, "RULE_SYNTAX"),
        ("A = B = C", 7, "RULE_SYNTAX"),
        ("A = 1 %", 7, "RULE_SYNTAX"),
        ("A = 1e5", 5, "RULE_SYNTAX"),
        ("A = 'x'", 5, "RULE_SYNTAX"),
        ('A = "x', 5, "RULE_SYNTAX"),
        ('A = "x\ny"', 5, "RULE_SYNTAX"),
        ("A = 1 andB = 1", 7, "RULE_SYNTAX"),
        ("A = a", 5, "RULE_SYNTAX"),
        ("A == 1", 4, "RULE_SYNTAX"),
        ("A = 1; B = 2", 6, "RULE_SYNTAX"),
        ("A in {}", 7, "RULE_SYNTAX"),
        ("A in {B}", 7, "RULE_SYNTAX"),
        ("A = __import__('os')", 7, "RULE_SYNTAX"),
        ("B = 1 and\navg(A) = 1", 11, "RULE_FUNCTION"),
        ("B = abs(A, 2)", 5, "RULE_ARGUMENTS"),
        ("nvl(A) = 1", 1, "RULE_ARGUMENTS"),
        ("A = 1" + "0" * 38, 5, "RULE_DIGITS"),
        ("A = 0." + "0" * 38 + "1", 5, "RULE_DIGITS"),
        ("A" * 65 + " = 1", 1, "RULE_NAME"),
        ("round(A, 19) = 1", 1, "RULE_PLACES"),
        ("round(A, B) = 1", 1, "RULE_PLACES"),
        ("round(A, -1) = 1", 1, "RULE_PLACES"),
        ("timeshift(A + 1, -1) = 1", 1, "RULE_SHIFTED"),
        ("timeshift(timeshift(A, -1), -1) = 1", 1, "RULE_SHIFTED"),
        ("timeshift(A, 1) = 1", 1, "RULE_SHIFT"),
        ("timeshift(A, -0) = 1", 1, "RULE_SHIFT"),
        ("timeshift(A, -121) = 1", 1, "RULE_SHIFT"),
        ("timeshift(A, -1.5) = 1", 1, "RULE_SHIFT"),
        ("A > 0 or getmonth(A) = 1", 10, "RULE_MONTH"),
        ("getmonth(F_M#TIME_PERIOD) = 1", 1, "RULE_MONTH"),
        ("getmonth(timeshift(TIME_PERIOD, -1)) = 1", 1, "RULE_MONTH"),
        ("getmonth(TIME_PERIOD, 1) = 1", 1, "RULE_ARGUMENTS"),
        ("month(TIME_PERIOD) = 1", 1, "RULE_FUNCTION"),
    ],
)
def test_what_is_no_rule_is_told_with_its_column(text: str, column: int, code: str) -> None:
    with pytest.raises(Unreadable) as told:
        parse(text)
    assert (told.value.column, told.value.finding.code) == (column, code)


def test_a_fault_says_what_stands_there_in_both_languages() -> None:
    with pytest.raises(Unreadable, match="column 5 on, at: = 3") as told:
        parse("A + = 3")
    assert told.value.finding.message("zh").startswith("规则从第 5 列起无法读取：= 3。")


def test_ten_years_of_months_may_be_looked_back() -> None:
    assert references(parse("timeshift(A, -120) = 1")) == {Reference("A", "", 120)}


@pytest.mark.parametrize(
    "text",
    [
        "not " * 64 + "(A = 1)",
        "A" + " + A" * 64 + " = 1",
        "-" * 64 + "A = 1",
        "if A = 1 then true else " * 64 + "true",
        "abs(" * 64 + "A" + ")" * 64 + " = 1",
    ],
)
def test_deep_nesting_is_refused_whatever_it_is_made_of(text: str) -> None:
    with pytest.raises(Unreadable) as told:
        parse(text)
    assert told.value.finding.code == "RULE_DEEP"


def test_brackets_alone_are_no_depth_and_a_sum_is_one() -> None:
    assert parse("(" * 900 + "A = 1" + ")" * 900).then == Comparison("=", A, Number("1"))
    parse(f"sum({', '.join(['A'] * 300)}) = 1")


def test_a_rule_ends_at_two_thousand_characters() -> None:
    text = "A = " + "1" + " " * (LONGEST - 5)
    parse(text)
    with pytest.raises(Unreadable, match="2001 characters"):
        parse(text + " ")


def test_rules_can_be_pickled_and_written_as_json() -> None:
    rule = parse('when KIND in {"A"} then round(timeshift(F#A, -1) / B, 2) <= 1.5')
    assert pickle.loads(pickle.dumps(rule)) == rule
    assert msgspec.json.decode(msgspec.json.encode(rule), type=Rule) == rule
    assert hash(rule) == hash(parse(rule.text))
