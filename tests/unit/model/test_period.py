"""Periods: their form, frequency and last day."""

from __future__ import annotations

from datetime import date

import pytest

from xinxiao.model.period import end_of, frequency


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
