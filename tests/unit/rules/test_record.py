"""The verdicts of rules on a record, each worked out by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from xinxiao.errors import DataFault
from xinxiao.rules.expression import Reference, dated
from xinxiao.rules.parse import parse
from xinxiao.rules.record import Place, Value, places, verdict

NINES = "9" * 38


def judged(text: str, **values: str | None) -> str:
    """The verdict with values as texts; those that begin with a letter are texts, others numbers."""
    held: dict[str, Value] = {}
    for item, value in values.items():
        number = value is not None and value.lstrip("-")[:1].isdigit()
        held[item] = Decimal(value) if number and value is not None else value
    return verdict(parse(text), held)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 = 3", "holds"),
        ("0.1 + 0.2 = 0.3", "holds"),
        ("1 - 2 - 3 = -4", "holds"),
        ("2 * 0.5 = 1", "holds"),
        ("1 / 3 * 3 = 1", "holds"),
        ("1 / 3 + 1 / 6 = 0.5", "holds"),
        ("2 / 3 > 0.6666666666666666666666666666666666666", "holds"),
        ("1 / -2 = -0.5", "holds"),
        ("-(1 / -2) = 0.5", "holds"),
        ("abs(-2.5) = 2.5", "holds"),
        ("1 <> 1.0", "fails"),
        ("1 < 1", "fails"),
        ("1 <= 1", "holds"),
        ("-1 > -2", "holds"),
        ("-1 >= 0", "fails"),
        ("between(2, 1, 2)", "holds"),
        ("between(2.01, 1, 2)", "fails"),
        ("between(1, 2, 0)", "fails"),
        ("sum(1, 2, 3.5) = 6.5", "holds"),
        ("sum(7) = 7", "holds"),
        ('length("日本𠮷") = 3', "holds"),
        ('length("e\u0301") = 2', "holds"),
        ('length("") = 0', "holds"),
        ("2 in {1, 2.0}", "holds"),
        ("2 not_in {1, 2.0}", "fails"),
        ('"a" in {"A", "b"}', "fails"),
        ("if 1 > 2 then 3 = 4 else 5 = 5", "holds"),
        ("true xor true", "fails"),
        ("true xor false", "holds"),
    ],
)
def test_operators_of_constants(text: str, expected: str) -> None:
    assert judged(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("round(3.14159, 2) = 3.14", "holds"),  # the manual's examples
        ("round(3.14159, 4) = 3.1416", "holds"),
        ("round(12345.6, 0) = 12346", "holds"),
        ("round(0.5, 0) = 1", "holds"),
        ("round(1.5, 0) = 2", "holds"),
        ("round(2.5, 0) = 3", "holds"),
        ("round(-2.5, 0) = -3", "holds"),
        ("round(-2.4999999999, 0) = -2", "holds"),
        ("round(1.005, 2) = 1.01", "holds"),
        ("round(1 / 3, 3) = 0.333", "holds"),
        ("round(2 / 3, 3) = 0.667", "holds"),
        ("round(7, 18) = 7", "holds"),
        ("round(0.04, 1) = 0", "holds"),
        ("round(99.95, 1) = 100", "holds"),
    ],
)
def test_rounding_is_half_away_from_zero(text: str, expected: str) -> None:
    assert judged(text) == expected


@pytest.mark.parametrize("word", ["and", "or", "xor"])
@pytest.mark.parametrize("left", ["T", "F", "N"])
@pytest.mark.parametrize("right", ["T", "F", "N"])
def test_connectives_are_kleenes(word: str, left: str, right: str) -> None:
    spelt = {"T": "true", "F": "false", "N": "A = 1"}
    table = {
        "and": {"TT": "holds", "TN": "unknown", "NT": "unknown", "NN": "unknown"},
        "or": {"FF": "fails", "FN": "unknown", "NF": "unknown", "NN": "unknown"},
        "xor": {"TT": "fails", "FF": "fails", "TF": "holds", "FT": "holds"},
    }
    other = {"and": "fails", "or": "holds", "xor": "unknown"}[word]
    assert judged(f"{spelt[left]} {word} {spelt[right]}") == table[word].get(left + right, other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A = 1", "unknown"),
        ("A <> 1", "unknown"),
        ("A + 1 > A", "unknown"),
        ("not (A = 1)", "unknown"),
        ("A in {1, 2}", "unknown"),
        ("A not_in {1, 2}", "unknown"),
        ("between(A, 1, 2)", "unknown"),
        ("between(5, A, 2)", "fails"),
        ("length(A) = 0", "unknown"),
        ("sum(1, A, 2) = 3", "unknown"),
        ("sum(1, nvl(A, 0), 2) = 3", "holds"),
        ("round(A, 0) = 0", "unknown"),
        ("abs(A) >= 0", "unknown"),
        ("isnull(A)", "holds"),
        ("not isnull(A)", "fails"),
        ("isnull(A + 1)", "holds"),
        ("nvl(A, 0) = 0", "holds"),
        ('nvl(A, "x") = "x"', "holds"),
        ("A = 1 and 1 = 2", "fails"),
        ("A = 1 or 1 = 1", "holds"),
        ("if A = 1 then true else true", "unknown"),
        ("if true then true else A = 1", "holds"),
        ("isnull(if A = 1 then 1 else 2)", "holds"),
        ("when A = 1 then 1 = 2", "unknown"),
        ("when A = 1 then 1 = 1", "holds"),
        ("when 1 = 2 then A = 1", "holds"),
        ("when true then A = 1", "unknown"),
        ("A * 0 = 0", "unknown"),
        ("A / 0 = 0", "unknown"),
    ],
)
def test_a_blank_item_is_null_and_null_decides_nothing_by_itself(text: str, expected: str) -> None:
    assert judged(text, A=None) == expected
    assert judged(text) == expected


def test_when_false_holds_and_when_true_is_what_follows() -> None:
    assert judged("when A > 0 then B = 1", A="0", B="5") == "holds"
    assert judged("when A > 0 then B = 1", A="1", B="5") == "fails"
    assert judged("when A > 0 then B = 1", A="1", B="1.00") == "holds"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A / B = 1", "undefined"),
        ("B / B = 1", "undefined"),
        ("A / B <> A / B", "undefined"),
        ("isnull(A / B)", "undefined"),
        ("nvl(A / B, 7) = 7", "undefined"),
        ("A / (A / B) = 0", "undefined"),
        ("A / B in {1}", "undefined"),
        ("round(A / B, 2) = 0", "undefined"),
        ("abs(A / B) + nvl(C, 1) >= 0", "undefined"),
        ("C + A / B = 1", "undefined"),
        ("A / B > 1 and A = 1", "fails"),
        ("A / B > 1 or A = 5", "holds"),
        ("when B <> 0 then A / B > 1", "holds"),
        ("if B = 0 then A = 5 else A / B > 1", "holds"),
        ("C = 1 and A / B > 1", "undefined"),
        ("A / B > 1 and A = 1 or C = 1", "undefined"),
    ],
)
def test_division_by_zero_is_undefined_unless_the_rest_decides(text: str, expected: str) -> None:
    assert judged(text, A="5", B="0", C=None) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A + 1 > 0", "overflow"),
        ("A + 0 > 0", "holds"),
        ("A - 1 < A", "holds"),
        ("-A - 1 < 0", "overflow"),
        ("A * 1 = A", "holds"),
        ("A * 1.0 = A", "holds"),
        ("A * 10 > A", "overflow"),
        ("A * 10 / 10 = A", "overflow"),
        ("A / A = 1", "holds"),
        ("A / 9 * 9 = A", "holds"),
        ("A = 0.1", "fails"),
        ("A <> 0.1", "holds"),
        ("A in {0.1}", "fails"),
        ("A > 0.1", "overflow"),
        ("between(A, 0, 0.5)", "overflow"),
        ("A + 0.1 > 0", "overflow"),
        ("round(A, 1) = A", "overflow"),
        ("round(A, 0) = A", "holds"),
        ("false and A + 1 > 0", "overflow"),
        ("when false then A + 1 > 0", "overflow"),
        ("if true then true else A + 1 > 0", "overflow"),
        ("1 / 0 > 1 and A + 1 > 0", "overflow"),
        ("nvl(A + 1, 0) = 0", "overflow"),
        ("A - A + 1 = 1", "holds"),
        ("sum(A, -A, 1) = 1", "overflow"),  # the total of their sizes, whatever their order
        ("sum(1, A, -A) = 1", "overflow"),
        ("sum(A, 0) = A", "holds"),
        ("sum(1 / 3, 1 / 7, 11 / 21) = 1", "holds"),
    ],
)
def test_a_thirty_ninth_digit_anywhere_is_an_overflow(text: str, expected: str) -> None:
    assert judged(text, A=NINES) == expected


def test_an_item_of_39_digits_is_an_overflow_where_it_is_named() -> None:
    assert judged("A = A", A="1" + "0" * 38) == "overflow"
    assert judged("A = A", A="0." + "0" * 37 + "1") == "overflow"  # the denominator has 39
    assert judged("A = A", A="0." + "0" * 36 + "1") == "holds"
    assert judged("B = 1", A="1" + "0" * 38, B="1") == "holds"
    assert verdict(parse("A = A"), {"A": Decimal("1E+999999")}) == "overflow"


def test_large_equal_amounts_with_places_are_compared() -> None:
    """Cross-multiplying their full denominators would take 40 digits; the least common one takes none."""
    amount = "9" * 36 + ".99"
    assert judged("A >= B and A + 0 = B", A=amount, B=amount) == "holds"


def test_what_would_be_binary_elsewhere_is_exact() -> None:
    """1/49*49, and a ratio that differs from a bound in its 30th place."""
    assert judged("A / 49 * 49 = A", A="1") == "holds"
    assert judged("A / B < 0.3333333333333333333333333333334", A="1", B="3") == "holds"
    assert judged("A / B < 0.3333333333333333333333333333333", A="1", B="3") == "fails"


def test_earlier_periods_and_other_forms_are_looked_up_by_how_the_rule_writes_them() -> None:
    rule = parse("A / timeshift(A, -12) <= F#B")
    held = {"A": Decimal(6), "timeshift(A, -12)": Decimal(4), "F#B": Decimal("1.5")}
    assert verdict(rule, held) == "holds"
    assert verdict(rule, held | {"A": Decimal("6.01")}) == "fails"


def test_the_places_of_a_finding_are_the_items_with_what_they_hold() -> None:
    rule = parse("when B > 0 then A = B + timeshift(A, -1)")
    assert places(rule, {"A": Decimal("1.50"), "B": Decimal(2)}) == (
        Place(Reference("B"), Decimal(2)),
        Place(Reference("A"), Decimal("1.50")),
        Place(Reference("A", "", 1), None),
    )


@pytest.mark.parametrize("value", ["x", 1.5, True, Decimal("NaN"), Decimal("Infinity")])
def test_a_value_of_another_kind_is_refused(value: object) -> None:
    with pytest.raises(DataFault, match="another kind") as told:
        verdict(parse("A + 1 > 0"), {"A": value})  # type: ignore[dict-item]
    assert told.value.told is not None and told.value.told.name == "rule_value"


def test_hostile_nesting_takes_no_longer_than_its_text() -> None:
    inner = "1 = 1"
    for _ in range(20):
        inner = f"between(if {inner} then 1 else 2, 0, 3)"
    assert judged(inner) == "holds"


def test_a_cumulative_value_may_begin_anew_in_january_alone() -> None:
    rule = parse("when getmonth(TIME_PERIOD) > 1 then A >= timeshift(A, -1)")
    held: dict[str, Value] = {"A": Decimal(3), "timeshift(A, -1)": Decimal(40)}
    assert [verdict(dated(rule, period), held) for period in ("2026-01", "2026-02", "2026-12")] == [
        "holds",
        "fails",
        "fails",
    ]
    assert [verdict(dated(rule, period), held) for period in ("2026-Q1", "2026-Q2")] == ["holds", "fails"]


def test_a_rule_that_asks_for_the_month_has_no_verdict_without_a_period() -> None:
    with pytest.raises(DataFault, match="not dated"):
        verdict(parse("getmonth(TIME_PERIOD) = 1 or A = 1"), {"A": Decimal(1)})
