"""Files: the same rows in four forms, each saying where it is from."""

from __future__ import annotations

import csv
import io
import json
from typing import Literal

import openpyxl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from tests.nouns import flow, observations, release
from xinxiao.errors import DataFault
from xinxiao.model.extract import Extract
from xinxiao.publish import files

IC_FIGURES = flow("figures")
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
        codes_of=lambda name: sorted(pc.unique(rows.column(name)).to_pylist()),
    )


def export(rows: Extract, form: str) -> bytes:
    return b"".join(files.export(rows, form))


def test_csv_has_sdmx_columns_then_the_release_and_quotes_only_where_needed() -> None:
    lines = export(extract(), "csv").decode().splitlines()
    name = extract().release.id
    assert lines[0] == ",".join((*IC_FIGURES.columns, "RELEASE"))
    assert lines[1] == f"A,CN,IC,WIDE,2019,2020-01-20,5,TRN_YUAN,0,A,A,S_B,,{name}"
    assert lines[2] == f'A,CN,IC,WIDE,2020,2021-01-26,5.81,TRN_YUAN,2,P,A,S_A,"约5.8万亿元, ""初步""",{name}'


def test_a_file_of_an_invented_programme_says_so_in_every_form() -> None:
    assert export(extract("invented"), "csv").decode().splitlines()[1].endswith(",true")
    assert json.loads(export(extract("invented"), "json"))["header"]["synthetic"] is True
    metadata = pq.read_schema(io.BytesIO(export(extract("invented"), "parquet"))).metadata
    assert json.loads(metadata[b"xinxiao"])["synthetic"] is True
    sheet = openpyxl.load_workbook(io.BytesIO(export(extract("invented"), "xlsx")))["METADATA"]
    assert {row[0].value: row[1].value for row in sheet.iter_rows()}["synthetic"] is True


def test_json_has_a_header_with_release_scopes_sources_and_vintage() -> None:
    told = json.loads(export(extract(), "json"))
    assert told["header"]["scopes"] == ["WIDE"]
    assert told["header"]["sources"] == ["S_A", "S_B"]
    assert told["header"]["as_of"] == "2025-06-30"
    assert [row["OBS_VALUE"] for row in told["data"]] == [5.0, 5.81]


def test_parquet_reads_back_as_the_same_rows() -> None:
    assert pq.read_table(io.BytesIO(export(extract(), "parquet"))).to_pylist() == extract().table.to_pylist()


def test_a_workbook_has_the_data_and_a_sheet_about_them() -> None:
    book = openpyxl.load_workbook(io.BytesIO(export(extract(), "xlsx")))
    assert book.sheetnames == ["IC_FIGURES", "METADATA"]
    assert [cell.value for cell in book["IC_FIGURES"][3]][:7] == [
        "A",
        "CN",
        "IC",
        "WIDE",
        "2020",
        "2021-01-26",
        5.81,
    ]


def test_a_text_that_looks_like_a_formula_stays_a_text_in_a_workbook() -> None:
    table = observations("figures", ROWS | {"COMMENT": ["=1+1", "https://example.org"]}).table
    book = openpyxl.load_workbook(io.BytesIO(export(extract(table=table), "xlsx")))
    assert [row[12].value for row in book["IC_FIGURES"].iter_rows(min_row=2)] == [
        "=1+1",
        "https://example.org",
    ]
    assert book["IC_FIGURES"]["M2"].data_type == "s"


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
