"""Checks of bounds and of jumps from one year to the next."""

from __future__ import annotations

import pytest

from tests.findings import Told, said, with_rows


def test_a_negative_share_and_one_above_100_per_cent_are_told(told: Told) -> None:
    found = told(
        "figures/people.csv",
        ("2015,2021-09-30,20,", "2015,2021-09-30,-20,"),
        ("2015,2021-09-30,40,", "2015,2021-09-30,140,"),
    )
    assert [
        (f.code, dict(f.places)["where"], dict(f.places)["limit"])
        for f in found
        if "OW" in f.code or "AB" in f.code
    ] == [
        ("FIGURE_BELOW", "910000 2015", "0"),
        ("FIGURE_ABOVE", "950000 2015", "100"),
    ]


def test_a_jump_is_told_whatever_its_comment_says(told: Told) -> None:
    row = "A,CN,SIZE,NARROW,2018,2021-09-30,72,100M_YUAN,A,A,S_BOOK,"
    loud = told("figures/people.csv", (row, row.replace(",72,", ",7200,")))
    assert [(f.level, f.code) for f in loud] == [("warning", "FIGURE_JUMP")]
    said = told("figures/people.csv", (row, row.replace(",72,", ",7200,") + "merged with another series"))
    assert [(f.level, f.code) for f in said] == [("warning", "FIGURE_JUMP")]


@pytest.mark.parametrize(
    ("row", "code", "places"),
    [
        ("A,CN,SHARE,_Z,2020,2021-09-30,0,PERCENT,A,A-,S_BOOK,", None, ()),
        ("A,CN,SHARE,_Z,2020,2021-09-30,-0.1,PERCENT,A,A-,S_BOOK,", "FIGURE_BELOW", ("CN 2020", "-0.1", "0")),
        ("A,CN,SHARE,_Z,2020,2021-09-30,100,PERCENT,A,A-,S_BOOK,", None, ()),
        ("A,CN,SHARE,_Z,2020,2021-09-30,100.1,PERCENT,A,A-,S_BOOK,", "FIGURE_ABOVE", ("CN 2020", "100.1", "100")),
    ],
)  # fmt: skip
def test_a_share_lies_from_nought_to_a_hundred_per_cent_both_among_them(
    tiny: dict[str, bytes], row: str, code: str | None, places: tuple[str, ...]
) -> None:
    found = with_rows(tiny, row)
    assert [(f.line, f.code) for f in found] == ([(110, code)] if code else [])
    assert said(found, code or "", "where", "value", "limit") == ([places] if code else [])


@pytest.mark.parametrize(
    ("value", "codes"), [("-5", []), ("-5.1", ["FIGURE_BELOW"]), ("5", []), ("5.1", ["FIGURE_ABOVE"])]
)
def test_a_declared_minimum_and_maximum_come_before_those_of_the_kind(
    tiny: dict[str, bytes], value: str, codes: list[str]
) -> None:
    own = tiny["indicators.yaml"].replace(
        b"  - id: SIZE\n",
        "  - id: TEMP\n    name: {zh: 温, en: T}\n    unit: PERCENT\n    definition: {zh: 温。, en: T.}\n"
        "    minimum: -5\n    maximum: 5\n  - id: SIZE\n".encode(),
    )
    row = f"A,CN,TEMP,_Z,2020,2021-09-30,{value},PERCENT,A,A,S_BOOK,"
    assert [f.code for f in with_rows(tiny, row, **{"indicators.yaml": own})] == codes


def test_growth_may_be_as_low_and_a_level_as_high_as_it_likes(tiny: dict[str, bytes]) -> None:
    own = tiny["indicators.yaml"].replace(
        b"  - id: SIZE\n",
        "  - id: RISE\n    name: {zh: 涨, en: Rise}\n    unit: PERCENT\n    definition: {zh: 涨。, en: Rise.}\n"
        "    kind: growth\n  - id: SIZE\n".encode(),
    )
    rows = [f"A,CN,RISE,_Z,{y},2021-09-30,{v},PERCENT,A,A,S_BOOK," for y, v in ((2019, 1), (2020, -500))]
    rows.append("A,910000,SIZE,NARROW,2020,2021-09-30,1e15,100M_YUAN,A,A,S_BOOK,")
    assert with_rows(tiny, *rows, **{"indicators.yaml": own}) == []


