"""Workbooks from outside are opened elsewhere, and what a reader would lose of them is told by sheet and row."""

from __future__ import annotations

import datetime as dt
import errno
import io
import subprocess
import sys
import zipfile
import zlib
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from xinxiao.errors import DataFault
from xinxiao.files import book, child
from xinxiao.files.book import open_book, rows_of, text_of
from xinxiao.files.cells import Mark, marks, reference
from xinxiao.files.child import Grid, opened
from xinxiao.files.sheet import Rows, Sheet

ANY = Sheet((), open=True)


def made(fill: Any) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as file:
        page = file.add_worksheet("数据")
        page.write_row(0, 0, ["unit", "a", "b"])
        fill(page, file)
    return buffer.getvalue()


def read(content: bytes) -> tuple[Rows | None, list[tuple[int, str, dict[str, str]]]]:
    (grid,) = open_book(content)
    rows, found = rows_of("x.xlsx#数据", grid, ANY, {"n/a"})
    return rows, [(f.line, f.code, dict(f.places)) for f in found]


def test_numbers_texts_and_gaps_come_as_a_csv_file_would_give_them() -> None:
    def fill(page: Any, file: Any) -> None:
        page.write_row(1, 0, ["X", 0.3125, "007"])
        page.write_row(3, 0, [110000, 2, "n/a"])
        page.write_row(4, 0, ["Y", True, " z "])

    rows, found = read(made(fill))
    assert found == []
    assert rows is not None
    assert rows.cells == [
        ["X", "0.3125", "007"],
        ["110000", "2", ""],
        ["Y", "TRUE", "z"],
    ]
    assert rows.lines == [2, 4, 5]


def test_a_merged_range_a_date_and_an_error_are_told_with_their_cells() -> None:
    def fill(page: Any, file: Any) -> None:
        page.merge_range(1, 1, 2, 1, 5)
        page.write_row(3, 0, ["X"])
        page.write_datetime(3, 1, dt.date(2020, 3, 1), file.add_format({"num_format": "yyyy-mm-dd"}))
        page.write_formula(3, 2, "=1/0", None, "#DIV/0!")
        page.write_formula(4, 1, "=1+1", None, 2)
        page.write_formula(4, 2, "=NA()", None, "#N/A")

    rows, found = read(made(fill))
    assert found == [
        (4, "BOOK_ERROR", {"cell": "C4", "value": "#DIV/0!"}),
        (4, "BOOK_DATE", {"cell": "B4", "value": "2020-03-01"}),
        (2, "BOOK_MERGED", {"cell": "B2", "value": "B2:B3"}),
    ]
    assert rows is not None
    assert rows.cells[-1] == ["", "2", ""]


def test_what_stands_beside_the_table_is_no_fault_of_it_unless_it_is_in_its_rows() -> None:
    def beside(page: Any, file: Any) -> None:
        page.merge_range(1, 5, 2, 5, "")
        page.write_row(1, 0, ["X", 1, 2])

    assert read(made(beside))[1] == []

    def within(page: Any, file: Any) -> None:
        page.write_row(1, 0, ["X", 1, 2, 3])

    assert read(made(within))[1] == [(2, "CSV_COLUMNS", {"found": "4", "expected": "3"})]


def test_a_formula_that_no_program_computed_is_told_and_not_taken_for_a_gap() -> None:
    file = openpyxl.Workbook()
    page = file.active
    assert page is not None
    page.append(["unit", "a"])
    page.append(["X", "=1+1"])
    buffer = io.BytesIO()
    file.save(buffer)
    (grid,) = open_book(buffer.getvalue())
    assert grid.cells[1] == ["X", ""]
    _, found = rows_of("s", grid, ANY)
    assert [(f.line, f.code, f.level, dict(f.places)["cell"]) for f in found] == [
        (2, "BOOK_FORMULA", "error", "B2")
    ]


