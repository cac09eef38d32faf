"""How releases stand, a table made from the events that move them."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.nouns import release as manifest
from tests.unit.store.ledger.test_database import made_at
from tests.unit.store.ledger.test_verify import reach_in
from xinxiao.errors import Conflict, Unavailable
from xinxiao.model.event import (
    Fact,
    Misfit,
    ReleaseChecked,
    ReleaseEmbargoed,
    ReleasePublished,
    ReleaseWithdrawn,
)
from xinxiao.model.text import Text
from xinxiao.store.ledger import Ledger

AT = "2026-01-15T08:00:00.000+00:00"
LATER = "2026-02-15T08:00:00.000+00:00"
ONE = manifest()
NOTICE = Text(zh="有误", en="wrong")


def through(*more: Fact) -> list[Fact]:
    live = ReleasePublished(id=ONE.id, due="", noticed=AT)
    return [ReleaseChecked(id=ONE.id, how="hashed", checks=1), live, *more]


def state(ledger: Ledger) -> list[tuple[str, str, str]]:
    return [(life.state, life.since, life.until) for life in ledger.releases.lives()]


def test_a_sealed_release_is_a_draft_until_something_moves_it(ledger: Ledger) -> None:
    ledger.releases.append(ONE, "me", AT)
    assert state(ledger) == [("draft", "", "")]
    ledger.events.append("me", LATER, through())
    assert state(ledger) == [("live", LATER, "")]
    assert ledger.verify("event")[1] is None


def test_a_release_may_be_sealed_and_carried_through_in_one_breath(ledger: Ledger) -> None:
    ledger.releases.append(ONE, "me", AT, through())
    assert [event.kind for event in ledger.events.events()] == [
        "release.sealed",
        "release.checked",
        "release.published",
    ]
    assert state(ledger) == [("live", AT, "")]
    ledger.releases.append(ONE, "me", LATER, through())
    assert ledger.events.mark().sequence == 3


def test_a_move_that_may_not_be_is_refused_and_leaves_nothing(ledger: Ledger) -> None:
    ledger.releases.append(ONE, "me", AT)
    with pytest.raises(Conflict) as caught:
        ledger.events.append("me", AT, [ReleasePublished(id=ONE.id, due="", noticed=AT)])
    assert caught.value.told is not None
    assert caught.value.told.values == {
        "release": ONE.id,
        "state": "draft",
        "wanted": "live",
        "allowed": "checked",
    }
    assert ledger.events.mark().sequence == 1
    with pytest.raises(Conflict):
        ledger.events.append("me", AT, [ReleaseEmbargoed(id="nothing", until=LATER)])
    assert state(ledger) == [("draft", "", "")]


def test_what_is_withdrawn_stays_so(ledger: Ledger) -> None:
    gone = ReleaseWithdrawn(id=ONE.id, notice=NOTICE, reason="bad")
    ledger.releases.append(ONE, "me", AT, through(gone))
    assert state(ledger) == [("withdrawn", AT, AT)]
    with pytest.raises(Conflict) as caught:
        ledger.events.append("me", AT, [gone])
    assert caught.value.told is not None
    assert caught.value.told.values["allowed"] == "-"


@pytest.mark.parametrize("statement", ["UPDATE release_move SET state = 'live'", "DELETE FROM release_move"])
def test_the_database_itself_refuses_to_change_how_a_release_came_to_stand(
    ledger: Ledger, statement: str
) -> None:
    ledger.releases.append(ONE, "me", AT)
    with pytest.raises((Unavailable, Conflict)), ledger.database.writing() as connection:
        connection.exec_driver_sql(statement)
    assert state(ledger) == [("draft", "", "")]


@pytest.mark.parametrize(
    ("statement", "event"),
    [
        ("UPDATE release_move SET due = '2030' WHERE event = 2", 2),
        ("UPDATE release_move SET state = 'draft' WHERE event = 3", 3),
        ("DELETE FROM release_move WHERE event = 1", 1),
        ("UPDATE release_move SET event = 9 WHERE event = 3", 3),
    ],
)
def test_a_standing_that_says_something_else_than_the_events_is_named(
    ledger: Ledger, statement: str, event: int
) -> None:
    ledger.releases.append(ONE, "me", AT, through())
    reach_in(ledger, statement)
    assert ledger.verify("event")[1] == Misfit("event", event, "projection")


def test_a_move_that_no_event_says_is_named(ledger: Ledger) -> None:
    ledger.releases.append(ONE, "me", AT, through())
    reach_in(
        ledger,
        'INSERT INTO release_move SELECT 8, id, state, at, due, "by", reason, notice_zh, notice_en FROM release_move WHERE event = 3',
    )
    assert ledger.verify("event")[1] == Misfit("event", 8, "projection")


def test_releases_of_earlier_schemas_are_live_since_they_were_sealed(url: str) -> None:
    made_at(url, "0001")
    opened = Ledger(url)
    assert state(opened) == [
        ("live", "2021-02-03T04:05:06+00:00", ""),
        ("live", "2022-02-03T04:05:06+00:00", ""),
    ]
    assert opened.verify("event")[1] is None
    opened.close()


def test_a_ledger_nobody_made_has_no_releases(tmp_path: object) -> None:
    assert Ledger(f"sqlite:///{tmp_path}/none.sqlite").releases.lives() == ()


def test_the_table_is_read_in_the_order_of_events(ledger: Ledger) -> None:
    other = manifest(as_of="2024-01-01")
    ledger.releases.append(ONE, "me", AT)
    ledger.releases.append(other, "me", AT)
    ledger.events.append("me", LATER, through())
    assert [(life.entry.id, life.state) for life in ledger.releases.lives()] == [
        (ONE.id, "live"),
        (other.id, "draft"),
    ]
    with ledger.database.reading() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM release_move")).scalar() == 4
