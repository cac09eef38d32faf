"""The xlsx writer: what other readers find in its files."""

from __future__ import annotations

import io
from collections.abc import Iterator
from decimal import Decimal

import openpyxl
import pytest
import python_calamine

from xinxiao.errors import TooLarge
from xinxiao.files import workbook
from xinxiao.files.workbook import Page, stream, write

ROWS = [
    ("A & <B>", 1.5, 3, True, None),
    (" 信息 ", float("nan"), -2, False, float("inf")),
    ('say "x"', 1e-300, 0, None, "bell\x07"),
]
SHEET = Page("First", ("text", "number", "whole", "sure", "rest"), ROWS)


def test_openpyxl_finds_texts_numbers_and_booleans_and_nothing_where_a_value_is_missing() -> None:
    page = openpyxl.load_workbook(io.BytesIO(write([SHEET], "A title")))["First"]
    assert list(page.iter_rows(min_row=2, values_only=True)) == [
        ("A & <B>", 1.5, 3, True, None),
        (" 信息 ", None, -2, False, None),
        ('say "x"', 1e-300, 0, None, "bell "),
    ]
    assert page["A1"].font.b
    assert not page["A2"].font.b
    assert page.freeze_panes == "C2"


def test_calamine_reads_the_same_and_the_title_stands_in_the_properties() -> None:
    content = write([SHEET], "A & B")
    book = python_calamine.load_workbook(io.BytesIO(content))
    assert book.get_sheet_by_name("First").to_python()[1][:4] == ["A & <B>", 1.5, 3.0, True]
    assert openpyxl.load_workbook(io.BytesIO(content)).properties.title == "A & B"


def test_the_same_rows_give_the_same_bytes() -> None:
    assert write([SHEET], "t") == write([SHEET], "t")


def test_columns_beyond_z_are_lettered_aa_and_texts_are_cut_where_excel_cuts_them() -> None:
    wide = Page("Wide", [f"c{n}" for n in range(30)], [["x" * 40_000, *[1.0] * 29]])
    page = openpyxl.load_workbook(io.BytesIO(write([wide], "")))["Wide"]
    assert page["AD1"].value == "c29"
    assert len(page["A2"].value) == 32_767


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    with pytest.raises(TooLarge, match="sheet First"):
        write([SHEET], "")


def test_an_exact_number_is_shown_with_the_places_it_has() -> None:
    page = Page("P", ("value",), [(Decimal("1.70"),), (Decimal(12),), (Decimal("-0.005"),)], fixed=0)
    sheet = openpyxl.load_workbook(io.BytesIO(write([page], "")))["P"]
    assert [(c.value, c.number_format) for (c,) in sheet.iter_rows(min_row=2)] == [
        (1.7, "0.00"),
        (12, "0"),
        (-0.005, "0.000"),
    ]
    assert sheet.freeze_panes == "A2"


def test_texts_beyond_the_shared_ones_stand_in_their_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_SHARED", 2)
    content = write([Page("P", ("a", "b"), [("x <1>", "a"), (" y ", "x <1>")])], "")
    sheet = openpyxl.load_workbook(io.BytesIO(content))["P"]
    assert list(sheet.iter_rows(min_row=2, values_only=True)) == [("x <1>", "a"), (" y ", "x <1>")]


def test_a_workbook_is_handed_out_in_pieces_while_its_rows_are_read() -> None:
    read: list[int] = []

    def rows() -> Iterator[tuple[float, float]]:
        for n in range(100_000):
            read.append(n)
            yield n / 7, n / 11

    pieces = stream([Page("P", ("a", "b"), rows())], "")
    first = next(pieces)
    assert 65_536 < len(first) < 200_000
    assert len(read) < 20_000
    book = python_calamine.load_workbook(io.BytesIO(first + b"".join(pieces)))
    assert len(book.get_sheet_by_name("P").to_python()) == 100_001


def test_a_sheet_too_long_for_an_archive_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_BYTES", 4000)
    with pytest.raises(TooLarge, match="a sheet too long"):
        write([Page("P", ("a",), [("word",)] * 100)], "")


def test_lines_above_the_header_stay_in_view_with_it_and_columns_have_the_widths_given() -> None:
    page = Page("P", ("code", 2023), [("CN", 1.5)], 1, (("Title",), ()), (12.0, 34.5))
    sheet = openpyxl.load_workbook(io.BytesIO(write([page], "")))["P"]
    assert list(sheet.iter_rows(values_only=True)) == [
        ("Title", None),
        (None, None),
        ("code", 2023),
        ("CN", 1.5),
    ]
    assert sheet.freeze_panes == "B4"
    assert [sheet[cell].font.b for cell in ("A1", "A3", "B3", "A4")] == [True, True, True, False]
    assert [sheet.column_dimensions[name].width for name in "AB"] == [12.0, 34.5]


def test_lines_above_the_header_count_among_the_rows_a_sheet_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 4)
    assert write([Page("P", ("a",), [("x",)] * 2, above=(("Title",),))], "")
    with pytest.raises(TooLarge) as caught:
        write([Page("P", ("a",), [("x",)] * 3, above=(("Title",),))], "")
    assert (caught.value.told.name, caught.value.told.values["most"]) == ("sheet_full", 2)
