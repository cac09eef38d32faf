"""Months out of cumulative reports: worked by hand, and what holds whatever is reported."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from xinxiao.collect.year_to_date import Derived, Reported, derived


def months(
    *reports: tuple[str, int], waived: tuple[str, ...] = ()
) -> list[tuple[str, int | None, int | None]]:
    made = derived((Reported(period, Decimal(value), n) for n, (period, value) in enumerate(reports)), waived)
    whole = [(each.period, each.derived, each.revised) for each in made]
    return [(p, None if d is None else int(d), None if r is None else int(r)) for p, d, r in whole]


def test_a_month_is_the_cumulative_less_that_of_the_month_before_and_january_is_itself() -> None:
    assert months(("2026-01", 10), ("2026-02", 25), ("2026-03", 45)) == [
        ("2026-01", 10, 10), ("2026-02", 15, 15), ("2026-03", 20, 20),
    ]  # fmt: skip


def test_a_correction_of_june_after_july_is_no_growth_of_july() -> None:
    found = derived(
        [
            Reported("2026-05", Decimal(500), 1), Reported("2026-06", Decimal(600), 2), Reported("2026-07", Decimal(720), 3),
            Reported("2026-06", Decimal(650), 4), Reported("2026-07", Decimal(770), 5),
        ]
    )  # fmt: skip
    june, july = found[1], found[2]
    assert (june.derived, june.revised, june.revision) == (100, 150, 50)
    assert (july.derived, july.revised, july.revision) == (120, 120, 0)


def test_a_correction_of_june_alone_moves_between_june_and_july_and_is_told_as_revision_of_both() -> None:
    found = derived(
        [
            Reported("2026-05", Decimal(500), 1), Reported("2026-06", Decimal(600), 2), Reported("2026-07", Decimal(720), 3),
            Reported("2026-06", Decimal(650), 4),
        ]
    )  # fmt: skip
    assert [(each.derived, each.revision) for each in found[1:]] == [(100, 50), (120, -50)]


def test_july_stands_on_june_as_it_was_when_july_came_in() -> None:
    found = derived(
        [
            Reported("2026-06", Decimal(600), 1),
            Reported("2026-06", Decimal(650), 2),
            Reported("2026-07", Decimal(720), 3),
        ]
    )
    assert (found[1].derived, found[1].revision) == (70, 0)


def test_what_cannot_be_derived_stays_undefined() -> None:
    found = derived([Reported("2026-07", Decimal(720), 1), Reported("2026-06", Decimal(600), 2)])
    assert found == (Derived("2026-06", None, None), Derived("2026-07", None, Decimal(120)))
    assert found[1].revision is None


def test_where_january_is_waived_february_is_both_months_and_years_stand_apart() -> None:
    assert months(("2025-12", 900), ("2026-02", 30), ("2026-03", 50), waived=("01",)) == [
        ("2025-12", None, None), ("2026-02", 30, 30), ("2026-03", 20, 20),
    ]  # fmt: skip


VALUES = st.decimals(min_value=-(10**12), max_value=10**12, places=2, allow_nan=False)
CORRECTIONS = st.lists(st.tuples(st.integers(1, 12), VALUES), max_size=20)


@given(st.lists(VALUES, min_size=1, max_size=12), CORRECTIONS)
def test_revised_months_sum_to_the_newest_cumulative_and_so_do_derived_ones_with_their_revisions(
    firsts: list[Decimal], corrections: list[tuple[int, Decimal]]
) -> None:
    first = [Reported(f"2026-{n:02d}", value, n) for n, value in enumerate(firsts, 1)]
    later = [
        Reported(f"2026-{month:02d}", value, 100 + n)
        for n, (month, value) in enumerate(corrections)
        if month <= len(firsts)
    ]
    found = derived([*first, *later])
    newest = next(each.value for each in reversed([*first, *later]) if each.period == first[-1].period)
    assert sum(each.revised for each in found if each.revised is not None) == newest
    assert sum((each.derived or 0) + (each.revision or 0) for each in found) == newest
    assert sum(each.derived or 0 for each in found) == firsts[-1]


@given(st.lists(VALUES, min_size=2, max_size=12), VALUES, st.data())
def test_a_correction_changes_no_derived_month_that_was_reported(
    firsts: list[Decimal], value: Decimal, data: st.DataObject
) -> None:
    first = [Reported(f"2026-{n:02d}", each, n) for n, each in enumerate(firsts, 1)]
    month = data.draw(st.integers(1, len(firsts)))
    before = [each.derived for each in derived(first)]
    after = derived([*first, Reported(f"2026-{month:02d}", value, 99)])
    assert [each.derived for each in after] == before
    moved = {each.period for each in after if each.revision}
    assert moved <= {f"2026-{month:02d}", f"2026-{month + 1:02d}"}
