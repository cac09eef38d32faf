"""Files: the same rows in every form, each saying where it is from."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import Any, Literal

import openpyxl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from tests.nouns import flow, labels, observations, release
from xinxiao.errors import DataFault, TooLarge
from xinxiao.model.extract import Extract
from xinxiao.publish import files
from xinxiao.texts import Language

IC_FIGURES = flow("figures")
INVENTED = "These figures are invented for demonstration. They are no statistics."
LONG = (
    "FREQ", "REF_AREA", "REF_AREA_NAME", "INDICATOR", "SCOPE", "TIME_PERIOD", "VINTAGE", "OBS_VALUE", "UNIT_MEASURE",
    "UNIT_MEASURE_NAME", "DECIMALS", "OBS_STATUS", "OBS_STATUS_NAME", "GRADE", "SOURCE", "SOURCE_NAME", "SOURCE_URL",
    "SOURCE_ARCHIVED", "SOURCE_ACCESSED", "WORDING", "COMMENT", "DOUBT", "DOUBT_NAME", "RELEASE",
)  # fmt: skip
"""The columns of figures in the long layout."""
ROWS = {
    "FREQ": ["A", "A"], "REF_AREA": ["CN", "CN"], "INDICATOR": ["IC", "IC"], "SCOPE": ["WIDE", "WIDE"],
    "TIME_PERIOD": ["2019", "2020"], "VINTAGE": ["2020-01-20", "2021-01-26"], "OBS_VALUE": ["5", "5.81"],
    "UNIT_MEASURE": ["TRN_YUAN", "TRN_YUAN"], "OBS_STATUS": ["A", "P"], "SOURCE": ["S_B", "S_A"],
    "COMMENT": [None, '约5.8万亿元, "初步"'],
}  # fmt: skip


def extract(nature: Literal["real", "invented"] = "real", table: pa.Table | None = None) -> Extract:
    rows = observations("figures", ROWS).table if table is None else table
    count = rows.num_rows
    return Extract(
        dataflow=IC_FIGURES,
        release=release(synthetic=nature == "invented"),
        as_of="2025-06-30",
        where={"REF_AREA": ("CN",)},
        total=count,
        rows=count,
        read=lambda: iter(rows.to_batches()),
        codes_of=lambda name: sorted(pc.unique(rows.column(name)).drop_null().to_pylist()),
    )


def export(rows: Extract, form: str, layout: str = "", lang: Language = "en", bom: bool = False) -> bytes:
    return b"".join(files.export(rows, form, labels(lang), files.Manner(layout, bom)))


def cells(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def lines(sheet: Any) -> list[tuple[Any, ...]]:
    return list(sheet.iter_rows(values_only=True))


def test_csv_has_sdmx_columns_then_the_release_and_quotes_only_where_needed() -> None:
    lines = export(extract(), "csv").decode().splitlines()
    name = extract().release.id
    assert lines[0] == ",".join((*IC_FIGURES.columns, "RELEASE"))
    assert lines[1] == f"A,CN,IC,WIDE,2019,2020-01-20,5,TRN_YUAN,0,A,A,S_B,,,,{name}"
    assert (
        lines[2] == f'A,CN,IC,WIDE,2020,2021-01-26,5.81,TRN_YUAN,2,P,A,S_A,,"约5.8万亿元, ""初步""",,{name}'
    )


def test_a_file_of_an_invented_programme_says_so_in_every_form() -> None:
    assert export(extract("invented"), "csv").decode().splitlines()[1].endswith(",true")
    assert json.loads(export(extract("invented"), "json"))["header"]["synthetic"] is True
    metadata = pq.read_schema(io.BytesIO(export(extract("invented"), "parquet"))).metadata
    assert json.loads(metadata[b"xinxiao"])["synthetic"] is True
    for layout in ("long", "wide"):
        book = openpyxl.load_workbook(io.BytesIO(export(extract("invented"), "xlsx", layout)))
        assert lines(book["Data"])[1][0] == INVENTED
        assert ("Invented", INVENTED) in lines(book["Metadata"])
        assert {row["SYNTHETIC"] for row in cells(export(extract("invented"), "csv", layout))} == {"true"}
    assert json.loads(export(extract("invented"), "json", "long"))["data"][0]["SYNTHETIC"] == "true"
    cube = json.loads(export(extract("invented"), "jsonstat"))
    assert (cube["note"][0], cube["extension"]["synthetic"]) == (INVENTED, True)


