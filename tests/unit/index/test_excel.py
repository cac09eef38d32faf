from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import openpyxl
import pytest
import xlsxwriter

from xinxiao import index
from xinxiao.errors import DataFault
from xinxiao.index.layouts.workbook import read_workbook
from xinxiao.index.tables.xlsx import write_results

SMALL = Path(__file__).resolve().parents[2] / "data" / "index-small"


def _book(**sheets: list[list[object]]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, cell in enumerate(row):
                    if cell is not None:
                        page.write(r, c, cell)
    return buffer.getvalue()


def _database() -> list[list[object]]:
    """Three indicators, the sub-pillar level unused (one code throughout), two pillars, one sub-index code."""
    head: list[list[object]] = [[None] * 7 for _ in range(16)]
    labels: dict[int, list[object]] = {
        6: [1, 2, 1],
        7: [1, 1, -1],
        8: [0, 0, 0],
        9: [10, 10, 5],
        10: ["Index"] * 3,
        11: ["si.01"] * 3,
        12: ["p.01", "p.01", "p.02"],
        13: ["sp.01"] * 3,
        14: ["Lines", "Speed", "Price"],
        15: ["Ind.01", "Ind.02", "Ind.03"],
    }
    for row, cells in labels.items():
        head[row][4:] = cells
    return [*head, [None, "Aland", "AA", None, 1, 2, 3], [None, "Bland", "BB", None, 4, "n/a", 1]]


def _framework(start: int) -> list[list[object]]:
    rows: list[list[object]] = [[None] * 8 for _ in range(start)]
    rows.append([None, None, "Code", None, "Weight", None, None, "Dimension/indicator"])
    for code, weight, name in (
        ("Index", 1, "My index"),
        ("p.01", 3, "Access"),
        ("p.02", 1, "Cost"),
        ("p.03", 1, "--"),
    ):
        rows.append([None, None, code, None, weight, None, None, name])
    return rows


@pytest.mark.parametrize("start", [3, 4])
def test_a_coin_tool_file_is_read_old_or_new(start: int) -> None:
    folder = read_workbook(_book(Database=_database(), Framework=_framework(start)))
    tree, panel = folder.spec.framework, folder.panel
    assert tree.codes == ("Ind.01", "Ind.02", "Ind.03", "p.01", "p.02", "Index")
    assert tree.weight_of("p.01") == 3.0
    assert tree.weight_of("Ind.02") == 2.0
    price = tree.indicators[2]
    assert (price.direction, price.lower, price.upper, price.parent) == (-1, 0.0, 5.0, "p.02")
    assert panel.units == ("AA", "BB")
    assert panel.labels["en"] == ("Aland", "Bland")
    np.testing.assert_array_equal(panel.values, [[1, 2, 3], [4, np.nan, 1]])


def test_coinr_sheets_are_recognised_by_their_columns_and_years_make_a_panel() -> None:
    meta: list[list[object]] = [
        ["iCode", "iName", "Type", "Parent", "Level", "Direction", "Weight", "Denominator"],
        ["a", "A", "Indicator", "Idx", 1, 1, 1, "Pop"],
        ["b", "B", "Indicator", "Idx", 1, -1, 2, None],
        ["Idx", "Index", "Aggregate", None, 2, 1, 1, None],
        ["Pop", "People", "Denominator", None, None, None, None, None],
        ["Zone", "Zone", "Group", None, None, None, None, None],
    ]
    data: list[list[object]] = [
        ["uCode", "uName", "Time", "a", "b", "Pop", "Zone"],
        ["V", "Vee", 2020, 1, 2, 10, "E"],
        ["U", "You", 2020, 3, None, 20, "W"],
        ["U", "You", 2021, 5, 6, 21, "W"],
    ]
    folder = read_workbook(_book(Meta=meta, Values=data))
    tree, panel = folder.spec.framework, folder.panel
    assert tree.indicators[0].denominator == "Pop"
    assert (panel.times, panel.units) == (("2020", "2021"), ("U", "V"))
    assert panel.values[1, 0].tolist() == [5.0, 6.0]
    assert bool(np.isnan(panel.values[1, 1]).all())
    assert panel.unit_groups["Zone"] == ("W", "E")
    assert panel.denominators["Pop"][0].tolist() == [20.0, 10.0]


def test_another_workbook_is_refused_with_its_sheets() -> None:
    with pytest.raises(DataFault, match="Sheet9"):
        read_workbook(_book(Sheet9=[["x"], [1]]))


def test_results_are_written_with_every_stage_and_the_same_bytes_each_time() -> None:
    folder = index.read_folder(SMALL)
    result = index.build(folder.spec, folder.panel)
    content = write_results(result)
    assert content == write_results(result)
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    assert book.sheetnames[:4] == ["Scores", "Ranks", "denominate", "impute in time"]
    assert {"treat details", "Statistics", "Framework", "Method", "Findings"} <= set(book.sheetnames)
    rows = list(book["Scores"].iter_rows(values_only=True))
    assert rows[0] == ("time", "unit", "INDEX", "USE", "ACCESS")
    assert rows[1][2] == pytest.approx(float(result.of("INDEX")[0, 0]), abs=1e-12)
    assert len(rows) == 37


def test_a_stage_name_that_excel_forbids_is_written_with_underscores() -> None:
    from xinxiao.files.workbook import Page, write

    sheets = [Page(name, ("a",), ()) for name in ("treat [2020/21]: a*b?", "x" * 40, "x" * 50)]
    book = openpyxl.load_workbook(io.BytesIO(write(sheets, "")))
    assert book.sheetnames == ["treat _2020_21__ a_b_", "x" * 31, "x" * 27 + " (2)"]
