"""The xlsx writer: what other readers find in its files."""

from __future__ import annotations

import io

import openpyxl
import pytest
import python_calamine

from xinxiao.errors import DataFault
from xinxiao.index.tables import spreadsheet
from xinxiao.index.tables.spreadsheet import Sheet, write_sheets

ROWS = [
    ("A & <B>", 1.5, 3, True, None),
    (" 信息 ", float("nan"), -2, False, float("inf")),
    ('say "x"', 1e-300, 0, None, "bell\x07"),
]
SHEET = Sheet("First", ("text", "number", "whole", "sure", "rest"), ROWS)


def test_openpyxl_finds_texts_numbers_and_booleans_and_nothing_where_a_value_is_missing() -> None:
    page = openpyxl.load_workbook(io.BytesIO(write_sheets([SHEET], "A title")))["First"]
    assert list(page.iter_rows(min_row=2, values_only=True)) == [
        ("A & <B>", 1.5, 3, True, None),
        (" 信息 ", None, -2, False, None),
        ('say "x"', 1e-300, 0, None, "bell "),
    ]
    assert page["A1"].font.b
    assert not page["A2"].font.b
    assert page.freeze_panes == "C2"


def test_calamine_reads_the_same_and_the_title_stands_in_the_properties() -> None:
    content = write_sheets([SHEET], "A & B")
    book = python_calamine.load_workbook(io.BytesIO(content))
    assert book.get_sheet_by_name("First").to_python()[1][:4] == ["A & <B>", 1.5, 3.0, True]
    assert openpyxl.load_workbook(io.BytesIO(content)).properties.title == "A & B"


def test_the_same_rows_give_the_same_bytes() -> None:
    assert write_sheets([SHEET], "t") == write_sheets([SHEET], "t")


def test_columns_beyond_z_are_lettered_aa_and_texts_are_cut_where_excel_cuts_them() -> None:
    wide = Sheet("Wide", [f"c{n}" for n in range(30)], [["x" * 40_000, *[1.0] * 29]])
    page = openpyxl.load_workbook(io.BytesIO(write_sheets([wide], "")))["Wide"]
    assert page["AD1"].value == "c29"
    assert len(page["A2"].value) == 32_767


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "MOST_ROWS", 3)
    with pytest.raises(DataFault, match="sheet First: 3 rows, a workbook holds 2"):
        write_sheets([SHEET], "")