def test_of_faults_of_one_kind_twenty_are_told_of_one_indicator(tiny: dict[str, bytes]) -> None:
    rows = [f"A,CN,SHARE,_Z,{year},2021-09-30,-1,PERCENT,A,A-,S_BOOK," for year in range(1990, 2011)]
    assert len(said(with_rows(tiny, *rows), "FIGURE_BELOW", "where")) == 20
    assert len(said(with_rows(tiny, *rows[1:]), "FIGURE_BELOW", "where")) == 20
    assert len(said(with_rows(tiny, *rows[2:]), "FIGURE_BELOW", "where")) == 19


def users(*values: float, **more: str) -> list[str]:
    """Users of a prefecture from 2010 on; their indicator may double in a year (`jump: 2`)."""
    cells = {"status": "A", "grade": "A", "comment": ""} | more
    return [
        f"A,950100,USERS,_Z,{2010 + i},2021-09-30,{value},10K_ACCOUNTS,{cells['status']},{cells['grade']},S_BOOK,"
        f"{cells['comment']}"
        for i, value in enumerate(values)
    ]


@pytest.mark.parametrize(
    ("values", "jumps"),
    [
        ((100, 200), []),
        ((100, 200.1), [("950100 2011", "2", "2")]),
        ((200, 100), []),
        ((200, 99), [("950100 2011", "0.495", "2")]),
        ((0, 100, 0), []),
        ((100, 300, 900), [("950100 2011", "3", "2"), ("950100 2012", "3", "2")]),
    ],
)
def test_a_jump_is_more_than_the_indicator_allows_in_a_year_up_or_down(
    tiny: dict[str, bytes], values: tuple[float, ...], jumps: list[tuple[str, ...]]
) -> None:
    assert said(with_rows(tiny, *users(*values)), "FIGURE_JUMP", "where", "ratio", "jump") == jumps


@pytest.mark.parametrize(("value", "jumps"), [(1000, []), (1001, [("950100 2011", "10", "10")])])
def test_a_jump_of_an_indicator_that_declares_none_is_more_than_tenfold(
    tiny: dict[str, bytes], value: float, jumps: list[tuple[str, ...]]
) -> None:
    rows = [row.replace("USERS", "POP").replace("ACCOUNTS", "PERSONS") for row in users(100, value)]
    assert said(with_rows(tiny, *rows), "FIGURE_JUMP", "where", "ratio", "jump") == jumps


@pytest.mark.parametrize(
    ("more", "codes"),
    [
        ({}, ["FIGURE_JUMP"]),
        ({"status": "B"}, []),
        ({"status": "P"}, ["FIGURE_JUMP"]),
        ({"grade": "D"}, ["FIGURE_JUMP"]),
        ({"comment": "merged"}, ["FIGURE_JUMP"]),
    ],
)
def test_no_status_grade_or_comment_explains_a_jump_but_a_break_does(
    tiny: dict[str, bytes], more: dict[str, str], codes: list[str]
) -> None:
    def jumps(*rows: str) -> list[str]:
        return [f.code for f in with_rows(tiny, *rows) if f.code == "FIGURE_JUMP"]

    assert jumps(users(100)[0], users(100, 300, **more)[1]) == codes
    if more.get("status") != "B":
        assert jumps(users(100, **more)[0], users(100, 300)[1]) == codes


def test_a_jump_in_the_year_of_a_declared_break_is_passed_over_and_the_next_is_not(
    tiny: dict[str, bytes],
) -> None:
    own = tiny["indicators.yaml"].replace(
        b"jump: 2\n", "jump: 2\n    breaks: [{year: 2011, note: {zh: 断, en: break}}]\n".encode()
    )
    found = with_rows(tiny, *users(100, 300, 900), **{"indicators.yaml": own})
    assert said(found, "FIGURE_JUMP", "where") == [("950100 2012",)]
