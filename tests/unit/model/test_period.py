"""Periods: their form, frequency and last day."""

from __future__ import annotations

from datetime import date

import pytest

from xinxiao.model.period import Spelt, end_of, ending, ending_with, frequency, spelt, start_of


@pytest.mark.parametrize(
    ("period", "freq", "last"),
    [
        ("2020", "A", date(2020, 12, 31)),
        ("2018-S1", "S", date(2018, 6, 30)),
        ("2022-Q3", "Q", date(2022, 9, 30)),
        ("2020-02", "M", date(2020, 2, 29)),
        ("2017-12", "M", date(2017, 12, 31)),
    ],
)
def test_a_period_has_a_frequency_and_a_last_day(period: str, freq: str, last: date) -> None:
    assert frequency(period) == freq
    assert end_of(period) == last


@pytest.mark.parametrize("period", ["20", "2020-Q5", "2020-13-01", "abcd", "2020/01"])
def test_another_form_is_refused(period: str) -> None:
    with pytest.raises(ValueError, match="not a period"):
        end_of(period)


@pytest.mark.parametrize(
    ("period", "said", "place"),
    [
        ("2020", Spelt("A", 2020, 1, 0), 2020.0),
        ("2020-S2", Spelt("S", 2020, 2), 4041.0),
        ("2020-Q4", Spelt("Q", 2020, 4), 8083.0),
        ("2020-08", Spelt("M", 2020, 8), 24247.0),
        ("2020-W53", Spelt("W", 2020, 53), 737787 / 7),
        ("2020-02-29", Spelt("D", 2020, 2, 29), 737484.0),
        ("0999", Spelt("A", 999), 999.0),
    ],
)
def test_a_spelling_says_frequency_year_and_part_and_has_a_place_in_time(
    period: str, said: Spelt, place: float
) -> None:
    found = spelt(period)
    assert found == said
    assert found is not None
    assert found.place == pytest.approx(place)


@pytest.mark.parametrize(
    "period",
    [
        "2021-W53",
        "2021-02-29",
        "2020-W00",
        "2020-S3",
        "2020-13",
        "2020 ",
        "２０２０",
        "12345",
        "1899-01-01",
        "",
    ],
)
def test_what_is_in_no_calendar_or_spelt_otherwise_is_no_period(period: str) -> None:
    assert spelt(period) is None


@pytest.mark.parametrize(
    ("period", "middle"),
    [
        ("2018", 2018.0),
        ("2018-S1", 2017.75),
        ("2018-Q4", 2018.375),
        ("2018-01", 2017.5 + 1 / 24),
        ("2018-01-31", 2017.5 + 1 / 24),
    ],
)
def test_a_period_lies_at_its_middle(period: str, middle: float) -> None:
    found = spelt(period)
    assert found is not None
    assert found.middle == pytest.approx(middle)


@pytest.mark.parametrize("period", ["1899", "2101", "2020-W05", "2020-01-31"])
def test_a_figure_has_no_week_day_or_year_beyond_those_spoken_of(period: str) -> None:
    with pytest.raises(ValueError, match="not a period"):
        frequency(period)


@pytest.mark.parametrize(
    ("period", "day"),
    [("2018", "2018-01-01"), ("2018-S2", "2018-07-01"), ("2018-Q3", "2018-07-01"), ("2018-12", "2018-12-01")],
)
def test_a_period_begins_on_its_first_day(period: str, day: str) -> None:
    assert start_of(period).isoformat() == day


def test_the_period_of_another_frequency_that_ends_with_one() -> None:
    assert ending("2025", "M") == "2025-12"
    assert ending("2026-Q3", "M") == "2026-09"
    assert ending("2026-09", "Q") == "2026-Q3"
    assert ending("2026-08", "Q") is None
    assert ending("2026-06", "A") is None
    assert ending("2026-S1", "S") == "2026-S1"
    assert ending_with("2025") == ("2025", "2025-S2", "2025-Q4", "2025-12")
    assert ending_with("2026-Q1") == ("2026-Q1", "2026-03")
    assert ending_with("2026-03") == ("2026-03",)