def test_json_has_a_header_with_release_scopes_sources_and_vintage() -> None:
    told = json.loads(export(extract(), "json"))
    assert told["header"]["scopes"] == ["WIDE"]
    assert told["header"]["sources"] == ["S_A", "S_B"]
    assert told["header"]["as_of"] == "2025-06-30"
    assert [row["OBS_VALUE"] for row in told["data"]] == [5.0, 5.81]


def test_parquet_reads_back_as_the_same_rows() -> None:
    assert pq.read_table(io.BytesIO(export(extract(), "parquet"))).to_pylist() == extract().table.to_pylist()


def test_the_long_layout_has_the_same_columns_in_the_same_order_in_every_form() -> None:
    assert export(extract(), "csv", "long").decode().splitlines()[0] == ",".join(LONG)
    assert tuple(json.loads(export(extract(), "json", "long"))["data"][0]) == LONG
    assert tuple(pq.read_schema(io.BytesIO(export(extract(), "parquet", "long"))).names) == LONG
    sheet = openpyxl.load_workbook(io.BytesIO(export(extract(), "xlsx", "long")))["Data"]
    assert lines(sheet)[6][: len(LONG)] == LONG
    assert tuple(json.loads(export(extract(), "jsonstat"))["extension"]["columns"]) == LONG


def test_names_stand_beside_codes_in_the_language_asked_for() -> None:
    row = cells(export(extract(), "csv", "long"))[1]
    assert (row["REF_AREA"], row["REF_AREA_NAME"]) == ("CN", "China")
    assert (row["OBS_STATUS"], row["OBS_STATUS_NAME"]) == ("P", "provisional value")
    assert (row["SOURCE"], row["SOURCE_NAME"]) == ("S_A", "Bureau A, Bulletin (2021-01-26)")
    assert (row["SOURCE_URL"], row["SOURCE_ARCHIVED"], row["SOURCE_ACCESSED"]) == (
        "https://a.example/bulletin",
        "",
        "2025-06-01",
    )
    assert (row["OBS_VALUE"], row["UNIT_MEASURE_NAME"], row["RELEASE"]) == (
        "5.81",
        "trillion yuan",
        extract().release.id,
    )
    assert cells(export(extract(), "csv", "long", "zh"))[1]["REF_AREA_NAME"] == "中国"


def test_what_is_computed_here_names_the_agency_as_its_source() -> None:
    table = observations(
        "indicators",
        {"TIME_PERIOD": ["2023"], "OBS_VALUE": [1.5], "DOUBT": ["WIDE STATUS_P"]},
        FREQ="A",
        REF_AREA="CN",
        INDICATOR="X",
        SCOPE="_Z",
    ).table
    computed = replace(extract(table=table), dataflow=flow("indicators"))
    (row,) = cells(export(computed, "csv", "long"))
    assert (row["SOURCE"], row["SOURCE_NAME"]) == ("XINXIAO", "word")
    assert row["DOUBT_NAME"] == "wide interval; provisional value"
    (wide,) = cells(export(computed, "csv", "wide"))
    assert (wide["2023"], wide["2023_DOUBT"], wide["SOURCE"]) == (
        "1.5",
        "wide interval; provisional value",
        "XINXIAO",
    )


def test_a_csv_begins_with_a_byte_order_mark_only_when_asked_to() -> None:
    assert export(extract(), "csv", "long", bom=True).startswith(b"\xef\xbb\xbfFREQ,")
    assert export(extract(), "csv", "wide", bom=True).startswith(b"\xef\xbb\xbfFREQ,")
    assert export(extract(), "csv", "long").startswith(b"FREQ,")
    assert export(extract(), "json", bom=True).startswith(b"{")


def test_a_workbook_says_title_unit_release_and_source_above_a_header_that_stays_in_view() -> None:
    book = openpyxl.load_workbook(io.BytesIO(export(extract(), "xlsx", "long")))
    assert book.sheetnames == ["Data", "Metadata", "Columns", "Codes", "Sources"]
    sheet = book["Data"]
    assert [row[0] for row in lines(sheet)[:6]] == [
        "Figures as published, every vintage",
        "Unit: trillion yuan",
        f"Release {extract().release.id}, as known on 2025-06-30",
        "Compiled by word, word; where figures were published stands in the sheet of sources",
        "Metadata, columns, codes and sources are in the other sheets",
        None,
    ]
    assert sheet.freeze_panes == "B8"
    assert lines(sheet)[7][:8] == ("A", "CN", "China", "IC", "WIDE", 2019, "2020-01-20", 5)
    assert sheet["H9"].number_format == "0.00"
    assert (sheet["F9"].value, sheet["F9"].data_type, sheet["F9"].is_date) == (2020, "n", False)
    assert sheet.column_dimensions["C"].width == 16.0
    assert ("Release", extract().release.id) in lines(book["Metadata"])
    assert ("REF_AREA", "CN", "China") in lines(book["Codes"])
    assert ("REF_AREA", "Place", "dimension", "CL_AREA(1.0.0)", None) in lines(book["Columns"])
    assert lines(book["Sources"])[1] == (
        "S_A", "Bureau A", "Bulletin", "2021-01-26", "A", "facts, no licence needed", "https://a.example/bulletin", None,
        "2025-06-01",
    )  # fmt: skip


