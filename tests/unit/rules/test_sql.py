"""Rules as SQL of DuckDB: one verdict column for each, exact, with what DuckDB would get wrong gone around."""

from __future__ import annotations

from decimal import Decimal

import duckdb
import pytest

from xinxiao.rules.guarded import Rows
from xinxiao.rules.parse import parse
from xinxiao.rules.sql import condition, extent, measured, verdicts
from xinxiao.rules.types import ItemType

NINES = "9" * 38


def judged(text: str, types: dict[str, ItemType], **values: str | None) -> tuple[str, str]:
    """The verdict of one record without and with its sizes measured."""
    rules = {"R": parse(text)}
    with duckdb.connect() as base:
        columns = {
            id: f"DECIMAL({kind.digits},{kind.places})" if kind.kind == "number" else "VARCHAR"
            for id, kind in types.items()
        }
        base.execute(f"CREATE TABLE wide ({', '.join(f'{id} {kind}' for id, kind in columns.items())})")
        base.execute(
            f"INSERT INTO wide VALUES ({', '.join('?' for _ in types)})", [values.get(id) for id in types]
        )
        row = base.execute(extent(rules.values(), types, "wide")).fetchone()
        assert row is not None
        largest = measured(rules.values(), types, row)
        found = [
            base.execute(verdicts(rules, types, "wide", largest=known)).fetchall()
            for known in (None, largest)
        ]
    ((one,),), ((other,),) = found
    return one, other


def plain(text: str, types: dict[str, ItemType], **largest: int) -> bool:
    return condition(parse(text), types, largest, Rows()).plain


AMOUNT = ItemType("number", 18, 2)
ANY = ItemType("number", 38, 2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A / B * B = A", "holds"),  # binary: 1 / 49 * 49 is below 1
        ("A / B < 0.0204081632653061224490", "holds"),
        ("A / B > 0.0204081632653061224489", "holds"),
        ("A / -B < -0.0204081632653061224489", "holds"),
        ("-A / -B = A / B", "holds"),
        ("A / (A / B) = B", "holds"),
        ("round(A / B, 3) = 0.02", "holds"),
        ("round(-A / B * 1000, 0) = -20", "holds"),
        ("A / C > 1", "undefined"),
        ("nvl(A / C, 1) = 1", "undefined"),
        ("isnull(A / C)", "undefined"),
        ("isnull((A / C) / (A / B))", "undefined"),
        ("isnull((A / B) / (A / C))", "undefined"),
        ("isnull((A / C) / (N / C))", "undefined"),
        ("A / (A / C) = 0", "undefined"),
        ("A / N > 1", "unknown"),
        ("N / C > 1", "unknown"),
        ("isnull(N)", "holds"),
        ("when C <> 0 then A / C > 1", "holds"),
        ("when C = 0 then A > 1", "fails"),
        ("A in {1, 2} and A not_in {1.001}", "holds"),
        ("N in {1}", "unknown"),
        ("if A > 0 then B = 49 else B = 0", "holds"),
        ("A = 1 xor B = 49", "fails"),
    ],
)
def test_decimals_of_one_record(text: str, expected: str) -> None:
    types = {"A": AMOUNT, "B": AMOUNT, "C": AMOUNT, "N": AMOUNT}
    assert judged(text, types, A="1", B="49", C="0") == (expected, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A + B = A", "holds"),
        ("A + 1 > A", "overflow"),
        ("A - 1 < A", "holds"),
        ("A * A > 0", "overflow"),
        ("A / A = 1", "holds"),
        ("A / 9 * 9 = A", "holds"),
        ("false and A + 1 > 0", "overflow"),
        ("nvl(A * 10, 1) = 1", "overflow"),
        ("round(A, 1) = A", "overflow"),
        ("-A < B", "holds"),
    ],
)
def test_38_digits_hold_and_a_thirty_ninth_is_told_apart_from_null(text: str, expected: str) -> None:
    types = {"A": ItemType("number", 38, 0), "B": ItemType("number", 38, 0)}
    assert judged(text, types, A=NINES, B="0") == (expected, expected)


def test_sums_and_products_of_18_digits_do_not_end_at_18() -> None:
    """DuckDB holds the result of two decimals of at most 18 digits to 18 and fails beyond."""
    types = {"A": AMOUNT, "B": AMOUNT}
    assert judged("A + A > A and A * A > A", types, A="9" * 16 + ".99") == ("holds", "holds")
    assert plain("A + A > A", types)


def test_places_are_not_dropped_where_unlike_scales_meet() -> None:
    """DuckDB's common type of DECIMAL(38,2) and DECIMAL(5,4) has 2 places."""
    types = {"A": ANY, "B": ItemType("number", 5, 4)}
    assert judged("nvl(A, B) = 1.2345", types, A=None, B="1.2345") == ("holds", "holds")
    assert judged("(if isnull(A) then B else A) = 1.2345", types, B="1.2345") == ("holds", "holds")
    assert judged("A in {1.2345}", types, A="1.23") == ("fails", "fails")