def test_invisible_characters_and_loose_accents_are_told_by_row() -> None:
    def fill(page: Any, file: Any) -> None:
        page.write_row(1, 0, ["X\u200b", 1, 2])
        page.write_row(2, 0, ["Me\u0301xico", 1, "z" * 1001])

    rows, found = read(made(fill))
    assert found == [
        (2, "FILE_CONTROL", {"character": "U+200B"}),
        (3, "CSV_CELL", {"column": "b", "size": "1001", "most": "1000"}),
        (3, "FILE_NFC", {}),
    ]
    assert rows is not None
    assert rows.cells[1][0] == "México"


def test_a_column_named_twice_is_refused_as_in_a_csv_file() -> None:
    rows, found = rows_of("s", Grid("s", [["unit", "a", "a"], ["X", 1.0, 2.0]]), ANY)
    assert rows is None
    assert [(f.file, f.line, f.code) for f in found] == [("s", 1, "CSV_HEADER_DOUBLE")]
    rows, found = rows_of("s", Grid("s", []), ANY)
    assert (rows, [(f.line, f.code) for f in found]) == (None, [(1, "FILE_EMPTY")])


def test_whole_numbers_are_written_without_a_point_as_far_as_they_are_exact() -> None:
    texts = [text_of(cell) for cell in (None, False, 7.0, -3.0, 999999999999999.0, 1e15, 0.5, " x ")]
    assert texts == ["", "FALSE", "7", "-3", "999999999999999", "1000000000000000.0", "0.5", "x"]


def test_cells_are_named_as_spreadsheets_do() -> None:
    assert [reference(*cell) for cell in ((0, 0), (9, 25), (0, 26), (1048575, 16383))] == [
        "A1",
        "Z10",
        "AA1",
        "XFD1048576",
    ]