def test_the_wide_layout_has_a_line_for_each_series_and_a_column_for_each_period() -> None:
    table = observations(
        "figures",
        ROWS | {"VINTAGE": ["2021-01-26", "2021-01-26"], "TIME_PERIOD": ["2020", "2019"]},
    ).table
    (row,) = cells(export(extract(table=table), "csv", "wide"))
    assert [name for name in row if name[0].isdigit()] == ["2019", "2019_DOUBT", "2020"]
    assert (row["2019"], row["2019_DOUBT"], row["2020"]) == ("5.81", "provisional value", "5")
    assert (row["REF_AREA_NAME"], row["UNIT_MEASURE_NAME"], row["SOURCE"]) == (
        "China",
        "trillion yuan",
        "S_A; S_B",
    )
    book = openpyxl.load_workbook(io.BytesIO(export(extract(table=table), "xlsx", "wide")))
    assert book.sheetnames == ["Data", "Marks", "Metadata", "Columns", "Codes", "Sources"]
    assert lines(book["Data"])[6][:2] == ("Frequency", "Place")
    years = [cell for cell in book["Data"][7] if isinstance(cell.value, int)]
    assert [cell.value for cell in years] == [2019, 2020]
    assert [book["Data"].cell(8, cell.column).number_format for cell in years] == ["0.00", "0"]
    marks = lines(book["Marks"])
    assert (marks[2][-2:], marks[3][-2:]) == ((2019, 2020), ("provisional value", None))


def test_bounds_are_lines_of_their_own_in_the_wide_layout_and_a_bound_without_a_value_is_kept() -> None:
    table = observations(
        "domains",
        {"TIME_PERIOD": ["2019", "2020"], "OBS_VALUE": [None, 4.0], "LOWER": [1.0, None], "UPPER": [3.0, None]},
        FREQ="A", REF_AREA="CN", DOMAIN="D", INDICATOR="X", SCOPE="_Z", MEASURE="FINAL_USE",
    ).table  # fmt: skip
    rows = cells(export(replace(extract(table=table), dataflow=flow("domains")), "csv", "wide"))
    assert [(row["VALUE"], row["2019"], row["2020"]) for row in rows] == [
        ("value", "", "4"),
        ("lower bound", "1", ""),
        ("upper bound", "3", ""),
    ]


def test_a_cube_has_labels_units_status_and_each_value_in_its_place() -> None:
    table = observations("figures", ROWS | {"REF_AREA": ["CN", "ZZ"]}).table
    cube = json.loads(export(extract(table=table), "jsonstat"))
    assert (cube["version"], cube["class"], cube["id"]) == ("2.0", "dataset", list(IC_FIGURES.dimensions))
    assert cube["size"] == [1, 2, 1, 1, 2, 2]
    assert cube["role"] == {"time": ["TIME_PERIOD"], "geo": ["REF_AREA"], "metric": ["INDICATOR"]}
    assert cube["dimension"]["REF_AREA"] == {
        "label": "Place",
        "category": {"index": ["CN", "ZZ"], "label": {"CN": "China", "ZZ": "ZZ"}},
    }
    assert cube["dimension"]["INDICATOR"]["category"]["unit"] == {"IC": {"label": "trillion yuan"}}
    # row-major: CN, 2019, first vintage is 0; ZZ, 2020, second vintage is ((1*2)+1)*2+1
    assert cube["value"] == {"0": 5, "7": 5.81}
    assert cube["status"] == {"0": "A", "7": "P"}
    extension = cube["extension"]
    assert extension["observations"]["DECIMALS"] == {"0": 0, "7": 2}
    assert extension["observations"]["SOURCE"] == {"0": "S_B", "7": "S_A"}
    assert extension["attributes"] == {"UNIT_MEASURE": "TRN_YUAN", "GRADE": "A"}
    assert extension["sources"][0]["url"] == "https://a.example/bulletin"
    assert (cube["updated"], extension["release"]) == ("2025-07-01", extract().release.id)


