"""The count of a clock in words, in both languages."""

from __future__ import annotations

from msgspec.structs import replace

from tests.clocks import day, version
from tests.nouns import calendar
from xinxiao.entry.clock_words import in_words
from xinxiao.oversight.due import due, recomputed


def test_each_step_is_a_sentence() -> None:
    held = version(60, "day", last_day="rolls_over_statutory")
    found = due(held, day("2026-07-31"), calendar(), [(day("2026-08-10"), day("2026-08-12"))])
    assert in_words(found, "en") == (
        "It starts on 2026-07-31 (Friday); that day does not count.",
        "From 2026-08-10 (Monday) to 2026-08-11 (Tuesday) it stood still: 2 that would have counted do not.",
        "days: 60: the last is 2026-10-01 (Thursday).",
        "Nobody works on 2026-10-01 (Thursday): the last day becomes 2026-10-08 (Thursday).",
    )
    assert in_words(found, "zh")[2:] == (
        "60 日，最后一日为 2026-10-01（星期四）。",
        "2026-10-01（星期四）不上班，末日顺延至 2026-10-08（星期四）。",
    )


def test_what_is_counted_back_or_from_a_day_that_counts_is_said_so() -> None:
    back = due(version(1, "month", first_day="included"), day("2026-03-31"), calendar(), beforehand=True)
    assert in_words(back, "en") == (
        "Counted back from 2026-03-31 (Tuesday); that day counts.",
        "months: 1: the first is 2026-03-01 (Sunday).",
    )
    rest = due(version(10, "day", last_day="rolls_over_rest"), day("2026-10-15"), calendar(), beforehand=True)
    assert (
        in_words(rest, "en")[-1]
        == "Nobody works on 2026-10-05 (Monday): it goes back to 2026-09-30 (Wednesday)."
    )
    assert in_words(rest, "zh")[-1] == "2026-10-05（星期一）不上班，提前至 2026-09-30（星期三）。"
    years = due(version(2, "year", first_day="included"), day("2026-03-31"), calendar())
    assert in_words(years, "zh") == (
        "自 2026-03-31（星期二）起算，当日计入。",
        "2 年，最后一日为 2028-03-30（星期四）。",
    )


def test_a_day_that_was_computed_anew_says_what_it_was() -> None:
    before = due(version(4, "working_day"), day("2026-12-25"), calendar())
    held = {item.year: item for item in calendar().years}
    own = replace(held[2026], off=(*held[2026].off, "2026-12-31"), worked=(*held[2026].worked, "2026-12-26"))
    after = recomputed(before, replace(calendar(), years=(own, replace(held[2027], provisional=False))))
    assert in_words(before, "en")[-1].startswith("Days off from 2026-12-29 (Tuesday) on are not announced")
    assert in_words(after, "en")[-1] == (
        "It was 2026-12-31 (Thursday) before the calendar or the rule changed, and is 2026-12-30 (Wednesday) now."
    )
    assert in_words(after, "zh")[-1] == "日历或规则变更前为 2026-12-31（星期四），现为 2026-12-30（星期三）。"