def test_cells_without_places_and_with_prefixes_are_found_as_well() -> None:
    parts = {
        "xl/_rels/workbook.xml.rels": '<r:Relationships xmlns:r="p"><r:Relationship Id="r1" Type="x/worksheet" Target="/xl/worksheets/a.xml"/></r:Relationships>',
        "xl/workbook.xml": '<x:workbook xmlns:x="m" xmlns:q="o"><x:sheets><x:sheet name="S" q:id="r1"/></x:sheets></x:workbook>',
        "xl/worksheets/a.xml": '<x:worksheet xmlns:x="m"><x:row><x:c><x:v>1</x:v></x:c><x:c><x:f>A1</x:f></x:c></x:row><x:row r="7"><x:c r="AB7" t="e"><x:v>#REF!</x:v></x:c></x:row></x:worksheet>',
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        for name, text in parts.items():
            file.writestr(name, text)
    assert marks(content.getvalue()) == {"S": [Mark(0, 1, "formula"), Mark(6, 27, "error", "#REF!")]}
    assert marks(b"no archive") == {}


def changed(content: bytes, old: bytes, new: bytes) -> bytes:
    """A workbook with bytes of its first sheet replaced."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as given,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file,
    ):
        for name in given.namelist():
            part = given.read(name)
            assert name != "xl/worksheets/sheet1.xml" or old in part
            file.writestr(name, part.replace(old, new) if name == "xl/worksheets/sheet1.xml" else part)
    return out.getvalue()


def test_what_asks_for_more_memory_than_there_is_ends_the_child_and_not_this_process() -> None:
    """Small letters slip by the look at the extent; the reader then wants 550 GB and aborts."""
    far = made(lambda page, file: page.write(1_048_575, 16_383, 1))
    content = changed(far, b'r="XFD1048576"', b'r="xfd1048576"')
    assert len(content) < 10_000
    with pytest.raises(DataFault) as fault:
        open_book(content)
    assert fault.value.told is not None
    assert (fault.value.told.name, fault.value.told.values) == ("book_memory", {"memory": 1_500_000_000})


def test_the_limit_of_memory_is_the_one_given() -> None:
    content = made(lambda page, file: [page.write_row(r, 0, ["X", r, r]) for r in range(1, 60_000)])
    assert len(open_book(content)[0].cells) == 60_000
    with pytest.raises(DataFault) as fault:
        open_book(content, memory=40_000_000)
    assert fault.value.told is not None
    assert fault.value.told.values == {"memory": 40_000_000}


def test_what_takes_too_long_is_ended() -> None:
    with pytest.raises(DataFault) as fault:
        open_book(made(lambda page, file: None), seconds=0)
    assert fault.value.told is not None
    assert fault.value.told.name == "book_slow"


STARVED = "book_memory", {"memory": 1000}
SLOW = "book_slow", {"seconds": 7}


@pytest.mark.parametrize(
    ("code", "said", "told"),
    [
        (77, "", STARVED),
        (-9, "", STARVED),
        (-6, "memory allocation of 549755813888 bytes failed\n", STARVED),
        (-24, "", SLOW),
        (-6, "assertion failed\n\n", ("book_broken", {"end": "SIGABRT", "said": "assertion failed"})),
        (-11, "", ("book_broken", {"end": "SIGSEGV", "said": "-"})),
        (1, "memory allocation of 5 bytes failed\nx: y", ("book_broken", {"end": "1", "said": "x: y"})),
        (-120, "e" * 300, ("book_broken", {"end": "-120", "said": "e" * 200})),
    ],
)
def test_how_the_child_ended_says_what_was_wrong(
    code: int, said: str, told: tuple[str, dict[str, object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = subprocess.CompletedProcess((), code, b"", said.encode())
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: ended)
    with pytest.raises(DataFault) as fault:
        open_book(b"x", memory=1000, seconds=7)
    assert fault.value.told is not None
    assert (fault.value.told.name, fault.value.told.values) == told


def test_a_child_that_cannot_begin_is_no_lack_of_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "MODULE", "no_such_module")
    with pytest.raises(DataFault) as fault:
        open_book(made(lambda page, file: None))
    assert fault.value.told is not None
    assert fault.value.told.name == "book_broken"
    assert fault.value.told.values["end"] == "1"
    assert str(fault.value.told.values["said"]).endswith("No module named no_such_module")


def test_a_child_without_memory_says_so_by_its_exit_code() -> None:
    larger_than_any_heap = bytes(200_000_000)  # no allocator has this much left over from before the limit
    command = [sys.executable, "-m", book.MODULE, "20000000", "60"]
    done = subprocess.run(command, input=larger_than_any_heap, capture_output=True)
    assert (done.returncode, done.stdout) == (child.STARVED, b"")


@pytest.mark.parametrize(
    ("error", "starved"),
    [
        (MemoryError(), True),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), True),
        (OSError(errno.ENOENT, "No such file"), False),
        (zlib.error("Error -4 while decompressing data"), True),
        (zlib.error("Error -3 while decompressing data: incorrect data check"), False),
        (ValueError("Error -4 "), False),
    ],
)
def test_errors_of_memory_are_told_from_others(error: Exception, starved: bool) -> None:
    assert child.is_starved(error) is starved


def test_the_limit_of_time_ends_the_child_by_a_signal_with_a_name() -> None:
    code = "import resource as r; from xinxiao.files.child import _limit; _limit(2_000_000_000, 60); print(r.getrlimit(r.RLIMIT_CPU), r.getrlimit(r.RLIMIT_AS), r.getrlimit(r.RLIMIT_CORE))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "(60, 65) (2000000000, 2000000000) (0, 0)\n"


def test_bytes_beyond_the_limit_start_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "LARGEST_BOOK", 3)
    monkeypatch.setattr(book, "MODULE", "no.such.module")
    with pytest.raises(DataFault, match="a workbook of 4 bytes"):
        open_book(b"1234")
    with pytest.raises(DataFault, match="broke off"):
        open_book(b"123")


def test_the_child_says_why_it_refuses() -> None:
    answer = opened(b"no workbook")
    assert answer.sheets == []
    assert answer.refusal.startswith("no workbook")
    assert answer.remedy == "give an xlsx, xlsm, xls or ods file"