def test_a_cube_of_too_many_cells_is_refused_before_a_row_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def never() -> Any:
        raise AssertionError("rows were read")

    monkeypatch.setattr(files.jsonstat, "MOST", 3)
    with pytest.raises(TooLarge) as caught:
        files.export(replace(extract(), read=never), "jsonstat", labels())
    assert (caught.value.told.name, caught.value.told.values) == ("cube_full", {"cells": 4, "most": 3})
    monkeypatch.setattr(files.jsonstat, "MOST", 4)
    assert files.export(replace(extract(), read=never), "jsonstat", labels())


def test_a_wide_table_of_too_many_rows_is_refused_before_a_row_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(files.wide, "MOST", 1)
    for form in ("csv", "xlsx"):
        with pytest.raises(TooLarge) as caught:
            files.export(extract(), form, labels(), files.Manner("wide"))
        assert (caught.value.told.name, caught.value.told.values) == ("wide_full", {"rows": 2, "most": 1})
    monkeypatch.setattr(files.wide, "MOST", 2)
    assert len(cells(export(extract(), "csv", "wide"))) == 2


def test_a_wide_table_broader_or_longer_than_a_sheet_is_refused_and_its_csv_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    broad = len(next(csv.reader([export(extract(), "csv", "wide").decode().partition("\n")[0]])))
    monkeypatch.setattr(files.xlsx, "MOST_COLUMNS", 3)
    with pytest.raises(TooLarge) as caught:
        export(extract(), "xlsx", "wide")
    assert caught.value.told.name == "sheet_broad"
    assert caught.value.told.values["most"] == 3
    assert 3 < caught.value.told.values["columns"] <= broad
    monkeypatch.undo()
    monkeypatch.setattr(files.xlsx, "MOST_ROWS", 2)
    with pytest.raises(TooLarge) as caught:
        export(extract(), "xlsx", "wide")
    assert caught.value.told.name == "sheet_full"
    assert len(cells(export(extract(), "csv", "wide"))) == 2


@pytest.mark.parametrize(
    ("form", "layout"), [("json", "wide"), ("xlsx", "codes"), ("jsonstat", "long"), ("csv", "cube")]
)
def test_a_layout_that_a_form_has_not_is_refused_and_the_others_named(form: str, layout: str) -> None:
    with pytest.raises(DataFault) as caught:
        files.export(extract(), form, labels(), files.Manner(layout))
    assert caught.value.told.name == "bad_layout"
    assert caught.value.told.values["known"] == ", ".join(files.LAYOUTS[form])


def test_a_text_that_looks_like_a_formula_stays_a_text_in_a_workbook() -> None:
    table = observations("figures", ROWS | {"COMMENT": ["=1+1", "https://example.org"]}).table
    sheet = openpyxl.load_workbook(io.BytesIO(export(extract(table=table), "xlsx")))["Data"]
    place = LONG.index("COMMENT") + 1
    assert [sheet.cell(row, place).value for row in (8, 9)] == ["=1+1", "https://example.org"]
    assert sheet.cell(8, place).data_type == "s"


def test_a_text_in_a_wide_csv_is_never_a_formula() -> None:
    table = observations(
        "figures", ROWS | {"INDICATOR": ["=1+1", "=1+1"], "OBS_VALUE": ["-5", "-5.81"]}
    ).table
    rows = cells(export(extract(table=table), "csv", "wide"))
    assert [(row["INDICATOR"], row["2019"] or row["2020"]) for row in rows] == [
        ("'=1+1", "-5"),
        ("'=1+1", "-5.81"),
    ]


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_in_a_csv_a_text_that_would_run_as_a_formula_has_an_apostrophe_before_it(text: str) -> None:
    told = extract().table
    place = told.schema.get_field_index("COMMENT")
    table = told.set_column(place, "COMMENT", pa.array([text] * told.num_rows))
    rows = list(csv.DictReader(io.StringIO(export(extract(table=table), "csv").decode(), newline="")))
    assert {row["COMMENT"] for row in rows} == {f"'{text}"}
    assert [float(row["OBS_VALUE"]) for row in rows] == [5.0, 5.81]
    parquet = pq.read_table(io.BytesIO(export(extract(table=table), "parquet")))
    assert set(parquet.column("COMMENT").to_pylist()) == {text}


def test_no_rows_give_a_valid_file_in_every_form() -> None:
    empty = extract(table=extract().table.slice(0, 0))
    assert export(empty, "csv").decode().count("\n") == 1
    assert json.loads(export(empty, "json"))["data"] == []
    assert pq.read_table(io.BytesIO(export(empty, "parquet"))).num_rows == 0
    assert export(empty, "xlsx")[:2] == b"PK"


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(DataFault):
        export(extract(), "docx")
