"""The life of a release: what moves make of it, and which one is shown to who names none."""

from __future__ import annotations

import itertools

import pytest

from xinxiao.model.event import (
    START,
    Event,
    Fact,
    Mark,
    ReleaseChecked,
    ReleaseCorrected,
    ReleaseEmbargoed,
    ReleaseHeld,
    ReleasePublished,
    ReleaseSealed,
    ReleaseWithdrawn,
    appended,
)
from xinxiao.model.life import AFTER, STATES, Lived, latest, lived, moved, ranked
from xinxiao.model.release import Entry
from xinxiao.model.text import Text

T = tuple(f"2026-01-0{n}T00:00:00.000+00:00" for n in range(1, 8))
NOTICE = Text(zh="有误", en="wrong")


def entry(number: int, name: str, as_of: str = "2025-06-30", programme: str = "p") -> Entry:
    return Entry(number, name, f"{number}" * 64, programme, "C", as_of, T[0])


def events(*facts: Fact) -> list[Event]:
    """An event a day of each fact."""
    made, after = list[Event](), START
    for at, fact in zip(T, facts, strict=False):
        (event,) = appended(after, "me", at, [(fact.kind, fact.payload)])
        made.append(event)
        after = Mark(event.sequence, event.hash)
    return made


def life(*facts: Fact) -> Lived:
    return lived([entry(1, "A")], map(moved, events(*facts)))[0]


SEALED = ReleaseSealed(id="A", sha256="1" * 64, programme="p", cycle="C", as_of="2025-06-30", state="draft")
CHECKED = ReleaseChecked(id="A", how="hashed", checks=7)
EMBARGOED = ReleaseEmbargoed(id="A", until=T[5])
LIVE = ReleasePublished(id="A", due="", noticed=T[2])


def test_a_sealed_release_is_a_draft_nobody_saw() -> None:
    found = life(SEALED)
    assert (found.state, found.since, found.until, found.due, found.is_shown) == ("draft", "", "", "", False)


def test_what_was_sealed_before_there_were_states_was_public_from_then_on() -> None:
    old = ReleaseSealed(id="A", sha256="1" * 64, programme="p", cycle="C", as_of="2025-06-30")
    assert "state" not in old.payload
    found = life(old)
    assert (found.state, found.since, found.is_shown) == ("live", T[0], True)


def test_a_release_goes_from_draft_to_live_and_says_since_when() -> None:
    found = life(SEALED, CHECKED, LIVE)
    assert (found.state, found.since, found.until, found.notice) == ("live", T[2], "", None)


def test_an_embargo_is_over_with_the_draft_it_was_for() -> None:
    held = ReleaseHeld(id="A", reason="a slip")
    assert life(SEALED, CHECKED, EMBARGOED).due == T[5]
    assert (life(SEALED, CHECKED, EMBARGOED, held).due, life(SEALED, CHECKED, EMBARGOED, held).reason) == (
        "",
        "a slip",
    )
    assert life(SEALED, CHECKED, EMBARGOED, held, CHECKED).due == ""
    ended = ReleasePublished(id="A", due=T[5], noticed=T[6])
    assert (life(SEALED, CHECKED, EMBARGOED, ended).due, life(SEALED, CHECKED, EMBARGOED, ended).state) == (
        T[5],
        "live",
    )


def test_a_corrected_release_is_still_shown_with_its_notice() -> None:
    found = life(SEALED, CHECKED, LIVE, ReleaseCorrected(id="A", by="B", notice=NOTICE))
    assert (found.state, found.by, found.notice, found.until, found.is_shown) == (
        "corrected",
        "B",
        NOTICE,
        "",
        True,
    )


def test_a_withdrawn_release_was_live_until_then() -> None:
    found = life(SEALED, CHECKED, LIVE, ReleaseWithdrawn(id="A", notice=NOTICE, reason="bad"))
    assert (found.state, found.since, found.until, found.reason, found.is_shown) == (
        "withdrawn",
        T[2],
        T[3],
        "bad",
        False,
    )
    assert [found.was_live(at) for at in T[1:5]] == [False, True, False, False]


def test_what_is_live_was_live_from_its_first_moment_on() -> None:
    found = life(SEALED, CHECKED, LIVE)
    assert [found.was_live(at) for at in (T[1], T[2], T[6])] == [False, True, True]
    assert not life(SEALED).was_live(T[6])


def test_published_releases_never_become_drafts_again() -> None:
    assert set(AFTER) == set(STATES)
    for state in ("live", "corrected", "withdrawn"):
        assert not AFTER[state] & {"draft", "checked", "embargoed", "live"}  # type: ignore[index]
    assert AFTER["draft"] == {"checked"}
    assert AFTER["checked"] == {"draft", "embargoed", "live"}
    assert AFTER["live"] == {"corrected", "withdrawn"}


OLD = Lived(entry(2, "P-2022-a", "2024-06-30"), T[3], state="live")
NEW = Lived(entry(1, "P-2023-b", "2025-12-31"), T[1], state="live")


@pytest.mark.parametrize("order", list(itertools.permutations((OLD, NEW))))
def test_an_older_cycle_sealed_later_does_not_become_the_newest(order: tuple[Lived, ...]) -> None:
    assert [found.entry.id for found in ranked(order)] == ["P-2022-a", "P-2023-b"]
    assert latest(order) == NEW


def test_of_one_cycle_the_one_that_knows_more_is_newer_and_of_equals_the_one_sealed_later() -> None:
    one, two = (
        Lived(entry(n, f"P-2023-{n}", as_of), T[n], state="live")
        for n, as_of in ((1, "2026-01-01"), (2, "2025-12-31"))
    )
    assert latest([one, two]) == one
    again = Lived(entry(3, "P-2023-3", "2026-01-01"), T[1], state="live")
    assert latest([again, one]) == again


def test_a_corrected_release_is_not_shown_to_who_names_none_though_it_knows_more() -> None:
    one = Lived(entry(1, "P-2023-1", "2026-01-01"), T[1], state="corrected", by="P-2023-2")
    two = Lived(entry(2, "P-2023-2", "2025-12-31"), T[2], state="live")
    assert latest([one, two]) == two


def test_of_two_programmes_the_one_that_went_live_last_is_shown() -> None:
    other = Lived(entry(3, "Q-1999-c", "2000-01-01", "q"), T[4], state="live")
    assert latest([NEW, OLD, other]) == other
    assert latest([NEW, OLD, Lived(other.entry, T[0], state="live")]) == NEW


def test_drafts_and_withdrawn_releases_are_shown_to_nobody() -> None:
    assert latest([Lived(NEW.entry, T[1], T[2], state="withdrawn"), Lived(OLD.entry)]) is None
    assert latest([Lived(NEW.entry, T[1], T[2], state="withdrawn"), OLD]) == OLD


@pytest.mark.parametrize(
    ("name", "year"),
    [("IC-2023-0123456789ab", 2023), ("A-B-1999-x", 1999), ("A", 0), ("A-b-c", 0), ("A-2", 0)],
)
def test_the_year_of_a_release_is_said_by_its_id(name: str, year: int) -> None:
    assert entry(1, name).year == year
