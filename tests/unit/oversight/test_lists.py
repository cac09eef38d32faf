"""Lists folded from events: which entries live on a day, when they lapse, what differs between versions."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinxiao.model.event import START, Event, Fact, Mark, appended
from xinxiao.model.oversight.lists import Change, Entry, ListSpec
from xinxiao.model.oversight.lists_facts import (
    EntryEnded,
    EntryLapsed,
    ListApproved,
    ListIssued,
    ListProposed,
    ListReturned,
    ListReviewed,
)
from xinxiao.model.text import Text
from xinxiao.oversight.lists import (
    Held,
    Register,
    differences,
    fold,
    held,
    lapses,
    lives,
    reasons,
    unnoticed,
)

A, B, C = "person:a", "person:b", "person:c"
ADD = (Change(kind="add", reason="first"),)


def spec(version: int, *codes: str, **more: Any) -> ListSpec:
    given_: dict[str, Any] = {"valid_from": "2027-01-01", "changes": ADD} | more
    return ListSpec(
        id="L",
        type="T",
        version=version,
        name=Text(zh="清单", en="list"),
        issuer="B",
        area="CN",
        entries=tuple(Entry(code=code, matter=code) for code in codes),
        **given_,
    )


def proposed(number: int, attempt: int = 1, starts: str = "2027-01-01", ends: str = "") -> ListProposed:
    return ListProposed(
        list="L",
        number=number,
        attempt=attempt,
        type="T",
        area="CN",
        issuer="B",
        entries=2,
        starts=starts,
        ends=ends,
        sha256="1" * 64,
    )


def issue(number: int, starts: str, ends: str = "") -> list[tuple[str, Fact]]:
    """All that makes a version be issued, each by somebody else."""
    own = {"list": "L", "number": number, "attempt": 1}
    return [
        (A, proposed(number, 1, starts, ends)),
        (B, ListReviewed(**own, content="1" * 64)),  # type: ignore[arg-type]
        (C, ListApproved(**own, content="1" * 64, approval="2027-1")),  # type: ignore[arg-type]
        (C, ListIssued(**own, content="1" * 64, starts=starts)),  # type: ignore[arg-type]
    ]


def ended(entry: str, version: int, day: str) -> tuple[str, Fact]:
    return C, EntryEnded(list="L", entry=entry, version=version, day=day, approval="2027-2", sha256="2" * 64)


def chain(*said: tuple[str, Fact]) -> tuple[Event, ...]:
    made: tuple[Event, ...] = ()
    for actor, fact in said:
        after = Mark(made[-1].sequence, made[-1].hash) if made else START
        made += appended(after, actor, "2026-12-31T00:00:00.000+00:00", [(fact.kind, fact.payload)])
    return made


def register(*said: tuple[str, Fact]) -> Register:
    return fold(chain(*said))["L"]


def test_a_version_is_proposed_reviewed_approved_and_issued_by_those_who_did_it() -> None:
    own = register(*issue(1, "2027-02-01")).versions[0]
    assert [(moved.state, moved.actor) for moved in own.moves] == [
        ("proposed", A),
        ("reviewed", B),
        ("approved", C),
        ("issued", C),
    ]
    assert (own.state, own.approval, own.starts) == ("issued", "2027-1", "2027-02-01")
    assert own.people == {A, B, C}


def test_what_was_given_back_is_another_attempt_at_the_same_number() -> None:
    back = register((A, proposed(1)), (B, ListReturned(list="L", number=1, attempt=1, sha256="3" * 64)))
    assert back.open is None
    assert back.next == (1, 2)
    assert register(*issue(1, "2027-01-01")).next == (2, 1)


def test_nothing_but_what_was_issued_is_in_force() -> None:
    on_its_way = register(*issue(1, "2027-01-01")[:3])
    assert on_its_way.open is not None
    assert on_its_way.in_force("2030-01-01") is None


@pytest.mark.parametrize(
    ("day", "version"),
    [("2026-12-31", None), ("2027-01-01", 1), ("2027-05-31", 1), ("2027-06-01", 2), ("2027-07-01", 2)],
)
def test_the_last_issued_version_that_starts_by_a_day_is_in_force(day: str, version: int | None) -> None:
    own = register(*issue(1, "2027-01-01"), *issue(2, "2027-06-01")).in_force(day)
    assert (own.number if own else None) == version


def test_an_entry_lives_within_its_own_days_and_those_of_the_version() -> None:
    own = register(*issue(1, "2027-01-10", ends="2027-12-31"))
    whole = spec(1, "X", valid_to="2027-12-31")
    short = Entry(code="Y", matter="y", valid_from="2027-03-01", valid_to="2027-03-31")
    held_ = held(own.versions[0], spec(1, "X", valid_to="2027-12-31"))
    assert held_ == (Held(1, "X", "2027-01-10", "2027-12-31"),)
    both = held(
        own.versions[0],
        ListSpec(
            **{f: getattr(whole, f) for f in whole.__struct_fields__ if f != "entries"},
            entries=(*whole.entries, short),
        ),
    )
    assert both[1] == Held(1, "Y", "2027-03-01", "2027-03-31")
    assert [
        bool(lives(own, both, "Y", day)) for day in ("2027-02-28", "2027-03-01", "2027-03-31", "2027-04-01")
    ] == [
        False,
        True,
        True,
        False,
    ]
    assert not lives(own, both, "Z", "2027-03-01")


def test_an_entry_that_was_ended_holds_no_more_from_that_day_on_and_again_in_a_version_issued_later() -> None:
    both = (Held(1, "X", "2027-01-01", ""), Held(2, "X", "2027-06-01", ""))
    own = register(*issue(1, "2027-01-01"), ended("X", 1, "2027-03-01"), *issue(2, "2027-06-01"))
    assert [
        bool(lives(own, both, "X", day)) for day in ("2027-02-28", "2027-03-01", "2027-05-31", "2027-06-01")
    ] == [
        True,
        False,
        False,
        True,
    ]


def test_what_ends_an_entry_ends_it_in_a_version_that_was_issued_before_and_is_still_to_come() -> None:
    both = (Held(1, "X", "2027-01-01", ""), Held(2, "X", "2027-06-01", ""))
    own = register(*issue(1, "2027-01-01"), *issue(2, "2027-06-01"), ended("X", 1, "2027-03-01"))
    assert not lives(own, both, "X", "2027-06-01")
    assert [(lapse.day, lapse.why) for lapse in lapses(own, both, "2027-12-31")] == [("2027-03-01", "ended")]


def test_entries_lapse_when_ended_expired_deleted_or_when_the_list_is_over_and_the_reason_is_told() -> None:
    entries = (
        Held(1, "DELETED", "2027-01-01", "2027-12-31"),
        Held(1, "ENDED", "2027-01-01", "2027-12-31"),
        Held(1, "EXPIRED", "2027-01-01", "2027-03-31"),
        Held(1, "STAYS", "2027-01-01", "2027-12-31"),
        Held(2, "STAYS", "2027-06-01", "2027-08-31"),
    )
    own = register(
        *issue(1, "2027-01-01", "2027-12-31"),
        ended("ENDED", 1, "2027-02-01"),
        *issue(2, "2027-06-01", "2027-08-31"),
    )
    assert [
        (lapse.day, lapse.entry, lapse.version, lapse.why) for lapse in lapses(own, entries, "2027-12-31")
    ] == [
        ("2027-02-01", "ENDED", 1, "ended"),
        ("2027-04-01", "EXPIRED", 1, "expired"),
        ("2027-06-01", "DELETED", 1, "deleted"),
        ("2027-09-01", "STAYS", 2, "list over"),
    ]
    assert [lapse.entry for lapse in lapses(own, entries, "2027-04-01")] == ["ENDED", "EXPIRED"]


def test_a_lapse_that_an_event_tells_of_is_noticed() -> None:
    entries = (Held(1, "X", "2027-01-01", "2027-03-31"),)
    said = EntryLapsed(
        list="L", entry="X", version=1, due="2027-04-01", noticed="n", why="expired", resting=0
    )
    before = register(*issue(1, "2027-01-01"))
    assert len(unnoticed(before, entries, "2027-04-01")) == 1
    assert unnoticed(register(*issue(1, "2027-01-01"), ("system", said)), entries, "2027-04-01") == ()


DAYS = st.integers(0, 12).map(lambda n: (date(2027, 1, 1) + timedelta(days=n)).isoformat())
VERSIONS = st.lists(
    st.tuples(DAYS, st.lists(st.tuples(DAYS, DAYS | st.just("")), max_size=2)), min_size=1, max_size=4
)


@given(VERSIONS, st.lists(st.tuples(st.integers(0, 3), DAYS), max_size=2))
def test_lapses_are_the_days_on_which_an_entry_holds_no_more_looked_at_day_by_day(
    versions: list[tuple[str, list[tuple[str, str]]]], ends: list[tuple[int, str]]
) -> None:
    said: list[tuple[str, Fact]] = []
    entries = []
    for number, (starts, held_) in enumerate(versions, 1):
        said += issue(number, starts)
        entries += [Held(number, f"E{i}", max(starts, first), last) for i, (first, last) in enumerate(held_)]
        said += [ended("E0", number, day) for after, day in ends if after == number]
    own = register(*said)
    days = [(date(2026, 12, 31) + timedelta(days=n)).isoformat() for n in range(16)]
    found = [
        (day, name)
        for before, day in pairwise(days)
        for name in ("E0", "E1")
        if lives(own, entries, name, before) and not lives(own, entries, name, day)
    ]
    assert [(lapse.day, lapse.entry) for lapse in lapses(own, entries, days[-1])] == sorted(found)


def test_versions_differ_by_what_is_added_changed_and_deleted_and_each_has_its_reason() -> None:
    before = spec(1, "A", "B")
    now = ListSpec(
        **{
            f: getattr(before, f)
            for f in before.__struct_fields__
            if f not in ("entries", "version", "changes")
        },
        version=2,
        changes=(
            Change(kind="change", entries=("B",), reason="the rule changed"),
            Change(kind="add", reason="new"),
        ),
        entries=(Entry(code="B", matter="b"), Entry(code="C", matter="C")),
    )
    found = differences(before, now)
    assert [(own.code, own.kind, own.fields) for own in found] == [
        ("A", "delete", ()),
        ("B", "change", ("matter",)),
        ("C", "add", ()),
    ]
    assert reasons(now, found) == {"A": None, "B": 0, "C": 1}
    assert [own.kind for own in differences(None, before)] == ["add", "add"]
