"""The page of working days: its calculator works by an address alone, and says what is provisional."""

from __future__ import annotations

import pytest

from tests.unit.portal.conftest import Get

AT = "/en/calendar/working-days"


def test_a_time_is_counted_by_the_address_alone(get: Get) -> None:
    page = get(f"{AT}?from=2024-12-30&number=3&unit=day").text
    assert "The last day is 2025-01-02 (Thursday)." in page
    assert "It starts on 2024-12-30 (Monday); that day does not count." in page
    assert "days: 3: the last is 2025-01-02 (Thursday)." in page


def test_days_off_on_the_way_are_told_and_a_year_that_is_not_announced_is_provisional(get: Get) -> None:
    answer = get(f"{AT}?from=2024-12-30&number=3").text
    assert "The last day is 2025-01-03 (Friday). It is provisional" in answer
    assert "Days off from 2024-12-31 (Tuesday) on are not announced" in answer
    assert "Weekdays off on the way: 2025-01-01" in answer


@pytest.mark.parametrize(
    ("query", "last"),
    [
        ("from=2025-01-31&number=1&unit=month", "2025-02-28"),
        ("from=2025-02-03&number=3&first=included", "2025-02-05"),
        ("from=2025-02-03&number=5&unit=day&last=rolls_over_rest", "2025-02-10"),
        ("from=2025-02-10&number=5&way=back", "2025-02-03"),
        ("from=2025-02-03&number=5&stopped=2025-02-04&resumed=2025-02-06", "2025-02-12"),
    ],
)
def test_each_choice_is_counted(get: Get, query: str, last: str) -> None:
    assert f"The last day is {last}" in get(f"{AT}?{query}").text


def test_the_steps_and_the_years_can_be_had_as_data(get: Get) -> None:
    steps, years = get(f"{AT}.json?from=2025-01-31&number=1&unit=month").json()["exhibits"]
    assert [row["STEP"] for row in steps["rows"]] == [
        "It starts on 2025-01-31 (Friday); that day does not count.",
        "months: 1: the last is 2025-02-28 (Friday).",
    ]
    (row,) = years["rows"]
    assert (row["YEAR"], row["WORKING"], row["OFF"], row["STATE"]) == (2025, 260, 1, "announced")


def test_the_same_is_said_in_chinese(get: Get) -> None:
    page = get("/zh/calendar/working-days?from=2025-01-31&number=1&unit=month").text
    assert "到期日为 2025-02-28（星期五）" in page
    assert "未经确认" in page


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("from=2025-02-30", "Not a calendar date from 1900 to 2100: 2025-02-30"),
        ("from=2025-02-03&stopped=2025-02-04", "a suspension needs the day it began and the day it ended"),
        ("from=2025-02-03&stopped=2025-02-04&resumed=2025-02-03", "cannot go on from 2025-02-03"),
        ("from=2025-02-03&way=back&stopped=2025-02-01&resumed=2025-02-02", "cannot be suspended"),
        ("from=2099-02-03&number=100&unit=year", "outside the years 1900–2100"),
        ("from=2025-02-03&number=0", "number"),
        ("from=2025-02-03&unit=week", "Possible: working_day, day, month, year"),
        ("from=<script>", "cannot be"),
    ],
)
def test_what_cannot_be_counted_is_said_with_a_remedy(get: Get, query: str, words: str) -> None:
    answer = get(f"{AT}?{query}")
    assert answer.status_code == 400
    assert words in answer.text
    assert "<script>" not in answer.text.replace('<script type="', "").replace("<script src", "").replace(
        "<script defer", ""
    )


def test_it_is_reached_from_the_calendar(get: Get) -> None:
    assert f'href="{AT}"' in get("/en/calendar").text
    assert get(AT).status_code == 200
