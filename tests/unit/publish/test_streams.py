"""Files as streams: what they say of numbers and texts, and that memory does not grow with the rows."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.nouns import flow, labels, observations, release
from xinxiao.errors import DataFault, TooLarge
from xinxiao.model.extract import Extract
from xinxiao.model.structure import Step
from xinxiao.publish.files import BINARY, FORMATS, LAYOUTS, MEDIA, export

STREAMED = ("csv", "json", "parquet")


def extract(batches: Callable[[], Iterator[pa.RecordBatch]], rows: int, step: Step = "figures") -> Extract:
    return Extract(
        dataflow=flow(step),
        release=release(),
        as_of="2025-06-30",
        where={},
        total=rows,
        rows=rows,
        read=batches,
        codes_of=lambda name: [],
    )


def of(table: pa.Table, step: Step = "figures") -> Extract:
    return extract(lambda: iter(table.to_batches()), table.num_rows, step)


def figures(values: list[Any], **more: Any) -> pa.Table:
    """Figures of one year each, with numbers as published, as text."""
    count = len(values)
    years = [str(2000 + i) for i in range(count)]
    columns = {
        "TIME_PERIOD": years,
        "OBS_VALUE": values,
        **{n: v for n, v in more.items() if isinstance(v, list)},
    }
    same = {n: v for n, v in more.items() if not isinstance(v, list)}
    usual = {"FREQ": "A", "REF_AREA": "CN", "INDICATOR": "X", "SCOPE": "_Z", "VINTAGE": "2025-01-01"}
    return observations(
        "figures", columns, **{n: v for n, v in (usual | same).items() if n not in columns}
    ).table


def whole(rows: Extract, form: str) -> bytes:
    return b"".join(export(rows, form, labels()))


def cells(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))


# ---- CSV: what a spreadsheet would run is text; numbers are numbers


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://x.example","click")', "+1", "-1+2", "-2", "@x", "@SUM(A1)", "\tx", "\rx", "=", "+", "-", "@",
        "=cmd|' /C calc'!A0", "-1", "+86 10", "=1\n=2",
    ],
)  # fmt: skip
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    (row,) = cells(whole(of(figures(["1"], COMMENT=text)), "csv"))
    assert row["COMMENT"] == "'" + text


@pytest.mark.parametrize(
    "text", ["x=1", "1-2", "a@b.example", "x\ty", " =1", "'=1", "中=1", "(1)", "1+2", ""]
)
def test_a_text_that_it_would_not_run_stays_as_it_is(text: str) -> None:
    (row,) = cells(whole(of(figures(["1"], COMMENT=text)), "csv"))
    assert row["COMMENT"] == text


def test_codes_that_begin_like_a_formula_are_texts_too() -> None:
    (row,) = cells(whole(of(figures(["1"], SOURCE="-S", GRADE="+A")), "csv"))
    assert (row["SOURCE"], row["GRADE"]) == ("'-S", "'+A")


def test_negative_numbers_stay_numbers() -> None:
    rows = cells(whole(of(figures(["-1", "-2.50", "-0.000001"])), "csv"))
    assert [row["OBS_VALUE"] for row in rows] == ["-1", "-2.50", "-0.000001"]
    doubles = observations(
        "indicators",
        {"TIME_PERIOD": ["2023", "2024"], "OBS_VALUE": [-0.5, -1e-20]},
        FREQ="A",
        REF_AREA="CN",
        INDICATOR="X",
        SCOPE="_Z",
    ).table
    assert [row["OBS_VALUE"] for row in cells(whole(of(doubles, "indicators"), "csv"))] == ["-0.5", "-1e-20"]


@pytest.mark.parametrize("cell", ["a,b", 'say "x"', "two\nlines", "two\r\nlines", '",\n"', "end\r"])
def test_a_text_with_commas_quotes_or_line_ends_reads_back_the_same(cell: str) -> None:
    (row,) = cells(whole(of(figures(["1"], COMMENT=cell)), "csv"))
    assert row["COMMENT"] == cell


# ---- numbers with the digits they were published with

PUBLISHED = ["93.10", "1.500000", "7", "-3.25", "0.00", "12345678901234567890.123456", "100"]


def test_exact_numbers_are_printed_with_their_places_in_csv() -> None:
    counts = [len(text.partition(".")[2]) for text in PUBLISHED]
    rows = cells(whole(of(figures(PUBLISHED, DECIMALS=counts)), "csv"))
    assert [row["OBS_VALUE"] for row in rows] == PUBLISHED


def test_numbers_in_json_are_numbers_with_their_digits() -> None:
    counts = [len(text.partition(".")[2]) for text in PUBLISHED]
    content = whole(of(figures(PUBLISHED, DECIMALS=counts)), "json").decode()
    told = json.loads(content, parse_float=str, parse_int=str)
    assert [row["OBS_VALUE"] for row in told["data"]] == PUBLISHED
    assert all(f'"OBS_VALUE":{text},' in content.replace(": ", ":") for text in PUBLISHED)


def test_a_missing_number_is_null_in_json_and_empty_in_csv() -> None:
    table = figures([None, "1"], DECIMALS=[0, 0])
    assert [row["OBS_VALUE"] for row in cells(whole(of(table), "csv"))] == ["", "1"]
    assert [row["OBS_VALUE"] for row in json.loads(whole(of(table), "json"))["data"]] == [None, 1]


def test_numbers_in_parquet_are_decimals_of_their_dataflow_and_the_header_stands_beside_them() -> None:
    table = pq.read_table(io.BytesIO(whole(of(figures(["93.10", "-3.25"], DECIMALS=[2, 2])), "parquet")))
    assert table.schema.field("OBS_VALUE").type == pa.decimal128(38, 6)
    assert table.schema.field("DECIMALS").type == pa.int32()
    assert table.column("OBS_VALUE").to_pylist() == [Decimal("93.1"), Decimal("-3.25")]
    header = json.loads(table.schema.metadata[b"xinxiao"])
    assert (header["dataflow"], header["rows"], header["release"]) == ("IC_FIGURES", 2, release().id)
    assert header["structure"] == "XINXIAO:IC_FIGURES(1.1.0)"


def test_numbers_in_a_workbook_are_numbers_and_texts_are_texts() -> None:
    table = figures(["93.10", "-3.25"], COMMENT=["=1+1", "-2"], DECIMALS=[2, 2])
    sheet = openpyxl.load_workbook(io.BytesIO(whole(of(table), "xlsx")))["Data"]
    names = [cell.value for cell in sheet[6]]
    value, comment, year = (names.index(name) for name in ("OBS_VALUE", "COMMENT", "TIME_PERIOD"))
    rows = list(sheet.iter_rows(min_row=7))
    assert [row[value].value for row in rows] == [93.1, -3.25]
    assert {row[value].data_type for row in rows} == {"n"}
    assert [(row[comment].value, row[comment].data_type) for row in rows] == [("=1+1", "s"), ("-2", "s")]
    assert [(row[year].value, row[year].data_type) for row in rows] == [(2000, "n"), (2001, "n")]


# ---- streams


def batches_of(count: int, rows: int = 1_000) -> Callable[[], Iterator[pa.RecordBatch]]:
    """A way to read ``count`` batches, each made when it is asked for and held by nobody here."""
    one = figures([f"{i}.25" for i in range(50)]).to_batches()[0]

    def read() -> Iterator[pa.RecordBatch]:
        for _ in range(count):
            yield pa.Table.from_batches([one] * (rows // 50)).combine_chunks().to_batches()[0]

    return read


def peaks(form: str, count: int) -> tuple[int, int]:
    """The most memory in use while a file of so many batches is handed out: Arrow's, and Python's."""
    rows = extract(batches_of(count), count * 1_000)
    for _ in export(extract(batches_of(1), 1_000), form, labels()):
        pass  # what is loaded with the first file does not count
    tracemalloc.start()
    before, most = pa.total_allocated_bytes(), 0
    for piece in export(rows, form, labels()):
        most = max(most, pa.total_allocated_bytes() - before)
        del piece
    _, python = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most, python


@pytest.mark.parametrize("form", STREAMED)
def test_memory_does_not_grow_with_the_number_of_batches(form: str) -> None:
    few, many = peaks(form, 2), peaks(form, 16)
    assert many[0] <= few[0] * 1.5 + 200_000
    assert many[1] <= few[1] * 1.5 + 200_000


@pytest.mark.parametrize(
    "form", [form for form in FORMATS if form != "jsonstat"]
)  # it reads them once a column
def test_rows_are_read_while_the_file_is_handed_out_and_not_before(form: str) -> None:
    asked: list[int] = []
    read = batches_of(5, 50)

    def told() -> Iterator[pa.RecordBatch]:
        for i, batch in enumerate(read()):
            asked.append(i)
            yield batch

    pieces = export(extract(told, 250), form, labels())
    assert asked == []
    first = next(pieces)
    assert first
    assert form == "xlsx" or len(asked) <= 1
    list(pieces)
    assert asked == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("form", STREAMED)
def test_the_sum_of_the_pieces_is_the_whole_however_the_rows_are_cut(form: str) -> None:
    table = figures([f"{i}.5" for i in range(60)], COMMENT=[f'行 {i}, "x"' for i in range(60)])
    one = of(table)
    many = extract(lambda: iter(table.to_batches(max_chunksize=7)), 60)
    with_empty = extract(
        lambda: iter(
            [
                table.to_batches()[0].slice(0, 0),
                *table.to_batches(max_chunksize=59),
                table.to_batches()[0].slice(0, 0),
            ]
        ),
        60,
    )
    read = {
        "csv": cells,
        "json": lambda content: json.loads(content)["data"],
        "parquet": lambda content: pq.read_table(io.BytesIO(content)).to_pylist(),
    }[form]
    assert read(whole(one, form)) == read(whole(many, form)) == read(whole(with_empty, form))
    assert len(read(whole(one, form))) == 60
    if form != "parquet":  # whose row groups are the batches
        assert whole(one, form) == whole(many, form) == whole(with_empty, form)


@pytest.mark.parametrize("step", ["figures", "indicators", "index", "tasks", "cells"])
@pytest.mark.parametrize("empty", ["no batch", "an empty batch"])
def test_no_rows_are_a_valid_file_in_every_form(step: Step, empty: str) -> None:
    schema = flow(step).schema
    none = [] if empty == "no batch" else [pa.RecordBatch.from_pylist([], schema=schema)]
    rows = extract(lambda: iter(none), 0, step)
    assert whole(rows, "csv").decode() == ",".join([*flow(step).columns, "RELEASE"]) + "\n"
    assert json.loads(whole(rows, "json"))["data"] == []
    table = pq.read_table(io.BytesIO(whole(rows, "parquet")))
    assert (table.num_rows, table.schema.equals(schema)) == (0, True)
    book = openpyxl.load_workbook(io.BytesIO(whole(rows, "xlsx")))
    header = next(row for row in book["Data"].iter_rows(values_only=True) if row[0] == flow(step).columns[0])
    assert [name for name in header if name in flow(step).columns] == [*flow(step).columns]
    assert book["Data"].max_row in (5, 6)


def test_every_form_has_a_media_type_and_a_layout_and_two_are_no_text() -> None:
    assert set(MEDIA) == set(FORMATS) == set(LAYOUTS)
    assert {"parquet", "xlsx"} == BINARY


@pytest.mark.parametrize("form", ["docx", "CSV", "", "csv "])
def test_a_form_there_is_not_is_refused_when_asked_for_and_the_others_named(form: str) -> None:
    with pytest.raises(DataFault) as caught:
        export(of(figures(["1"])), form, labels())
    assert (caught.value.told.name, caught.value.told.values["known"]) == (
        "bad_format",
        "csv, json, parquet, xlsx, jsonstat",
    )


def test_more_rows_than_a_sheet_holds_are_refused_before_any_is_read() -> None:
    def never() -> Iterator[pa.RecordBatch]:
        raise AssertionError("rows were read")

    with pytest.raises(TooLarge) as caught:
        export(extract(never, 1_048_571), "xlsx", labels())
    assert (caught.value.told.name, caught.value.told.values["most"]) == ("sheet_full", 1_048_570)
    assert export(extract(never, 1_048_570), "xlsx", labels())


def test_a_reader_who_stops_in_the_middle_leaves_no_file_behind(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    pieces = export(of(figures(["1"])), "xlsx", labels())
    next(pieces)
    pieces.close()  # type: ignore[attr-defined]
    assert list(tmp_path.iterdir()) == []
