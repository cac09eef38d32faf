"""Sheets to tables: exact numbers with their places, the same by the fast way and by the slow one."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xinxiao.files import table as tables
from xinxiao.files.sheet import Sheet
from xinxiao.files.table import read_table
from xinxiao.model.finding import Finding

SHEET = Sheet(("CODE", "VALUE"), optional=("NOTE",), decimals={"VALUE": 6}, filled=("CODE",))
DOUBLES = Sheet(("CODE", "VALUE"), numbers=("VALUE",), filled=("CODE",))


def read(*values: str, sheet: Sheet = SHEET) -> tuple[pa.Table, list[Finding]]:
    """A sheet of one number a row."""
    rows = "".join(f'r{i},"{value}"\n' for i, value in enumerate(values))
    return read_table("figures/x.csv", f"CODE,VALUE\n{rows}".encode(), sheet)


def told(found: list[Finding]) -> list[tuple[int, str]]:
    return [(one.line, one.code) for one in found]


@pytest.fixture(params=["fast", "slow"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways of reading: the fast one where it can, and the slow one by force."""
    if request.param == "slow":
        monkeypatch.setattr(tables, "_fast", lambda opened, sheet: None)
    return str(request.param)


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize(
    ("text", "value", "places"),
    [
        ("93.10", "93.10", 2),
        ("1.500000", "1.5", 6),
        ("7", "7", 0),
        ("-3.25", "-3.25", 2),
        ("+4.25", "4.25", 2),
        ("007.1", "7.1", 1),
        (".5", "0.5", 1),
        ("5.", "5", 0),
        ("-0", "0", 0),
        ("1e3", "1000", 0),
        ("1.5E2", "150", 0),
        ("1.25e1", "12.5", 1),
        ("2e-3", "0.002", 3),
        ("2.50E-2", "0.0250", 4),
        ("12345678901234567890123456789012.123456", "12345678901234567890123456789012.123456", 6),
        (" 5.5 ", "5.5", 1),
    ],
)
def test_a_number_is_kept_exactly_with_the_places_it_was_written_with(
    text: str, value: str, places: int
) -> None:
    made, found = read(text)
    assert found == []
    assert made.column("VALUE").to_pylist() == [Decimal(value)]
    assert made.column("VALUE.PLACES").to_pylist() == [places]
    assert made.schema.field("VALUE").type == pa.decimal128(38, 6)


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize(
    "text",
    [
        "0.1234567",
        "1e-7",
        "1.0000000",
        "123456789012345678901234567890123",
        "1e32",
        "1234567890123456789012345678901234567890",
    ],
)
def test_a_number_that_does_not_fit_its_column_is_told_with_its_line_and_never_rounded(text: str) -> None:
    made, found = read("1.5", text, "2.5")
    assert told(found) == [(3, "CSV_DECIMALS")]
    places = dict(found[0].places)
    assert (places["column"], places["value"], places["places"], places["digits"]) == (
        "VALUE",
        text[:40],
        "6",
        "32",
    )
    assert made.column("LINE").to_pylist() == [2, 4]


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize(
    "text", ["1,000", "1 000", "n/a", "NaN", "inf", "0x10", "１２", "--1", "1e", "e5", ".", "1.2.3", "9" * 61]
)
def test_what_is_no_number_is_told_with_its_line(text: str) -> None:
    made, found = read("1.5", text)
    assert told(found) == [(3, "CSV_NUMBER")]
    assert made.num_rows == 1


@pytest.mark.usefixtures("way")
def test_a_number_left_out_is_told_and_its_row_dropped() -> None:
    made, found = read("1.5", "", "2.5")
    assert told(found) == [(3, "CSV_EMPTY")]
    assert made.column("CODE").to_pylist() == ["r0", "r2"]


@pytest.mark.usefixtures("way")
def test_binary_numbers_are_the_nearest_to_what_is_written() -> None:
    made, found = read("0.1", "1e-7", "123456789.123456789", sheet=DOUBLES)
    assert found == []
    assert made.column("VALUE").to_pylist() == [0.1, 1e-7, 123456789.123456789]
    assert "VALUE.PLACES" not in made.column_names


