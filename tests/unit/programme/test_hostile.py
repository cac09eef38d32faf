"""Hostile and broken files: always findings with file and line, never a traceback."""

from __future__ import annotations

import gzip

import pytest

from tests.nouns import TINY, files_of
from xinxiao.model.finding import Finding
from xinxiao.programme.load import load_bytes


def after(file: str, content: bytes) -> list[Finding]:
    return list(load_bytes({**files_of(TINY), file: content}).findings)


def first(file: str, content: bytes) -> tuple[str, int, str]:
    found = [f for f in after(file, content) if f.file == file]
    assert found
    return found[0].file, found[0].line, found[0].code


def tiny(file: str) -> bytes:
    return files_of(TINY)[file]


def test_broken_yaml_is_told_with_its_line() -> None:
    assert first("scopes.yaml", b"scopes:\n  - id: A\n    name: {zh: x, en: y\n") == (
        "scopes.yaml",
        4,
        "YAML_SYNTAX",
    )


def test_a_field_given_twice_is_told_with_both_lines() -> None:
    content = tiny("programme.yaml") + b"nation: CN\n"
    found = after("programme.yaml", content)
    assert [(f.line, f.code, dict(f.places)["first"]) for f in found] == [(24, "YAML_DUPLICATE_KEY", "10")]


def test_a_python_object_tag_is_refused() -> None:
    assert first("scopes.yaml", b"scopes: !!python/object/apply:os.system ['true']\n")[2] == "YAML_TAG"


def test_a_bomb_of_aliases_is_refused() -> None:
    lines = ["a: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"b{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 12)]
    assert first("scopes.yaml", "\n".join(lines).encode())[2] == "YAML_ALIASES"


def test_an_alias_inside_itself_is_refused() -> None:
    assert first("scopes.yaml", b"scopes: &s [*s]\n")[2] == "YAML_ANCHOR"


def test_five_thousand_nested_lists_are_refused() -> None:
    assert first("scopes.yaml", b"[" * 5000)[2] == "YAML_DEPTH"


def test_two_documents_in_one_file_are_refused() -> None:
    assert first("scopes.yaml", b"scopes: []\n---\nscopes: []\n") == ("scopes.yaml", 2, "YAML_DOCUMENTS")


@pytest.mark.parametrize("value", [".nan", ".inf", "-.inf", "1e999"])
def test_numbers_that_are_not_finite_are_refused(value: str) -> None:
    content = tiny("targets.yaml").replace(b"value: 100", f"value: {value}".encode())
    assert first("targets.yaml", content) == ("targets.yaml", 7, "YAML_NOT_FINITE")


def test_a_whole_number_of_five_thousand_digits_is_refused() -> None:
    content = tiny("targets.yaml").replace(b"value: 100", b"value: " + b"9" * 5000)
    assert first("targets.yaml", content) == ("targets.yaml", 7, "YAML_NOT_FINITE")


def test_a_year_of_forty_digits_is_a_fault_of_the_field() -> None:
    content = tiny("programme.yaml").replace(b"last: 2020", b"last: " + b"9" * 40)
    assert first("programme.yaml", content)[1:] in ((20, "FIELD_TYPE"), (20, "FIELD_LIMIT"))


@pytest.mark.parametrize("file", ["scopes.yaml", "codelists/CL_AREA.csv"])
@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_a_file_saved_in_another_encoding_is_read_with_a_warning_and_nothing_else(
    file: str, encoding: str
) -> None:
    found = after(file, tiny(file).decode().encode(encoding))
    assert [(f.file, f.line, f.code, f.level) for f in found] == [(file, 1, "FILE_ENCODING_READ", "warning")]


@pytest.mark.parametrize("file", ["figures/people.csv", "scopes.yaml", "codelists/CL_UNIT.csv"])
def test_a_byte_order_mark_is_skipped_with_a_note(file: str) -> None:
    found = after(file, b"\xef\xbb\xbf" + tiny(file))
    assert [(f.file, f.line, f.code, f.level) for f in found] == [(file, 1, "FILE_BOM", "note")]


@pytest.mark.parametrize("file", ["figures/people.csv", "scopes.yaml", "codelists/CL_AREA.csv"])
def test_windows_line_ends_change_nothing(file: str) -> None:
    assert after(file, tiny(file).replace(b"\n", b"\r\n")) == []


@pytest.mark.parametrize("file", sorted(files_of(TINY)))
def test_an_empty_file_is_a_finding_never_a_traceback(file: str) -> None:
    assert any(f.code == "FILE_EMPTY" and f.file == file for f in after(file, b""))


