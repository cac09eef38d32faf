"""A report goes into a workbook and comes back; whatever happened to it in between is told with sheet and cell."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from functools import partial
from typing import Any

import openpyxl
import pytest

from tests.unit.collect.made import SHA, UNIT, bundle, follows, form, sections
from xinxiao.collect.received import Received
from xinxiao.collect.workbook.reading import Expected, read
from xinxiao.collect.workbook.template import Asked, template
from xinxiao.errors import DataFault
from xinxiao.files import book
from xinxiao.model.collect.bundle import Bundle
from xinxiao.model.collect.content import Content

FILLED = Content(
    cells={
        "A": "1234.5",
        "B": "0.1",
        "T": "1234.6",
        "K": "02",
        "W": "=1+1",
        "R1_Q": "5",
        "R2_Q": "6",
        "RT_Q": "11",
    },
    marks={"R1_V": "M"},
)
ASKED = Asked(bundle(), SHA, "2026-08", UNIT, '=HYPERLINK("x")', FILLED, {"A": "1000"}, {"A": "900"})
EXPECTED = Expected(bundle(), SHA, "2026-08", UNIT)
Change = Callable[[Any], None]


def none(sha: str) -> Bundle | None:
    return None


def changed(change: Change, asked: Asked = ASKED, lang: Any = "zh") -> bytes:
    """A template that went through another program and had something done to it; totals are no more computed."""
    opened = openpyxl.load_workbook(io.BytesIO(template(asked, lang)))
    change(opened)
    buffer = io.BytesIO()
    opened.save(buffer)
    return buffer.getvalue()


def back(change: Change, expected: Expected = EXPECTED) -> Received:
    return read(changed(change), expected, none)


def told(received: Received, lang: Any = "en") -> list[str]:
    return [finding.line_text(lang) for finding in received.findings]


def nothing(opened: Any) -> None:
    pass


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_goes_out_comes_back(lang: Any) -> None:
    received = read(template(ASKED, lang), EXPECTED, none)
    assert received.content == FILLED
    assert told(received) == []


def test_the_same_report_is_the_same_bytes() -> None:
    assert template(ASKED, "zh") == template(ASKED, "zh")


def test_a_program_that_computes_nothing_loses_no_total() -> None:
    received = back(nothing)
    assert received.content == FILLED
    assert told(received) == []


def test_a_template_carries_definitions_lists_checks_and_what_was_before() -> None:
    opened = openpyxl.load_workbook(io.BytesIO(template(ASKED, "zh")))
    assert opened.sheetnames == ["一、收入", "二、产品", "guide", "codes", "_meta"]
    assert opened["_meta"].sheet_state == "veryHidden"
    sheet = opened["一、收入"]
    assert [cell.value for cell in sheet[4]][:7] == ["A", "A项", "元", 1234.5, 1000, 900, "A的解释"]
    assert sheet.protection.sheet
    assert [sheet[place].protection.locked for place in ("D4", "D6", "B4")] == [False, True, True]
    assert sheet["D6"].value == '=IF(COUNT(D4,D5)=0,"",SUM(D4,D5))'
    lists = {str(v.sqref): v.formula1 for v in sheet.data_validations.dataValidation if v.type == "list"}
    assert lists == {"D7": "codes!$A$2:$A$3"}
    prompts = {str(v.sqref): v.prompt for v in sheet.data_validations.dataValidation}
    assert prompts["D4"] == "A的解释 [元]"


def test_no_text_of_a_template_is_a_formula() -> None:
    evil = Content(cells={"W": '=cmd|"/c calc"!A0', "A": "=1+1", "K": "@SUM(1)"})
    asked = Asked(bundle(), SHA, "2026-08", UNIT, "+1-1", evil)
    opened = openpyxl.load_workbook(io.BytesIO(template(asked, "zh")))
    formulas = [c.value for s in opened for row in s for c in row if c.data_type == "f"]
    assert all(str(formula).startswith("=IF(COUNT(") for formula in formulas)
    assert len(formulas) == 3


def test_numbers_as_people_write_them_are_read_and_it_is_told() -> None:
    def change(opened: Any) -> None:
        opened["一、收入"]["D4"] = "１，２３４．５０"
        opened["一、收入"]["D5"] = "1,000"

    received = back(change)
    assert received.content is not None
    assert (received.content.cells["A"], received.content.cells["B"], received.content.cells["T"]) == (
        *("1234.5", "1000"),
        "2234.5",
    )
    assert told(received) == [
        "一、收入:4: note: ENTRY_READ: D4 (A): written １，２３４．５０, read as 1234.5. Check it.",
        "一、收入:5: note: ENTRY_READ: D5 (B): written 1,000, read as 1000. Check it.",
    ]


def test_what_is_no_number_stays_as_it_was_written() -> None:
    def change(opened: Any) -> None:
        opened["一、收入"]["D4"] = "12万元"

    received = back(change)
    assert received.content is not None
    assert received.content.cells["A"] == "12万元"
    assert "T" not in received.content.cells
    assert told(received) == [
        "一、收入:4: error: ENTRY_NUMBER: D4 (A): '12万元' is not a number and stays as it was written. Write digits, a decimal "
        "point and commas between thousands only, no units and no per cent."
    ]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("=B4", "BOOK_FORMULA"),
        ("#DIV/0!", "BOOK_ERROR"),
        (__import__("datetime").date(2026, 8, 1), "BOOK_DATE"),
    ],
)
def test_a_value_that_would_be_made_up_is_told_with_its_cell_and_left_blank(value: Any, code: str) -> None:
    def change(opened: Any) -> None:
        cell = opened["一、收入"]["D4"]
        cell.value = value
        if code == "BOOK_ERROR":
            cell.data_type = "e"

    received = back(change)
    assert received.content is not None
    assert "A" not in received.content.cells
    assert [(f.file, f.line, f.code, dict(f.places)["cell"]) for f in received.findings] == [
        ("一、收入", 4, code, "D4")
    ]


@pytest.mark.parametrize("area", ["D4:D5", "B4:D4"])
def test_merged_cells_of_entry_are_told(area: str) -> None:
    def change(opened: Any) -> None:
        opened["一、收入"].merge_cells(area)

    received = back(change)
    assert [(f.code, dict(f.places)["value"]) for f in received.findings] == [("BOOK_MERGED", area)]


def test_a_number_beyond_what_a_spreadsheet_keeps_is_told() -> None:
    def change(opened: Any) -> None:
        opened["二、产品"]["C4"] = 12345678901234567890

    content, buffer = changed(change), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():  # as a program writes what it computed of 0.1 + 0.2
            new.writestr(name, old.read(name).replace(b"<v>0.1</v>", b"<v>0.30000000000000004</v>"))
    received = read(buffer.getvalue(), EXPECTED, none)
    assert received.content is not None
    assert received.content.cells["B"] == "0.3"
    assert [(f.code, dict(f.places)["cell"]) for f in received.findings] == [
        ("ENTRY_DIGITS", "D5"),
        ("ENTRY_DIGITS", "C4"),
    ]


def test_a_number_as_text_keeps_all_its_digits() -> None:
    def change(opened: Any) -> None:
        opened["二、产品"]["C4"] = "12345678901234567890"

    received = back(change)
    assert received.content is not None
    assert received.content.cells["R1_Q"] == "12345678901234567890"
    assert told(received) == []


def test_a_total_that_was_written_over_is_told_and_computed() -> None:
    def change(opened: Any) -> None:
        opened["一、收入"]["D6"] = 999

    received = back(change)
    assert received.content is not None
    assert received.content.cells["T"] == "1234.6"
    assert [f.code for f in received.findings] == ["ENTRY_TOTAL"]


def test_renamed_sorted_and_further_sheets_change_no_value() -> None:
    def change(opened: Any) -> None:
        sheet = opened["一、收入"]
        sheet.title = "收入（改名）"
        rows = [[sheet.cell(r, c).value for c in range(1, 5)] for r in (4, 5)]
        for r, row in zip((5, 4), rows, strict=True):
            for c, value in enumerate(row, start=1):
                sheet.cell(r, c).value = value
        opened.create_sheet("笔记")["A1"] = "随手记"

    received = back(change)
    assert received.content == FILLED
    assert [f.code for f in received.findings] == ["WORKBOOK_EXTRA"]


def test_a_sheet_that_was_deleted_and_rows_nobody_knows_are_told() -> None:
    def change(opened: Any) -> None:
        del opened["二、产品"]
        opened["一、收入"]["A9"], opened["一、收入"]["D9"] = "ZZ", 7

    received = back(change)
    assert received.content is not None
    assert set(received.content.cells) == {"A", "B", "T", "K", "W"}
    assert [f.code for f in received.findings] == ["ENTRY_ITEM", "WORKBOOK_SHEET"]


@pytest.mark.parametrize(
    ("what", "value", "code"),
    [
        ("form", "F_Q", "WORKBOOK_OTHER"),
        ("period", "2026-07", "WORKBOOK_OTHER"),
        ("unit", "91440300192317459F", "WORKBOOK_OTHER"),
        ("kind", "something", "WORKBOOK_META"),
        ("bundle", "0" * 64, "WORKBOOK_BUNDLE"),
    ],
)
def test_a_workbook_of_something_else_is_refused(what: str, value: str, code: str) -> None:
    def change(opened: Any) -> None:
        for row in opened["_meta"].iter_rows():
            if row[0].value == what:
                row[1].value = value

    received = back(change)
    assert received.refused
    assert [f.code for f in received.findings] == [code]


def test_any_other_workbook_is_refused() -> None:
    buffer = io.BytesIO()
    openpyxl.Workbook().save(buffer)
    assert [f.code for f in read(buffer.getvalue(), EXPECTED, none).findings] == ["WORKBOOK_META"]


def test_a_workbook_that_comes_back_under_a_newer_version_is_carried_over_or_refused() -> None:
    held = template(ASKED, "zh")
    new = "e" * 64
    follow = form("2.0.0", follows=follows("1.0.0"))
    moved = read(held, Expected(bundle(follow), new, "2026-08", UNIT), {SHA: bundle()}.get)
    assert moved.content == FILLED
    assert [f.code for f in moved.findings] == ["CARRIED_TOLD"]
    silent = read(held, Expected(bundle(form("2.0.0")), new, "2026-08", UNIT), {SHA: bundle()}.get)
    assert silent.refused
    fewer = form("2.0.0", sections=sections()[:1], follows=follows("1.0.0"))
    gone = read(held, Expected(bundle(fewer), new, "2026-08", UNIT), {SHA: bundle()}.get)
    assert gone.refused
    assert [dict(f.places)["item"] for f in gone.findings if f.code == "CARRIED_NOWHERE"] == [
        "R1_Q",
        "R1_V",
        "R2_Q",
    ]


def _two_cells() -> bytes:
    """A workbook of nothing but A1 and XFD1048576: a reader would make 17 billion cells of it."""
    buffer = io.BytesIO()
    made = openpyxl.Workbook()
    made.active["A1"], made.active["XFD1048576"] = 1, 2  # type: ignore[index]
    made.save(buffer)
    return buffer.getvalue()


def _bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        packed.writestr("xl/workbook.xml", b" " * 300_000_000)
    return buffer.getvalue()


@pytest.mark.parametrize("made", [_two_cells, _bomb, lambda: b"MZ not a workbook", lambda: b""])
def test_what_would_fill_the_memory_or_is_no_workbook_is_refused(made: Callable[[], bytes]) -> None:
    with pytest.raises(DataFault):
        read(made(), EXPECTED, none)


def test_a_reader_that_runs_out_of_memory_or_time_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    content = template(ASKED, "zh")
    slow = partial(book.open_book, seconds=0)
    monkeypatch.setattr("xinxiao.collect.workbook.reading.open_book", slow)
    with pytest.raises(DataFault, match="not opened within"):
        read(content, EXPECTED, none)
