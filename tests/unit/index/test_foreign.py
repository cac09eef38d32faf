"""Workbooks and tables of others become index folders: every fault by sheet and row, everything left behind is said.

The workbooks are made here after the layouts of COINr 1.1: ``export_to_excel`` writes every data frame of a coin to a sheet named
by its place in it, missing cells empty; ``new_coin`` says which frames there are; ``import_coin_tool`` where the tool keeps what.
"""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
import xlsxwriter

from xinxiao import index
from xinxiao.errors import DataFault, ProgrammeFault
from xinxiao.files.child import Grid
from xinxiao.index.layouts import coin_tool, coinr
from xinxiao.index.layouts.plain_table import foreign_table
from xinxiao.index.layouts.workbook import read_workbook
from xinxiao.index.spec.method import Method
from xinxiao.model.finding import Finding
from xinxiao.uses import index_new

Cells = list[list[object]]
META: Cells = [
    ["Level", "iCode", "iName", "Type", "Parent", "Direction", "Weight", "Unit", "Denominator", "Target"],
    [1, "a", "Lines", "Indicator", "P", 1, 2, "km", "Pop", 9],
    [1, "b", "Price", "Indicator", "P", -1, 1, "yuan", None, 3],
    [2, "P", "Access", "Aggregate", "Idx", 1, 1, "Score", None, None],
    [3, "Idx", "Index", "Aggregate", None, 1, 1, "Score", None, None],
    [None, "Pop", "People", "Denominator", None, None, None, "n", None, None],
    [None, "Zone", "Zone", "Group", None, None, None, None, None, None],
    [None, "Note", "Note", "Other", None, None, None, None, None, None],
]
RAW: Cells = [["uCode", "a", "b"], ["U", 3, None], ["V", 1.5, 2]]
UNIT: Cells = [
    ["uCode", "uName", "Pop", "Zone", "Note"],
    ["U", "You", 20, "W", "x"],
    ["V", "Vee", 10, "E", "y"],
]


def book(**sheets: Cells) -> bytes:
    """An xlsx file; two underscores in a name are a point."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as file:
        for name, rows in sheets.items():
            page = file.add_worksheet(name.replace("__", "."))
            for r, row in enumerate(rows):
                for c, cell in enumerate(row):
                    if cell is not None:
                        page.write(r, c, cell)
    return buffer.getvalue()


def export(**more: Cells) -> bytes:
    """A coin as COINr's ``export_to_excel`` writes it."""
    lineage: Cells = [["Indicator", "P", "Idx"], ["a", "P", "Idx"], ["b", "P", "Idx"]]
    weights: Cells = [["iCode", "Level", "Weight"], ["a", 1, 2], ["b", 1, 1]]
    imputed: Cells = [["uCode", "a", "b"], ["U", 3, 2], ["V", 1.5, 2]]
    frames = {"Data__Raw": RAW, "Data__Imputed": imputed, "Meta__Unit": UNIT, "Meta__Ind": META}
    return book(**(frames | {"Meta__Lineage": lineage, "Meta__Weights__Original": weights} | more))


def told(findings: tuple[Finding, ...]) -> list[tuple[str, int, str]]:
    return [(f.file, f.line, f.code) for f in findings]


def faults(content: bytes) -> list[tuple[str, int, str, str]]:
    with pytest.raises(ProgrammeFault) as fault:
        read_workbook(content, "b.xlsx")
    return [
        (f.file, f.line, f.code, dict(f.places).get("cell", "") or dict(f.places).get("value", ""))
        for f in fault.value.findings
        if f.level == "error"
    ]


def test_an_exported_coin_is_read_from_its_raw_data_units_and_meta() -> None:
    folder = read_workbook(export(), "b.xlsx")
    tree, panel = folder.spec.framework, folder.panel
    assert tree.codes == ("a", "b", "P", "Idx")
    a, b = tree.indicators
    assert (a.direction, a.weight, a.unit, a.denominator, a.target) == (1, 2.0, "km", "Pop", 9.0)
    assert (b.direction, b.weight, b.name_en, b.denominator, b.target) == (-1, 1.0, "Price", "", 3.0)
    assert (panel.units, panel.times) == (("U", "V"), ())
    np.testing.assert_array_equal(panel.values, [[3.0, np.nan], [1.5, 2.0]])  # not the imputed 2
    assert panel.denominators["Pop"].tolist() == [20.0, 10.0]
    assert (panel.labels["en"], panel.unit_groups) == (("You", "Vee"), {"Zone": ("W", "E")})
    assert told(folder.findings) == [
        ("b.xlsx", 0, "index.method_assumed"),
        ("b.xlsx#Data.Imputed", 0, "index.sheet_left"),
        ("b.xlsx#Data.Raw", 1, "index.column_left"),
        ("b.xlsx#Meta.Lineage", 0, "index.sheet_left"),
        ("b.xlsx#Meta.Weights.Original", 0, "index.sheet_left"),
    ]