def test_a_table_cut_off_in_a_row_is_told_with_the_row() -> None:
    content = tiny("figures/people.csv")[:-40]
    found = [(f.line, f.code) for f in after("figures/people.csv", content)]
    assert (109, "CSV_COLUMNS") in found
    assert (109, "CSV_NO_LINE_END") in found


def test_a_cell_in_quotes_that_never_close_is_told() -> None:
    content = tiny("figures/people.csv") + b'A,CN,POP,_Z,2014,2021-09-30,1,10K_PERSONS,A,A,S_BOOK,"cut of'
    assert (110, "CSV_QUOTES") in [(f.line, f.code) for f in after("figures/people.csv", content)]


@pytest.mark.parametrize("value", ["n/a", "1,000", "NaN", "inf", "-Infinity", "0x10", "１２", "--1"])
def test_values_that_are_no_numbers_are_told_with_their_line(value: str) -> None:
    row = f'A,CN,POP,_Z,2014,2021-09-30,"{value}",10K_PERSONS,A,A,S_BOOK,\n'.encode()
    found = [(f.line, f.code) for f in after("figures/people.csv", tiny("figures/people.csv") + row)]
    assert found == [(110, "CSV_NUMBER")]


def test_a_quoted_line_break_does_not_shift_the_lines_of_later_rows() -> None:
    rows = b'A,CN,POP,_Z,2013,2021-09-30,6500,10K_PERSONS,A,A,S_BOOK,"two\nlines"\n'
    rows += b"A,CN,POP,_Z,2014,2021-09-30,x,10K_PERSONS,A,A,S_BOOK,\n"
    found = [(f.line, f.code) for f in after("figures/people.csv", tiny("figures/people.csv") + rows)]
    assert found == [(112, "CSV_NUMBER")]


def test_a_missing_column_and_a_strange_one_are_both_told() -> None:
    content = tiny("figures/people.csv").replace(b"GRADE", b"QUALITY", 1)
    assert [(f.line, f.code) for f in after("figures/people.csv", content) if f.code.startswith("CSV")] == [
        (1, "CSV_HEADER"),
        (1, "CSV_HEADER_UNKNOWN"),
    ]


def test_ten_thousand_bad_rows_are_told_fifty_times_and_counted() -> None:
    content = tiny("figures/people.csv") + b"A,CN\n" * 10_000
    found = after("figures/people.csv", content)
    assert sum(f.code == "CSV_COLUMNS" for f in found) == 50
    assert [dict(f.places)["count"] for f in found if f.code == "FINDINGS_MORE"] == ["9950"]


def test_a_broken_archive_is_told() -> None:
    assert first("io/national.csv.gz", b"no archive at all")[2] == "GZIP_BROKEN"
    assert first("io/national.csv.gz", gzip.compress(b"TIME_PERIOD\n" * 99)[:-9])[2] == "GZIP_BROKEN"


def test_a_null_byte_is_told() -> None:
    assert first("figures/people.csv", b"FREQ,\x00REF_AREA\n")[2] == "FILE_BINARY"


def test_an_unknown_field_gets_the_nearest_name_as_a_hint() -> None:
    content = tiny("indicators.yaml").replace(b"tolerance: 0.001", b"tolerence: 0.001", 1)
    found = after("indicators.yaml", content)
    assert [(f.line, f.code, dict(f.places)["hint"]) for f in found if f.code == "FIELD_UNKNOWN"] == [
        (7, "FIELD_UNKNOWN", "tolerance")
    ]


def test_three_faults_in_three_files_are_told_at_once() -> None:
    files = dict(files_of(TINY))
    files["scopes.yaml"] = files["scopes.yaml"].replace(b"kind: published", b"kind: publshed", 1)
    files["tasks.yaml"] = files["tasks.yaml"].replace(b"bodies: [OFFICE]", b"bodies: [OFICE]")
    files["figures/people.csv"] = files["figures/people.csv"].replace(b"A,910000,USERS", b"A,91000,USERS", 1)
    found = load_bytes(files).findings
    assert [(f.file, f.line, f.code) for f in found if f.level == "error"] == [
        ("figures/people.csv", 8 + 6, "AREA_UNKNOWN"),
        ("scopes.yaml", 5, "FIELD_VALUE"),
        ("tasks.yaml", 9, "BODY_UNKNOWN"),
    ]
