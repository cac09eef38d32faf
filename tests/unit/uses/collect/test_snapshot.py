"""Snapshots: noted in the ledger, named by their bytes, of issued forms only."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.nouns import TUTORIAL
from tests.reported import FORM, PERIOD, content, form, issue, report
from xinxiao.errors import NotAllowed, NotFound
from xinxiao.model.actor import ANONYMOUS
from xinxiao.model.collect.snapshot import SnapshotTaken
from xinxiao.model.programme import Programme
from xinxiao.programme.load import load
from xinxiao.uses.call import Call
from xinxiao.uses.collect.snapshot import snapshots, take


@pytest.fixture(scope="module")
def programme() -> Programme:
    """The tutorial's programme with a form of tests."""
    return msgspec.structs.replace(load(TUTORIAL).parts, forms={FORM: form()})


def reports(call: Call) -> Any:
    return call.ports.ledger


def test_what_is_submitted_is_frozen_with_its_state_and_noted(own: Call, programme: Programme) -> None:
    issue(reports(own), PERIOD)
    report(reports(own), "U-1", PERIOD, "submitted", content(SALES="5"))
    report(reports(own), "U-2", PERIOD, "due")
    before = own.ports.ledger.events.mark()
    made = take(own, programme, FORM, PERIOD)
    assert (made.reports, made.submitted, made.synthetic) == (2, 1, False)
    assert (made.ledger, made.ledger_hash) == (before.sequence, before.hash)
    assert own.ports.blobs.has(made.sha256)
    (event,) = own.ports.ledger.events.events(kind=SnapshotTaken.kind)
    assert event.fact["sha256"] == made.sha256
    # nothing of what was reported, and of no unit
    assert not {"U-1", "SALES", "5"} & {str(value) for value in event.fact.values()}
    assert list(Path(own.ports.home / "snapshots").iterdir()) == []


def test_the_same_state_has_the_same_name_and_is_noted_once(own: Call, programme: Programme) -> None:
    issue(reports(own), PERIOD)
    report(reports(own), "U-1", PERIOD, "submitted", content(SALES="5"))
    first, again = take(own, programme, FORM, PERIOD), take(own, programme, FORM, PERIOD)
    assert first == again
    report(reports(own), "U-2", PERIOD, "submitted", content(SALES="6"))
    other = take(own, programme, FORM, PERIOD)
    assert other.sha256 != first.sha256
    assert [one.sha256 for one in snapshots(own, FORM, PERIOD)] == [first.sha256, other.sha256]


def test_a_snapshot_of_invented_units_says_so(own: Call, programme: Programme) -> None:
    issue(reports(own), PERIOD)
    report(reports(own), "U-1", PERIOD, "submitted", content(SALES="5"))
    report(reports(own), "SYN-1", PERIOD, "due")
    assert take(own, programme, FORM, PERIOD).synthetic


def test_what_was_not_issued_or_in_another_version_is_told(own: Call, programme: Programme) -> None:
    for name, period in ((FORM, PERIOD), ("NO_FORM", PERIOD), (FORM, "soon")):
        with pytest.raises(NotFound) as caught:
            take(own, programme, name, period)
        assert caught.value.told.name == "snapshot_none"
    issue(reports(own), PERIOD, "2.0.0")
    with pytest.raises(NotFound) as caught:
        take(own, programme, FORM, PERIOD)
    assert caught.value.told.values == {"form": FORM, "period": PERIOD, "issued": "2.0.0", "held": "1.0.0"}


def test_only_who_may_release_takes_one(own: Call, programme: Programme) -> None:
    with pytest.raises(NotAllowed):
        take(replace(own, actor=ANONYMOUS), programme, FORM, PERIOD)
