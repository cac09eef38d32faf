"""Files of lines in portions: the same rows as in one piece, wherever it is cut."""

from __future__ import annotations

from pathlib import Path

import pytest

from xinxiao.collect.rows import many
from xinxiao.files import portions as module
from xinxiao.files.portions import portions, readable

SHEET = (
    "FORM,PERIOD,UNIT,A,W\n"
    'F_M,2026-08,U1,1,"two\nlines, and ""quotes"""\n'
    "F_M,2026-08,U2,2,短\r\n"
    "\n"
    'F_M,2026-08,U3,"3,000",长长长长长长长长长长长长长长长长\n'
    "F_M,2026-08,U4\n"
    "F_M,2026-08,U5,5,"
)


def rows(place: Path, kind: str = "text/csv") -> tuple[list[tuple[int, str, object]], list[tuple[str, int]]]:
    read, found = [], []
    for lines, said in many(place, kind):
        found += [(one.code, one.line) for one in said]
        read += [
            (one.line, one.given.unit if one.given else "", one.given and one.given.cells) for one in lines
        ]
    return read, found


@pytest.mark.parametrize("size", [1, 2, 7, 16, 64, 1_000_000])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_sheet_says_the_same_in_portions_of_any_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int, encoding: str
) -> None:
    place = tmp_path / "many.csv"
    place.write_bytes(SHEET.encode(encoding))
    monkeypatch.setattr(module, "SIZE", size)
    read, found = rows(place)
    assert read == [
        (2, "U1", {"A": "1", "W": 'two\nlines, and "quotes"'}),
        (4, "U2", {"A": "2", "W": "短"}),
        (6, "U3", {"A": "3,000", "W": "长" * 16}),
        (8, "U5", {"A": "5"}),
    ]
    said = {"utf-8": [], "utf-8-sig": [("FILE_BOM", 1)]}.get(encoding, [("FILE_ENCODING_READ", 1)])
    assert found == [*said, ("CSV_COLUMNS", 7), ("CSV_NO_LINE_END", 8)] or found == [
        *said, ("CSV_NO_LINE_END", 8), ("CSV_COLUMNS", 7),
    ]  # fmt: skip


@pytest.mark.parametrize("size", [1, 9, 1_000_000])
def test_lines_of_json_keep_their_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    place = tmp_path / "many.ndjson"
    place.write_text('{"unit": "U1"}\n\n{oops\r\n{"unit": "U4", "cells": {"W": "短"}}', "utf-8")
    monkeypatch.setattr(module, "SIZE", size)
    read, found = rows(place, "application/x-ndjson")
    assert [(line, unit) for line, unit, _ in read] == [(1, "U1"), (3, ""), (4, "U4")]
    assert found == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "FILE_EMPTY"),
        (b"FORM,PERIOD,UNIT\nF_M,2026-08,U\x001\n", "FILE_BINARY"),
        (b"FORM,PERIOD,UNIT\nF_M,2026-08,U\xff1\n", "FILE_ENCODING"),
        ("FORM,PERIOD,UNIT\nF_M,2026-08,\u202eU1\n".encode(), "FILE_CONTROL"),
        (b"FORM,PERIOD,UNIT,UNIT\nF_M,2026-08,U1,U2\n", "CSV_HEADER_DOUBLE"),
        (b"FORM,PERIOD\n", "CSV_HEADER"),
    ],
)
def test_what_cannot_be_read_to_its_end_is_refused_before_anything_of_it_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, code: str
) -> None:
    place = tmp_path / "many.csv"
    place.write_bytes(content)
    monkeypatch.setattr(module, "SIZE", 8)
    read, found = rows(place)
    assert (read, [one for one, _ in found]) == ([], [code])


def test_a_quote_that_is_never_closed_loses_no_row_before_it_and_is_told(tmp_path: Path) -> None:
    place = tmp_path / "many.csv"
    place.write_text('FORM,PERIOD,UNIT,A\nF_M,2026-08,U1,1\nF_M,2026-08,U2,"2\nF_M,2026-08,U3,3\n', "utf-8")
    read, found = rows(place)
    assert [unit for _, unit, _ in read] == ["U1"]
    assert [code for code, _ in found] == ["CSV_QUOTES"]


def test_a_large_file_is_cut_into_portions_of_a_megabyte(tmp_path: Path) -> None:
    place = tmp_path / "many.csv"
    place.write_bytes(b"A,B\n" + b"1,2\n" * 1_000_000)
    sizes = [len(piece) for piece in portions(place, quoted=True)]
    assert sum(sizes) == 4_000_004
    assert max(sizes) <= 1_048_576
    assert readable("CSV", place) == []
