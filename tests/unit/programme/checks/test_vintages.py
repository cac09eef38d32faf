"""Checks of vintages and grades."""

from __future__ import annotations

import pytest

from tests.findings import Told, said, with_rows
from xinxiao.programme.load import load_bytes


def test_a_grade_better_than_the_sources_is_told(told: Told) -> None:
    found = told("figures/people.csv", ("150,100M_YUAN,A,B,", "150,100M_YUAN,A,A,"))
    assert [f.code for f in found] == ["FIGURE_GRADE"]


def test_a_figure_known_before_its_year_was_over_is_told_unless_it_is_a_forecast(told: Told) -> None:
    row = "A,CN,SIZE,NARROW,2020,2021-09-30,98,100M_YUAN,A,"
    early = told("figures/people.csv", (row, row.replace("2021-09-30", "2019-09-30")))
    assert [f.code for f in early] == ["FIGURE_EARLY"]
    assert told("figures/people.csv", (row, "A,CN,SIZE,NARROW,2020,2019-09-30,98,100M_YUAN,F,")) == []


def test_a_vintage_that_revises_nothing_is_noted(tiny: dict[str, bytes]) -> None:
    again = b"A,CN,SIZE,NARROW,2017,2021-12-30,60,100M_YUAN,A,A,S_BOOK,\n"
    found = load_bytes({**tiny, "figures/people.csv": tiny["figures/people.csv"] + again}).findings
    assert [(f.level, f.code) for f in found] == [("note", "REVISION_EMPTY")]


@pytest.mark.parametrize(("vintage", "codes"), [("2020-12-31", []), ("2020-12-30", ["FIGURE_EARLY"])])
def test_a_figure_may_be_known_on_the_last_day_of_its_period(
    tiny: dict[str, bytes], vintage: str, codes: list[str]
) -> None:
    found = with_rows(tiny, f"A,CN,SHARE,_Z,2020,{vintage},12,PERCENT,A,A,S_BOOK,")
    assert [f.code for f in found] == codes
    assert said(found, "FIGURE_EARLY", "indicator", "vintage", "period") == (
        [("SHARE", vintage, "2020")] if codes else []
    )


def test_early_figures_are_told_once_of_each_indicator_and_file(tiny: dict[str, bytes]) -> None:
    rows = [f"A,CN,SHARE,_Z,{year},2015-01-01,12,PERCENT,A,A,S_BOOK," for year in (2019, 2020)]
    rows.append("A,910000,SIZE,NARROW,2020,2015-01-01,12,100M_YUAN,A,A,S_BOOK,")
    found = [f for f in with_rows(tiny, *rows) if f.code == "FIGURE_EARLY"]
    assert [(f.line, dict(f.places)["period"]) for f in found] == [(110, "2019"), (112, "2020")]


@pytest.mark.parametrize(
    ("grade", "source", "codes"),
    [("B", "S_PRESS", []), ("C", "S_PRESS", []), ("A-", "S_PRESS", ["FIGURE_GRADE"]), ("A", "S_BOOK", [])],
)
def test_a_figure_may_be_graded_as_its_source_or_worse(
    tiny: dict[str, bytes], grade: str, source: str, codes: list[str]
) -> None:
    rows = [f"A,CN,SHARE,_Z,{year},2021-09-30,1,PERCENT,A,{grade},{source}," for year in (2019, 2020)]
    found = with_rows(tiny, *rows)
    assert [f.code for f in found] == codes
    wanted = [("A-", "S_PRESS", "B", "2")] if codes else []
    assert said(found, "FIGURE_GRADE", "grade", "source", "own", "rows") == wanted


def test_repeated_vintages_are_counted_by_indicator_at_the_first_of_them(tiny: dict[str, bytes]) -> None:
    rows = [
        f"A,CN,SIZE,NARROW,{year},2021-12-31,{value},100M_YUAN,A,A,S_BOOK,"
        for year, value in ((2018, 72), (2017, 60), (2016, 51))
    ]
    found = [f for f in with_rows(tiny, *rows) if f.code == "REVISION_EMPTY"]
    assert [(f.line, dict(f.places)) for f in found] == [(110, {"indicator": "SIZE", "rows": "2"})]
