"""Planned against actual: when releases were due, and when they went live here."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.nouns import TUTORIAL
from xinxiao import bootstrap
from xinxiao.model.actor import SYSTEM
from xinxiao.uses import releases, work, workflow
from xinxiao.uses.calendar import calendar
from xinxiao.uses.run import run

SLOT = datetime(2025, 7, 1, 2, 0, tzinfo=UTC)


def test_a_release_kept_by_the_worker_is_late_by_what_the_worker_noticed(tmp_path: Path) -> None:
    call = replace(bootstrap.call(tmp_path / "home"), now=SLOT - timedelta(days=3))
    made = run(call, TUTORIAL)
    (before,) = calendar(call, made)
    assert (before.slot.id, before.slot.due, before.first, before.late) == ("C2024", SLOT, None, None)
    assert [before.overdue(SLOT + timedelta(seconds=n)) for n in (-1, 0, 1)] == [False, True, True]
    noticed = SLOT + timedelta(minutes=90)
    work.work_off(replace(call, actor=SYSTEM), "w", lambda: noticed, lambda *_: None)
    (after,) = calendar(call, made)
    assert after.late == timedelta(minutes=90)
    assert not after.overdue(noticed)
    call.ports.ledger.close()


def test_a_release_published_early_is_early_and_the_first_of_a_cycle_counts(tmp_path: Path) -> None:
    call = replace(bootstrap.call(tmp_path / "home"), now=SLOT - timedelta(days=3))
    made = run(call, TUTORIAL)
    workflow.publish(call, made.id, early=True)
    later = replace(call, now=SLOT + timedelta(days=3))
    again = run(later, TUTORIAL, None, "2024-06-30")
    assert len(releases.lives(later)) == 2
    (found,) = calendar(later, again)
    assert found.first is not None
    assert (found.first.entry.id, found.late) == (made.id, timedelta(days=-3))
    call.ports.ledger.close()