def test_an_exported_purse_is_a_panel_and_a_group_that_changes_is_said() -> None:
    raw: Cells = [
        ["uCode", "Time", "uName", "Pop", "Zone", "a", "b"],
        ["U", 2020, "You", 20, "W", 3, 4],
        ["V", 2020, "Vee", 10, "E", 1, 2],
        ["U", 2021, "You", 21, "E", 5, 6],
    ]
    folder = read_workbook(export(Data__Raw=raw, Meta__Unit=[["uCode", "Zone"], ["U", "W"]]), "b.xlsx")
    panel = folder.panel
    assert (panel.times, panel.units) == (("2020", "2021"), ("U", "V"))
    assert panel.values[:, 0].tolist() == [[3.0, 4.0], [5.0, 6.0]]
    assert panel.denominators["Pop"][:, 0].tolist() == [20.0, 21.0]
    assert panel.unit_groups == {"Zone": ("E", "E")}
    differs = [f for f in folder.findings if f.code == "index.unit_differs"]
    assert [(f.file, f.line, dict(f.places)) for f in differs] == [
        ("b.xlsx#Data.Raw", 4, {"column": "Zone", "unit": "U", "one": "W", "other": "E"})
    ]


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"Data__Raw": [*RAW, ["U", 1, 1]]}, ("b.xlsx#Data.Raw", 4, "index.row_repeated", "U")),
        ({"Data__Raw": [["uCode", "a", "a"], ["U", 1, 2]]}, ("b.xlsx#Data.Raw", 1, "CSV_HEADER_DOUBLE", "")),
        ({"Data__Raw": [*RAW, ["W", "1,234", 1]]}, ("b.xlsx#Data.Raw", 4, "CSV_NUMBER", "1,234")),
        ({"Data__Raw": [*RAW, ["W", "１２", 1]]}, ("b.xlsx#Data.Raw", 4, "CSV_NUMBER", "１２")),
        ({"Data__Raw": [*RAW, ["W", True, 1]]}, ("b.xlsx#Data.Raw", 4, "CSV_NUMBER", "TRUE")),
        ({"Data__Raw": [*RAW, [None, 7, 1]]}, ("b.xlsx#Data.Raw", 4, "index.unit_blank", "")),
        ({"Data__Raw": [*RAW, ["W\u200b", 7, 1]]}, ("b.xlsx#Data.Raw", 4, "FILE_CONTROL", "")),
        ({"Data__Raw": [["uCode", "a"], ["U", 1]]}, ("b.xlsx#Meta.Ind", 3, "index.no_data", "")),
        ({"Data__Raw": [["uCode", "a", "b"]]}, ("b.xlsx#Data.Raw", 0, "index.empty", "")),
        ({"Meta__Ind": [*META, META[1]]}, ("b.xlsx#Meta.Ind", 9, "index.framework_duplicate", "")),
        ({"Meta__Unit": []}, ("b.xlsx#Meta.Unit", 1, "FILE_EMPTY", "")),
    ],
)
def test_a_fault_of_a_workbook_is_told_by_sheet_and_row(
    more: dict[str, Cells], found: tuple[str, int, str, str]
) -> None:
    assert found in faults(export(**more))


def test_numbers_written_as_text_are_numbers_and_codes_of_digits_keep_their_zeros() -> None:
    raw: Cells = [["uCode", "a", "b"], ["007", "1.50", " 2 "], ["V", 1, "n/a"]]
    panel = read_workbook(export(Data__Raw=raw)).panel
    assert panel.units == ("007", "V")
    assert panel.values[0].tolist() == [1.5, 2.0]
    assert np.isnan(panel.values[1, 1])