@pytest.mark.usefixtures("way")
def test_each_row_says_its_line_also_behind_a_cell_of_two_lines() -> None:
    content = b'CODE,VALUE,NOTE\na,1,"two\nlines"\nb,2,\n'
    made, found = read_table("x.csv", content, SHEET)
    assert found == []
    assert made.column("LINE").to_pylist() == [2, 4]


@pytest.mark.usefixtures("way")
def test_an_optional_column_that_is_not_there_is_empty_text() -> None:
    made, _ = read("1")
    assert made.column("NOTE").to_pylist() == [""]


@pytest.mark.usefixtures("way")
def test_columns_come_in_the_order_of_the_sheet_whatever_their_order_in_the_file() -> None:
    made, _ = read_table("x.csv", b"NOTE,VALUE,CODE\nn,1.50,c\n", SHEET)
    assert made.column_names == ["CODE", "VALUE", "NOTE", "VALUE.PLACES", "LINE"]
    assert made.to_pylist() == [
        {"CODE": "c", "VALUE": Decimal("1.5"), "NOTE": "n", "VALUE.PLACES": 2, "LINE": 2}
    ]


def test_a_sheet_that_cannot_be_read_is_an_empty_table_with_its_columns() -> None:
    made, found = read_table("x.csv", b"WRONG\n1\n", SHEET)
    assert {one.code for one in found} == {"CSV_HEADER", "CSV_HEADER_UNKNOWN"}
    assert made.num_rows == 0
    assert made.column_names == ["CODE", "VALUE", "NOTE", "VALUE.PLACES", "LINE"]
    assert made.schema.equals(read("1")[0].schema)


NUMBERS = st.one_of(
    st.from_regex(r"[-+]?[0-9]{0,34}(\.[0-9]{0,8})?([eE][-+]?[0-9]{1,2})?", fullmatch=True),
    st.sampled_from(
        ["", ".5", "+4.25", "007.1", "1e5", "-0.0", "nan", "x", " 1", "1_0", "٣", "0" * 50 + "1"]
    ),
)
CELLS = st.text(st.sampled_from('ab中,"\n\r \t='), max_size=4)


def quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


@settings(max_examples=60)
@given(rows=st.lists(st.tuples(NUMBERS, CELLS), max_size=5), end=st.sampled_from(["\n", "\r\n"]))
def test_the_fast_way_and_the_slow_one_give_the_same_rows_places_lines_and_findings(
    rows: list[tuple[str, str]], end: str
) -> None:
    lines = ["CODE,VALUE,NOTE", *(f"r{i},{quoted(v)},{quoted(n)}" for i, (v, n) in enumerate(rows))]
    content = (end.join(lines) + end).encode()
    fast, found = read_table("x.csv", content, SHEET)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(tables, "_fast", lambda opened, sheet: None)
        slow, other = read_table("x.csv", content, SHEET)
    assert found == other
    assert fast.schema.equals(slow.schema)
    assert fast.to_pylist() == slow.to_pylist()


@settings(max_examples=40)
@given(
    values=st.lists(
        st.floats(-1e12, 1e12).filter(lambda x: not 0 < abs(x) < 1e-300).map(repr), min_size=1, max_size=5
    )
)
def test_binary_numbers_are_the_same_by_both_ways(values: list[str]) -> None:
    fast, found = read(*values, sheet=DOUBLES)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(tables, "_fast", lambda opened, sheet: None)
        slow, _ = read(*values, sheet=DOUBLES)
    assert found == []
    assert fast.to_pylist() == slow.to_pylist()
    assert fast.column("VALUE").to_pylist() == [float(value) for value in values]


def test_a_clean_file_of_a_hundred_rows_takes_the_fast_way(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("the slow way was taken")

    monkeypatch.setattr(tables, "_slow", never)
    made, found = read(*(f"{i}.25" for i in range(100)))
    assert (made.num_rows, found) == (100, [])
