"""Workbooks that are small as files and huge as sheets are refused before anything makes a rectangle of them."""

from __future__ import annotations

import io
import zipfile

import pytest

from xinxiao.errors import DataFault
from xinxiao.files import extent
from xinxiao.files.extent import demand_extent
from xinxiao.files.workbook import Page, write
from xinxiao.index.layouts.workbook import read_workbook

OPEN = "urn:oasis:names:tc:opendocument:xmlns"


def book(**parts: str | bytes) -> bytes:
    """An archive of some parts; two underscores in a name are a slash, one a point."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/").replace("_", "."), content)
    return made.getvalue()


def sheet(*cells: str) -> str:
    return f"<worksheet><sheetData>{''.join(f'<c r={cell!r}><v>1</v></c>' for cell in cells)}</sheetData></worksheet>"


def table(*rows: str) -> str:
    return f'<office:document-content xmlns:office="{OPEN}:office:1.0" xmlns:table="{OPEN}:table:1.0"><table:table>{"".join(rows)}</table:table></office:document-content>'


def refused(content: bytes) -> str:
    with pytest.raises(DataFault) as fault:
        demand_extent(content)
    return fault.value.message


def test_a_workbook_of_our_own_is_small_enough() -> None:
    demand_extent(write([Page("a", ("x", "y"), [(1.0, 2.0)] * 1_000)], "t"))


def test_two_cells_at_the_ends_of_a_sheet_are_seventeen_billion_cells() -> None:
    content = book(xl__worksheets__sheet1_xml=sheet("A1", "XFD1048576"))
    assert "17179869184 cells (xl/worksheets/sheet1.xml): at most 5000000 cells are read" in refused(content)
    with pytest.raises(DataFault, match="at most 5000000 cells are read"):
        read_workbook(content)


def test_the_cells_of_all_sheets_count_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extent, "MOST_CELLS", 100)
    demand_extent(book(xl__worksheets__a_xml=sheet("J10")))
    assert "200 cells" in refused(
        book(xl__worksheets__a_xml=sheet("J10"), xl__worksheets__b_xml=sheet("J10"))
    )


def test_a_cell_whose_name_is_cut_by_the_end_of_a_piece_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    content = book(xl__worksheets__a_xml=sheet("A1", "XFD1048576"))
    for piece in (7, 11, 64):
        monkeypatch.setattr(extent, "PIECE", piece)
        assert "17179869184 cells" in refused(content)


def test_what_unpacks_too_far_is_refused_while_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extent, "MOST_UNPACKED", 5_000_000)
    content = book(xl__media__image_png=b"\0" * 6_000_000)
    assert len(content) < 20_000
    assert (
        refused(content) == "a workbook of more than 5000000 bytes, unpacked: at most 5000000 bytes are read"
    )


def test_an_archive_of_too_many_parts_is_refused() -> None:
    assert "1001 parts" in refused(book(**{f"p{i}": b"" for i in range(1_001)}))


def test_a_workbook_of_binary_sheets_is_refused() -> None:
    assert "binary sheets" in refused(book(xl__worksheets__sheet1_bin=b"\0"))


@pytest.mark.parametrize(
    ("rows", "cells"),
    [
        (
            '<table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value="1" table:number-columns-repeated="16384"/></table:table-row>',
            "17179869184 cells",
        ),
        (
            '<table:table-row table:number-rows-repeated="9000000"/><table:table-row><table:table-cell office:value="1"/></table:table-row>',
            "9000001 cells",
        ),
        (
            f'<table:table-row table:number-rows-repeated="{"9" * 500}"/><table:table-row><table:table-cell office:value="1"/></table:table-row>',
            "1000000001 cells",
        ),
    ],
)
def test_repeated_rows_and_columns_count_as_often_as_they_stand_for(rows: str, cells: str) -> None:
    assert cells in refused(book(content_xml=table(rows)))


def test_empty_rows_repeated_to_the_end_of_a_sheet_as_office_programs_write_them_count_nothing() -> None:
    filled = '<table:table-row><table:table-cell office:value="1"/><table:table-cell table:number-columns-repeated="16383"/></table:table-row>'
    demand_extent(book(content_xml=table(filled, '<table:table-row table:number-rows-repeated="1048575"/>')))


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"PK\x03\x04" + b"\xff" * 100, b"", b"no workbook"])
def test_what_is_no_workbook_is_refused_as_one(content: bytes) -> None:
    with pytest.raises(DataFault, match="no workbook"):
        read_workbook(content)


def test_a_damaged_table_is_refused() -> None:
    assert refused(book(content_xml="<a><b></a>")).startswith("no workbook: mismatched tag")
