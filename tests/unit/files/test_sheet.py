"""Sheets: rows of text with their lines; what is wrong becomes findings, whole rows stay."""

from __future__ import annotations

import csv
import gzip

import pytest

from xinxiao.files import sheet
from xinxiao.files.sheet import Rows, Sheet, capped, number, number_fault, read_rows
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding

SHEET = Sheet(("A", "B"), optional=("C",))


def read(
    text: str | bytes, sheet: Sheet = SHEET, file: str = "x.csv"
) -> tuple[Rows | None, list[tuple[int, str]]]:
    rows, found = read_rows(file, text.encode() if isinstance(text, str) else text, sheet)
    return rows, [(one.line, one.code) for one in found]


def test_rows_come_as_text_with_their_lines() -> None:
    rows, found = read("A,B\n1,x\n2,y\n")
    assert found == []
    assert rows is not None
    assert list(rows.records()) == [(2, {"A": "1", "B": "x"}), (3, {"A": "2", "B": "y"})]


@pytest.mark.parametrize("blank", [",", ",,", ",,,,,,,", "  ,  ", "", " ", ', ,""'])
def test_rows_of_nothing_but_blanks_and_commas_are_passed_over(blank: str) -> None:
    rows, found = read(f"A,B\n1,x\n{blank}\n{blank}\n2,y\n{blank}\n")
    assert found == []
    assert rows is not None
    assert rows.lines == [2, 5]


@pytest.mark.parametrize(("row", "cells"), [("1", 1), ("1,x,y", 3), ("1,x,", 3), ("x", 1)])
def test_a_row_of_another_length_is_told_with_its_line_and_the_others_stay(row: str, cells: int) -> None:
    rows, found = read(f"A,B\n1,x\n{row}\n2,y\n")
    assert found == [(3, "CSV_COLUMNS")]
    assert rows is not None
    assert rows.lines == [2, 4]
    _, raw = read_rows("x.csv", f"A,B\n1,x\n{row}\n".encode(), SHEET)
    assert (dict(raw[0].places)["found"], dict(raw[0].places)["expected"]) == (str(cells), "2")


def test_a_short_row_behind_a_cell_of_three_lines_is_told_at_the_line_it_begins() -> None:
    _, found = read('A,B\n1,"x\ny\nz"\nshort\n')
    assert found == [(5, "CSV_COLUMNS")]


@pytest.mark.parametrize(
    ("header", "codes"),
    [
        ("A,B,A", [(1, "CSV_HEADER_DOUBLE")]),
        ("A,B,B,A", [(1, "CSV_HEADER_DOUBLE")]),
        ("A", [(1, "CSV_HEADER")]),
        ("A,B,D", [(1, "CSV_HEADER_UNKNOWN")]),
        ("A,D,D", [(1, "CSV_HEADER"), (1, "CSV_HEADER_DOUBLE"), (1, "CSV_HEADER_UNKNOWN")]),
        ("a,b", [(1, "CSV_HEADER"), (1, "CSV_HEADER_UNKNOWN")]),
        (" A,B", [(1, "CSV_HEADER"), (1, "CSV_HEADER_UNKNOWN")]),
    ],
)
def test_every_fault_of_a_header_is_told_at_once(header: str, codes: list[tuple[int, str]]) -> None:
    rows, found = read(f"{header}\n1,2,3\n")
    assert (rows, found) == (None, codes)


def test_the_names_that_stand_twice_are_told_once_each_in_order() -> None:
    _, raw = read_rows("x.csv", b"B,A,B,A,B\n", SHEET)
    assert dict(raw[0].places)["columns"] == "A, B"


def test_an_open_sheet_may_have_any_further_column_but_none_twice() -> None:
    rows, found = read("A,B,MARK\n1,x,m\n", Sheet(("A", "B"), open=True))
    assert found == []
    assert rows is not None
    assert rows.header == ("A", "B", "MARK")
    assert read("A,B,M,M\n", Sheet(("A", "B"), open=True))[1] == [(1, "CSV_HEADER_DOUBLE")]


def test_a_byte_order_mark_is_no_part_of_the_first_name() -> None:
    rows, found = read(b"\xef\xbb\xbfA,B\n1,x\n")
    assert found == [(1, "FILE_BOM")]
    assert rows is not None
    assert rows.header == ("A", "B")
    assert rows.lines == [2]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_ends_a_row(end: str) -> None:
    rows, found = read(end.join(["A,B", "1,x", "2,y", ""]))
    assert found == []
    assert rows is not None
    assert rows.lines == [2, 3]


@pytest.mark.parametrize(
    "control",
    [
        "\u0085",
        "\x0b",
        "\x0c",
        "\x1c",
        "\u2028",
        "\u2029",
        "\u202e",
        "\u2066",
        "\u200b",
        "\u00ad",
        "\U000e0041",
    ],
)
def test_a_control_character_is_told_with_its_line(control: str) -> None:
    assert read(f"A,B\n1,x\n2,a{control}b\n") == (None, [(3, "FILE_CONTROL")])


def test_a_last_line_without_an_end_is_a_warning_and_its_row_stays() -> None:
    rows, found = read("A,B\n1,x")
    assert found == [(2, "CSV_NO_LINE_END")]
    assert rows is not None
    assert rows.lines == [2]


