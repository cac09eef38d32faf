"""What holds of every clock: later starts end later, parts of a suspension are the suspension, back is the way there."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.clocks import slow, version
from tests.nouns import calendar
from xinxiao.model.oversight.clock import ClockVersion, Length
from xinxiao.oversight.due import due, recomputed

DAYS = st.dates(date(2016, 6, 1), date(2028, 6, 30))
UNITS = st.sampled_from(["working_day", "day", "month", "year"])
LAST_DAYS = st.sampled_from(["kept", "rolls_over_statutory", "rolls_over_break", "rolls_over_rest"])
STOPS = st.lists(st.tuples(DAYS, st.integers(0, 40)), max_size=4)


@st.composite
def versions(draw: st.DrawFn, unit: st.SearchStrategy[str] = UNITS) -> ClockVersion:
    chosen = draw(unit)
    number = draw(st.integers(1, {"working_day": 90, "day": 120, "month": 14, "year": 3}[chosen]))
    first_day = draw(st.sampled_from(["excluded", "included"]))
    return version(number, chosen, first_day=first_day, last_day=draw(LAST_DAYS))


def steady() -> st.SearchStrategy[ClockVersion]:
    """Without the reading of a last day by which a later end may roll to an earlier day."""
    return versions().filter(lambda held: held.last_day != "rolls_over_statutory")


def near(start: date, stops: list[tuple[date, int]]) -> list[tuple[date, date]]:
    """Suspensions that begin in the hundred days from a start on, so that most of them matter."""
    begun = [start + (on - date(2016, 6, 1)) % timedelta(days=100) for on, _ in stops]
    return [(on, on + timedelta(days=length)) for on, (_, length) in zip(begun, stops, strict=True)]


@given(versions(), DAYS, STOPS)
def test_a_day_is_the_same_counted_one_by_one(
    held: ClockVersion, start: date, stops: list[tuple[date, int]]
) -> None:
    own = near(start, stops)
    assert due(held, start, calendar(), own).day == slow(held, start, calendar(), own)


@given(steady(), DAYS, st.integers(0, 60))
def test_who_starts_later_does_not_end_earlier(held: ClockVersion, start: date, later: int) -> None:
    assert due(held, start, calendar()).day <= due(held, start + timedelta(days=later), calendar()).day


@given(steady(), DAYS, STOPS, st.tuples(DAYS, st.integers(0, 40)))
def test_a_further_suspension_never_brings_the_last_day_forward(
    held: ClockVersion, start: date, stops: list[tuple[date, int]], more: tuple[date, int]
) -> None:
    without, with_ = near(start, stops), near(start, [*stops, more])
    assert due(held, start, calendar(), without).day <= due(held, start, calendar(), with_).day


@given(versions(), DAYS, st.integers(0, 60), st.integers(0, 40), st.data())
def test_a_suspension_in_two_parts_is_the_suspension(
    held: ClockVersion, start: date, after: int, length: int, data: st.DataObject
) -> None:
    stopped = start + timedelta(days=after)
    resumed = stopped + timedelta(days=length)
    between = stopped + timedelta(days=data.draw(st.integers(0, length)))
    whole = due(held, start, calendar(), [(stopped, resumed)])
    parts = due(held, start, calendar(), [(between, resumed), (stopped, between)])
    assert (whole.day, whole.steps) == (parts.day, parts.steps)


@given(st.integers(1, 200), DAYS)
def test_working_days_counted_back_from_their_end_are_the_way_there(number: int, start: date) -> None:
    held = version(number, "working_day")
    first = calendar().workdays.after(start, 1)
    assert first is not None
    there = due(held, first, calendar()).day
    assert due(held, there, calendar(), beforehand=True).day == first


@given(versions(st.just("working_day")), st.integers(1, 30), DAYS)
def test_an_extension_by_working_days_is_a_longer_clock(held: ClockVersion, more: int, start: date) -> None:
    longer = version(held.length.number + more, "working_day", first_day=held.first_day)
    extended = due(held, start, calendar(), (), (Length(number=more, unit="working_day"),))
    assert extended.day == due(longer, start, calendar()).day


@given(versions(), DAYS, STOPS)
def test_computing_anew_by_the_same_calendar_changes_nothing(
    held: ClockVersion, start: date, stops: list[tuple[date, int]]
) -> None:
    found = due(held, start, calendar(), near(start, stops))
    assert recomputed(found, calendar()) == found


@settings(max_examples=30)
@given(st.lists(DAYS, min_size=2, max_size=20, unique=True))
def test_the_index_of_working_days_counts_as_the_days_do(days: list[date]) -> None:
    index = calendar().workdays
    for first, last in pairwise(sorted(days)):
        own = sum(index.works(first + timedelta(days=n)) for n in range((last - first).days + 1))
        assert index.between(first, last) == own
