"""Checks of codes and periods, row by row."""

from __future__ import annotations

import pytest

from tests.findings import Told, places, said, with_rows
from tests.nouns import CELLS, with_account, with_cells
from xinxiao.programme.load import load_bytes


def test_the_same_key_twice_is_told_with_the_first_place(told: Told) -> None:
    found = told("figures/people.csv", ("A,CN,SIZE,NARROW,2017", "A,CN,SIZE,NARROW,2016"))
    assert [(f.line, f.code, dict(f.places)["first"]) for f in found] == [
        (99, "KEY_DUPLICATE", "figures/people.csv:98")
    ]


def test_a_code_used_after_it_was_given_up_is_told(tiny: dict[str, bytes]) -> None:
    row = b"A,950100,SHARE,_Z,2020,2021-09-30,12,PERCENT,A,A,S_BOOK,\n"
    found = load_bytes({**tiny, "figures/people.csv": tiny["figures/people.csv"] + row}).findings
    assert [(f.line, f.code) for f in found] == [(110, "AREA_VALIDITY"), (110, "FIGURE_STRAY")]


def test_periods_and_vintages_must_be_of_the_calendar(tiny: dict[str, bytes]) -> None:
    rows = b"A,CN,SHARE,_Z,2020-13,2021-09-30,12,PERCENT,A,A,S_BOOK,\n"
    rows += b"M,CN,SHARE,_Z,2020,2021-09-30,12,PERCENT,A,A,S_BOOK,\n"
    rows += b"A,CN,SHARE,_Z,2019,2021-9-30,12,PERCENT,A,A,S_BOOK,\n"
    monthly = tiny["codelists/CL_FREQ.csv"] + "M,月,Monthly\n".encode()
    files = {**tiny, "codelists/CL_FREQ.csv": monthly}
    found = load_bytes({**files, "figures/people.csv": tiny["figures/people.csv"] + rows}).errors
    assert [(f.line, f.code) for f in found] == [
        (110, "FIGURE_PERIOD"),
        (111, "FIGURE_FREQUENCY"),
        (112, "FIGURE_VINTAGE"),
    ]


def test_an_unknown_origin_in_an_input_output_table_is_told_with_its_line(tiny: dict[str, bytes]) -> None:
    cells = b"TIME_PERIOD,REF_AREA,LEVEL,ORIGIN,ROW,COL,OBS_VALUE,SOURCE\n2017,CN,42,D,01,02,5.5,S_BOOK\n"
    cells += b"2017,CN,42,X,01,03,5.5,S_BOOK\n" + CELLS
    found = load_bytes({**with_cells(tiny), "io/national.csv": cells}).findings
    assert places(list(found)) == [("io/national.csv", 3, "CODE_UNKNOWN")]
    assert dict(found[0].places)["column"] == "ORIGIN"


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "code", "value"),
    [
        ("io/sectors.csv", "42,2015,01", "4x,2015,01", 2, "CELL_LEVEL", "4x"),
        ("io/sectors.csv", "42,2015,20", "42,20x5,20", 3, "CELL_YEAR", "20x5"),
        ("io/employment.csv", "2017,01", "20x7,01", 2, "CELL_YEAR", "20x7"),
        ("io/employment.csv", "150,S_BOOK", "150,S_BOK", 3, "SOURCE_UNKNOWN", "S_BOK"),
        ("io/national.csv", "2015,CN,42,T,01,01", "2015,CN,0,T,01,01", 2, "CELL_LEVEL", "0"),
        ("io/national.csv", "2015,CN,42,T,01,20", "2O15,CN,42,T,01,20", 3, "CELL_YEAR", "2O15"),
    ],
)
def test_whole_numbers_of_tables_sectors_and_employment_are_told_where_they_are_none(
    tiny: dict[str, bytes], file: str, old: str, new: str, line: int, code: str, value: str
) -> None:
    files = with_account(tiny)
    text = files[file].decode()
    assert text.count(old) == 1
    found = load_bytes({**files, file: text.replace(old, new).encode()}).findings
    own = [f for f in found if f.code == code]
    assert [(f.file, f.line, dict(f.places)["value"], dict(f.places)["rows"]) for f in own] == [
        (file, line, value, "1")
    ]


def test_a_strange_code_is_told_once_with_its_rows_its_column_and_the_nearest_known(
    tiny: dict[str, bytes],
) -> None:
    rows = [f"A,CN,SHARE,_Z,{year},2021-09-30,1,PERCENT,A,A,S_BOK," for year in (2019, 2020)]
    [found] = with_rows(tiny, *rows)
    assert (found.line, found.code) == (110, "SOURCE_UNKNOWN")
    assert dict(found.places) == {"value": "S_BOK", "hint": "S_BOOK", "column": "SOURCE", "rows": "2"}
    [found] = with_rows(tiny, "A,CN,SHARE,_Z,2020,2021-09-30,1,PERCENT,A,Z,S_BOOK,")
    assert (found.code, dict(found.places)["column"], dict(found.places)["value"]) == (
        "CODE_UNKNOWN",
        "GRADE",
        "Z",
    )


def test_a_period_of_another_frequency_is_told_with_the_one_it_is_of(tiny: dict[str, bytes]) -> None:
    monthly = tiny["codelists/CL_FREQ.csv"] + "M,月,Monthly\n".encode()
    rows = ["M,CN,SHARE,_Z,2020,2021-09-30,12,PERCENT,A,A,S_BOOK,"]
    found = with_rows(tiny, *rows, **{"codelists/CL_FREQ.csv": monthly})
    assert said(found, "FIGURE_FREQUENCY", "value", "freq", "implied") == [("2020", "M", "A")]


@pytest.mark.parametrize(
    ("period", "told_"), [("2018", False), ("2019", True)]
)  # the prefecture's code was in force to the end of 2018
def test_a_code_may_be_used_in_the_year_it_was_given_up(
    tiny: dict[str, bytes], period: str, told_: bool
) -> None:
    found = with_rows(tiny, f"A,950100,SHARE,_Z,{period},2021-09-30,12,PERCENT,A,A,S_BOOK,")
    wanted = [("950100", period, "..2018-12-31")] if told_ else []
    assert said(found, "AREA_VALIDITY", "area", "period", "valid") == wanted


@pytest.mark.parametrize(("day", "told_"), [("2018-12-31", False), ("2019-01-01", True)])
def test_a_code_may_be_used_from_the_year_in_which_it_came_into_force(
    tiny: dict[str, bytes], day: str, told_: bool
) -> None:
    areas = tiny["codelists/CL_AREA.csv"].replace(b"950000,,2018-12-31", f"950000,{day},".encode())
    row = "A,950100,SHARE,_Z,2018,2021-09-30,12,PERCENT,A,A,S_BOOK,"
    found = with_rows(tiny, row, **{"codelists/CL_AREA.csv": areas})
    assert said(found, "AREA_VALIDITY", "valid") == ([(f"{day}..",)] if told_ else [])
