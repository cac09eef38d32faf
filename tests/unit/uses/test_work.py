"""Work that happens without anyone asking: what is due, in which order, and what comes of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from xinxiao import bootstrap
from xinxiao.errors import Conflict, NotAllowed, Unavailable, told
from xinxiao.model.actor import ANONYMOUS, SYSTEM
from xinxiao.model.event import HeadTaken
from xinxiao.model.job import Done, Job, Planned
from xinxiao.uses import duties, jobs, ledger, work
from xinxiao.uses.call import Call
from xinxiao.uses.duties import ALARM, DEEDS

NOON = datetime(2026, 3, 10, 4, 0, tzinfo=UTC)
"""Noon in Shanghai."""


@dataclass
class Box:
    """Takes messages instead of a server, or refuses them."""

    taken: list[tuple[str, str, str]] = field(default_factory=list)
    refuses: bool = False

    @property
    def is_open(self) -> bool:
        return True

    def send(self, key: str, subject: str, text: str) -> None:
        if self.refuses:
            raise Unavailable("no", told("mail_refused", server="x", reason="no"))
        self.taken.append((key, subject, text))


@pytest.fixture
def new(tmp_path: Path) -> Iterator[Call]:
    """A home nobody used yet, at noon, looked after by itself."""
    asker = replace(bootstrap.call(tmp_path / "home", SYSTEM), now=NOON)
    yield asker
    asker.ports.ledger.close()


def work_off(call: Call, now: datetime) -> list[tuple[str, str, str]]:
    heard: list[tuple[str, str, str]] = []
    work.work_off(call, "w", lambda: now, lambda job, state, said: heard.append((job.kind, job.key, state)))
    return heard


def heads(call: Call) -> list[str]:
    return [event.fact["day"] for event in call.ports.ledger.events.events(kind=HeadTaken.kind)]


def test_a_new_home_has_the_next_of_each_duty_planned(new: Call) -> None:
    work.plan(new)
    assert [(j.kind, j.key, j.due) for j in jobs.jobs(new)] == [
        ("case.clocks", "2026-03-11", "2026-03-10T16:01:00.000+00:00"),
        ("ledger.head", "2026-03-10", "2026-03-10T16:05:00.000+00:00"),
        ("list.lapse", "2026-03-11", "2026-03-10T16:10:00.000+00:00"),
        ("release.verify", "2026-03-11", "2026-03-10T18:00:00.000+00:00"),
        ("cache.compact", "2026-03-11", "2026-03-10T19:00:00.000+00:00"),
        ("report.scrutiny", "2026-03-11", "2026-03-10T19:30:00.000+00:00"),
        ("case.retention", "2026-03-11", "2026-03-10T20:00:00.000+00:00"),
        ("report.remind", "2026-03-11", "2026-03-11T00:00:00.000+00:00"),
    ]


def test_nothing_is_done_before_it_is_due_and_each_thing_once(new: Call) -> None:
    assert work_off(new, NOON) == []
    night = NOON + timedelta(hours=16)
    assert work_off(new, night) == [
        ("case.clocks", "2026-03-11", "done"),
        ("ledger.head", "2026-03-10", "done"),
        ("list.lapse", "2026-03-11", "done"),
        ("release.verify", "2026-03-11", "done"),
        ("cache.compact", "2026-03-11", "done"),
        ("report.scrutiny", "2026-03-11", "done"),
        ("case.retention", "2026-03-11", "done"),
    ]
    assert work_off(new, night) == []
    assert heads(new) == ["2026-03-10"]


def test_working_off_tells_how_many_jobs_were_tried(new: Call) -> None:
    night = NOON + timedelta(hours=16)
    tried = [work.work_off(new, "w", lambda at=at: at, lambda *_: None) for at in (NOON, night, night)]  # type: ignore[misc]
    assert tried == [0, 7, 0]


def test_after_three_days_off_every_head_is_made_up_for_in_order_and_the_rest_once(new: Call) -> None:
    work_off(new, NOON)
    done = work_off(new, NOON + timedelta(days=3))
    assert [key for kind, key, _ in done if kind == "ledger.head"] == [
        "2026-03-10",
        "2026-03-11",
        "2026-03-12",
    ]
    assert [key for kind, key, _ in done if kind == "report.remind"] == [
        "2026-03-11",
        "2026-03-12",
        "2026-03-13",
    ]
    assert [kind for kind, _, _ in done if kind.startswith(("release", "cache"))] == [
        "release.verify",
        "cache.compact",
    ]
    assert heads(new) == ["2026-03-10", "2026-03-11", "2026-03-12"]
    planned = [(j.kind, j.key) for j in jobs.jobs(new, "due")]
    assert planned == [
        ("case.clocks", "2026-03-14"),
        ("ledger.head", "2026-03-13"),
        ("list.lapse", "2026-03-14"),
        ("release.verify", "2026-03-14"),
        ("cache.compact", "2026-03-14"),
        ("report.scrutiny", "2026-03-14"),
        ("case.retention", "2026-03-14"),
        ("report.remind", "2026-03-14"),
    ]


def test_heads_are_made_up_for_from_the_day_of_the_first_event(new: Call) -> None:
    fact = HeadTaken(day="x", sequence=0, hash="", reading_sequence=0, reading_hash="")
    new.ports.ledger.events.append("system", "2026-03-07T20:00:00.000+00:00", [fact])
    done = work_off(new, NOON)
    assert [key for kind, key, _ in done if kind == "ledger.head"] == ["2026-03-08", "2026-03-09"]


def test_the_head_of_a_day_is_where_the_chain_stood_when_it_ended(new: Call) -> None:
    fact = HeadTaken(day="x", sequence=0, hash="", reading_sequence=0, reading_hash="")
    chain = new.ports.ledger.events
    (before,) = chain.append("system", "2026-03-10T15:59:59.999+00:00", [fact])
    chain.append("system", "2026-03-10T16:00:00.000+00:00", [fact])
    head = ledger.head_of(new, datetime(2026, 3, 10, tzinfo=UTC).date())
    assert (head.day, head.sequence, head.hash) == ("2026-03-10", 1, before.hash)
    assert (head.reading_sequence, head.reading_hash) == (0, "0" * 64)


def test_published_heads_are_held_against_the_chain(new: Call) -> None:
    work_off(new, NOON)
    work_off(new, NOON + timedelta(days=3))
    assert [h.misfit for h in ledger.verify(new)] == [None, None, None]
    assert [h.after.sequence for h in ledger.verify(new, since="verified")] == [3, 0, 0]
    rows = ledger.head_rows(ledger.heads(new))
    text = "day,chain,sequence,hash\n" + "\n".join(",".join(str(v) for v in row.values()) for row in rows)
    known, fault = ledger.heads_of(text)
    assert (fault, len(known)) == (0, 3)
    assert [h.misfit for h in ledger.verify(new, known=known)] == [None, None, None]
    before = "".join(line + "\n" for line in text.splitlines() if "oversight" not in line)
    older, fault = ledger.heads_of(before)  # as published before there was a chain of oversight
    assert (fault, [head.oversight for head in older]) == (0, [None, None, None])
    assert ledger.head_lines(older) == before
    assert [h.misfit for h in ledger.verify(new, known=older)] == [None, None, None]
    forged, fault = ledger.heads_of(f"day,chain,sequence,hash\n2026-03-12,oversight,1,{'a' * 64}\n")
    held = ledger.verify(new, known=forged)
    assert [(h.chain, h.misfit.sequence) for h in held if h.misfit] == [("oversight", 1)]
    forged, fault = ledger.heads_of(f"day,chain,sequence,hash\n2026-03-12,event,2,{'a' * 64}\n")
    assert fault == 0
    held = ledger.verify(new, known=forged)
    assert [(h.chain, h.misfit.sequence, h.misfit.why) for h in held if h.misfit] == [("event", 2, "missing")]


@pytest.mark.parametrize(
    "line", ["x", "2026-03-12,event,2", "2026-03-12,other,2," + "a" * 64, "2026-03-12,event,-1," + "a" * 64]
)
def test_a_line_of_heads_of_another_form_is_named(line: str) -> None:
    good = f"2026-03-12,event,1,{'a' * 64}"
    assert ledger.heads_of(f"day,chain,sequence,hash\n{good}\n{line}\n")[1] == 3


def test_a_job_that_fails_is_tried_again_later_and_given_up_in_the_end(
    new: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = Box()
    call = replace(new, ports=replace(new.ports, post=box))
    tried: list[datetime] = []

    def fails(call: Call, job: Job) -> Done:
        tried.append(call.now)
        raise RuntimeError("about somebody")

    monkeypatch.setattr(work, "DEEDS", {**DEEDS, "test": fails})
    call.ports.ledger.jobs.plan([Planned("test", "k", call.at)])
    now = NOON
    for minutes in (0, 1, 5, 30, 120, 480):
        now += timedelta(minutes=minutes)
        assert [state for kind, _, state in work_off(call, now) if kind == "test"] == [
            "failed" if minutes == 480 else "put off"
        ]
    assert [(t - NOON) // timedelta(minutes=1) for t in tried] == [0, 1, 6, 36, 156, 636]
    (failed,) = jobs.jobs(call, "failed")
    assert (failed.kind, failed.tries, failed.outcome) == ("test", 6, "RuntimeError")
    assert [key for key, _, _ in box.taken if key.startswith("mail.alarm")] == ["mail.alarm test k"]
    jobs.retry(call, "test", "k")
    assert ("test", 0) in [(j.kind, j.tries) for j in jobs.jobs(call, "due")]


def test_a_worker_that_lost_its_lease_says_so_and_leaves_the_job_to_the_other(
    new: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = new.ports.ledger.jobs

    def slow(call: Call, job: Job) -> Done:
        other = table.lease(
            "other", "2026-03-10T05:00:00.000+00:00", lambda kind: "2026-03-10T06:00:00.000+00:00"
        )
        assert other is not None
        assert (other.key, other.tries) == ("k", 2)
        return Done(
            "too late", [HeadTaken(day="x", sequence=0, hash="", reading_sequence=0, reading_hash="")]
        )

    monkeypatch.setattr(work, "DEEDS", {**DEEDS, "test": slow})
    table.plan([Planned("test", "k", new.at)])
    assert work_off(new, NOON) == [("test", "k", "lost")]
    assert new.ports.ledger.events.mark().sequence == 0
    assert [(j.lease, j.state, j.outcome) for j in table.shown("leased")] == [("other", "leased", "")]


def test_a_job_that_met_a_conflict_of_its_own_is_put_off_like_any_that_failed(
    new: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    def clashes(call: Call, job: Job) -> Done:
        raise Conflict("locked", told("locked", path="x"))

    monkeypatch.setattr(work, "DEEDS", {**DEEDS, "test": clashes})
    new.ports.ledger.jobs.plan([Planned("test", "k", new.at)])
    assert work_off(new, NOON) == [("test", "k", "put off")]
    assert [(j.due, j.outcome) for j in new.ports.ledger.jobs.shown("due") if j.kind == "test"] == [
        ("2026-03-10T04:01:00.000+00:00", "locked")
    ]


def test_an_alarm_that_cannot_be_sent_raises_no_alarm(new: Call) -> None:
    call = replace(new, ports=replace(new.ports, post=Box(refuses=True)))
    call.ports.ledger.jobs.plan([Planned(ALARM, "x", call.at)])
    now = NOON
    for minutes in (0, 1, 5, 30, 120, 480):
        now += timedelta(minutes=minutes)
        work_off(call, now)
    assert [(j.kind, j.outcome) for j in jobs.jobs(call, "failed")] == [("mail.alarm", "mail_refused")]
    assert [j for j in jobs.jobs(call, "due") if j.kind == ALARM] == []


def test_a_head_is_mailed_to_those_who_keep_it_elsewhere(new: Call) -> None:
    box = Box()
    call = replace(new, ports=replace(new.ports, post=box))
    work_off(call, NOON)
    work_off(call, NOON + timedelta(days=1))
    (sent,) = box.taken
    assert sent[0] == "mail.head 2026-03-10"
    assert sent[2] == f"2026-03-10\nevent\t0\t{'0' * 64}\nreading\t0\t{'0' * 64}\noversight\t0\t{'0' * 64}\n"


def test_the_night_verifies_the_last_release_and_says_so_in_an_event(own: Call) -> None:
    call = replace(own, actor=SYSTEM)
    work_off(call, own.now)
    work_off(call, own.now + timedelta(days=1))
    (event,) = call.ports.ledger.events.events(kind="release.verified")
    assert event.fact["faults"] == []
    assert event.fact["same_code"] is True


def test_a_release_that_was_changed_is_told_by_night_and_by_mail(own: Call) -> None:
    box = Box()
    call = replace(own, actor=SYSTEM, ports=replace(own.ports, post=box))
    release = next(call.ports.ledger.releases.entries().__iter__())
    blob = next((own.ports.home / "lake").glob("*/*[0-9a-f]"))
    blob.chmod(0o644)
    blob.write_bytes(b"changed")
    done = duties.verify_nightly(
        call, Job(1, "release.verify", "2026-03-10", "", "leased", 1, "", "", "", "")
    )
    assert done.outcome.endswith("differ")
    assert done.facts[0].id == release.id  # type: ignore[attr-defined]
    assert [p.kind for p in done.following] == ["mail.alarm"]


def test_compaction_removes_what_a_killed_writer_left_but_not_what_is_being_written(own: Call) -> None:
    import os

    folder = next((own.ports.home / "lake").iterdir())
    old, fresh = folder / ".a.part", folder / ".b.part"  # what is older than a day
    for part in (old, fresh):
        part.write_bytes(b"half")
    now = datetime.now(UTC).timestamp()
    os.utime(old, (now - 25 * 3_600,) * 2)
    os.utime(fresh, (now - 23 * 3_600,) * 2)
    job = Job(1, "cache.compact", "2026-03-10", "", "leased", 1, "", "", "", "")
    assert duties.compact(replace(own, now=datetime.now(UTC)), job).outcome == "0 jobs, 1 files"
    assert (old.exists(), fresh.exists()) == (False, True)
    log = own.ports.home / "ledger.sqlite-wal"
    assert not log.exists() or log.stat().st_size == 0


def test_readers_may_neither_work_nor_verify(sealed: Call) -> None:
    reader = replace(sealed, actor=ANONYMOUS)
    for act in (
        lambda: work.work_off(reader, "w", lambda: NOON, lambda *_: None),
        lambda: ledger.verify(reader),
        lambda: ledger.events(reader, "event", 0, 1),
        lambda: jobs.retry(reader, "a", "b"),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_whoever_reads_events_is_recorded_in_the_other_chain(own: Call) -> None:
    listed = list(ledger.events(own, "event", 0, 100))
    assert [e.kind for e in listed] == ["release.sealed", "release.checked", "release.published"]
    (reading,) = own.ports.ledger.readings.events()
    assert (reading.actor, reading.fact) == (
        own.actor.line,
        {"how": "events of event", "first": 1, "last": 3},
    )
    assert list(ledger.events(own, "event", 3, 100)) == []
    assert own.ports.ledger.readings.mark().sequence == 1


def test_a_copy_of_a_home_verifies_like_the_home(own: Call, tmp_path: Path) -> None:
    own.ports.ledger.compact()
    other = bootstrap.call(shutil.copytree(own.ports.home, tmp_path / "copy"))
    assert [(h.last, h.misfit) for h in ledger.verify(other)] == [
        (h.last, h.misfit) for h in ledger.verify(own)
    ]
    other.ports.ledger.close()
