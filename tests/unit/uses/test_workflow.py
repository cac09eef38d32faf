"""From draft to live: who may, what readers see meanwhile, and what a worker does at the hour."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.nouns import TUTORIAL
from xinxiao.errors import Conflict, DataFault, NotAllowed, NotFound, Tampered, Withdrawn
from xinxiao.model.actor import ANONYMOUS, SYSTEM
from xinxiao.model.event import moment
from xinxiao.model.job import Job
from xinxiao.model.release import Release
from xinxiao.model.text import Text
from xinxiao.uses import jobs, releases, work, workflow
from xinxiao.uses.blob import blob
from xinxiao.uses.call import Call
from xinxiao.uses.checked import checked
from xinxiao.uses.run import run
from xinxiao.uses.verify import verify

NOTICE = Text(zh="数字有误", en="A number is wrong")
SLOT = datetime(2025, 7, 1, 2, 0, tzinfo=UTC)
"""Ten o'clock in Shanghai on the day of the tutorial's release."""


def reader(call: Call) -> Call:
    return replace(call, actor=ANONYMOUS)


def drafted(call: Call) -> Release:
    """A second release, of what was known on an earlier day, as a draft."""
    return run(call, TUTORIAL, None, "2024-06-30", draft=True)


def state(call: Call, release: Release) -> str:
    return releases.record(call, release.id).state


def test_a_run_goes_through_to_live_when_its_slot_is_past(own: Call) -> None:
    made = run(own, TUTORIAL, None, "2024-06-30")
    found = releases.record(reader(own), made.id)
    assert (found.state, found.since, found.due) == ("live", own.at, "")
    kinds = [event.kind for event in own.ports.ledger.events.events() if event.fact.get("id") == made.id]
    assert kinds == ["release.sealed", "release.checked", "release.published"]


def test_a_draft_is_seen_by_who_prepares_it_and_by_no_reader(own: Call) -> None:
    made = drafted(own)
    assert state(own, made) == "draft"
    assert releases.find(own, made.id).sha256 == made.sha256
    with pytest.raises(NotFound) as caught:
        releases.find(reader(own), made.id)
    assert made.id not in str(caught.value.told.values["known"])
    assert [entry.id for entry in releases.entries(reader(own))] == [releases.find(own).id]
    assert releases.find(own).id != made.id
    assert len(releases.standing(own)) == 2
    assert len(releases.standing(reader(own))) == len(releases.lives(own)) == 1


def test_blobs_of_a_draft_are_out_of_reach_unless_a_live_release_holds_them_too(own: Call) -> None:
    first, made = releases.find(own), drafted(own)
    shared, fresh = set(made.blobs) & set(first.blobs), set(made.blobs) - set(first.blobs)
    assert made.sha256 in fresh
    assert made.nouns in shared
    for digest in fresh:
        assert blob(own, digest).digest == digest
        with pytest.raises(NotFound):
            blob(reader(own), digest)
    for digest in shared:
        assert blob(reader(own), digest).digest == digest


def test_a_draft_is_checked_by_computing_it_anew_and_then_published(own: Call) -> None:
    made = drafted(own)
    with pytest.raises(Conflict) as caught:
        workflow.publish(own, made.id)
    assert caught.value.told.values["allowed"] == "checked"
    assert workflow.check(own, made.id).state == "checked"
    *_, event = own.ports.ledger.events.events()
    assert (event.kind, event.fact["how"]) == ("release.checked", "recomputed")
    assert event.fact["checks"] == len(verify(own, made.id).checks)
    with pytest.raises(NotFound):
        releases.find(reader(own), made.id)
    assert workflow.publish(own, made.id).since == own.at
    assert releases.find(reader(own), made.id).sha256 == made.sha256


def test_what_a_run_carried_on_was_hashed_and_what_was_computed_anew_says_so(own: Call) -> None:
    first, made = releases.find(own), drafted(own)
    assert {name: (c.how, c.checks) for name, c in checked(own).items()} == {
        first.id: ("hashed", len(first.blobs))
    }
    workflow.check(own, made.id)
    assert checked(own)[made.id].how == "recomputed"
    assert made.id not in checked(reader(own))
    workflow.hold(own, made.id, "a slip")
    workflow.record(own, made, draft=False)
    assert (checked(own)[made.id].how, checked(reader(own))[made.id].how) == ("hashed", "hashed")


def test_a_draft_whose_bytes_differ_stays_one(own: Call) -> None:
    made = drafted(own)
    digest = next(iter(set(made.blobs) - set(releases.find(own).blobs) - {made.sha256}))
    place = own.ports.blobs.path(digest)
    place.chmod(0o644)
    place.write_bytes(b"changed")
    with pytest.raises(Tampered) as caught:
        workflow.check(own, made.id)
    assert caught.value.told.name == "release_unsound"
    assert state(own, made) == "draft"


def test_an_embargo_ends_at_its_hour_and_not_before(own: Call) -> None:
    made, hour = drafted(own), own.now + timedelta(hours=2)
    workflow.check(own, made.id)
    assert workflow.embargo(own, made.id, hour).due == moment(hour)
    assert [(j.kind, j.due) for j in jobs.jobs(own) if j.kind == "release.publish"] == [
        ("release.publish", moment(hour))
    ]
    system = replace(own, actor=SYSTEM)

    def work_at(now: datetime) -> list[tuple[str, str]]:
        heard: list[tuple[str, str]] = []
        work.work_off(system, "w", lambda: now, lambda job, ended, said: heard.append((job.kind, said)))
        return [said for said in heard if said[0] == "release.publish"]

    assert work_at(hour - timedelta(milliseconds=1)) == []
    with pytest.raises(NotFound):
        releases.find(reader(own), made.id)
    assert work_at(hour + timedelta(hours=5)) == [("release.publish", "live")]
    *_, event = own.ports.ledger.events.events(kind="release.published")
    assert event.fact == {
        "id": made.id,
        "due": moment(hour),
        "noticed": moment(hour + timedelta(hours=5)),
    }
    assert event.actor == "system"
    assert releases.record(reader(own), made.id).since == moment(hour + timedelta(hours=5))
    assert work_at(hour + timedelta(hours=6)) == []


def test_an_embargo_whose_job_was_lost_is_planned_again_by_the_worker(own: Call) -> None:
    made, hour = drafted(own), own.now + timedelta(hours=2)
    own.ports.ledger.events.append(
        "me",
        own.at,
        [
            workflow.ReleaseChecked(id=made.id, how="hashed", checks=1),
            workflow.ReleaseEmbargoed(id=made.id, until=moment(hour)),
        ],
    )
    work.plan(own)
    assert [(j.key, j.due) for j in jobs.jobs(own) if j.kind == "release.publish"] == [
        (f"{moment(hour)} {made.id}", moment(hour))
    ]


def test_a_job_leaves_alone_what_was_moved_or_held_back(own: Call) -> None:
    made, hour = drafted(own), own.now + timedelta(hours=2)
    workflow.check(own, made.id)
    workflow.embargo(own, made.id, hour)
    job = Job(1, "release.publish", f"{moment(hour)} {made.id}", "", "leased", 1, "", "", "", "")
    late = replace(own, now=hour)
    assert workflow.go_live(late, job).outcome == "live"
    assert workflow.embargo(own, made.id, hour + timedelta(days=1)).state == "embargoed"
    assert (workflow.go_live(late, job).outcome, list(workflow.go_live(late, job).facts)) == ("moved", [])
    assert workflow.hold(own, made.id, "a slip").state == "draft"
    assert workflow.planned(own) == []
    assert workflow.go_live(late, job).outcome == "moved"
    strange = Job(1, "release.publish", f"{moment(hour)} X", "", "leased", 1, "", "", "", "")
    assert workflow.go_live(late, strange).outcome == "moved"


def test_an_embargo_is_broken_only_on_purpose(own: Call) -> None:
    made, hour = drafted(own), own.now + timedelta(hours=2)
    workflow.check(own, made.id)
    workflow.embargo(own, made.id, hour)
    with pytest.raises(Conflict) as caught:
        workflow.publish(own, made.id)
    assert caught.value.told.name == "release_embargoed"
    assert workflow.publish(own, made.id, early=True).state == "live"


def test_an_embargo_into_the_past_is_refused_and_one_whose_hour_has_come_is_published(own: Call) -> None:
    made = drafted(own)
    workflow.check(own, made.id)
    for until in (own.now, None):
        with pytest.raises(Conflict) as caught:
            workflow.embargo(own, made.id, until)
        assert caught.value.told.name == "release_past"
    hour = own.now + timedelta(milliseconds=1)
    assert workflow.embargo(own, made.id, hour).state == "embargoed"
    assert workflow.publish(replace(own, now=hour), made.id).since == moment(hour)


def test_a_run_before_its_slot_is_embargoed_until_then(tmp_path: Path) -> None:
    from xinxiao import bootstrap

    call = replace(bootstrap.call(tmp_path / "home"), now=SLOT - timedelta(seconds=1))
    made = run(call, TUTORIAL)
    found = releases.record(call, made.id)
    assert (found.state, found.due, found.since) == ("embargoed", moment(SLOT), "")
    with pytest.raises(NotFound) as caught:
        releases.find(reader(call))
    assert caught.value.told.name == "no_release"
    with pytest.raises(NotFound) as caught:
        releases.find(call)
    assert caught.value.told.name == "no_live_release"
    assert run(call, TUTORIAL).id == made.id
    assert state(call, made) == "embargoed"
    call.ports.ledger.close()


def test_a_draft_that_is_run_again_is_carried_through(own: Call) -> None:
    made = drafted(own)
    assert run(own, TUTORIAL, None, "2024-06-30", draft=True).id == made.id
    assert state(own, made) == "draft"
    run(own, TUTORIAL, None, "2024-06-30")
    assert state(own, made) == "live"


def test_a_correction_is_another_live_release_and_the_corrected_one_stays_with_a_notice(own: Call) -> None:
    first, made = releases.find(own), drafted(own)
    for by, name in ((made.id, "release_not_shown"), (first.id, "release_itself")):
        with pytest.raises(Conflict) as caught:
            workflow.correct(own, first.id, by, NOTICE)
        assert caught.value.told.name == name
    run(own, TUTORIAL, None, "2024-06-30")
    found = workflow.correct(own, first.id, made.id, NOTICE)
    assert (found.state, found.by, found.notice) == ("corrected", made.id, NOTICE)
    assert releases.find(reader(own), first.id).sha256 == first.sha256
    assert releases.find(reader(own)).id == made.id


def test_a_withdrawn_release_keeps_its_record_and_loses_its_data(own: Call) -> None:
    first, made = releases.find(own), run(own, TUTORIAL, None, "2024-06-30")
    found = workflow.withdraw(own, first.id, NOTICE, "a wrong table")
    assert (found.state, found.until, found.notice, found.reason) == (
        "withdrawn",
        own.at,
        NOTICE,
        "a wrong table",
    )
    with pytest.raises(Withdrawn) as caught:
        releases.find(reader(own), first.id)
    assert caught.value.told.values == {
        "release": first.id,
        "until": own.at,
        "notice": {"zh": "数字有误", "en": "A number is wrong"},
    }
    assert releases.record(reader(own), first.id).notice == NOTICE
    assert releases.find(reader(own)).id == made.id
    assert blob(reader(own), first.sha256).digest == first.sha256
    gone = set(first.blobs) - set(made.blobs) - {first.sha256}
    assert gone
    for digest in gone:
        with pytest.raises(Withdrawn):
            blob(reader(own), digest)
    assert releases.find(own, first.id).id == first.id
    assert [life.entry.id for life in releases.lives(reader(own))] == [first.id, made.id]
    with pytest.raises(Conflict):
        run(own, TUTORIAL)


def test_the_one_before_is_the_live_one_that_tells_of_less(own: Call) -> None:
    first = releases.find(own)
    made = run(own, TUTORIAL, None, "2024-06-30")
    assert releases.before(own, first).id == made.id
    with pytest.raises(NotFound):
        releases.before(own, made)
    assert releases.find(own).id == first.id
    workflow.withdraw(own, made.id, NOTICE, "bad")
    with pytest.raises(NotFound):
        releases.before(own, first)


def test_readers_and_the_installation_itself_may_not_move_a_release(own: Call) -> None:
    first = releases.find(own)
    for actor in (ANONYMOUS, SYSTEM):
        call = replace(own, actor=actor)
        for act in (
            lambda call=call: workflow.check(call, first.id),
            lambda call=call: workflow.hold(call, first.id, "x"),
            lambda call=call: workflow.embargo(call, first.id),
            lambda call=call: workflow.publish(call, first.id, early=True),
            lambda call=call: workflow.correct(call, first.id, first.id, NOTICE),
            lambda call=call: workflow.withdraw(call, first.id, NOTICE, "x"),
        ):
            with pytest.raises(NotAllowed):
                act()


def test_a_time_is_read_in_the_zone_of_the_installation_unless_it_says_its_own(own: Call) -> None:
    assert moment(workflow.time_of(own, "2026-12-01T10:00")) == "2026-12-01T02:00:00.000+00:00"
    assert moment(workflow.time_of(own, "2026-12-01T10:00+01:00")) == "2026-12-01T09:00:00.000+00:00"
    with pytest.raises(DataFault) as caught:
        workflow.time_of(own, "tomorrow")
    assert caught.value.told.name == "bad_moment"