def test_texts_with_quotes_and_of_any_script_are_constants_and_nothing_else() -> None:
    types = {"T": ItemType("text")}
    hostile = "x'); DROP TABLE wide; --"
    assert judged(f'T = "{hostile}"', types, T=hostile) == ("holds", "holds")
    assert judged('T in {"a", "日本𠮷"} and length(T) = 3', types, T="日本𠮷") == ("holds", "holds")
    assert judged('T = "~"', types, T='"~0"') == ("fails", "fails")
    assert judged('T <> "\'"', types, T=None) == ("unknown", "unknown")


def test_what_types_or_sizes_prove_is_plain_and_the_rest_is_not() -> None:
    types = {"A": AMOUNT, "B": AMOUNT, "C": ANY}
    assert plain("A + B = A", types)
    assert plain("A / B <= 1.5", types)
    assert not plain("C + A = B", types)
    assert plain("C + A = B", types, C=10**37)
    assert not plain("A * A * A > 0", types)
    assert plain("A * A * A > 0", types, A=10**12)
    assert not plain("isnull(A / B)", types)


def test_rows_beyond_usual_sizes_change_nothing_for_the_others() -> None:
    types = {"A": ANY, "B": ANY}
    rules = {"R": parse("A * B > 1"), "Q": parse("A = 3")}
    with duckdb.connect() as base:
        base.execute("CREATE TABLE wide (unit INTEGER, A DECIMAL(38,2), B DECIMAL(38,2))")
        rows = [(1, "2", "3"), (2, "9" * 36, "1"), (3, "9" * 36, "1000"), (4, None, "1"), (5, "0.5", "2")]
        base.executemany("INSERT INTO wide VALUES (?, ?, ?)", rows)
        row = base.execute(extent(rules.values(), types, "wide")).fetchone()
        assert row == ("9" * 36 + ".00", "1000.00")
        largest = measured(rules.values(), types, row)
        assert largest == {"A": int("9" * 36 + "00"), "B": 100_000}
        query = verdicts(rules, types, "wide", keep=["unit", "A"], largest=largest)
        assert sorted(base.execute(query).fetchall()) == [
            (1, Decimal(2), "holds", "fails"),
            (2, Decimal("9" * 36), "holds", "fails"),
            (3, Decimal("9" * 36), "overflow", "fails"),
            (4, None, "unknown", "unknown"),
            (5, Decimal("0.5"), "fails", "fails"),
        ]


def test_an_empty_table_and_a_column_without_numbers_are_measured_as_zero() -> None:
    types = {"A": ANY}
    rules = {"R": parse("A > 1")}
    with duckdb.connect() as base:
        base.execute("CREATE TABLE wide (A DECIMAL(38,2))")
        row = base.execute(extent(rules.values(), types, "wide")).fetchone()
        assert row == (None,)
        assert measured(rules.values(), types, row) == {"A": 0}


def test_the_largest_number_below_zero_counts_by_its_size() -> None:
    rules = {"R": parse("A > 1")}
    with duckdb.connect() as base:
        base.execute("CREATE TABLE wide AS SELECT unnest([1.50, -20.25])::DECIMAL(38,2) AS A")
        row = base.execute(extent(rules.values(), {"A": ANY}, "wide")).fetchone()
        assert row is not None
        assert measured(rules.values(), {"A": ANY}, row) == {"A": 2025}


def test_whole_columns_of_other_types_are_taken_for_what_was_declared() -> None:
    types = {"A": ANY, "K": ItemType("code")}
    rules = {"R": parse('A / 3 * 3 = A and K = "5"')}
    with duckdb.connect() as base:
        base.execute("CREATE TABLE wide AS SELECT 7::INTEGER AS A, 5::INTEGER AS K")
        row = base.execute(extent(rules.values(), types, "wide")).fetchone()
        assert row is not None
        largest = measured(rules.values(), types, row)
        assert largest == {"A": 700}
        assert base.execute(verdicts(rules, types, "wide", largest=largest)).fetchall() == [("holds",)]


def test_rules_without_items_and_no_rules_at_all_are_queries_too() -> None:
    with duckdb.connect() as base:
        base.execute("CREATE TABLE wide AS SELECT 7 AS unit")
        assert base.execute(verdicts({"R": parse("1 / 3 * 3 = 1")}, {}, "wide")).fetchall() == [("holds",)]
        assert base.execute(verdicts({}, {}, "wide", keep=["unit"])).fetchall() == [(7,)]


def test_a_total_of_three_hundred_items_is_one_query_whatever_their_sizes() -> None:
    types = {f"A{number}": ItemType("number", 38, 2) for number in range(300)}
    values = dict.fromkeys(types, "0.33") | {"A299": "9" * 36}
    total = f"sum({', '.join(types)})"
    assert judged(f"{total} = {'9' * 36} + 98.67", types, **values) == ("overflow", "overflow")
    small = values | {"A299": "1"}
    assert judged(f"{total} = 99.67", types, **small) == ("holds", "holds")


def test_hostile_nesting_makes_no_query_of_hostile_size() -> None:
    inner = "A = 1"
    for _ in range(20):
        inner = f"between(if {inner} then A else 2, 0, 3)"
    query = verdicts({"R": parse(inner)}, {"A": AMOUNT}, "wide")
    assert len(query) < 200_000
    assert judged(inner, {"A": AMOUNT}, A="1") == ("holds", "holds")
