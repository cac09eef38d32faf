"""The engine's table: what is in it, and what it turns into."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from xinxiao.errors import DataFault, NotFound
from xinxiao.index.spec.table import Table, count, flag, number, text

TABLE = Table(
    {
        "UNIT": text(["A", "B", None]),
        "SCORE": number([1.5, np.nan, 3.0]),
        "RANK": count([2.0, np.nan, 1.0]),
        "SURE": flag([True, False, None]),
    }
)
ROWS = [
    {"UNIT": "A", "SCORE": 1.5, "RANK": 2, "SURE": True},
    {"UNIT": "B", "SCORE": None, "RANK": None, "SURE": False},
    {"UNIT": None, "SCORE": 3.0, "RANK": 1, "SURE": None},
]


def test_rows_are_plain_values_with_none_for_what_is_missing() -> None:
    assert TABLE.rows() == ROWS
    assert [type(row["RANK"]) for row in TABLE.rows()] == [int, type(None), int]
    assert (len(TABLE), TABLE.column_names) == (3, ("UNIT", "SCORE", "RANK", "SURE"))


def test_the_array_holds_numbers_and_counts_and_no_texts() -> None:
    np.testing.assert_array_equal(TABLE.array, [[1.5, 2.0], [np.nan, np.nan], [3.0, 1.0]])
    assert Table({"UNIT": text(["A"])}).array.shape == (1, 0)


def test_a_column_is_an_array_and_an_unknown_one_is_answered_with_those_there_are() -> None:
    assert TABLE["UNIT"].tolist() == ["A", "B", None]
    with pytest.raises(NotFound, match="UNIT, SCORE, RANK, SURE"):
        TABLE["AGE"]


def test_columns_of_unequal_length_are_refused() -> None:
    with pytest.raises(DataFault):
        Table({"A": number([1.0]), "B": number([1.0, 2.0])})


def test_arrow_gets_strings_doubles_whole_numbers_and_booleans() -> None:
    table = TABLE.to_arrow()
    assert table.schema.types == [pa.string(), pa.float64(), pa.int64(), pa.bool_()]
    assert table.to_pylist() == ROWS


def test_any_library_reads_the_arrow_stream() -> None:
    assert pa.RecordBatchReader.from_stream(TABLE).read_all().to_pylist() == ROWS


def test_a_table_prints_its_first_ten_rows_and_its_size() -> None:
    assert repr(TABLE).splitlines() == [
        "UNIT  SCORE  RANK  SURE",
        "A       1.5     2  True",
        "B                  False",
        "          3     1",
        "[3 rows x 4 columns]",
    ]
    assert len(repr(Table({"N": count(np.arange(99.0))})).splitlines()) == 12


def test_a_notebook_gets_a_table_with_names_escaped() -> None:
    page = Table({"<b>": text(["a & b"])})._repr_html_()
    assert "<th>&lt;b&gt;</th>" in page
    assert "<td>a &amp; b</td>" in page
    assert "1 rows × 1 columns" in page
    assert "0 rows × 0 columns" in Table({})._repr_html_()