@pytest.mark.parametrize(("content", "line"), [("", 1), ("\n", 1), ("\n\n\n", 1)])
def test_a_file_without_a_header_is_told(content: str, line: int) -> None:
    rows, found = read(content)
    assert rows is None
    assert [place for place, _ in found] == [line]


def test_a_header_alone_is_no_row_and_no_fault() -> None:
    rows, found = read("A,B\n")
    assert found == []
    assert rows is not None
    assert (list(rows.records()), rows.header) == ([], ("A", "B"))


def test_quotes_that_never_close_are_told_at_the_line_they_open_in() -> None:
    rows, found = read('A,B\n1,x\n2,"y\n3,z\n')
    assert found == [(3, "CSV_QUOTES")]
    assert rows is not None
    assert rows.lines == [2]


def test_a_packed_sheet_is_read_like_a_plain_one() -> None:
    rows, found = read(gzip.compress(b"A,B\n1,x\n"), file="x.csv.gz")
    assert found == []
    assert rows is not None
    assert rows.cells == [["1", "x"]]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", 5.0),
        (" 5 ", 5.0),
        ("-.5", -0.5),
        ("1e3", 1000.0),
        ("5.", 5.0),
        ("-1e18", -1e18),
        ("1e-300", 1e-300),
        ("0e999", 0.0),
    ],
)
def test_a_number_may_be_written_with_a_point_and_an_exponent(text: str, value: float) -> None:
    assert number(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1,000",
        "1 0",
        "nan",
        "inf",
        "1.1e18",
        "-1e300",
        "1e400",
        "1e-301",
        "1e-400",
        "½",
        "１",
        "0x1",
        "1_0",
        "1e1e1",
        "9" * 61,
    ],
)
def test_anything_else_is_no_number(text: str) -> None:
    assert number(text) is None


def test_of_fifty_one_findings_of_a_code_fifty_are_told_and_one_counted() -> None:
    many: list[Finding] = [fault("x.csv", line, "CSV_NUMBER", column="A", value="x") for line in range(51)]
    few = [fault("x.csv", 7, "CSV_COLUMNS", found=1, expected=2)]
    told = capped("x.csv", many + few)
    assert len(told) == 52
    assert dict(told[-1].places) == {"of": "CSV_NUMBER", "count": "1"}
    assert capped("x.csv", many[:50]) == many[:50]


@pytest.mark.parametrize(
    ("limit", "most", "code", "places"),
    [
        ("MOST_COLUMNS", 2, "CSV_WIDE", {"count": "3", "most": "2"}),
        ("MOST_LINES", 3, "CSV_LINES", {"count": "4", "most": "3"}),
        ("MOST_CELLS", 11, "CSV_CELLS", {"lines": "4", "columns": "3", "most": "11"}),
    ],
)
def test_a_sheet_beyond_what_is_read_is_told_with_its_size_and_the_most(
    limit: str, most: int, code: str, places: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    content = b"A,B,C\n1,x,\n2,y,\n3,z,\n"
    assert read_rows("x.csv", content, Sheet((), open=True))[1] == []
    monkeypatch.setattr(sheet, limit, most)
    rows, (found,) = read_rows("x.csv", content, Sheet((), open=True))
    assert rows is None
    assert (found.code, dict(found.places)) == (code, places)


def test_a_header_of_a_million_columns_is_refused_before_they_are_compared() -> None:
    rows, (found,) = read_rows("x.csv", b"A" + b",A" * 999_999 + b"\n", Sheet((), open=True))
    assert rows is None
    assert (found.code, dict(found.places)) == ("CSV_WIDE", {"count": "1000000", "most": "5000"})


def test_a_name_of_a_column_longer_than_a_cell_may_be_is_told() -> None:
    for size in (1_001, 200_000):
        rows, (found, *_) = read_rows("x.csv", b"A" * size + b",B\n1,2\n", Sheet((), open=True))
        assert rows is None
        assert (found.code, dict(found.places)["size"]) == ("CSV_CELL", str(size))


def test_a_cell_longer_than_the_library_would_read_is_told_as_such_and_the_rows_around_it_stay() -> None:
    csv.field_size_limit(10)  # whatever others in this process have set
    content = b"A,B\n1,2\n3," + b"B" * 200_000 + b"\n5,6\n"
    rows, (found,) = read_rows("x.csv", content, Sheet(("A", "B")))
    assert (found.line, found.code, dict(found.places)["size"]) == (3, "CSV_CELL", "200000")
    assert rows is not None
    assert rows.cells == [["1", "2"], ["5", "6"]]


def test_a_cell_longer_than_its_column_allows_loses_its_row_and_is_told_with_its_line() -> None:
    wanted = Sheet(("A", "B"), lengths={"B": 3})
    rows, (found,) = read_rows("x.csv", b"A,B\n1,abc\n2,abcd\n", wanted)
    assert rows is not None
    assert rows.cells == [["1", "abc"]]
    assert (found.line, found.code) == (3, "CSV_CELL")
    assert dict(found.places) == {"column": "B", "size": "4", "most": "3"}


@pytest.mark.parametrize("text", ["1e19", "1e400", "1e-301", "1e-999"])
def test_a_number_outside_the_range_is_told_apart_from_what_is_no_number(text: str) -> None:
    found = number_fault("x.csv", 2, "A", text)
    assert (found.code, dict(found.places)["range"]) == ("CSV_RANGE", "0, ±1e-300 .. ±1e+18")
    assert number_fault("x.csv", 2, "A", "1,5").code == "CSV_NUMBER"
