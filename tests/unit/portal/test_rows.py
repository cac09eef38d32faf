"""Rows found by what their columns hold."""

from __future__ import annotations

import sys
import threading
from decimal import Decimal

import pyarrow as pa
import pytest

from xinxiao.entry.portal.rows import Rows

TABLE = pa.table(
    {
        "AREA": pa.array(["B", "A", "B", None], pa.string()),
        "YEAR": pa.array(["2023", "2023", "2024", "2024"], pa.string()),
        "VALUE": pa.array([1.5, None, 2.0, float("nan")], pa.float64()),
    }
)


def test_rows_are_found_by_any_columns_in_the_order_of_the_table() -> None:
    rows = Rows(TABLE)
    assert [r["VALUE"] for r in rows.find(AREA="B")] == [1.5, 2.0]
    assert rows.find(YEAR="2023", AREA="A") == [{"AREA": "A", "YEAR": "2023", "VALUE": None}]
    assert rows.find(AREA="C") == rows.find(AREA="A", YEAR="2024") == []
    assert len(rows.find()) == 4
    assert rows.one(YEAR="2024") == {"AREA": "B", "YEAR": "2024", "VALUE": 2.0}
    assert rows.one(AREA="C") is None


def test_different_values_are_sorted_and_a_missing_one_is_none_of_them() -> None:
    rows = Rows(TABLE)
    assert rows.distinct("AREA") == ["A", "B"]
    assert rows.distinct("AREA", YEAR="2024") == ["B"]
    assert rows.distinct("YEAR", AREA="B") == ["2023", "2024"]


def test_an_empty_table_holds_nothing() -> None:
    rows = Rows(TABLE.slice(0, 0))
    assert (rows.find(AREA="B"), rows.find(), rows.distinct("AREA")) == ([], [], [])


def test_exact_decimals_are_read_as_numbers_to_calculate_with() -> None:
    table = pa.table({"A": ["x"], "V": pa.array([Decimal("1.25")], pa.decimal128(38, 2))})
    assert Rows(table).find(A="x") == [{"A": "x", "V": 1.25}]


def test_many_threads_asking_at_once_get_the_same_rows(request: pytest.FixtureRequest) -> None:
    before = sys.getswitchinterval()
    request.addfinalizer(lambda: sys.setswitchinterval(before))
    sys.setswitchinterval(1e-6)
    rows, found, faults = Rows(pa.concat_tables([TABLE] * 200)), list[int](), list[BaseException]()

    def ask() -> None:
        try:
            for names in ({"AREA": "B"}, {"YEAR": "2024"}, {"AREA": "B", "YEAR": "2024"}):
                found.append(len(rows.find(**names)))
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert sorted(found) == sorted([400, 400, 200] * 8)
