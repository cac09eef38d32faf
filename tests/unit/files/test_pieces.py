"""Long sheets piece by piece: the same rows and lines as in one piece, whatever stands in quotes; and Parquet alike."""

from __future__ import annotations

import io
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from xinxiao.files.columnar import read_columns
from xinxiao.files.sheet import Sheet
from xinxiao.files.table import read_pieces, read_table

SHEET = Sheet((), optional=("a", "b"), lengths={"a": 5}, open=True, names={"甲": "a"})


def pieces(
    content: bytes, size: int, sheet: Sheet = SHEET
) -> tuple[list[dict[str, Any]], list[tuple[int, str]], int]:
    reading, found = read_pieces("x.csv", content, sheet, size)
    assert reading is not None
    parts = list(reading.pieces)
    rows = [row for table, _ in parts for row in table.to_pylist()]
    faults = [(item.line, item.code) for _, items in parts for item in items]
    return rows, [(item.line, item.code) for item in found] + faults, len(parts)


def test_pieces_are_cut_at_line_ends_and_lines_count_on() -> None:
    content = "甲,b\n" + "".join(f"{i},x\n" for i in range(1_000))
    rows, found, count = pieces(content.encode(), 100)
    assert [row["LINE"] for row in rows] == list(range(2, 1_002))
    assert [row["a"] for row in rows] == [str(i) for i in range(1_000)]
    assert found == []
    assert count > 20


def test_a_row_with_a_fault_is_told_with_its_line_in_whatever_piece() -> None:
    lines = [f"{i},x" for i in range(60)]
    lines[30], lines[40], lines[50] = "1,2,3", "123456,x", '"p\nq",x'
    rows, found, _ = pieces(("a,b\n" + "\n".join(lines) + "\n").encode(), 50)
    assert found == [(32, "CSV_COLUMNS"), (42, "CSV_CELL")]
    assert len(rows) == 58
    assert (rows[-10]["a"], rows[-10]["LINE"], rows[-9]["LINE"]) == ("p\nq", 52, 54)


def test_a_quotation_mark_that_stands_alone_in_a_cell_loses_nothing() -> None:
    lines = [f'{i}"' if i == 5 else str(i) for i in range(60)]
    rows, found, _ = pieces(("a,b\n" + "\n".join(f"{a},x" for a in lines) + "\n").encode(), 50)
    assert [row["a"] for row in rows] == lines
    assert found == []


def test_a_quotation_mark_that_is_never_closed_is_told_where_it_opens() -> None:
    rows, found, _ = pieces(b'a,b\n1,x\n2,x\n"3,x\n4,x\n', 4)
    assert [row["a"] for row in rows] == ["1", "2"]
    assert found == [(4, "CSV_QUOTES")]


CELL = st.text(st.sampled_from('ab,"\n\r é信'), max_size=5)


@settings(derandomize=True, max_examples=300, deadline=None)
@given(st.lists(st.tuples(CELL, CELL), max_size=12), st.integers(1, 40))
def test_rows_are_the_same_in_pieces_and_at_once(rows: list[tuple[str, str]], size: int) -> None:
    quoted = "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\n" for row in rows)
    content = ("a,b\n" + quoted).encode()
    found, faults, _ = pieces(content, size)
    table, told = read_table("x.csv", content, SHEET)
    assert found == table.to_pylist()
    assert faults == [(item.line, item.code) for item in told]


def parquet_bytes(columns: dict[str, Any], **more: Any) -> bytes:
    held = io.BytesIO()
    parquet.write_table(pa.table(columns), held, **more)
    return held.getvalue()


def test_columns_of_parquet_are_cells_of_text() -> None:
    texts = pa.array(["x", None, "e\u0301", "123456", "a\u202eb"])
    content = parquet_bytes({"甲": texts, "b": texts.dictionary_encode(), "other": [1, 2, 3, 4, 5]})
    reading, found = read_columns("x.parquet", content, SHEET)
    assert reading is not None
    assert (reading.header, found) == (("a", "b", "other"), [])
    ((table, faults),) = list(reading.pieces)
    assert table.to_pylist() == [
        {"a": "x", "b": "x", "LINE": 1},
        {"a": "", "b": "", "LINE": 2},
        {"a": "\u00e9", "b": "\u00e9", "LINE": 3},
    ]
    assert {(item.line, item.code) for item in faults} == {
        (3, "FILE_NFC"),
        (4, "CSV_CELL"),
        (5, "FILE_CONTROL"),
    }


def test_one_long_text_meant_many_times_stays_one() -> None:
    long = pa.DictionaryArray.from_arrays(pa.array([0] * 60_000, pa.int32()), pa.array(["x" * 1_000_000]))
    content = parquet_bytes({"a": long})
    assert len(content) < 2_000_000
    reading, _ = read_columns("x.parquet", content, SHEET)
    assert reading is not None
    ((table, faults),) = list(reading.pieces)
    assert table.num_rows == 0
    assert len(faults) == 60_000
    assert {item.code for item in faults} == {"CSV_CELL"}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "FILE_UNREADABLE"),
        (b"PAR1" * 20, "FILE_UNREADABLE"),
        (parquet_bytes({"a": [1]}), "PARQUET_TYPE"),
        (parquet_bytes({"a": ["x"], "甲": ["x"]}), "CSV_HEADER_DOUBLE"),
        (parquet_bytes({"a": ["x"] * 3}), "CSV_LINES"),
    ],
)
def test_a_file_that_is_none_or_too_long_is_told(content: bytes, code: str) -> None:
    sheet = Sheet((), optional=("a",), open=True, names={"甲": "a"}, lines=2)
    reading, (found,) = read_columns("x.parquet", content, sheet)
    assert reading is None
    assert found.code == code


def test_a_torn_parquet_file_is_told_where_it_ends() -> None:
    content = bytearray(
        parquet_bytes(
            {"a": [f"{i:05d}" for i in range(200_000)]},
            compression="none",
            use_dictionary=False,
            row_group_size=70_000,
        )
    )
    content[1_000_000:1_000_400] = b"\xff" * 400
    reading, _ = read_columns("x.parquet", bytes(content), SHEET)
    assert reading is not None
    told = [item.code for _, items in reading.pieces for item in items]
    assert told.count("FILE_UNREADABLE") == 1 or "CSV_CELL" in told