def test_records_are_read_by_the_same_rules() -> None:
    meta = [
        {"iCode": "a", "Type": "Indicator", "Parent": "I", "Direction": -1},
        {"iCode": "I", "Type": "Aggregate", "Parent": None},
    ]
    folder = index.from_coinr([{"uCode": "X", "a": 1}, {"uCode": "Y", "a": float("nan")}], meta)
    assert folder.spec.framework.indicators[0].direction == -1
    np.testing.assert_array_equal(folder.panel.values, [[1.0], [np.nan]])
    with pytest.raises(ProgrammeFault, match="X has a second value"):
        index.from_coinr([{"uCode": "X", "a": 1}, {"uCode": "X", "a": 2}], meta)
    with pytest.raises(ProgrammeFault, match="a: 'x' is not a number"):
        index.from_coinr([{"uCode": "X", "a": "x"}], meta)


def database(**cells: object) -> Cells:
    rows: Cells = [[None] * 6 for _ in range(18)]
    fields = {
        6: [1, 1],
        7: [1, -1],
        10: ["Index"] * 2,
        11: ["si.01"] * 2,
        12: ["p.01"] * 2,
        13: ["sp.01"] * 2,
    }
    for row, values in (fields | {14: ["Lines", "Price"], 15: ["Ind.01", "Ind.02"]}).items():
        rows[row][4:] = values
    rows[16] = [None, "Aland", "AA", None, 1, 2]
    rows[17] = [None, "Bland", "BB", None, 3, "n/a"]
    for place, value in cells.items():
        rows[int(place[1:]) - 1]["ABCDEF".index(place[0])] = value
    return rows


FRAMEWORK: Cells = [[], [], [], [None, None, "Code", None, "Weight", None, None, "Dimension/indicator"]]


def test_a_coin_tool_row_without_a_code_is_a_note_and_not_a_unit() -> None:
    rows = [*database(), [None, "Source: office"]]
    folder = index.from_coin_tool(rows, FRAMEWORK)
    assert folder.panel.units == ("AA", "BB")
    assert folder.spec.framework.codes == ("Ind.01", "Ind.02", "Index")


@pytest.mark.parametrize(
    ("cell", "value", "found"),
    [
        ("C18", None, ("b.xlsx#Database", 18, "index.unit_blank")),
        ("C18", "AA", ("b.xlsx#Database", 18, "index.row_repeated")),
        ("F16", "Ind.01", ("b.xlsx#Database", 1, "CSV_HEADER_DOUBLE")),
        ("E18", "1 200", ("b.xlsx#Database", 18, "CSV_NUMBER")),
        ("F8", 2, ("b.xlsx#Database", 16, "index.cell")),
    ],
)
def test_a_fault_of_a_coin_tool_file_is_told_by_row(
    cell: str, value: object, found: tuple[str, int, str]
) -> None:
    content = book(Database=database(**{cell: value}), Framework=FRAMEWORK)
    assert found in [item[:3] for item in faults(content)]


def test_a_merged_cell_of_a_coin_tool_file_matters_where_numbers_stand_and_not_in_its_title() -> None:
    def with_merge(first_row: int) -> bytes:
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer, {"in_memory": True}) as file:
            page = file.add_worksheet("Database")
            for r, row in enumerate(database()):
                page.write_row(r, 0, ["" if c is None else c for c in row])
            page.merge_range(first_row, 4, first_row, 5, "x")
            file.add_worksheet("Framework").write_row(3, 2, FRAMEWORK[3][2:])
        return buffer.getvalue()

    assert read_workbook(with_merge(2)).panel.units == ("AA", "BB")
    assert ("b.xlsx#Database", 17, "BOOK_MERGED") in [item[:3] for item in faults(with_merge(16))]


def test_a_database_without_codes_is_refused() -> None:
    with pytest.raises(ProgrammeFault, match="Database:16"):
        index.from_coin_tool([[None]], FRAMEWORK)


