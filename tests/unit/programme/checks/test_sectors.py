"""Sector lists and the tables they read."""

from __future__ import annotations

import pytest

from tests.findings import said
from tests.nouns import with_account
from xinxiao.programme.load import load_bytes


def found(tiny: dict[str, bytes], file: str, *changes: tuple[str, str]) -> list[tuple[str, ...]]:
    """(code, level, year, count or area or values) of what is told of sector lists."""
    files = with_account(tiny)
    text = files[file].decode()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    told = list(load_bytes({**files, file: text.encode()}).findings)
    return [
        *[
            ("SECTORS_MISSING", *rest)
            for rest in said(told, "SECTORS_MISSING", "level", "year", "count", "area")
        ],
        *[("SECTORS_UNUSED", *rest) for rest in said(told, "SECTORS_UNUSED", "level", "year")],
        *[
            ("SECTORS_ABSENT", *rest)
            for rest in said(told, "SECTORS_ABSENT", "level", "year", "area", "values")
        ],
    ]


@pytest.mark.parametrize(
    ("file", "changes", "told"),
    [
        ("io/national.csv", [("2017,CN,42,T,01,01", "2017,CN,100000,T,01,01")], [("SECTORS_MISSING", "100000", "2017", "1", "CN")]),
        (
            "io/national.csv",
            [("2017,CN,42,", "2018,CN,42,")],
            [("SECTORS_MISSING", "42", "2018", "1", "CN"), ("SECTORS_UNUSED", "42", "2017")],
        ),
        ("io/sectors.csv", [("42,2015,01,", "42,2015,03,")], [("SECTORS_ABSENT", "42", "2015", "CN", "03")]),
        ("io/sectors.csv", [("42,2015,01,", "4x,2015,01,")], []),
    ],
)  # fmt: skip
def test_tables_without_a_list_lists_without_a_table_and_sectors_without_a_cell_are_told(
    tiny: dict[str, bytes], file: str, changes: list[tuple[str, str]], told: list[tuple[str, ...]]
) -> None:
    assert found(tiny, file, *changes) == told


def test_lists_that_fit_their_tables_are_passed_over(tiny: dict[str, bytes]) -> None:
    assert found(tiny, "io/sectors.csv") == []
