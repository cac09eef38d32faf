"""The releases, a table made from the events that say a release was sealed."""

from __future__ import annotations

import pytest

from tests.nouns import release as manifest
from xinxiao.errors import Conflict
from xinxiao.model.event import ReleaseSealed
from xinxiao.model.release import Release
from xinxiao.store.ledger import Ledger

SEALED = "2026-01-15T08:00:00.000+00:00"
ME = "operator:me"


def release(as_of: str) -> Release:
    return manifest(as_of=as_of)


def test_releases_are_numbered_in_the_order_of_sealing(ledger: Ledger) -> None:
    ledger.releases.append(release("2025-06-30"), ME, SEALED)
    ledger.releases.append(release("2025-12-31"), ME, SEALED)
    entries = ledger.releases.entries()
    assert [(e.sequence, e.as_of) for e in entries] == [(1, "2025-06-30"), (2, "2025-12-31")]


def test_a_release_is_an_event_by_who_sealed_it(ledger: Ledger) -> None:
    entry = ledger.releases.append(release("2025-06-30"), ME, SEALED)
    (event,) = ledger.events.events()
    assert (event.actor, event.at, event.kind) == ("operator:me", SEALED, "release.sealed")
    assert event.fact["sha256"] == entry.sha256
    assert entry.sealed_at == SEALED


def test_sealing_the_same_release_twice_keeps_the_first_event(ledger: Ledger) -> None:
    first = ledger.releases.append(release("2025-06-30"), ME, SEALED)
    again = ledger.releases.append(release("2025-06-30"), ME, "2027-01-01T00:00:00.000+00:00")
    assert again == first
    assert ledger.events.mark().sequence == 1


def test_an_event_that_contradicts_the_releases_is_refused_and_leaves_nothing(ledger: Ledger) -> None:
    first = ledger.releases.append(release("2025-06-30"), ME, SEALED)
    other = ReleaseSealed(id=first.id, sha256="f" * 64, programme="IC", cycle="C", as_of="2025-06-30")
    with pytest.raises(Conflict):
        ledger.events.append(ME, SEALED, [other])
    assert ledger.events.mark().sequence == 1
    assert ledger.verify("event")[1] is None


def test_opening_again_finds_the_old_rows(ledger: Ledger) -> None:
    ledger.releases.append(release("2025-06-30"), ME, SEALED)
    again = Ledger(ledger.database.url)
    assert [e.as_of for e in again.releases.entries()] == ["2025-06-30"]
    again.close()