def test_a_folder_written_from_a_workbook_reads_as_the_workbook_does(tmp_path: Path) -> None:
    (tmp_path / "b.xlsx").write_bytes(export())
    written = index_new.new(tmp_path / "b.xlsx", tmp_path / "new")
    assert sorted(path.name for path in written.paths) == [
        "data.csv",
        "framework.csv",
        "method.yaml",
        "units.csv",
    ]
    assert ("b.xlsx#Data.Imputed", 0, "index.sheet_left") in told(written.findings)
    folder, same = index.read_folder(tmp_path / "new"), read_workbook(export())
    assert folder.spec.framework == same.spec.framework
    assert folder.spec.method == Method()
    np.testing.assert_array_equal(folder.panel.values, same.panel.values)
    assert folder.panel.unit_groups == same.panel.unit_groups
    assert (tmp_path / "new" / "data.csv").read_text() == "unit,a,b,Pop\nU,3,,20\nV,1.5,2,10\n"
    with pytest.raises(DataFault) as fault:
        index_new.new(tmp_path / "b.xlsx", tmp_path / "new")
    assert fault.value.told is not None
    assert (fault.value.told.name, fault.value.told.values["file"]) == ("index_there", "data.csv")


def test_a_table_becomes_an_index_of_one_group_and_what_was_assumed_is_said() -> None:
    content = b"province,year,gdp,pop,zone,name\nP1,2020,1,x,E,One\nP2,2020,3,4,W,Two\nP1,2021,5,6,E,One\nP2,2021,7,8,W,Two\n"
    foreign = foreign_table("t.csv", content)
    assert [row[:2] for row in foreign.framework.rows.cells] == [
        ["gdp", "INDEX"],
        ["pop", "INDEX"],
        ["INDEX", ""],
    ]
    assert foreign.data.rows.header == ("unit", "time", "gdp", "pop")
    assert foreign.units is not None
    assert foreign.units.rows.header == ("unit", "name_en", "zone")
    assert foreign.units.rows.cells == [["P1", "One", "E"], ["P2", "Two", "W"]]
    assert told(foreign.findings) == [
        ("t.csv", 1, "index.unit_column_taken"),
        ("t.csv", 1, "index.framework_assumed"),
        ("t.csv", 0, "index.method_assumed"),
    ]


def test_a_column_half_of_numbers_says_something_of_the_units() -> None:
    foreign = foreign_table("t.csv", b"unit,a,b\nX,1,2\nY,x,3\n")
    assert foreign.data.rows.header == ("unit", "b")


def test_a_long_table_keeps_its_codes() -> None:
    content = b"REF_AREA,TIME_PERIOD,INDICATOR,OBS_VALUE\nX,2020,b,1\nX,2020,a,2\n"
    foreign = foreign_table("t.csv", content)
    assert foreign.data.rows.header == ("unit", "time", "indicator", "value")
    assert [row[0] for row in foreign.framework.rows.cells] == ["a", "b", "INDEX"]
    assert foreign.units is None


def test_a_table_with_faults_or_an_unknown_encoding_writes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_bytes(b"unit,a\nX,1,000\n")
    with pytest.raises(ProgrammeFault) as fault:
        index_new.new(file, tmp_path / "new")
    assert told(fault.value.findings) == [("t.csv", 2, "CSV_COLUMNS")]
    with pytest.raises(DataFault) as unknown:
        index_new.new(file, tmp_path / "new", "latin-99")
    assert unknown.value.told is not None
    assert unknown.value.told.name == "encoding_unknown"
    with pytest.raises(ProgrammeFault) as wrong:
        file.write_bytes(b"unit,a\n\xff,1\n")
        index_new.new(file, tmp_path / "new", "ascii")
    assert told(wrong.value.findings) == [("t.csv", 2, "FILE_DECLARED")]
    assert not (tmp_path / "new").exists()


def test_a_table_of_a_declared_encoding_is_written_in_utf_8(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_bytes("unit,name,a\nX,臺北,1\nY,高雄,2\n".encode("big5"))
    index_new.new(file, tmp_path / "new", "big5")
    assert (tmp_path / "new" / "units.csv").read_text("utf-8") == "unit,name_en\nX,臺北\nY,高雄\n"


def test_layouts_are_told_apart_by_sheets_and_columns() -> None:
    meta, data = Grid("m", [["iCode", "Type", "Parent"]]), Grid("d", [["uCode", "a"]])
    assert coinr.is_coinr([meta, data])
    assert not coinr.is_coinr([meta, Grid("d", [])])
    assert not coinr.is_coinr([data, Grid("m", [["iCode", "Type"]])])
    assert coin_tool.is_coin_tool([Grid("Framework", []), Grid("Database", [])])
    assert not coin_tool.is_coin_tool([Grid("Database", [])])
